import { hostname } from 'node:os';
import type { RunEnd } from '../../core/runbook/journal.ts';
import { journalState } from '../../core/runbook/journal-state.ts';
import { makePlan } from '../../core/runbook/make-plan.ts';
import { effectOfSteps, planJson } from '../../core/runbook/output/runbook-json.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import type { ControllerOutcome } from '../../core/runbook/run-context.ts';
import { runPlan } from '../../core/runbook/run-plan.ts';
import type { Translator } from '../../core/text/l10n.ts';
import type { ClusterSession } from '../cluster/cluster-session.ts';
import type { LogKnowledge } from '../knowledge.ts';
import { type ClusterLock, isLockRefusal, lockCluster, lockOwner, lockRefusalText } from './cluster-lock.ts';
import { JournalFailure, type JournalStore, type OpenJournal, type StoredRun } from './journal-store.ts';
import { createObserver } from './observer.ts';
import { planName } from './plans.ts';
import { type RunClock, realClock } from './run-clock.ts';
import { createRunPorts, type RunTalk } from './run-ports.ts';
import { newRunId } from './runs-folder.ts';
import { shownPlan } from './shown-commands.ts';

/** What runs are made of, besides the person before the screen. */
export interface RunSurroundings {
  readonly session: ClusterSession;
  readonly store: JournalStore;
  /** Read when a log is watched first. */
  readonly knowledge: () => LogKnowledge;
  readonly l10n: Translator;
  /** Who agrees, as journals and locks name them. */
  readonly who: string;
  /** For tests. */
  readonly clock?: RunClock;
}

export interface RunWishes {
  /** Id of the first step that is run. */
  readonly from?: string | undefined;
  readonly isDryRun?: boolean;
  /** Takes the lock from whoever has it: a person said so. */
  readonly breaksLock?: boolean;
  /** Takes back what a run did, instead of going on with it. */
  readonly isUndo?: boolean;
}

/** Whoever shows a run and answers for it. */
export interface RunHandlers extends RunTalk {
  /** Called once, when the journal is there and the cluster is locked. */
  onBegin(run: string, plan: Plan, notes: readonly string[]): void;
  /** Aborted when the person stops the run. */
  readonly signal: AbortSignal;
}

export interface RunOutcome {
  /** Undefined when it was refused before there was a journal. */
  readonly run: string | undefined;
  readonly end: RunEnd;
  /** In sentences. */
  readonly seen: string;
  /** What became of the step in which it stopped, on each controller. */
  readonly controllers: readonly ControllerOutcome[];
  /** Sentences about what was left behind, as a lock on a controller that did not answer. */
  readonly notes: readonly string[];
}

/** Runs a plan that was shown. Nothing is changed before the cluster is locked and the journal is on the disk. */
export async function startRun(
  surroundings: RunSurroundings,
  plan: Plan,
  wishes: RunWishes,
  handlers: RunHandlers,
): Promise<RunOutcome> {
  const { store, l10n, clock = realClock } = surroundings;
  const run = newRunId(clock.now());
  const name = planName(plan, wishes.from);
  return withJournal(
    () => store.begin({ run, cluster: plan.cluster, runbook: plan.runbook, plan: planJson(plan, name, wishes.from) }),
    l10n,
    journal => lockAndRun(surroundings, { run, name, plan, journal, stored: undefined }, wishes, handlers),
  );
}

/**
 * Goes on with a run that was stopped or broken off: its runbook and parameters are those of its journal, its plan is made anew.
 * What is unknown is verified first.
 */
export async function resumeRun(
  surroundings: RunSurroundings,
  stored: StoredRun,
  wishes: RunWishes,
  handlers: RunHandlers,
): Promise<RunOutcome> {
  const { session, store, l10n, clock = realClock } = surroundings;
  const refused = whyNotResumed(stored, session.cluster.file.name, l10n);
  if (refused !== undefined) return refusal(refused);
  const { start } = journalState(stored.records);
  const { runbook } = stored;
  if (start === undefined || runbook === undefined)
    return refusal(l10n.t('The journal of {0} cannot be understood.', stored.run));
  return withJournal(
    () => store.reopen(stored),
    l10n,
    async journal => {
      const observer = createObserver(session);
      const planning = { parameters: start.parameters, observer, l10n, run: stored.run, signal: handlers.signal };
      const plan = shownPlan(await makePlan(runbook, planning, clock.now()));
      const name = planName(plan, undefined, stored.run);
      return lockAndRun(surroundings, { run: stored.run, name, plan, journal, stored }, wishes, handlers);
    },
  );
}

function whyNotResumed({ run, records, writer }: StoredRun, cluster: string, l10n: Translator): string | undefined {
  const { start, end } = journalState(records);
  if (start === undefined) return l10n.t('The journal of {0} cannot be understood.', run);
  if (writer !== undefined) return l10n.t('{0} is running already, in process {1}.', run, writer);
  if (start.cluster !== cluster) return l10n.t('{0} was a run on {1}, not on {2}.', run, start.cluster, cluster);
  if (start.isDryRun) return l10n.t('{0} was a dry run: there is nothing to go on with.', run);
  if (end === 'done') return l10n.t('{0} is done.', run);
  if (end === 'undone') return l10n.t('{0} was taken back: start the runbook anew.', run);
  return undefined;
}

interface BegunRun {
  readonly run: string;
  readonly name: string;
  readonly plan: Plan;
  readonly journal: OpenJournal;
  readonly stored: StoredRun | undefined;
}

async function lockAndRun(
  surroundings: RunSurroundings,
  begun: BegunRun,
  wishes: RunWishes,
  handlers: RunHandlers,
): Promise<RunOutcome> {
  const { session, l10n, who, clock = realClock } = surroundings;
  const { run } = begun;
  // Who only looks is in nobody's way, and leaves nothing on a controller, not even a lock.
  const changes = effectOfSteps(begun.plan.steps) !== 'read';
  if (wishes.isDryRun || !changes) return execute(surroundings, begun, undefined, wishes, handlers);
  const options = { l10n, signal: handlers.signal, breaks: wishes.breaksLock === true };
  const lock = await lockCluster(session, lockOwner(run, who, clock.now()), options);
  if (isLockRefusal(lock)) {
    const seen = handlers.signal.aborted ? l10n.t('Cancelled.') : lockRefusalText(lock, l10n);
    const end = handlers.signal.aborted ? 'cancelled' : 'refused';
    await begun.journal.discard();
    return { ...refusal(seen), run: begun.stored?.run, end };
  }
  let notes: readonly string[] = [];
  try {
    const outcome = await execute(surroundings, begun, lock, wishes, handlers);
    notes = await lock.release();
    return { ...outcome, notes };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function execute(
  surroundings: RunSurroundings,
  { run, name, plan, journal, stored }: BegunRun,
  lock: ClusterLock | undefined,
  wishes: RunWishes,
  handlers: RunHandlers,
): Promise<RunOutcome> {
  const { session, knowledge, l10n, who, clock = realClock } = surroundings;
  const isDryRun = wishes.isDryRun === true;
  handlers.onBegin(run, plan, lock?.notes ?? []);
  const ports = createRunPorts({ session, knowledge, l10n, clock, run, plan, isDryRun, journal, lock }, handlers);
  const { end, seen, controllers } = await runPlan(plan, ports, {
    run,
    plan: name,
    who,
    host: hostname(),
    isDryRun,
    isUndo: wishes.isUndo === true,
    signal: handlers.signal,
    l10n,
    ...(wishes.from === undefined ? {} : { from: wishes.from }),
    ...(stored === undefined ? {} : { resumed: journalState(stored.records) }),
  });
  return { run, end, seen, controllers, notes: [] };
}

async function withJournal(
  open: () => Promise<OpenJournal>,
  l10n: Translator,
  work: (journal: OpenJournal) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  let journal: OpenJournal;
  try {
    journal = await open();
  } catch (error) {
    if (!(error instanceof JournalFailure)) throw error;
    return refusal(journalFailureText(error, l10n));
  }
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

/** Why a journal cannot be written, and what to do. */
function journalFailureText({ kind, path, message }: JournalFailure, l10n: Translator): string {
  if (kind === 'in-use') return l10n.t('Another process ({0}) is at this run now: {1}', message, path);
  if (kind === 'disk-full') {
    return l10n.t('The disk is full, so the journal cannot be written and nothing is run. Free some space: {0}', path);
  }
  return l10n.t('The journal cannot be written, so nothing is run: {0} ({1})', path, message);
}

function refusal(seen: string): RunOutcome {
  return { run: undefined, end: 'refused', seen, controllers: [], notes: [] };
}
