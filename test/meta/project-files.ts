import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './sources.ts';

/** Folders that are made, not written. */
export const madeFolders = [
  'node_modules',
  '.git',
  'dist',
  'dist-test',
  '.tsc',
  '.vscode-test',
  '.bench',
  'test-results',
];

/** Every file of the project that people write: paths below the project folder, with slashes, in order. */
export function filesOfProject(folder = ''): string[] {
  return readdirSync(join(projectFolder, folder), { withFileTypes: true })
    .flatMap(entry => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return madeFolders.includes(entry.name) ? [] : filesOfProject(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}
