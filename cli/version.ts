import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json, which is the only place that holds it. */
export function programVersion(projectFolder: string): string {
  return (JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string }).version;
}
