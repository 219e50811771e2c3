import type { Command } from '../cluster/command.ts';
import { serviceOfName } from '../cluster/service-names.ts';
import type { Translator } from '../text/l10n.ts';
import { type AnsibleTask, commandTask, untilTasks } from './ansible-tasks.ts';
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

/** Sums over all vhosts what a queue of that name has: `consumers messages`. */
const queueScript = `if command -v rabbitmqctl >/dev/null 2>&1; then ctl() { rabbitmqctl "$@"; }
else
  for ENGINE in docker podman; do
    NAME=$("$ENGINE" ps --format '{{.Names}}' 2>/dev/null | grep -E '(^|[_-])rabbitmq' | head -n 1)
    [ -n "$NAME" ] && break
  done
  [ -n "$NAME" ] || { echo "rabbitmqctl: not found" >&2; exit 1; }
  ctl() { "$ENGINE" exec "$NAME" rabbitmqctl "$@"; }
fi
ctl -q list_vhosts name | sed '1{/^name$/d}' | while read -r VHOST; do
  ctl -q list_queues -p "$VHOST" name consumers messages
done | awk -F'\\t' -v queue="$QUEUE" '$1 == queue { consumers += $2; messages += $3 } END { print consumers + 0, messages + 0 }'`;

/** Consumers and messages of a queue, as the broker counts them; whose consumers they are is not told. */
function queueTasks(check: Check, { become, broker, resolve, l10n }: CheckSurroundings): AnsibleTask[] | undefined {
  const { expectations } = check;
  const numberOf = (key: string) =>
    expectations[key] === undefined ? undefined : Number(resolve(String(expectations[key])));
  const queue = resolve(String(expectations.queue ?? ''));
  const least = numberOf('at-least') ?? numberOf('each') ?? numberOf('remain');
  const below =
    check.probe === 'messages' ? (numberOf('below') ?? (expectations.is === 'empty' ? 1 : undefined)) : undefined;
  const isCountable = check.probe === 'consumers' ? Number.isFinite(least) : Number.isFinite(below);
  if (queue === '' || !isCountable) return undefined;
  const command: Command<unknown> = {
    name: 'queue',
    effect: 'read',
    asRoot: true,
    timeoutSeconds: 60,
    run: { script: queueScript, parameters: { QUEUE: queue } },
    read: () => undefined,
  };
  const column = check.probe === 'consumers' ? `[0] | int >= ${least}` : `[1] | int < ${below}`;
  const title =
    check.probe === 'consumers'
      ? l10n.t('{0} has at least {1} consumers', queue, String(least))
      : l10n.t('{0} has fewer than {1} messages', queue, String(below));
  const condition = `nova_doctor_seen.rc == 0 and (nova_doctor_seen.stdout | default('')).split()${column}`;
  const place = broker === undefined ? {} : { delegate_to: broker, run_once: true };
  return untilTasks({ ...commandTask(title, command, become), ...place }, condition, timesOf(check, resolve));
}
