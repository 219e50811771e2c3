import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import { parseDuration } from '../../core/runbook/duration.ts';
import { type Planning, planStep, planUndo, runCheck } from '../../core/runbook/make-plan.ts';
import { resolveReferences } from '../../core/runbook/parameters.ts';
import type { ActionOutcome, Plan, PlannedCommand } from '../../core/runbook/plan.ts';
import type { RunPorts, Verdict } from '../../core/runbook/run-ports.ts';
import type { Watch } from '../../core/runbook/runbook.ts';
import type { StopSignal } from '../../core/runbook/stop-signal.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { createRedactor } from '../../core/text/redact.ts';
import type { ClusterSession } from '../cluster/cluster-session.ts';
import type { LogKnowledge } from '../knowledge.ts';
import type { ClusterLock } from './cluster-lock.ts';
import { createEvidenceKeeper } from './evidence.ts';
import type { OpenJournal } from './journal-store.ts';
import { abortSignalOf, createObserver } from './observer.ts';
import type { RunClock } from './run-clock.ts';
import { shownStep, shownVerdict } from './shown-commands.ts';
import { watchLogs } from './watch-logs.ts';

/** What whoever shows a run is asked and told. */
export interface RunTalk {
  readonly ask: RunPorts['ask'];
  readonly tell: RunPorts['tell'];
  /** Live output of a command, or lines of a log that is watched; redacted. */
  readonly onOutput?: (step: string, controller: string, text: string) => void;
  /** Gives the signal that ends the waiting which begins now; it aborts when the person cuts it short. */
  readonly cutShort: () => AbortSignal;
}

export interface PortSurroundings {
  readonly session: ClusterSession;
  /** Read when a log is watched first. */
  readonly knowledge: () => LogKnowledge;
  readonly l10n: Translator;
  readonly clock: RunClock;
  readonly run: string;
  readonly plan: Plan;
  readonly isDryRun: boolean;
  readonly journal: Pick<OpenJournal, 'append' | 'folder'>;
  /** Undefined for a run that changes nothing. */
  readonly lock: ClusterLock | undefined;
}

/** Bytes of output of one command that are kept; the journal keeps less. */
const keptBytes = 256 * 1024;
/** The same for what is collected: logs of one controller. */
const evidenceBytes = 32 * 1024 * 1024;
const longestSaid = 8000;

/** What the engine needs of the world: a cluster, a journal, a clock, and somebody to ask. */
export function createRunPorts(surroundings: PortSurroundings, talk: RunTalk): RunPorts {
  const { session, l10n, run, plan, journal, clock } = surroundings;
  const observer = createObserver(session);
  const { redact } = createRedactor();
  const evidence = createEvidenceKeeper(journal.folder);
  const planning = (signal?: StopSignal): Planning => ({
    parameters: plan.parameters,
    observer,
    l10n,
    run,
    ...(signal === undefined ? {} : { signal }),
  });
  const stepOf = (command: PlannedCommand) => command.id.slice(0, command.id.indexOf('/'));

  async function runOne(command: PlannedCommand, signal: StopSignal): Promise<ActionOutcome | ControllerFailure> {
    if (command.effect !== 'read') {
      const barred = await barredBy(command, surroundings);
      if (barred !== undefined) return { isDone: false, said: barred };
    }
    const collects = command.command.name.startsWith('collect-');
    // A secret must not be told apart from its name by where a block ends: whole lines are shown.
    const lines = wholeLines(text => talk.onOutput?.(stepOf(command), command.controller, redact(text)));
    const outcome = await session.run(command.controller, command.command, {
      signal: abortSignalOf(signal),
      keptBytes: collects ? evidenceBytes : keptBytes,
      // What is collected is for the archive: whole logs would only pass by.
      onOutput: (block, from) => {
        if (!collects) lines.push(block, from);
      },
    });
    lines.end();
    if (isFailure(outcome)) {
      return outcome.detail === undefined ? outcome : { ...outcome, detail: redact(outcome.detail) };
    }
    const said = redact(outcome.said).slice(0, longestSaid);
    if (!outcome.isDone || !outcome.files) return { isDone: outcome.isDone, said };
    try {
      return { isDone: true, said: `${await evidence.keep(outcome.files)}\n${said}` };
    } catch (error) {
      // A full disk, or a folder that may not be written any more.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return { isDone: false, said: (error as Error).message };
    }
  }

  async function watch(watched: Watch, controllers: readonly string[], stop: StopSignal): Promise<Verdict> {
    const signal = abortSignalOf(stop);
    const resolve = (text: string) => resolveReferences(text, plan.parameters);
    const duration = (text: string) => parseDuration(resolve(text)) ?? 0;
    const state = await session.read({ parts: ['logs'], signal });
    return watchLogs(
      {
        service: resolve(watched.log),
        quiet: duration(watched.quiet),
        within: duration(watched.within),
        signatures: watched.signatures,
      },
      state,
      controllers,
      {
        session,
        knowledge: surroundings.knowledge(),
        l10n,
        clock,
        signal,
        onNoise: (controller, text) => talk.onOutput?.('', controller, `${redact(text)}\n`),
      },
    );
  }

  return {
    now: clock.now,
    wait: (milliseconds, signal) => clock.wait(milliseconds, [abortSignalOf(signal), talk.cutShort()]),
    planStep: async (step, parameters) => shownStep(await planStep(step, { ...planning(), parameters })),
    check: async (check, controllers, signal) =>
      shownVerdict(await runCheck(check, controllers, planning(signal), plan.holder)),
    run: (command, { signal }) => runOne(command, signal),
    planUndo: async (step, call, controllers) => shownStep(await planUndo(step, call, controllers, planning())),
    watch: async (watched, controllers, stop) => shownVerdict(await watch(watched, controllers, stop)),
    ask: talk.ask,
    record: record => journal.append(record),
    tell: talk.tell,
  };
}

/** Why a command that changes something may not run after all. */
async function barredBy(
  { controller }: PlannedCommand,
  { isDryRun, lock, l10n }: PortSurroundings,
): Promise<string | undefined> {
  if (isDryRun || lock === undefined) throw new Error('Without a lock nothing is changed.');
  if ((await lock.isOurs(controller)) !== false) return undefined;
  return l10n.t('{0}: somebody else has taken the lock on the cluster meanwhile, so nothing was run.', controller);
}

/** Cuts what comes in blocks on two outputs into whole lines. */
function wholeLines(tell: (text: string) => void) {
  const outputs = { output: { decoder: new TextDecoder(), rest: '' }, error: { decoder: new TextDecoder(), rest: '' } };
  return {
    push(block: Uint8Array, from: 'output' | 'error'): void {
      const one = outputs[from];
      const text = one.rest + one.decoder.decode(block, { stream: true });
      const end = text.lastIndexOf('\n') + 1;
      one.rest = text.slice(end);
      if (end > 0) tell(text.slice(0, end));
    },
    end(): void {
      for (const { rest } of Object.values(outputs)) if (rest !== '') tell(`${rest}\n`);
    },
  };
}
