import * as l10n from '@vscode/l10n';
import type { Command } from './command.ts';

interface CommandEntry {
  readonly name: string;
  /** The arguments, as `--help` shows them. */
  readonly usage: string;
  summary(): string;
  /** Loads the command; most of the program is not needed for any one of them. */
  load(): Promise<Command>;
}

/** All commands, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'analyze',
    usage: 'analyze PATH…',
    summary: () => l10n.t('find what is wrong in logs: the cause, its echoes, the evidence'),
    load: async () => (await import('./analyze.ts')).analyzeCommand,
  },
];
