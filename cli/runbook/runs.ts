import * as l10n from '@vscode/l10n';
import { runNodes } from '../../core/features/run-list.ts';
import { exitStatus } from '../command.ts';
import { type RunbookCall, runbookDoor } from './opened.ts';

/** `runbook runs`: the journals of this person on this machine, newest first. */
export async function listRuns({ args, surroundings }: RunbookCall): Promise<number> {
  const { createJournalStore, runsFolder } = await runbookDoor();
  const runs = await createJournalStore(runsFolder()).list();
  if (args.string('format') === 'json') {
    const values = runs.map(
      ({ run, cluster, runbook, title, who, host, isDryRun, startedAt, lastAt, end, isRunning, step }) => ({
        run,
        cluster,
        runbook,
        title,
        who,
        host,
        dryRun: isDryRun,
        startedAt: new Date(startedAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
        end: end ?? null,
        running: isRunning,
        step: step ?? null,
      }),
    );
    await surroundings.print(`${JSON.stringify({ version: 1, runs: values }, undefined, 2)}\n`);
    return exitStatus.fine;
  }
  const nodes = runNodes(runs, time => new Date(time).toISOString().slice(0, 16).replace('T', ' '), l10n);
  await surroundings.print(
    nodes.map(({ run, label, description, cluster }) => `${run}  ${cluster}  ${label}  (${description})\n`).join(''),
  );
  return exitStatus.fine;
}
