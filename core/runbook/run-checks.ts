import { parseDuration } from './duration.ts';
import { failed, type RunContext, record, resolve, type Stop } from './run-context.ts';
import type { Verdict } from './run-ports.ts';
import type { Check, Step } from './runbook.ts';

/** How long a verification may take where the file does not say, besides the time for which it must last. */
const usualTime = 60_000;
/** Between two looks: each asks the controllers. */
const betweenLooks = 3000;

/** What a step requires, asked once, now. The first that is not so stops it. */
export async function checkRequired(
  context: RunContext,
  step: Step,
  controllers: readonly string[],
): Promise<Stop | undefined> {
  for (const check of step.require) {
    if (context.signal.aborted) return { stop: 'cancelled' };
    const verdict = await look(context, step, check, controllers, undefined);
    if (context.signal.aborted) return { stop: 'cancelled' };
    const stop = await recordCheck(context, step, 'require', check, verdict);
    if (stop) return stop;
    if (!verdict.holds) return failed('require', context.l10n.t('What it requires is not so: {0}', verdict.seen));
  }
  return undefined;
}

/** How one check of a verification stands. */
interface Verification {
  readonly check: Check;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Milliseconds for which it must stay so. */
  readonly lasting: number;
  heldSince: number | undefined;
  verdict: Verdict | undefined;
  /** How it ended; undefined while it may still become otherwise. */
  end: 'true' | 'false' | undefined;
}

/**
 * Looks until all checks hold, each within its time and as long as it asks for.
 * @param purpose `resume` where it is to tell whether something took effect of which nobody knows.
 * @param checks of the step, or of its undo.
 */
export async function verify(
  context: RunContext,
  step: Step,
  checks: readonly Check[],
  controllers: readonly string[],
  purpose: 'verify' | 'resume',
): Promise<Stop | undefined> {
  const { ports, signal } = context;
  const begun = ports.now();
  const all = checks.map(check => startOf(context, check, begun));
  for (;;) {
    for (const one of all) {
      if (signal.aborted) return { stop: 'cancelled' };
      if (one.end === undefined) await lookAgain(context, step, one, controllers);
    }
    if (signal.aborted) return { stop: 'cancelled' };
    const open = all.filter(one => one.end === undefined);
    if (open.length === 0 || all.some(one => one.end === 'false')) break;
    await ports.wait(nextLook(open, ports.now()), signal);
  }
  return endOfVerification(context, step, all, purpose, controllers);
}

function startOf(context: RunContext, check: Check, now: number): Verification {
  const length = (text: string | undefined) => (text === undefined ? undefined : parseDuration(resolve(context, text)));
  const lasting = length(check.for) ?? 0;
  const within = length(check.within) ?? lasting + usualTime;
  return { check, deadline: now + within, lasting, heldSince: undefined, verdict: undefined, end: undefined };
}

async function lookAgain(
  context: RunContext,
  step: Step,
  one: Verification,
  controllers: readonly string[],
): Promise<void> {
  const verdict = await look(context, step, one.check, controllers, one.deadline);
  const now = context.ports.now();
  one.verdict = verdict;
  one.heldSince = verdict.holds ? (one.heldSince ?? now) : undefined;
  if (one.heldSince !== undefined && now - one.heldSince >= one.lasting) one.end = 'true';
  else if (verdict.isFinal === true) one.end = verdict.holds ? 'true' : 'false';
  else if (now >= one.deadline) one.end = 'false';
}

/** Milliseconds until it is worth looking again; never none. */
function nextLook(open: readonly Verification[], now: number): number {
  const soonest = open.map(({ deadline, heldSince, lasting }) =>
    Math.min(deadline - now, heldSince === undefined ? betweenLooks : heldSince + lasting - now),
  );
  return Math.max(1, Math.min(betweenLooks, ...soonest));
}

async function endOfVerification(
  context: RunContext,
  step: Step,
  all: readonly Verification[],
  purpose: 'verify' | 'resume',
  controllers: readonly string[],
): Promise<Stop | undefined> {
  const texts: string[] = [];
  for (const { check, verdict, end } of all) {
    if (!verdict) continue;
    const holds = end === 'true';
    const stop = await recordCheck(context, step, purpose, check, { ...verdict, holds });
    if (stop) return stop;
    if (end !== 'false') continue;
    texts.push(
      verdict.holds
        ? context.l10n.t('It was so in the end, but not for long enough: {0}', verdict.seen)
        : context.l10n.t('It did not come true: {0}', verdict.seen),
    );
  }
  if (texts.length === 0) return undefined;
  const failures = texts.map(text => ({ controller: controllers.length === 1 ? controllers[0] : undefined, text }));
  return { stop: 'failed', in: 'check', failures, controllers };
}

async function look(
  { ports, signal }: RunContext,
  step: Step,
  check: Check,
  controllers: readonly string[],
  until: number | undefined,
): Promise<Verdict> {
  const verdict = await ports.check(check, controllers, signal);
  ports.tell({ event: 'checking', step: step.id, probe: check.probe, seen: verdict.seen, until });
  return verdict;
}

function recordCheck(
  context: RunContext,
  step: Step,
  purpose: 'require' | 'verify' | 'resume' | 'watch',
  check: Check,
  { holds, seen }: Verdict,
): Promise<Stop | undefined> {
  const time = context.ports.now();
  return record(context, { record: 'check', time, step: step.id, purpose, probe: check.probe, holds, seen });
}

/** Watches a log until it has been quiet long enough, if the step says so. */
export async function watchLog(
  context: RunContext,
  step: Step,
  controllers: readonly string[],
): Promise<Stop | undefined> {
  const { ports, signal } = context;
  if (!step.watch) return undefined;
  if (signal.aborted) return { stop: 'cancelled' };
  const { quiet, within } = step.watch;
  const watch = { ...step.watch, quiet: resolve(context, quiet), within: resolve(context, within) };
  const verdict = await ports.watch(watch, controllers, signal);
  if (signal.aborted) return { stop: 'cancelled' };
  const { holds, seen } = verdict;
  const time = ports.now();
  const entry = { record: 'check', time, step: step.id, purpose: 'watch', probe: watch.log, holds, seen } as const;
  const stop = await record(context, entry);
  if (stop || holds) return stop;
  const controller = controllers.length === 1 ? controllers[0] : undefined;
  return { stop: 'failed', in: 'check', failures: [{ controller, text: seen }], controllers: [] };
}

/** Watches a log and waits, if the step says so. One controller after the other has been watched already. */
export async function watchAndWait(
  context: RunContext,
  step: Step,
  controllers: readonly string[],
): Promise<Stop | undefined> {
  const { ports, signal } = context;
  const isWatched = step.run !== undefined && step.serial === 'one';
  const stop = isWatched ? undefined : await watchLog(context, step, controllers);
  if (stop) return stop;
  if (step.wait === undefined) return undefined;
  const milliseconds = parseDuration(resolve(context, step.wait)) ?? 0;
  if (signal.aborted) return { stop: 'cancelled' };
  ports.tell({ event: 'waiting', step: step.id, until: ports.now() + milliseconds });
  await ports.wait(milliseconds, signal);
  return signal.aborted ? { stop: 'cancelled' } : undefined;
}
