import { randomBytes } from 'node:crypto';
import type { Command } from '../../core/cluster/command.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import { keptScriptSeconds, lightRunSeconds, wireKeptScript } from '../../core/cluster/kept-script.ts';
import type { Channel, ChannelEnd } from './channel.ts';
import {
  failureOf,
  gatherAfter,
  type OpenChannel,
  patienceFor,
  programOf,
  runCommand,
  watchOver,
} from './run-command.ts';
import { defaultKeptBytes, type RunOptions } from './transport.ts';

/** The scripts that are kept ready on one connection, by their texts. */
export type KeptShells = Map<string, KeptShell>;

interface KeptShell {
  readonly channel: Channel;
  /** Milliseconds of `performance.now()`. */
  readonly started: number;
  /** Set while it runs; the next run waits for the end of the output of this one. */
  current: Run | undefined;
  end: ChannelEnd | undefined;
}

interface Run {
  take(block: Uint8Array, from: 'output' | 'error'): void;
  /** Called when the channel ends before the run does. */
  lose(end: ChannelEnd): void;
}

/** The longest `-end` line: a word of 36 characters and a status. */
const longestEnd = 80;
const patienceSeconds = 30;

/**
 * Runs a script whose shell stays ready for the next run; see `wireKeptScript`. Where that cannot be (another run of the
 * same script is under way, the output is wanted as it comes, it has to leave the processor to others), it runs once.
 */
export async function runKept<Result>(
  host: string,
  open: OpenChannel,
  shells: KeptShells,
  command: Command<Result>,
  options: RunOptions,
): Promise<Result | ControllerFailure> {
  const { become = 'none', signal, repeats } = options;
  const key = JSON.stringify([command.name, command.run, command.asRoot === true && become === 'sudo']);
  const known = shells.get(key);
  if ('program' in command.run || command.isExpensive || options.onOutput || options.onSpilled || known?.current) {
    return runCommand(host, open, command, options);
  }
  if (signal?.aborted) return { failed: 'cancelled', host };
  const word = `nova-doctor-${randomBytes(12).toString('hex')}`;
  const ready = known && isUsable(known, command) ? known : undefined;
  if (known && !ready) known.channel.end();
  const wire = ready ? undefined : wireKeptScript(command, become, word);
  const shell = ready ?? (wire ? await startShell(open, wire.line, signal) : undefined);
  if (shell === undefined || isFailure(shell)) return shell ?? { failed: 'cancelled', host };
  shells.set(key, shell);
  const input = wire?.input ?? `${word}${repeats === 'light' ? ' light' : ''}\n`;
  const seconds = ready && repeats === 'light' ? lightRunSeconds : patienceFor(command);
  return runOnce(host, shell, command, options, word, input, seconds);
}

/** Whether it still runs, and will for as long as the next run may take. */
function isUsable(shell: KeptShell, command: Command<unknown>): boolean {
  const age = (performance.now() - shell.started) / 1000;
  return shell.end === undefined && age + (command.timeoutSeconds ?? 0) + patienceSeconds < keptScriptSeconds;
}

async function startShell(open: OpenChannel, line: string, signal: AbortSignal | undefined) {
  const channel = await open(line, signal);
  if (isFailure(channel)) return channel;
  const shell: KeptShell = { channel, started: performance.now(), current: undefined, end: undefined };
  channel.listen((block, from) => shell.current?.take(block, from));
  channel.ended.then(end => {
    shell.end = end;
    shell.current?.lose(end);
  });
  return shell;
}

async function runOnce<Result>(
  host: string,
  shell: KeptShell,
  command: Command<Result>,
  { keptBytes = defaultKeptBytes, signal }: RunOptions,
  word: string,
  input: string,
  seconds: number | undefined,
): Promise<Result | ControllerFailure> {
  const { channel } = shell;
  const output = gatherAnswer(word, keptBytes);
  const error = gatherAfter(word, keptBytes);
  const answered = new Promise<ChannelEnd>(resolve => {
    shell.current = {
      take(block, from) {
        if (from === 'error') error.take(block);
        else output.take(block);
        if (output.hasEnded()) resolve({ status: output.status(), signal: undefined, isLost: false });
      },
      lose: resolve,
    };
    if (shell.end) resolve(shell.end);
  });
  const watch = watchOver(channel, seconds, signal);
  channel.write(input);
  const end = await answered;
  shell.current = undefined;
  const reason = watch.reason();
  // It was told to end, and is gone when the caller hears of it.
  if (reason) await channel.ended;
  watch.stop();
  if (reason === 'cancelled') return { failed: 'cancelled', host };
  if (reason === 'late') return { failed: 'command-timed-out', host, program: programOf(command) };
  const { isCut, ...parts } = output.parts();
  const standardError = `${error.text()}${parts.standardError}`;
  const said = {
    hasBegun: () => output.hasBegun() || error.hasBegun(),
    chatter: () => `${error.chatter()}\n${output.chatter()}`.trim(),
    errorText: () => standardError,
  };
  const failure = failureOf(host, command, end, said);
  if (failure) return failure;
  return command.read({
    status: end.status,
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    standardOutput: parts.standardOutput,
    standardError,
    isCut,
  });
}

/** Gathers the answer to one run: both outputs, each up to a limit. */
function gatherAnswer(word: string, limit: number) {
  const after = gatherAfter(word, 2 * limit + longestEnd);
  const ending = new RegExp(`\\n${word}-end (\\d+)\\n$`);
  const between = Buffer.from(`\n${word}-error\n`);
  let tail = '';
  let end: RegExpExecArray | null = null;
  /** Both outputs; the standard error is not known where the other is much longer than the limit. */
  const parts = () => {
    const bytes = after.bytes();
    const at = bytes.lastIndexOf(between);
    const output = at < 0 ? bytes : bytes.subarray(0, at);
    const error =
      at < 0
        ? ''
        : bytes
            .subarray(at + between.length)
            .toString('utf8')
            .replace(ending, '');
    return {
      standardOutput: output.subarray(0, limit).toString('utf8'),
      standardError: error === '' ? '' : `${error}\n`,
      isCut: after.isCut() || output.length > limit,
    };
  };
  return {
    take(block: Uint8Array): void {
      const rest = after.take(block);
      if (rest.length === 0) return;
      tail = (tail + Buffer.from(rest.subarray(-longestEnd)).toString('latin1')).slice(-longestEnd);
      end = ending.exec(tail);
    },
    hasBegun: after.hasBegun,
    hasEnded: () => end !== null,
    status: () => Number(end?.[1]),
    chatter: after.chatter,
    parts,
  };
}
