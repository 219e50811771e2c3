import type { Command } from '../cluster/command.ts';
import { serviceOfName } from '../cluster/service-names.ts';
import type { Translator } from '../text/l10n.ts';
import { type AnsibleTask, commandTask, literal, nameText, scriptText, untilTasks } from './ansible-tasks.ts';
import { parseDuration } from './duration.ts';
import type { PlannedCommand } from './plan.ts';
import type { Check } from './runbook.ts';

/** What checks of a step are as tasks of Ansible, and which of them a person has to make. */
export interface ExportedChecks {
  readonly tasks: readonly AnsibleTask[];
  /** Checks that Ansible cannot make, in words. */
  readonly byHand: readonly string[];
}

export interface CheckSurroundings {
  /** The commands of the step: they tell who owns the service. */
  readonly commands: readonly PlannedCommand[];
  readonly become: 'none' | 'sudo';
  /** Where the broker is asked; undefined where the plan does not tell. */
  readonly broker: string | undefined;
  /** Who held the VIP when the plan was made. */
  readonly holder: string | undefined;
  readonly resolve: (text: string) => string;
  readonly l10n: Translator;
}

const usualSeconds = 60;

/** Makes tasks of checks. */
export function exportChecks(checks: readonly Check[], surroundings: CheckSurroundings): ExportedChecks {
  const tasks: AnsibleTask[] = [];
  const byHand: string[] = [];
  for (const check of checks) {
    const made = tasksOf(check, surroundings);
    // Where the VIP is, is looked at before everything else.
    if (check.probe === 'vip') continue;
    if (made === undefined) byHand.push(checkText(check, surroundings.resolve));
    else tasks.push(...made);
  }
  return { tasks, byHand };
}

/** `consumers queue=conductor each=1`. */
export function checkText({ probe, expectations }: Check, resolve: (text: string) => string): string {
  const words = Object.entries(expectations).map(([key, value]) => `${key}=${resolve(String(value))}`);
  return [probe, ...words].join(' ');
}

function tasksOf(check: Check, surroundings: CheckSurroundings): AnsibleTask[] | undefined {
  switch (check.probe) {
    case 'service':
      return serviceTasks(check, surroundings);
    case 'consumers':
    case 'messages':
      return queueTasks(check, surroundings);
    default:
      return undefined;
  }
}

function timesOf({ for: lasting, within }: Check, resolve: (text: string) => string) {
  const seconds = (text: string | undefined) =>
    text === undefined ? undefined : (parseDuration(resolve(text)) ?? 0) / 1000;
  const forSeconds = Math.ceil(seconds(lasting) ?? 0);
  return { forSeconds, withinSeconds: Math.ceil(seconds(within) ?? forSeconds + usualSeconds) };
}

/** The state of a service, asked of whoever the commands of the step speak to. */
function serviceTasks(check: Check, { commands, become, resolve, l10n }: CheckSurroundings): AnsibleTask[] | undefined {
  const isToRun = check.expectations.is === 'running';
  const service = String(check.expectations.name ?? '');
  const owners = new Map<string, { readonly command: Command<unknown>; readonly controllers: string[] }>();
  for (const { command, controller } of commands) {
    const question = stateQuestion(command);
    // The step may be about another service than the check.
    if (question === undefined || serviceOfName(question.name) !== serviceOfName(service)) return undefined;
    const key = JSON.stringify(question.command.run);
    const owner = owners.get(key) ?? { command: question.command, controllers: [] };
    owner.controllers.push(controller);
    owners.set(key, owner);
  }
  if (owners.size === 0) return undefined;
  const condition = isToRun
    ? "nova_doctor_seen.rc == 0 and nova_doctor_seen.stdout in ['true', 'active']"
    : "nova_doctor_seen.stdout in ['false', 'inactive', 'failed']";
  const title = isToRun ? l10n.t('{0} runs', service) : l10n.t('{0} is stopped', service);
  const all = new Set(commands.map(({ controller }) => controller));
  return [...owners.values()].flatMap(({ command, controllers }) => {
    const isForAll = new Set(controllers).size === all.size;
    const tasks = untilTasks(commandTask(title, command, become), condition, timesOf(check, resolve));
    return isForAll ? tasks : tasks.map(task => ({ ...task, when: whenOn(controllers) }));
  });
}

/** `inventory_hostname in ['ctl2', 'ctl3']`. */
export function whenOn(controllers: readonly string[]): string {
  const names = [...new Set(controllers)].map(name => `'${name.replace(/[^\w.:-]/g, '')}'`);
  return `inventory_hostname in [${names.join(', ')}]`;
}

/** What asks the owner that a command speaks to for the state: a unit of systemd, or a container. */
function stateQuestion(
  command: Command<unknown>,
): { readonly name: string; readonly command: Command<unknown> } | undefined {
  if (!('program' in command.run)) return undefined;
  const { program, args } = command.run;
  const name = args.at(-1);
  if (name === undefined || !['start', 'stop', 'restart', 'reload'].includes(args[0] ?? '')) return undefined;
  const read = { name: 'state', effect: 'read', timeoutSeconds: 30, asRoot: command.asRoot === true } as const;
  if (program === 'systemctl') {
    return { name, command: { ...read, run: { program, args: ['is-active', '--', name] }, read: () => undefined } };
  }
  if (program !== 'docker' && program !== 'podman') return undefined;
  const args2 = ['inspect', '--type', 'container', '--format', '{{.State.Running}}', '--', name];
  return { name, command: { ...read, run: { program, args: args2 }, read: () => undefined } };
}

/**
 * Sums over all vhosts what queues have that are called as the first argument, or so and a domain: `consumers messages`. A host may
 * have the program beside a broker in a container, which is the one to ask then. A broker that does not answer counts for nothing:
 * two zeros would say that nothing waits.
 */
const queueScript = `for ENGINE in docker podman; do
  NAME=$("$ENGINE" ps --format '{{.Names}}' 2>/dev/null | grep -E '(^|[_-])rabbitmq' | grep -v exporter | head -n 1)
  [ -n "$NAME" ] && break
done
if [ -n "$NAME" ]; then ctl() { "$ENGINE" exec "$NAME" rabbitmqctl "$@"; }
elif command -v rabbitmqctl >/dev/null 2>&1; then ctl() { rabbitmqctl "$@"; }
else echo "rabbitmqctl: not found" >&2; exit 1
fi
VHOSTS=$(ctl -q list_vhosts name) || exit 1
QUEUES=$(printf '%s\\n' "$VHOSTS" | sed '1{/^name$/d}' | while read -r VHOST; do
  ctl -q list_queues -p "$VHOST" name consumers messages </dev/null || exit 1
done) || exit 1
printf '%s\\n' "$QUEUES" | QUEUE="$1" awk -F'\\t' '
  $1 == ENVIRON["QUEUE"] || (ENVIRON["QUEUE"] ~ /\\./ && index($1, ENVIRON["QUEUE"] ".") == 1) { consumers += $2; messages += $3 }
  END { print consumers + 0, messages + 0 }'`;

/** Which queue to count, and where its name comes from. */
interface CountedQueue {
  /** For Ansible: a template where the name of the host belongs to it. */
  readonly name: unknown;
  readonly title: string;
  /** Whether every host has one of its own. */
  readonly isOfHost: boolean;
}

/** nova names the queue of one conductor after its host: `conductor.ctl1`. By that it is told whose consumers are meant. */
function countedQueue(check: Check, { holder, resolve }: CheckSurroundings): CountedQueue | undefined {
  const { expectations } = check;
  const queue = resolve(String(expectations.queue ?? ''));
  if (!/^[\w.-]+$/.test(queue)) return undefined;
  if (expectations.each !== undefined) {
    return { name: `${queue}.{{ inventory_hostname }}`, title: `${queue}.HOST`, isOfHost: true };
  }
  if (expectations.remain === undefined) return { name: queue, title: queue, isOfHost: false };
  // What is stopped are the others: the one on the holder remains.
  return holder === undefined
    ? undefined
    : { name: `${queue}.${holder}`, title: `${queue}.${holder}`, isOfHost: false };
}

/** Consumers and messages of a queue, as the broker counts them. */
function queueTasks(check: Check, surroundings: CheckSurroundings): AnsibleTask[] | undefined {
  const { become, broker, resolve, l10n } = surroundings;
  const { expectations, probe } = check;
  const numberOf = (key: string) =>
    expectations[key] === undefined ? undefined : Number(resolve(String(expectations[key])));
  const counted = countedQueue(check, surroundings);
  const isEmpty = expectations.is === 'empty';
  const wanted =
    probe === 'messages'
      ? (numberOf('below') ?? (isEmpty ? 1 : undefined))
      : (numberOf('at-least') ?? numberOf('each') ?? numberOf('remain'));
  if (counted === undefined || wanted === undefined || !Number.isFinite(wanted)) return undefined;
  const column = probe === 'messages' ? `[1] | int < ${wanted}` : `[0] | int >= ${wanted}`;
  const title =
    probe === 'messages'
      ? l10n.t('{0} has fewer than {1} messages', counted.title, wanted)
      : l10n.t('{0} has at least {1} consumers', counted.title, wanted);
  const task: AnsibleTask = {
    name: nameText(title),
    'ansible.builtin.command': {
      argv: ['/bin/sh', '-s', '--', counted.name],
      stdin: literal(scriptText(queueScript, {})),
    },
    ...(become === 'sudo' ? { become: true } : {}),
    timeout: 120,
    ...(broker === undefined ? {} : { delegate_to: broker }),
    ...(counted.isOfHost ? {} : { run_once: true }),
  };
  const condition = `nova_doctor_seen.rc == 0 and (nova_doctor_seen.stdout | default('0 0')).split()${column}`;
  return untilTasks(task, condition, timesOf(check, resolve));
}
