import type { Command } from '../cluster/command.ts';
import type { Translator } from '../text/l10n.ts';
import { checkText, exportChecks, whenOn } from './ansible-checks.ts';
import { type AnsibleTask, commandTask, literal, nameText } from './ansible-tasks.ts';
import { parseDuration } from './duration.ts';
import type { Plan, PlannedCommand, PlannedStep } from './plan.ts';
import { strongest } from './run-commands.ts';

/** A play, and the comments around it. */
export interface AnsiblePlay {
  readonly play: Readonly<Record<string, unknown>>;
  readonly remarks: readonly string[];
  readonly after: readonly string[];
}

export interface ExportedStep {
  readonly planned: PlannedStep;
  /** From 1. */
  readonly number: number;
  readonly cluster: string;
  /** A controller on which the broker runs, where the plan tells. */
  readonly broker: string | undefined;
  /** Who held the VIP when the plan was made. */
  readonly holder: string | undefined;
  readonly resolve: (text: string) => string;
}

interface PlayOptions {
  readonly vips: readonly string[];
  readonly become: 'none' | 'sudo';
  readonly l10n: Translator;
}

const here = { hosts: 'localhost', connection: 'local', gather_facts: false, any_errors_fatal: true } as const;
const unattended = 'nova_doctor_unattended | default(false) | bool';

/** Makes sure that the VIP is where it was when the plan was made. */
export function holderPlay(plan: Plan, { vips, l10n }: PlayOptions): AnsiblePlay | undefined {
  if (plan.holder === undefined || vips.length === 0) return undefined;
  const ours = vips.map(vip => vip.toLowerCase().replace(/[^0-9a-f.:]/g, ''));
  const condition = ours.map(vip => `' ${vip}/' not in nova_doctor_addresses.stdout`).join(' and ');
  return {
    play: {
      name: nameText(l10n.t('The VIP is still held by {0}', plan.holder)),
      hosts: [plan.holder],
      gather_facts: false,
      any_errors_fatal: true,
      tasks: [
        {
          name: l10n.t('Addresses of the holder'),
          'ansible.builtin.command': { argv: ['ip', '-o', 'addr', 'show'] },
          register: 'nova_doctor_addresses',
          changed_when: false,
          check_mode: false,
          failed_when: `nova_doctor_addresses.rc != 0 or (${condition})`,
        },
      ],
    },
    remarks: [],
    after: [],
  };
}

function titleOf({ planned, number }: ExportedStep): string {
  return `${number}. ${planned.step.title}`;
}

/** The commands that run: of rows those that are chosen without being asked for. */
function commandsOf({ commands, rows }: PlannedStep): PlannedCommand[] {
  const chosen = new Set(rows.filter(({ isChosen }) => isChosen).map(({ id }) => id));
  return commands.filter(({ row }) => row === undefined || chosen.has(row));
}

/** Asks before what changes something: yes; or the name of the cluster before what destroys. */
export function confirmation(exported: ExportedStep, l10n: Translator): AnsiblePlay | undefined {
  const { planned, cluster } = exported;
  const commands = commandsOf(planned);
  if (commands.length === 0 || planned.refusal !== undefined) return undefined;
  const effect = strongest([planned.step.effect, ...commands.map(command => command.effect)]);
  if (effect === 'read') return undefined;
  const printed = commands.map(({ controller, printed: text }) => `${controller}: ${text}`).join('\n');
  const wanted = effect === 'destroy' ? cluster : 'yes';
  const question =
    effect === 'destroy'
      ? l10n.t('This destroys data. Type the name of the cluster to go on: {0}', cluster)
      : l10n.t('This changes something. Type yes to go on.');
  const agreed = effect === 'destroy' ? "== 'destroy'" : "in ['change', 'destroy']";
  const isAgreed = `(nova_doctor_agreed | default('')) ${agreed}`;
  return {
    play: {
      name: nameText(`${titleOf(exported)}: ${l10n.t('Agreed to')}`),
      ...here,
      vars: { nova_doctor_wanted: literal(wanted) },
      tasks: [
        {
          name: l10n.t('Show what runs, and ask'),
          'ansible.builtin.pause': { prompt: literal(`${printed}\n\n${question}`) },
          register: 'nova_doctor_answer',
          when: `not (${isAgreed})`,
        },
        {
          name: l10n.t('It is agreed to'),
          'ansible.builtin.assert': {
            that: [`${isAgreed} or nova_doctor_answer.user_input | default('') == nova_doctor_wanted`],
            fail_msg: l10n.t('It was not agreed to.'),
          },
        },
      ],
    },
    remarks: [],
    after: [],
  };
}

/** The plays of a step, and what they do not do. */
export function stepPlay(exported: ExportedStep, options: PlayOptions): { plays: AnsiblePlay[]; missing: string[] } {
  const { planned, resolve } = exported;
  const { step } = planned;
  const { l10n } = options;
  const title = titleOf(exported);
  const local = (tasks: readonly AnsibleTask[], remarks: readonly string[] = []): AnsiblePlay => ({
    play: { name: nameText(title), ...here, tasks },
    remarks,
    after: [],
  });
  if (planned.refusal !== undefined) {
    const text = l10n.t('It could not be planned: {0}', planned.refusal);
    return {
      plays: [local([{ name: nameText(title), 'ansible.builtin.fail': { msg: literal(text) } }])],
      missing: [text],
    };
  }
  const missing: string[] = undoRemarks(exported, l10n);
  if (step.manual !== undefined) {
    missing.push(l10n.t('A person does this: {0}', resolve(step.manual).trim()));
    return { plays: [local([byHandTask(resolve(step.manual), l10n)])], missing };
  }
  const play = remotePlay(exported, options, missing);
  const plays = play ? [play] : [];
  const closing = closingTasks(exported, missing, l10n);
  if (closing.length > 0) plays.push(local(closing));
  return { plays, missing };
}

function byHandTask(text: string, l10n: Translator): AnsibleTask {
  const question = l10n.t('Press Enter when it is done, Ctrl+C and A to stop.');
  return {
    name: l10n.t('By hand'),
    'ansible.builtin.pause': { prompt: literal(`${text.trim()}\n${question}`) },
    when: `not (${unattended})`,
  };
}

function undoRemarks({ planned, resolve }: ExportedStep, l10n: Translator): string[] {
  const { undo } = planned.step;
  const known = commandsOf(planned).flatMap(command => command.undo ?? []);
  if (known.length > 0) {
    const commands = known.map(({ controller, printed }) => `${controller}: ${printed}`).join('; ');
    return [l10n.t('It is not taken back by itself. The way back: {0}', commands)];
  }
  if (undo?.manual !== undefined) {
    return [l10n.t('It is not taken back by itself. The way back: {0}', resolve(undo.manual).trim())];
  }
  const call = undo?.run;
  if (!call) return [];
  const words = Object.entries(call.arguments).map(([key, value]) => `${key}: ${resolve(String(value))}`);
  return [l10n.t('It is not taken back by itself. The way back: {0}', words.join(', '))];
}

/** What runs on controllers: what is required, the commands, and what verifies them. */
function remotePlay(exported: ExportedStep, options: PlayOptions, missing: string[]): AnsiblePlay | undefined {
  const { planned, resolve } = exported;
  const { step } = planned;
  const { become, l10n } = options;
  const commands = commandsOf(planned);
  const hosts = [...new Set([...planned.controllers, ...commands.map(({ controller }) => controller)])];
  const surroundings = { commands, become, broker: exported.broker, holder: exported.holder, resolve, l10n };
  const required = exportChecks(step.require, surroundings);
  const verified = exportChecks(step.verify, surroundings);
  const byHand = verified.byHand.map(text => l10n.t('This check is not made: {0}', text));
  missing.push(...required.byHand.map(text => l10n.t('This is not required: {0}', text)), ...byHand);
  if (planned.rows.length > 0)
    missing.push(l10n.t('What it takes away is what was there when this was written; nothing is read again.'));
  if (commands.some(({ effect }) => effect === 'read')) missing.push(l10n.t('What it reads is not kept anywhere.'));
  const tasks = [...required.tasks, ...commandTasks(commands, hosts, become), ...verified.tasks];
  if (hosts.length === 0 || tasks.length === 0) return undefined;
  return {
    play: {
      name: nameText(titleOf(exported)),
      hosts,
      gather_facts: false,
      any_errors_fatal: true,
      ...(step.serial === 'one' && hosts.length > 1 ? { serial: 1 } : {}),
      tasks,
    },
    remarks: [],
    after: [],
  };
}

/** The commands of one controller keep their order; what is the same on several is one task. */
function commandTasks(
  commands: readonly PlannedCommand[],
  hosts: readonly string[],
  become: 'none' | 'sudo',
): AnsibleTask[] {
  const byHost = hosts.map(host => commands.filter(({ controller }) => controller === host));
  const longest = Math.max(0, ...byHost.map(own => own.length));
  const tasks: AnsibleTask[] = [];
  for (let index = 0; index < longest; index++) {
    const same = new Map<string, { readonly command: Command<unknown>; readonly controllers: string[] }>();
    for (const own of byHost) {
      const planned = own[index];
      if (!planned) continue;
      const key = JSON.stringify([planned.command.run, planned.command.asRoot === true]);
      const entry = same.get(key) ?? { command: planned.command, controllers: [] };
      entry.controllers.push(planned.controller);
      same.set(key, entry);
    }
    for (const { command, controllers } of same.values()) {
      const task = commandTask(taskName(command), command, become);
      tasks.push(controllers.length === hosts.length ? task : { ...task, when: whenOn(controllers) });
    }
  }
  return tasks;
}

function taskName({ name, run }: Command<unknown>): string {
  return 'program' in run ? [run.program, ...run.args].join(' ') : name;
}

/** What comes after the commands: a log to be watched, checks to be made by hand, time to pass. */
function closingTasks({ planned, resolve }: ExportedStep, missing: string[], l10n: Translator): AnsibleTask[] {
  const { step } = planned;
  const tasks: AnsibleTask[] = [];
  const seconds = (text: string) => Math.ceil((parseDuration(resolve(text)) ?? 0) / 1000);
  if (step.watch) {
    const { log, quiet } = step.watch;
    missing.push(l10n.t('Nobody watches the log of {0}: only the time of {1} passes.', log, resolve(quiet)));
    tasks.push({
      name: nameText(l10n.t('Watch the log of {0}', log)),
      'ansible.builtin.pause': { seconds: seconds(quiet) },
    });
  }
  const checks = step.verify.filter(check => !['service', 'consumers', 'messages', 'vip'].includes(check.probe));
  if (checks.length > 0) {
    const texts = checks.map(check => checkText(check, resolve)).join('\n');
    tasks.push(byHandTask(l10n.t('See by yourself: {0}', texts), l10n));
  }
  if (step.wait !== undefined) {
    tasks.push({ name: nameText(step.title), 'ansible.builtin.pause': { seconds: seconds(step.wait) } });
  }
  return tasks;
}
