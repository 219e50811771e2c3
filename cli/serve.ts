import { once } from 'node:events';
import * as l10n from '@vscode/l10n';
import type { Arguments } from './arguments.ts';
import { type Command, exitStatus } from './command.ts';
import { UsageFailure } from './usage-failure.ts';

export const serveCommand: Command = { options: { stdio: { type: 'boolean' } }, help, run };

function help(): string {
  return [
    l10n.t('nova-doctor serve --stdio: the language server, for Neovim, Helix, Emacs, Zed and others'),
    '',
    l10n.t('It speaks the Language Server Protocol on standard input and output until the editor ends it.'),
  ].join('\n');
}

/** Serves until the editor ends it or is gone. The server reads `--stdio` from the command line itself. */
async function run(args: Arguments): Promise<number> {
  if (!args.boolean('stdio')) throw new UsageFailure(l10n.t('serve needs --stdio: there is no other way to talk yet.'));
  await import('../server/main.ts');
  await once(process.stdin, 'close');
  return exitStatus.fine;
}
