import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandOutput } from '../../../core/cluster/command.ts';

const folder = join(import.meta.dirname, '../../fixtures/commands');

/** What a probe's script printed when it ran against the real program; the file says which one. */
export function captured(name: string): CommandOutput {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).output;
}

/** What a single command printed. */
export function printed(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** An output of text alone. */
export function outputOf(standardOutput: string, more: Partial<CommandOutput> = {}): CommandOutput {
  return { status: 0, standardOutput, standardError: '', isCut: false, ...more };
}
