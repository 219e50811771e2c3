import { randomBytes } from 'node:crypto';
import { type Command, type CommandOutput, timedOutStatus, wireCommand } from '../../core/cluster/command.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import type { Channel, ChannelEnd } from './channel.ts';
import { createSpill } from './spill.ts';
import { defaultKeptBytes, type RunOptions } from './transport.ts';

/** Opens a channel in which the login shell runs one constant line. */
export type OpenChannel = (line: string, signal: AbortSignal | undefined) => Promise<Channel | ControllerFailure>;

/** Seconds by which the controller's own limit may be exceeded before this side gives up. */
const patienceSeconds = 15;
/** Seconds in which a cancelled command may end by itself, so that its process group is surely gone. */
const farewellSeconds = 8;

/** Runs a command over a channel: see `wireCommand` for how it travels. */
export async function runCommand<Result>(
  host: string,
  open: OpenChannel,
  command: Command<Result>,
  options: RunOptions,
): Promise<Result | ControllerFailure> {
  const { become = 'none', signal } = options;
  if (signal?.aborted) return { failed: 'cancelled', host };
  const mark = `nova-doctor-${randomBytes(12).toString('hex')}`;
  const wire = wireCommand(command, become, mark);
  const channel = await open(wire.line, signal);
  if (isFailure(channel)) return channel;
  const watch = watchOver(channel, patienceFor(command), signal);
  const spill = options.onSpilled ? createSpill(options.keptBytes ?? defaultKeptBytes, options.openSpill) : undefined;
  try {
    const output = collectOutput(mark, options);
    channel.listen((block, from) => {
      const rest = output.take(block, from);
      if (from === 'output' && spill?.take(rest) === false) watch.give('unkept');
    });
    channel.write(wire.input);
    const end = await channel.ended;
    watch.stop();
    const program = programOf(command);
    if (watch.reason() === 'cancelled') return { failed: 'cancelled', host };
    if (watch.reason() === 'late') return { failed: 'command-timed-out', host, program };
    const unkept = spill?.failure();
    if (unkept) return { failed: 'output-unkept', host, program, place: unkept.path, detail: unkept.detail };
    const failure = failureOf(host, command, end, output);
    if (failure) return failure;
    const spilled = spill?.output();
    if (spilled) await options.onSpilled?.(spilled);
    return command.read(output.result(end));
  } finally {
    watch.stop();
    spill?.remove();
  }
}

/** What a message calls a command. */
export function programOf(command: Command<unknown>): string {
  return 'program' in command.run ? [command.run.program, ...command.run.args].join(' ') : command.name;
}

/** Why a command is ended before its end: its time is up, nobody wants it, or its output cannot be kept. */
type GivenUp = 'late' | 'cancelled' | 'unkept';

/** Seconds after which this side gives up, where the controller has not done so; undefined for what has no limit. */
export function patienceFor({ timeoutSeconds }: Command<unknown>): number | undefined {
  return timeoutSeconds === undefined ? undefined : timeoutSeconds + patienceSeconds;
}

/** Ends a command that takes too long, or whose caller does not want it any more. */
export function watchOver(channel: Channel, seconds: number | undefined, signal: AbortSignal | undefined) {
  let reason: GivenUp | undefined;
  let farewell: NodeJS.Timeout | undefined;
  const give = (why: GivenUp) => {
    if (reason) return;
    reason = why;
    channel.end();
    farewell = setTimeout(() => channel.destroy(), farewellSeconds * 1000);
  };
  const cancel = () => give('cancelled');
  const limit = seconds === undefined ? undefined : setTimeout(() => give('late'), seconds * 1000);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  return {
    reason: () => reason,
    give,
    stop: () => {
      clearTimeout(limit);
      clearTimeout(farewell);
      signal?.removeEventListener('abort', cancel);
    },
  };
}

/** Gathers both outputs from the mark on, each up to a limit; the rest is only counted. */
function collectOutput(mark: string, { keptBytes = defaultKeptBytes, onOutput }: RunOptions) {
  const streams = { output: gatherAfter(mark, keptBytes), error: gatherAfter(mark, keptBytes) };
  return {
    take: (block: Uint8Array, from: 'output' | 'error') => {
      const rest = streams[from].take(block);
      if (rest.length > 0) onOutput?.(rest, from);
      return rest;
    },
    hasBegun: () => streams.output.hasBegun() || streams.error.hasBegun(),
    /** What came before the mark: why there was no mark. */
    chatter: () => `${streams.error.chatter()}\n${streams.output.chatter()}`.trim(),
    errorText: () => streams.error.text(),
    result: (end: ChannelEnd): CommandOutput => ({
      status: end.status,
      ...(end.signal === undefined ? {} : { signal: end.signal }),
      standardOutput: streams.output.text(),
      standardError: streams.error.text(),
      isCut: streams.output.isCut() || streams.error.isCut(),
    }),
  };
}

/** Bytes of chatter in which the mark is looked for; start files that print more than this never end. */
const mostChatter = 256 * 1024;

/** Gathers a stream from the line on that is the mark, up to a limit; the rest is only counted. */
export function gatherAfter(mark: string, limit: number) {
  const line = Buffer.from(`${mark}\n`);
  let before = Buffer.alloc(0);
  let hasBegun = false;
  const kept: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  const keep = (block: Uint8Array) => {
    const part = block.subarray(0, Math.max(0, limit - size));
    isCut ||= part.length < block.length;
    size += part.length;
    if (part.length > 0) kept.push(part);
  };
  return {
    take(block: Uint8Array): Uint8Array {
      if (hasBegun) {
        keep(block);
        return block;
      }
      before = Buffer.concat([before, block]).subarray(-mostChatter);
      const at = before.indexOf(line);
      if (at < 0) return new Uint8Array();
      hasBegun = true;
      const rest = new Uint8Array(before.subarray(at + line.length));
      before = before.subarray(0, at);
      keep(rest);
      return rest;
    },
    hasBegun: () => hasBegun,
    chatter: () => before.toString('utf8').trim(),
    bytes: () => Buffer.concat(kept),
    text: () => Buffer.concat(kept).toString('utf8'),
    isCut: () => isCut,
  };
}

/** Why there is nothing to read. A status that the command itself chose is no failure here. */
export function failureOf(
  host: string,
  command: Command<unknown>,
  end: ChannelEnd,
  output: Pick<ReturnType<typeof collectOutput>, 'hasBegun' | 'chatter' | 'errorText'>,
): ControllerFailure | undefined {
  const program = programOf(command);
  if (end.isLost) return { failed: end.failed ?? 'connection-lost', host };
  if (!output.hasBegun()) return beforeTheScript(host, program, end, output.chatter());
  const said = output.errorText();
  // What the wrapping itself needs, whatever the command is.
  const missing = end.status === 127 ? /\b(sudo|timeout): (?:command )?not found/.exec(said)?.[1] : undefined;
  if (missing !== undefined) return { failed: 'command-missing', host, program: missing };
  if (end.status !== 0 && /No space left on device/i.test(said)) {
    return { failed: 'disk-full', host, program, detail: lastLine(said) };
  }
  if (command.timeoutSeconds !== undefined && end.status === timedOutStatus) {
    return { failed: 'command-timed-out', host, program };
  }
  if (sudoRefusal.test(said) && end.status === 1)
    return { failed: 'sudo-refused', host, program, detail: lastLine(said) };
  if ('script' in command.run) return undefined;
  if (end.status === 127) return { failed: 'command-missing', host, program: command.run.program };
  if (end.status === 126) return { failed: 'permission-denied', host, program, detail: lastLine(said) };
  return undefined;
}

/** How sudo refuses: without a password, without a terminal, or because of what sudoers says. */
const sudoRefusal = /^sudo: |^Sorry, user .* (?:is not allowed|may not run)|is not in the sudoers file/m;

function beforeTheScript(host: string, program: string, end: ChannelEnd, chatter: string): ControllerFailure {
  const detail = lastLine(chatter);
  if (/\bsudo: .*command not found|sudo: not found|Unknown command.*sudo/i.test(chatter)) {
    return { failed: 'command-missing', host, program: 'sudo' };
  }
  if (sudoRefusal.test(chatter)) return { failed: 'sudo-refused', host, program: '/bin/sh', detail };
  if (/This account is currently not available|nologin/i.test(chatter)) {
    return { failed: 'authentication-refused', host, detail };
  }
  return { failed: 'command-failed', host, program, detail: detail || `exit ${end.status ?? end.signal}` };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
