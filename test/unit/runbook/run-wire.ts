import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Command, type CommandOutput, wireCommand } from '../../../core/cluster/command.ts';

const mark = 'nova-doctor-mark';

/**
 * Runs a command as a controller would, with a real shell on this machine, and gives what it left. The standard input stays
 * open until the end: closing it would end the command.
 */
export async function runWire(command: Command<unknown>, environment = process.env): Promise<CommandOutput> {
  const { line, input } = wireCommand(command, 'none', mark);
  const child = spawn('/bin/sh', ['-c', line], { env: environment, stdio: 'pipe' });
  child.stdin.write(input);
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await once(child, 'exit')) as [number | null];
  child.stdin.destroy();
  const [standardOutput, standardError] = (await outputs).map(written =>
    written.slice(written.indexOf(`${mark}\n`) + mark.length + 1),
  );
  return {
    status: status ?? undefined,
    standardOutput: standardOutput ?? '',
    standardError: standardError ?? '',
    isCut: false,
  };
}

/** Runs a command and reads its output as the program does. */
export async function outcomeOf<Result>(command: Command<Result>, environment = process.env): Promise<Result> {
  return command.read(await runWire(command, environment));
}
