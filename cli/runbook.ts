import * as l10n from '@vscode/l10n';
import type { Arguments, OptionSpecs } from './arguments.ts';
import { unknownText } from './arguments.ts';
import { clusterHelp, clusterOptions } from './cluster.ts';
import type { Command, Surroundings } from './command.ts';
import type { RunbookCall } from './runbook/opened.ts';
import { UsageFailure } from './usage-failure.ts';

/** One subcommand. To add one, write its file in `runbook/` and add it here. */
interface Subcommand {
  readonly usage: string;
  /** Names of the options that mean something to it, besides those of every command. */
  readonly options: readonly string[];
  summary(): string;
  load(): Promise<(call: RunbookCall) => Promise<number>>;
}

const cluster = Object.keys(clusterOptions);
const planned = [...cluster, 'set', 'from', 'format'];
const asked = ['confirm', 'confirm-manual', 'skip', 'on-failure', 'break-lock'];

const subcommands: Readonly<Record<string, Subcommand>> = {
  list: {
    usage: 'list',
    options: ['deployment', 'format'],
    summary: () => l10n.t('what can be run here: shipped runbooks, and your team’s own *.runbook.yaml'),
    load: async () => (await import('./runbook/list.ts')).listRunbooks,
  },
  show: {
    usage: 'show ID',
    options: ['deployment', 'format'],
    summary: () => l10n.t('what a runbook does: its parameters and steps'),
    load: async () => (await import('./runbook/show.ts')).showRunbook,
  },
  plan: {
    usage: 'plan ID',
    options: [...planned, 'tick', 'untick'],
    summary: () => l10n.t('every command for every controller as things are now, and the name of this plan; read-only'),
    load: async () => (await import('./runbook/plan.ts')).planRunbook,
  },
  run: {
    usage: 'run ID',
    options: [...planned, ...asked, 'dry-run', 'plan', 'tick', 'untick'],
    summary: () => l10n.t('run it, step by step; nothing is changed that was not shown and agreed to'),
    load: async () => (await import('./runbook/run.ts')).runRunbook,
  },
  resume: {
    usage: 'resume RUN',
    options: [...cluster, ...asked, 'format', 'undo'],
    summary: () => l10n.t('go on with a run that was stopped or broken off; what is unknown is verified first'),
    load: async () => (await import('./runbook/resume.ts')).resumeRunbook,
  },
  runs: {
    usage: 'runs',
    options: ['format'],
    summary: () => l10n.t('the runs of this machine, newest first'),
    load: async () => (await import('./runbook/runs.ts')).listRuns,
  },
  report: {
    usage: 'report RUN',
    options: ['format'],
    summary: () => l10n.t('what a run did: Markdown for a ticket'),
    load: async () => (await import('./runbook/report.ts')).reportRun,
  },
  export: {
    usage: 'export ID',
    options: [...cluster, 'set', 'format', 'tick', 'untick'],
    summary: () => l10n.t('the plan as things are now, as a playbook for Ansible (--format ansible); read-only'),
    load: async () => (await import('./runbook/export.ts')).exportRunbook,
  },
  unlock: {
    usage: 'unlock',
    options: [...cluster, 'confirm'],
    summary: () => l10n.t('show who has the lock on the cluster, and break it'),
    load: async () => (await import('./runbook/unlock.ts')).unlockCluster,
  },
};

const options: OptionSpecs = {
  ...clusterOptions,
  set: { type: 'strings' },
  from: { type: 'string' },
  'dry-run': { type: 'boolean' },
  plan: { type: 'string' },
  confirm: { type: 'string', choices: ['change', 'destroy'] },
  'confirm-manual': { type: 'strings' },
  skip: { type: 'strings' },
  tick: { type: 'strings' },
  untick: { type: 'strings' },
  'on-failure': { type: 'string', choices: ['leave', 'undo'] },
  'break-lock': { type: 'boolean' },
  undo: { type: 'boolean' },
  format: { type: 'string', choices: ['text', 'json', 'markdown', 'ansible'] },
};

export const runbookCommand: Command = { options, help, run };

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  const [name, ...words] = args.positionals;
  if (name === undefined)
    throw new UsageFailure(l10n.t('runbook needs one of: {0}.', Object.keys(subcommands).join(', ')));
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (!subcommand) throw new UsageFailure(unknownText('command', name, Object.keys(subcommands), 'runbook '));
  for (const option of Object.keys(options)) {
    if (!args.boolean(option) || subcommand.options.includes(option)) continue;
    throw new UsageFailure(l10n.t('--{0} means nothing to runbook {1}.', option, name));
  }
  const work = await subcommand.load();
  return work({ args, surroundings, words });
}

function help(): string {
  const width = Math.max(...Object.values(subcommands).map(({ usage }) => usage.length)) + 3;
  return [
    l10n.t('nova-doctor runbook: procedures that repair a cluster, step by step over SSH'),
    '',
    l10n.t(
      'Everything is shown before it runs, agreed to, verified afterwards and recorded. Only one run at a time works on a cluster.',
    ),
    '',
    ...Object.values(subcommands).map(
      ({ usage, summary }) => `  nova-doctor runbook ${usage.padEnd(width)}${summary()}`,
    ),
    '',
    ...clusterHelp(),
    `  --set NAME=VALUE                ${l10n.t('a parameter of the runbook; may be given several times')}`,
    `  --from STEP                     ${l10n.t('begin with this step; those before it are taken as done')}`,
    `  --dry-run                       ${l10n.t('look and show only: nothing is changed, locked or asked')}`,
    `  --format text|json              ${l10n.t('for people (the default) or programs; markdown for report, ansible for export')}`,
    `  --break-lock                    ${l10n.t('take the lock on the cluster from whoever has it')}`,
    '',
    l10n.t('Without a terminal nobody can be asked. Then only a plan that was shown before is run:'),
    `  --plan NAME                     ${l10n.t('what runbook plan printed; when the plan is a different one by now, nothing is run')}`,
    `  --confirm change|destroy        ${l10n.t('agrees to steps that change something, or also to those that destroy data')}`,
    `  --tick ROW, --untick ROW        ${l10n.t('choose rows of a preview otherwise than they are by default (ids as in the plan in JSON)')}`,
    `  --confirm-manual STEP           ${l10n.t('says that a step by hand has been done; several times for several steps')}`,
    `  --skip STEP=REASON              ${l10n.t('leaves a step out')}`,
    `  --on-failure leave|undo         ${l10n.t('after a failure: leave everything as it is (the default), or take back what was done')}`,
    `  --undo                          ${l10n.t('with resume: take back what the run did, instead of going on')}`,
    '',
    l10n.t(
      'Exit status: 0 done, 1 a step of the plan cannot be done now, 2 bad usage, 3 the runbook stopped, 130 interrupted.',
    ),
  ].join('\n');
}
