import { Scalar } from 'yaml';
import type { Command } from '../cluster/command.ts';
import { quoteForShell } from '../text/shell-quote.ts';

/** A task of a playbook, as its keys and values. */
export type AnsibleTask = Readonly<Record<string, unknown>>;

/** A text that Ansible does not take for a template. */
export function literal(text: string): Scalar<string> | string {
  if (!/\{[{%#]/.test(text)) return text;
  const scalar = new Scalar(text);
  scalar.tag = '!unsafe';
  return scalar;
}

/** Names of plays and tasks are templates too; they are only for people. */
export function nameText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\{(?=[{%#])/g, '{ ');
}

/** What runs a command: a program with separate arguments, or a script on the standard input of a shell. */
export function commandTask(name: string, command: Command<unknown>, become: 'none' | 'sudo'): AnsibleTask {
  const { run, asRoot, timeoutSeconds, alsoDone } = command;
  const call =
    'program' in run
      ? { argv: [run.program, ...run.args].map(literal) }
      : { argv: ['/bin/sh', '-s'], stdin: literal(scriptText(run.script, run.parameters ?? {})) };
  return {
    name: nameText(name),
    'ansible.builtin.command': call,
    ...(asRoot && become === 'sudo' ? { become: true } : {}),
    ...(timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds }),
    changed_when: command.effect !== 'read',
    ...(alsoDone === undefined ? {} : { register: 'nova_doctor_done', failed_when: failedUnless(alsoDone) }),
  };
}

function failedUnless({ status, line }: NonNullable<Command<unknown>['alsoDone']>): string {
  const lines = '((nova_doctor_done.stderr_lines | default([])) + (nova_doctor_done.stdout_lines | default([])))';
  return `(nova_doctor_done.rc | default(0)) not in [0, ${status}] or ((nova_doctor_done.rc | default(0)) == ${status} and '${line}' not in ${lines})`;
}

/** In braces, so that the shell has read everything before a program could read the same standard input. */
export function scriptText(script: string, parameters: Readonly<Record<string, string>>): string {
  const assignments = Object.entries(parameters).map(
    ([name, value]) => `${name}=${quoteForShell(value)}; export ${name}`,
  );
  return ['{', 'LC_ALL=C; export LC_ALL', ...assignments, script, '} </dev/null', ''].join('\n');
}

const betweenLooks = 5;

/**
 * Repeats a reading task until it is so, and looks again after the time for which it must last.
 * @param condition of Jinja about the result, which is called `nova_doctor_seen`.
 */
export function untilTasks(
  task: AnsibleTask,
  condition: string,
  times: { readonly withinSeconds: number; readonly forSeconds: number },
): AnsibleTask[] {
  const looking = { ...task, register: 'nova_doctor_seen', changed_when: false, check_mode: false };
  const first = {
    ...looking,
    until: condition,
    retries: Math.max(1, Math.ceil((times.withinSeconds - times.forSeconds) / betweenLooks)),
    delay: betweenLooks,
    // What is asked for may be that the program says no: the condition alone decides.
    failed_when: `not (${condition})`,
  };
  if (times.forSeconds === 0) return [first];
  const pause = { name: `${task.name}: ${times.forSeconds} s`, 'ansible.builtin.pause': { seconds: times.forSeconds } };
  return [first, pause, { ...looking, failed_when: `not (${condition})` }];
}
