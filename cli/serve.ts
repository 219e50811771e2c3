import { once } from 'node:events';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as l10n from '@vscode/l10n';
import type { Arguments } from './arguments.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
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
async function run(args: Arguments, { projectFolder }: Surroundings): Promise<number> {
  if (!args.boolean('stdio')) throw new UsageFailure(l10n.t('serve needs --stdio: there is no other way to talk yet.'));
  // Not bundled into this program: most of its commands start faster without the language server.
  const isBundle = basename(import.meta.dirname) === 'dist';
  await import(pathToFileURL(join(projectFolder, isBundle ? 'dist/server.js' : 'server/main.ts')).href);
  await once(process.stdin, 'close');
  return exitStatus.fine;
}
