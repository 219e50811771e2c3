import type { Command } from '../../core/cluster/command.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import { givesRoot, shellOfScripts, sudoersLine } from '../../core/cluster/sudoers.ts';
import { type OpenChannel, runCommand } from './run-command.ts';

/** Where a program is on the controller, root's folders included; sudoers wants full paths. */
function programPathCommand(program: string): Command<string> {
  return {
    name: 'program-path',
    effect: 'read',
    run: {
      script: 'PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; command -v "$PROGRAM"',
      parameters: { PROGRAM: program },
    },
    timeoutSeconds: 10,
    read: ({ standardOutput }) => standardOutput.trim().split('\n')[0] ?? '',
  };
}

/** What would have to be allowed so that sudo runs a command that it has refused. */
export async function explainSudo(
  host: string,
  open: OpenChannel,
  command: Command<unknown>,
  account: string,
): Promise<NonNullable<ControllerFailure['sudo']>> {
  if (!('program' in command.run)) {
    const { path, args } = shellOfScripts;
    return { account, line: sudoersLine(account, path, args), isShell: true, givesRoot: true };
  }
  const { program, args } = command.run;
  const found = await runCommand(host, open, programPathCommand(program), {});
  const path = isFailure(found) || !found.startsWith('/') ? program : found;
  return { account, line: sudoersLine(account, path, args), isShell: false, givesRoot: givesRoot(path) };
}
