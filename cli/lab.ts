import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { labScenarios } from '../core/cluster/lab-scenarios.ts';
import { padEnd } from '../core/text/layout.ts';
import { quoteForShell } from '../core/text/shell-quote.ts';
import type { Lab } from '../lab/lab.ts';
import type { Arguments } from './arguments.ts';
import { type Command, exitStatus, type Surroundings } from './command.ts';
import { UsageFailure } from './usage-failure.ts';

const scenarioNames = labScenarios.map(({ name }) => name);

export const labCommand: Command = {
  options: {
    controllers: { type: 'string' },
    scenario: { type: 'string', choices: scenarioNames },
    folder: { type: 'string' },
    keep: { type: 'boolean' },
  },
  help,
  run,
};

/** SSH servers beyond that are more than one machine's loopback is for. */
const mostControllers = 200;

function help(): string {
  const width = Math.max(...scenarioNames.map(name => name.length)) + 2;
  return [
    l10n.t('nova-doctor lab: a simulated cluster on this machine, to try everything on'),
    '',
    l10n.t(
      'Its controllers are SSH servers on loopback. They run nothing: they answer what Nova Doctor asks as real ones would.',
    ),
    '',
    `  --controllers N      ${l10n.t('how many controllers; 3 when left out')}`,
    `  --scenario NAME      ${l10n.t('what is wrong with the cluster:')}`,
    ...labScenarios.map(({ name, summary }) => `                         ${name.padEnd(width)}${summary(l10n)}`),
    `  --folder DIR         ${l10n.t('where the workspace file, the key and the logs go; a new temporary folder when left out')}`,
    `  --keep               ${l10n.t('leave these files when it ends')}`,
    '',
    l10n.t('It runs until Ctrl-C, and then removes what it has written.'),
  ].join('\n');
}

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  const { findScenario, startLab } = await import('../lab/lab.ts');
  const wanted = args.string('folder');
  const lab = await startLab({
    knowledgeFolder: join(surroundings.projectFolder, 'knowledge'),
    controllers: controllersOf(args),
    scenario: findScenario(args.string('scenario') ?? scenarioNames[0] ?? ''),
    keepsFiles: args.boolean('keep'),
    ...(wanted === undefined ? {} : { folder: resolve(wanted) }),
    onNote: ({ at, text }) => void surroundings.print(`${clockTime(at)}  ${text(l10n)}\n`),
  });
  if ('refused' in lab) {
    throw new UsageFailure(l10n.t('{0} is there already and no lab has made it. Name another folder.', lab.refused));
  }
  try {
    const told = untilToldToEnd(surroundings.signal);
    await surroundings.print(`${description(lab)}\n`);
    // Whoever has started this as a process of its own is told without having to read text.
    process.send?.({ ready: true, folder: lab.folder.path, sshConfiguration: lab.folder.sshConfiguration });
    await told;
  } finally {
    await lab.close();
    // Else the channel to whoever has started this keeps it running.
    if (process.connected) process.disconnect();
  }
  return exitStatus.fine;
}

function controllersOf(args: Arguments): number {
  const text = args.string('controllers') ?? '3';
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > mostControllers) {
    throw new UsageFailure(l10n.t('--controllers is a number from 1 to {0}, not {1}.', mostControllers, text));
  }
  return count;
}

function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

function description({ controllers, folder, world }: Lab): string {
  const { vip } = world.state();
  const width = Math.max(...controllers.map(({ name }) => name.length)) + 2;
  const holders = new Set(world.state().controllers.flatMap(({ name, holdsVip }) => (holdsVip ? [name] : [])));
  const rows = controllers.map(({ name, address, port }) => {
    const reached = port === undefined ? l10n.t('is down') : `127.0.0.1:${port}`;
    return `  ${padEnd(name, width)}${padEnd(address, 15)}${padEnd(reached, 18)}${holders.has(name) ? `VIP ${vip}` : ''}`.trimEnd();
  });
  const options = `--deployment ${quoteForShell(folder.workspaceFile)} --ssh-config ${quoteForShell(folder.sshConfiguration)}`;
  const scenario = labScenarios.find(({ name }) => name === world.state().scenario);
  return [
    l10n.t('A simulated cluster runs: {0}.', scenario?.summary(l10n) ?? ''),
    '',
    ...rows,
    '',
    l10n.t('Its files, with copies of the logs: {0}', folder.path),
    '',
    l10n.t('To try in another terminal:'),
    `  nova-doctor triage ${options}`,
    `  nova-doctor controllers ${options}`,
    `  nova-doctor runbook plan conductor-safe-channel ${options}`,
    `  nova-doctor runbook run conductor-safe-channel ${options}`,
    '',
    l10n.t('What happens is told below. Ctrl-C ends the lab and removes its files.'),
  ].join('\n');
}

/** Waits for Ctrl-C, for a signal that ends programs, or for the end of the process that has started this one. */
function untilToldToEnd(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => resolve();
    if (signal.aborted) return end();
    signal.addEventListener('abort', end, { once: true });
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.once(name, end);
    process.once('disconnect', end);
  });
}
