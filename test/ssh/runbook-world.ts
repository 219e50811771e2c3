import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLockCommand } from '../../core/cluster/actions/lock.ts';
import type { Command } from '../../core/cluster/command.ts';
import type { ControllerFailure } from '../../core/cluster/failure.ts';
import { ourWords } from '../../core/runbook/our-words.ts';
import { checkParameters } from '../../core/runbook/parameters.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import { readRunbook } from '../../core/runbook/read-runbook.ts';
import type { RunAnswer, RunEvent, RunQuestion } from '../../core/runbook/run-ports.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import { english } from '../../core/text/l10n.ts';
import { type ClusterSession, createClusterSession } from '../../io/cluster/cluster-session.ts';
import { readCluster } from '../../io/cluster/read-cluster.ts';
import { type LogKnowledge, readLogKnowledge } from '../../io/knowledge.ts';
import { createJournalStore, type JournalStore } from '../../io/runbook/journal-store.ts';
import { makePlanNow } from '../../io/runbook/make-plan-now.ts';
import {
  type RunHandlers,
  type RunOutcome,
  type RunSurroundings,
  type RunWishes,
  resumeRun,
  startRun,
} from '../../io/runbook/run.ts';
import type { RunClock } from '../../io/runbook/run-clock.ts';
import { createConnections } from '../../io/ssh/connections.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { nobodyToAsk } from '../../io/ssh/transport.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { scenarios } from '../../lab/scenarios/scenarios.ts';

const project = join(import.meta.dirname, '../..');
export const knowledgeFolder = join(project, 'knowledge');
let knowledge: LogKnowledge | undefined;

/** Answers of a person who agrees to everything, and leaves things as they are after a failure. */
export function agreeing(question: RunQuestion): RunAnswer {
  if (question.kind === 'failure') return { answer: 'leave' };
  const rows = 'planned' in question ? question.planned.rows.flatMap(({ id, isChosen }) => (isChosen ? [id] : [])) : [];
  return { answer: 'yes', who: 'tester', rows };
}

/** A command that was sent to a controller. */
export interface Sent {
  readonly controller: string;
  readonly command: Command<unknown>;
}

/** What a test may put between the product and the simulated cluster. */
export interface Interference {
  /** Answers in place of the controller where it gives something. */
  answer?(sent: Sent): unknown;
  readonly ask?: (question: RunQuestion) => RunAnswer | Promise<RunAnswer>;
  readonly tell?: (event: RunEvent) => void;
}

/** A simulated cluster whose time passes when the run waits, with everything that a run needs. */
export interface RunbookWorld {
  readonly lab: Lab;
  readonly session: ClusterSession;
  readonly store: JournalStore;
  readonly state: string;
  readonly sent: Sent[];
  readonly events: RunEvent[];
  readonly signal: AbortController;
  plan(id: string, given?: ParameterValues): Promise<Plan>;
  run(plan: Plan, interference?: Interference, wishes?: RunWishes): Promise<RunOutcome>;
  resume(run: string, interference?: Interference, wishes?: RunWishes): Promise<RunOutcome>;
  /** Calls back whenever time has passed, before anything is asked. */
  onPass(work: () => void): void;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
  now(): number;
  journal(run: string): string;
  close(): Promise<void>;
}

function shippedRunbook(id: string): Runbook {
  const path = join(knowledgeFolder, 'runbooks', `${id}.runbook.yaml`);
  const { runbook, problems } = readRunbook(path, readFileSync(path, 'utf8'), ourWords, true);
  assert.deepEqual(problems, []);
  assert.ok(runbook);
  return runbook;
}

export const brokenCluster: Scenario = scenarios.find(({ name }) => name === 'seed-case')!;

export async function createRunbookWorld(scenario: Scenario = brokenCluster): Promise<RunbookWorld> {
  let now = Date.now();
  const lab = await startLab({ knowledgeFolder, scenario, clock: () => now });
  assert.ok(!('refused' in lab));
  const state = mkdtempSync(join(tmpdir(), 'nova-doctor-runs-'));
  const connections = createConnections({
    local: { ...thisSide(), home: state, environment: {}, configurationFiles: [lab.folder.sshConfiguration] },
    questions: nobodyToAsk,
    transport: 'ssh2',
  });
  const cluster = await readCluster(join(lab.folder.path, '.nova-doctor.yaml'));
  assert.ok(!('unreadable' in cluster));
  const plain = createClusterSession(cluster, connections, () => now);
  const sent: Sent[] = [];
  const events: RunEvent[] = [];
  const signal = new AbortController();
  let interference: Interference = {};
  let passed = () => {};
  const reachable = lab.controllers.flatMap(({ name, port }) => (port === undefined ? [] : [name]));

  async function run<Result>(controller: string, command: Command<Result>, ...rest: unknown[]) {
    sent.push({ controller, command });
    const instead = interference.answer?.({ controller, command });
    if (instead !== undefined) return instead as Result | ControllerFailure;
    return plain.run(controller, command, ...(rest as []));
  }

  /** What was written to followed logs before is heard when the answer to a later command has come. */
  async function pass(milliseconds: number, signals: readonly AbortSignal[] = []): Promise<void> {
    for (let left = milliseconds; left > 0 && !signals.some(({ aborted }) => aborted); left -= 5000) {
      now += Math.min(left, 5000);
      passed();
      await Promise.all(reachable.map(name => plain.run(name, readLockCommand())));
    }
  }

  const clock: RunClock = { now: () => now, wait: pass };
  const session: ClusterSession = { ...plain, run };
  const store = createJournalStore(join(state, 'runs'));
  const surroundings: RunSurroundings = {
    session,
    store,
    knowledge: () => (knowledge ??= readLogKnowledge(knowledgeFolder)),
    l10n: english,
    who: 'tester',
    clock,
  };
  const handlers = (): RunHandlers => ({
    signal: signal.signal,
    ask: async question => (interference.ask ?? agreeing)(question),
    tell: event => {
      events.push(event);
      interference.tell?.(event);
    },
    cutShort: () => new AbortController().signal,
    onBegin: () => undefined,
  });

  return {
    lab,
    session,
    store,
    state,
    sent,
    events,
    signal,
    now: () => now,
    onPass: work => {
      passed = work;
    },
    pass,
    async plan(id, given = {}) {
      const runbook = shippedRunbook(id);
      const { values, problems } = checkParameters(runbook, given);
      assert.deepEqual(problems, []);
      return makePlanNow(session, runbook, values, { l10n: english });
    },
    run(plan, between = {}, wishes = {}) {
      interference = between;
      return startRun(surroundings, plan, wishes, handlers());
    },
    async resume(id, between = {}, wishes = {}) {
      interference = between;
      const stored = await store.find(id);
      assert.ok(stored);
      return resumeRun(surroundings, stored, wishes, handlers());
    },
    journal: id => readFileSync(join(store.folder, cluster.file.name, id, 'journal.jsonl'), 'utf8'),
    async close() {
      await connections.close();
      await lab.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}
