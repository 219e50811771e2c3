import { sentences } from '../text/sentences.ts';
import type { PlannedStep } from './plan.ts';
import { type RunContext, type RunResult, record, type Stop } from './run-context.ts';
import type { Step } from './runbook.ts';

/**
 * Goes through all steps as things are now and changes nothing: each is planned, and what it requires is asked. A later step may
 * require what an earlier one would have done, so nothing stops at that.
 */
export async function dryRun(context: RunContext): Promise<RunResult> {
  const { plan, l10n, options } = context;
  const { steps } = plan.runbook;
  const first = options.from === undefined ? 0 : steps.findIndex(({ id }) => id === options.from);
  if (first === -1)
    return { end: 'refused', seen: l10n.t('There is no step {0}.', options.from ?? ''), controllers: [] };
  const obstacles: string[] = [];
  for (const step of steps.slice(first)) {
    const result = await lookAt(context, step);
    if ('stop' in result) {
      const end = result.stop === 'cancelled' ? 'cancelled' : 'stopped';
      const seen = result.stop === 'journal' ? result.text : l10n.t('It was cancelled.');
      return { end, seen, controllers: [] };
    }
    obstacles.push(...result.obstacles.map(text => `${step.title}: ${text}`));
  }
  if (obstacles.length === 0) return { end: 'done', seen: l10n.t('Dry run: nothing was changed.'), controllers: [] };
  const seen = l10n.t('Dry run: nothing was changed. As things are now, this would stop it: {0}', obstacles.join(' '));
  return { end: 'stopped', seen, controllers: [] };
}

async function lookAt(context: RunContext, step: Step): Promise<{ obstacles: readonly string[] } | Stop> {
  const { ports, plan, l10n, signal } = context;
  if (signal.aborted) return { stop: 'cancelled' };
  const planned = await ports.planStep(step, plan.parameters);
  if (signal.aborted) return { stop: 'cancelled' };
  const { controllers } = planned;
  const begun = await record(context, { record: 'step', time: ports.now(), step: step.id, attempt: 1, controllers });
  if (begun) return begun;
  ports.tell({ event: 'step-started', step: step.id, planned });
  const obstacles = planned.refusal === undefined ? [] : [planned.refusal];
  for (const check of step.require) {
    const { holds, seen } = await ports.check(check, controllers, signal);
    if (signal.aborted) return { stop: 'cancelled' };
    ports.tell({ event: 'checking', step: step.id, probe: check.probe, seen, until: undefined });
    const entry = {
      record: 'check',
      time: ports.now(),
      step: step.id,
      purpose: 'require',
      probe: check.probe,
      holds,
      seen,
    } as const;
    const stop = await record(context, entry);
    if (stop) return stop;
    if (!holds) obstacles.push(seen);
  }
  const seen = commandsText(planned);
  const reason =
    obstacles.length === 0 ? l10n.t('Dry run') : l10n.t('{0}: {1}', l10n.t('Dry run'), sentences(...obstacles));
  const entry = { record: 'step-end', time: ports.now(), step: step.id, end: 'skipped', seen, reason } as const;
  const stop = await record(context, entry);
  if (stop) return stop;
  ports.tell({ event: 'step-ended', step: step.id, end: 'skipped', seen: reason });
  return { obstacles };
}

function commandsText({ commands }: PlannedStep): string {
  return commands.map(({ controller, printed }) => `${controller}: ${printed}`).join('\n');
}
