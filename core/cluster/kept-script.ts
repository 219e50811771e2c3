import { quoteForShell } from '../text/shell-quote.ts';
import {
  assignmentLines,
  type Command,
  graceSeconds,
  needTimeout,
  rootShellLine,
  shellLine,
  type WireCommand,
} from './command.ts';

/** Seconds after which the controller ends a kept script, whatever becomes of the connection. */
export const keptScriptSeconds = 900;

/** Seconds after which a light run that has not been answered is ended, with its shell. */
export const lightRunSeconds = 8;

/** Set in a script, when what rarely changes may be left out of this run, and limits of its own. */
export const lightRunVariable = 'NOVA_DOCTOR_LIGHT';

/**
 * How a script is kept ready on a controller: it runs once, and again for each line that comes over the standard input, so
 * that reading a state again starts no session, no login shell and no `timeout`. Up to the line of `nova_doctor_script` it
 * is what `wireCommand` writes for a script; the line of `nova_doctor_loop` tells the two forms apart.
 *
 * Requests are lines `WORD` or `WORD light`. Each is answered on the standard output, in few large pieces: a line `WORD`,
 * what the script printed, a line end, a line `WORD-error`, what it said on its standard error without the line ends at its
 * end, a line end, and a line `WORD-end STATUS`. (Only text can be printed: a shell drops NULs.) The first run is answered
 * to the mark, without a request. Nothing may be sent before a run has ended but the end of the input: the shell reads
 * ahead only while it reads what is written here.
 *
 * One process only hands lines on. It sees at once when the input ends (somebody cancels, or the connection is gone), and
 * ends `timeout` and so its whole process group, as with a command that runs once. A single run has no limit of its own on
 * the controller but those within the script; all runs together have `keptScriptSeconds`.
 * @param command with a script. @param become @param mark as for `wireCommand`.
 */
export function wireKeptScript(command: Command<unknown>, become: 'none' | 'sudo', mark: string): WireCommand {
  if ('program' in command.run) throw new Error(`${command.name} is no script.`);
  const { script, parameters = {} } = command.run;
  const input = [
    '{',
    `echo ${mark}; echo ${mark} >&2`,
    'LC_ALL=C; export LC_ALL',
    ...assignmentLines(parameters),
    `nova_doctor_script=${quoteForShell(script)}`,
    `nova_doctor_loop=${quoteForShell(loop)}`,
    `nova_doctor_mark=${mark}`,
    'export nova_doctor_script nova_doctor_mark',
    needTimeout,
    `exec timeout -k ${graceSeconds} ${keptScriptSeconds} /bin/sh -c "$nova_doctor_loop" 3<&0 </dev/null`,
    '}',
    '',
  ].join('\n');
  return { line: command.asRoot === true && become === 'sudo' ? rootShellLine : shellLine, input };
}

/**
 * What the kept shell does; its parent is `timeout`, the leader of the process group. What the script prints is gathered
 * first: each small piece would else be encrypted, sent and read by itself, which costs more than the script.
 */
const loop = [
  'nova_doctor_run() {',
  'nova_doctor_answer=$( {',
  `${lightRunVariable}=$2; nova_doctor_error=$( eval "$nova_doctor_script" 2>&1 >&4 4>&- </dev/null ); } 4>&1`,
  'nova_doctor_status=$?',
  'echo; echo "$1-error"; echo "$nova_doctor_error"; echo "$1-end $nova_doctor_status" )',
  'printf "%s\\n" "$nova_doctor_answer"',
  '}',
  '( while read -r nova_doctor_line <&3; do echo "$nova_doctor_line"; done; kill -TERM "$PPID" ) 2>/dev/null | {',
  'exec 3<&-',
  'nova_doctor_run "$nova_doctor_mark"',
  'while read -r nova_doctor_word nova_doctor_light; do',
  'echo "$nova_doctor_word"',
  'nova_doctor_run "$nova_doctor_word" "$nova_doctor_light"',
  'done',
  '}',
].join('\n');
