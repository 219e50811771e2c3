import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { startAfresh } from '../../scripts/cluster/afresh.mjs';
import { cutConnectionsInTransactions, leftReplies } from '../../scripts/cluster/breaks.mjs';
import {
  askConductors,
  askDatabase,
  bootInstance,
  brokerQueues,
  databaseConnections,
  errorsSince,
  markLogs,
} from '../../scripts/cluster/evidence.mjs';
import { controllerNames } from '../../scripts/cluster/settings.mjs';
import { until } from '../../scripts/cluster/shell.mjs';
import {
  type Answer,
  agreeing,
  doctor,
  type Incident,
  incidentsSince,
  lastJournal,
  type PlanRead,
  planRunbook,
  unknownCommands,
} from './doctor.ts';

/** What shortens waiting where nothing is waited for, within the limits of the runbook. */
export const quickly = ['--set', 'entry=haproxy', '--set', 'quiet=10s', '--set', 'settle=0s', '--set', 'patience=4m'];

/** A row of the table in README. */
export interface ScenarioRow {
  readonly scenario: string;
  readonly cause: string;
  readonly runbook: string;
  readonly steps: string;
  readonly seconds: number;
}

export function record(row: ScenarioRow): void {
  const file = process.env.NOVA_DOCTOR_SCENARIOS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** The services themselves say that all is well; nothing of the product is asked. @param what it is checked after. */
export async function assertHealthy(what: string): Promise<void> {
  await until(`answers of all conductors ${what}`, 240, async () => {
    const answers = await askConductors(20);
    return controllerNames.every(host => answers[host]?.ping === true && answers[host]?.database === true);
  });
  await until(`consumers ${what}`, 120, async () => {
    const queues = await brokerQueues();
    return ['conductor', 'scheduler'].every(topic =>
      controllerNames.every(host => queues.some(({ name, consumers }) => name === `${topic}.${host}` && consumers > 0)),
    );
  });
  // Connections that went with the VIP are found to be dead by the first requests that use them.
  await until(`an instance that boots ${what}`, 240, async () => {
    await bootInstance(60);
    return true;
  });
  assert.equal(await leftReplies(), undefined, `replies that nobody reads, ${what}`);
  const connections = [...(await databaseConnections()).values()].reduce((sum, count) => sum + count, 0);
  const allowed = Number((await askDatabase('SELECT @@GLOBAL.max_connections'))[0]?.[0]);
  assert.ok(connections > 0 && connections < allowed * 0.9, `${connections} of ${allowed} connections ${what}`);
  const marks = markLogs();
  await bootInstance(120);
  assert.deepEqual(errorsSince(marks), [], `errors in the conductors’ logs ${what}`);
}

/** Every scenario begins with a cluster in which all is well. */
export async function startHealthy(): Promise<void> {
  await startAfresh();
  await assertHealthy('before');
}

/** What the logs say is the first thing to look at, as soon as they say one of the causes that are right. */
export async function findCause(since: Date, right: readonly string[]): Promise<Incident> {
  let seen: readonly Incident[] = [];
  const first = await until(`one of ${right.join(', ')} in the logs`, 60, async () => {
    seen = await incidentsSince(since);
    return seen[0] !== undefined && right.includes(seen[0].rootCause) ? seen[0] : undefined;
  }).catch(() => undefined);
  assert.ok(first, `the product sees: ${JSON.stringify(seen, undefined, 2)}`);
  return first;
}

async function breakAndFind(breakIt: () => Promise<unknown>, causes: readonly string[]): Promise<Incident> {
  const since = new Date();
  await breakIt();
  return findCause(since, causes);
}

/** Breaks what most scenarios break. */
export function cutConnectionsAndFind(): Promise<Incident> {
  return breakAndFind(() => cutConnectionsInTransactions({ idleSeconds: 3 }), ['idle-in-transaction-timeout']);
}

/**
 * Plans a runbook and runs exactly that plan. Where the cluster became another one in between, nothing is run and the plan is
 * looked at again, as a person does.
 */
export async function planAndRun(id: string, words: readonly string[]): Promise<{ plan: PlanRead; answer: Answer }> {
  for (let attempt = 1; ; attempt++) {
    const plan = await planRunbook(id, ...words);
    const refused = plan.steps.flatMap(({ id: step, refusal }) =>
      refusal === undefined ? [] : [`${step}: ${refusal}`],
    );
    assert.deepEqual(refused, [], 'refused by the plan');
    const answer = await doctor('runbook', 'run', id, ...words, ...agreeing(plan));
    const isAnother = answer.status === 3 && /^nova-doctor: The plan .* Nothing was run\./.test(answer.error);
    if (!isAnother || attempt === 3) return { plan, answer };
  }
}

export function assertDone({ status, output, error }: Answer): void {
  assert.equal(status, 0, `the run ended with ${status}:\n${output}\n${error}`);
}

/** What a run did that stopped is taken back, as its last words say. */
export async function takeBack(run: string): Promise<void> {
  const undone = await doctor('runbook', 'resume', run, '--undo', '--on-failure', 'undo', '--confirm', 'destroy');
  assert.equal(undone.status, 0, `${undone.output}\n${undone.error}`);
}

/** Every command that was begun has its result, every step its end, and the run too. @returns how many steps. */
export function assertJournalComplete(end = 'done'): number {
  const journal = lastJournal();
  assert.ok(journal, 'there is no journal');
  assert.deepEqual(unknownCommands(journal), []);
  const begun = new Set(journal.lines.flatMap(line => (line.record === 'step' ? [line.step] : [])));
  const ended = new Set(journal.lines.flatMap(line => (line.record === 'step-end' ? [line.step] : [])));
  assert.deepEqual(
    [...begun].filter(step => !ended.has(step)),
    [],
  );
  assert.equal(journal.lines.findLast(({ record: kind }) => kind === 'run-end')?.end, end);
  return ended.size;
}

export interface Repair {
  readonly scenario: string;
  readonly causes: readonly string[];
  readonly runbook: string;
  readonly words: readonly string[];
  readonly breakIt: () => Promise<void>;
}

/** A scenario without surprises on its way: healthy, broken, found, planned, run, healthy, recorded. */
export async function repair({ scenario, causes, runbook, words, breakIt }: Repair): Promise<void> {
  await startHealthy();
  const cause = await breakAndFind(breakIt, causes);
  assert.ok(cause.runbooks.includes(runbook), `${cause.rootCause} suggests ${cause.runbooks.join(', ')}`);
  const began = Date.now();
  const { answer } = await planAndRun(runbook, words);
  assertDone(answer);
  const seconds = (Date.now() - began) / 1000;
  await assertHealthy('after');
  const steps = assertJournalComplete();
  record({ scenario, cause: cause.rootCause, runbook, steps: String(steps), seconds });
}
