import { withoutSecrets } from '../text/redact.ts';
import { type Command, type CommandOutput, timedOutStatus } from './command.ts';
import { lightRunVariable } from './kept-script.ts';

/** A read-only script and the function that reads what it prints. */
export interface Probe<Result> {
  /** A stable word: `addresses`, `queues`. */
  readonly name: string;
  /** For `/bin/sh`. It only reads, and says by its exit status and standard error why it could not. */
  readonly script: string;
  /** Values of the script's variables. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly asRoot?: boolean;
  readonly timeoutSeconds: number;
  readonly isExpensive?: boolean;
  /** Never throws, whatever was printed. */
  readonly read: (output: CommandOutput) => Result | ProbeFailure;
}

/** Why a probe has no reading. */
export interface ProbeFailure {
  readonly unreadable:
    | 'not-installed'
    | 'not-running'
    /** It is there and does not answer in time, as a daemon that hangs. */
    | 'no-answer'
    | 'too-many-connections'
    | 'permission-denied'
    | 'not-understood'
    | 'no-credentials';
  /** What the program said, in one line; for people. */
  readonly detail: string;
}

export function isProbeFailure(value: unknown): value is ProbeFailure {
  return typeof value === 'object' && value !== null && 'unreadable' in value;
}

/** Whether it shows that the service itself cannot serve, rather than that we may not look. */
export function isDown({ unreadable }: ProbeFailure): boolean {
  return unreadable === 'not-running' || unreadable === 'no-answer' || unreadable === 'too-many-connections';
}

/** One probe as a command. */
export function probeCommand<Result>(probe: Probe<Result>): Command<Result | ProbeFailure> {
  return {
    name: probe.name,
    effect: 'read',
    run: { script: probe.script, ...(probe.parameters ? { parameters: probe.parameters } : {}) },
    asRoot: probe.asRoot ?? false,
    isExpensive: probe.isExpensive ?? false,
    timeoutSeconds: probe.timeoutSeconds,
    read: probe.read,
  };
}

/** What each of several probes read, by the same names. */
export type Readings<Probes extends Readonly<Record<string, Probe<unknown>>>> = {
  readonly [Name in keyof Probes]: Probes[Name] extends Probe<infer Result> ? Result | ProbeFailure : never;
};

const partMark = 'nova-doctor-part';

/**
 * Several probes as one command: the state of a controller costs one round trip and one shell. Each runs in a subshell
 * after the other; lines with a mark on both outputs tell where one ends.
 * @param probes that agree on the values of parameters with the same name.
 * @param leftOut the probes that a light run leaves out (`wireKeptScript`); their readings are then `not-understood`.
 */
export function combinedCommand<const Probes extends Readonly<Record<string, Probe<unknown>>>>(
  name: string,
  probes: Probes,
  leftOut: readonly (keyof Probes)[] = [],
): Command<Readings<Probes>> {
  const entries = Object.entries(probes);
  const parts = entries.map(([part, probe]) => {
    const text = [
      `echo '${partMark} ${part}'; echo '${partMark} ${part}' >&2`,
      `(\n${probe.script}\n) </dev/null; echo; echo "${partMark}-end $?"`,
    ].join('\n');
    return leftOut.includes(part) ? `if [ -z "$${lightRunVariable}" ]; then\n${text}\nfi` : text;
  });
  return {
    name,
    effect: 'read',
    run: { script: parts.join('\n'), parameters: Object.assign({}, ...entries.map(([, probe]) => probe.parameters)) },
    asRoot: entries.some(([, probe]) => probe.asRoot),
    timeoutSeconds: entries.reduce((sum, [, probe]) => sum + probe.timeoutSeconds, 0),
    read: output => {
      const readings = entries.map(([part, probe]) => [part, probe.read(partOf(output, part))]);
      return Object.fromEntries(readings) as Readings<Probes>;
    },
  };
}

/** What one probe of several printed. */
function partOf(output: CommandOutput, part: string): CommandOutput {
  const standardOutput = after(output.standardOutput, part);
  const end = standardOutput.lastIndexOf(`\n${partMark}-end `);
  const status = end < 0 ? undefined : Number(/-end (\d+)/.exec(standardOutput.slice(end))?.[1]);
  return {
    status,
    standardOutput: end < 0 ? standardOutput : standardOutput.slice(0, end),
    standardError: after(output.standardError, part),
    isCut: output.isCut && end < 0,
  };
}

/** The lines after the mark of a part, up to the mark of the next one. */
function after(text: string, part: string): string {
  const mark = `${partMark} ${part}\n`;
  const start = text.startsWith(mark) ? mark.length : text.indexOf(`\n${mark}`) + 1 + mark.length;
  if (start < mark.length || !text.includes(mark)) return '';
  const next = text.indexOf(`\n${partMark} `, start - 1);
  return text.slice(start, next < 0 ? undefined : next + 1);
}

/** The failure that a program's end shows, by what it or the shell said; undefined when it does not look like one. */
export function commonFailure(output: CommandOutput): ProbeFailure | undefined {
  const said = output.standardError.trim();
  // Most probes end well, and then there is nothing to show.
  const lastLine = () => withoutSecrets(said.split('\n').at(-1)?.trim() ?? '');
  if (output.status === 127 || /: (?:command )?not found\s*$/im.test(said))
    return { unreadable: 'not-installed', detail: lastLine() };
  // A probe bounds by itself what may hang, so that it does not take the other probes of a survey with it.
  if (output.status === timedOutStatus) return { unreadable: 'no-answer', detail: lastLine() || 'timeout' };
  if (/permission denied|must be root|are you root|Only root|Operation not permitted/i.test(said)) {
    return { unreadable: 'permission-denied', detail: lastLine() };
  }
  if (/Cannot connect to the Docker daemon|node .* not running|unable to perform an operation on node/i.test(said)) {
    return { unreadable: 'not-running', detail: withoutSecrets(said.split('\n')[0] ?? '') };
  }
  return undefined;
}

/** A failure to understand, with the first line that was printed, which may be a part of a command line with its secrets. */
export function notUnderstood(output: CommandOutput): ProbeFailure {
  const text = output.standardError.trim() || output.standardOutput.trim();
  return { unreadable: 'not-understood', detail: withoutSecrets(text.split('\n')[0] ?? '').slice(0, 200) };
}
