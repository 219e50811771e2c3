import { quoteForShell } from '../text/shell-quote.ts';

/** What a command does to the controller. */
export type Effect = 'read' | 'change' | 'destroy';

/**
 * Something that can be run on a controller, as a value: it can be printed, quoted, run over SSH, on this machine, in the
 * simulated cluster or in a test, and its output is always read by the same function.
 */
export interface Command<Result> {
  /** A stable word for journals and messages: `docker-stop`, `ip-addresses`. */
  readonly name: string;
  readonly effect: Effect;
  /** A fixed program with separate arguments, or a script for `/bin/sh`. */
  readonly run: ProgramCall | ScriptCall;
  /** Whether it needs root. */
  readonly asRoot?: boolean;
  /** Seconds after which the controller itself ends it; undefined for what runs until it is stopped (following a log). */
  readonly timeoutSeconds: number | undefined;
  /** Whether it may take long and has to leave processor and disk to others. */
  readonly isExpensive?: boolean;
  /** An end that is not 0 and that `read` takes for done, for runners that do not read: a status, and a line that is printed with it. */
  readonly alsoDone?: { readonly status: number; readonly line: string };
  /** Understands what it printed. It never throws. */
  readonly read: (output: CommandOutput) => Result;
}

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
}

export interface ScriptCall {
  /** Text for `/bin/sh`. Parameters are never part of it: they are variables. */
  readonly script: string;
  /** Values of the script's variables. Names are of capital letters, digits and underscores. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a command left. */
export interface CommandOutput {
  /** Undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly signal?: string;
  readonly standardOutput: string;
  readonly standardError: string;
  /** Whether more came than is kept. */
  readonly isCut: boolean;
}

/** How a command gets to a controller. */
export interface WireCommand {
  /** What the login shell sees, which may be csh or fish: constant words without quotes. */
  readonly line: string;
  /** What travels on standard input before it is kept open; closing it ends the command. */
  readonly input: string;
}

export const shellLine = '/bin/sh -s';
export const rootShellLine = 'sudo -n /bin/sh -s';

/** The exit status by which `timeout` of GNU coreutils and of busybox says that time was up. */
export const timedOutStatus = 124;

/** Seconds between asking a command to end and ending it by force. */
export const graceSeconds = 5;

/**
 * How a command travels: `/bin/sh -s` reads everything from its standard input, so that neither the login shell nor the
 * list of processes sees a parameter. sshd drops unknown environment variables and sudo resets them, so neither is used.
 *
 * The script is one compound command: the shell has read all of it before it starts, and what follows on the standard
 * input is left to a watcher. When the input ends (somebody cancels, or the connection is gone) the watcher ends
 * `timeout`, which ends its whole process group (timeout(1): it makes itself the leader of one).
 * @param become `none` where the user of the connection is root, or where nothing may be done as root.
 * @param mark a word of letters and digits that comes first on both outputs: what stands before it is chatter of the login
 *   shell's start files, and where it is missing, neither the shell nor sudo got as far as the script.
 */
export function wireCommand(command: Command<unknown>, become: 'none' | 'sudo', mark: string): WireCommand {
  const throughSudo = command.asRoot === true && become === 'sudo';
  const isProgram = 'program' in command.run;
  // A fixed program is what a line in sudoers can admit: sudo gets it and its arguments, not a shell.
  const line = throughSudo && !isProgram ? rootShellLine : shellLine;
  const words = programWords(command, become).map(quoteForShell);
  const inner = isProgram ? `exec ${words.join(' ')}` : (command.run as ScriptCall).script;
  return { line, input: wrap(inner, parametersOf(command), command, mark) };
}

/** The words of a fixed program as they run, with sudo where it is needed; none of a script. */
export function programWords(command: Command<unknown>, become: 'none' | 'sudo'): readonly string[] {
  if (!('program' in command.run)) return [];
  const throughSudo = command.asRoot === true && become === 'sudo';
  return [...(throughSudo ? ['sudo', '-n'] : []), command.run.program, ...command.run.args];
}

function parametersOf(command: Command<unknown>): Readonly<Record<string, string>> {
  return 'script' in command.run ? (command.run.parameters ?? {}) : {};
}

function wrap(
  inner: string,
  parameters: Readonly<Record<string, string>>,
  command: Command<unknown>,
  mark: string,
): string {
  const limit = command.timeoutSeconds;
  const bounded = `timeout -k ${graceSeconds} ${limit ?? 0} /bin/sh -c "$nova_doctor_script"`;
  const run = command.isExpensive ? `nice -n 19 ${ioniceWords}${bounded}` : bounded;
  return [
    '{',
    `echo ${mark}; echo ${mark} >&2`,
    'LC_ALL=C; export LC_ALL',
    ...assignmentLines(parameters),
    `nova_doctor_script=${quoteForShell(inner)}`,
    needTimeout,
    ...(command.isExpensive
      ? ['nova_doctor_ionice=; command -v ionice >/dev/null && nova_doctor_ionice="ionice -c 3"']
      : []),
    // The standard input goes to the watcher by another number: a shell gives `&` commands an empty one.
    `exec 3<&0; ${run} </dev/null 3<&- & nova_doctor_pid=$!`,
    '( while read -r nova_doctor_line <&3; do :; done; kill -TERM "$nova_doctor_pid" ) </dev/null >/dev/null 2>&1 &',
    'nova_doctor_watcher=$!; exec 3<&-',
    'wait "$nova_doctor_pid"; nova_doctor_status=$?',
    // By 255 the ssh program says that the connection failed.
    'kill "$nova_doctor_watcher" 2>/dev/null; [ "$nova_doctor_status" -ne 255 ] || nova_doctor_status=254',
    'exit "$nova_doctor_status"',
    '}',
    '',
  ].join('\n');
}

export const needTimeout = 'command -v timeout >/dev/null || { echo "timeout: not found" >&2; exit 127; }';

const ioniceWords = '$nova_doctor_ionice ';

export function assignmentLines(parameters: Readonly<Record<string, string>>): string[] {
  return Object.entries(parameters).map(([name, value]) => {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a parameter.`);
    return `${name}=${quoteForShell(value)}; export ${name}`;
  });
}
