import {
  type Change,
  logEvent,
  note,
  randomHex,
  randomNumber,
  randomUuid,
  runningInstances,
  stillRuns,
  writeLog,
} from './change.ts';
import type { LabController, LabService, LabState } from './state.ts';

/** Messages of the past that a conductor cannot work off before its transactions are cut. */
const mostBacklog = 50;
/** Seconds after which a conductor among sick ones is sick itself: its transactions wait for their locks. */
export const strainSeconds = 20;
/** Seconds after which a call has expired in the queue (rpc_response_timeout). */
const callSeconds = 60;
/** Calls and casts that one conductor does in a second. */
const callsPerSecond = 8;
const castsPerSecond = 1;
/** Messages that a sick conductor takes and never confirms. */
const mostHeld = 30;

function sickConductors(state: LabState): { controller: LabController; service: LabService }[] {
  return runningInstances(state, 'nova-conductor').filter(({ service }) => service.condition.kind === 'sick');
}

/** Whether a conductor that starts now will be sick soon: among sick ones, or before a heap of messages. */
export function isTooMuchFor(state: LabState): boolean {
  return sickConductors(state).length > 0 || state.load.waitingCasts + state.load.redelivered > mostBacklog;
}

/** One second in the life of the conductors and of those who call them. */
export function conductorSecond(draft: Change): void {
  const { state } = draft;
  judgeConductors(draft);
  const conductors = runningInstances(state, 'nova-conductor').filter(
    ({ service }) => service.condition.kind !== 'lost',
  );
  const sick = conductors.filter(({ service }) => service.condition.kind === 'sick');
  const working = conductors.filter(({ service }) => service.condition.kind !== 'sick');
  moveMessages(state, sick, working.length);
  for (const { controller, service } of sick) writeCutSession(draft, controller, service);
  const isAnswered = working.length > 0 && sick.length === 0;
  if (!isAnswered) leaveReplies(state);
  workOnComputes(state, isAnswered);
  apiSecond(draft, isAnswered);
  reportServices(state, working.length > 0);
}

function judgeConductors(draft: Change): void {
  const { state } = draft;
  if (!state.load.spreads) return;
  const isTooMuch = isTooMuchFor(state);
  for (const { controller, service } of runningInstances(state, 'nova-conductor')) {
    const { condition } = service;
    if (condition.kind === 'well' && isTooMuch) {
      service.condition = { kind: 'straining', until: state.now + strainSeconds * 1000 };
    } else if (condition.kind === 'straining' && !isTooMuch) service.condition = { kind: 'well' };
    else if (condition.kind === 'straining' && condition.until <= state.now) {
      const others = sickConductors(state).map(({ controller: other }) => other.name);
      service.condition = { kind: 'sick', since: state.now };
      note(draft, l10n =>
        others.length > 0
          ? l10n.t(
              '{0} on {1} is sick again: it waits for locks that {2} still hold.',
              service.name,
              controller.name,
              others.join(', '),
            )
          : l10n.t(
              '{0} on {1} is sick again: the messages that had piled up were too much for it.',
              service.name,
              controller.name,
            ),
      );
    }
  }
}

function moveMessages(state: LabState, sick: readonly { service: LabService }[], working: number): void {
  const { load, broker } = state;
  // The broker deals messages out in turn, so that the sick ones get their share.
  const share = working === 0 ? 0 : working / (working + sick.length);
  load.waitingCalls += load.calls * (1 - share);
  load.waitingCalls = Math.max(
    0,
    load.waitingCalls - load.waitingCalls / callSeconds - working * callsPerSecond * share,
  );
  load.waitingCasts = Math.max(0, load.waitingCasts + load.casts * (1 - share) - working * castsPerSecond);
  load.redelivered = Math.max(0, load.redelivered - working * castsPerSecond);
  for (const { service } of sick) service.held = Math.min(mostHeld, service.held + 1);
  const held = sick.reduce((sum, { service }) => sum + service.held, 0);
  const main = broker.queues.find(
    ({ kind }) => kind.kind === 'topic' && kind.topic === 'conductor' && !kind.controller,
  );
  if (!main) return;
  main.unacknowledged = held;
  main.messages =
    held + [load.waitingCalls, load.waitingCasts, load.redelivered].reduce((sum, count) => sum + Math.floor(count), 0);
}

/** Sick conductors write when they return a session to the pool: it was cut long ago. */
function writeCutSession(draft: Change, controller: LabController, service: LabService): void {
  const { state } = draft;
  const turn = Math.floor(state.now / 1000) + state.controllers.indexOf(controller) * 3;
  if (turn % pace(state, 12) !== 0) return;
  const session = 14_000 + (randomNumber(state) % 900);
  writeLog(draft, controller, service, 'conductor-cut-session', {
    session,
    thread: session + 14_234,
    // The session was borrowed long before.
    borrowed: state.now - 986_742,
  });
}

/** Seconds between two lines of one instance: the same load is dealt out to more of them where there are more controllers. */
function pace({ controllers }: LabState, secondsOfThree: number): number {
  return Math.max(1, Math.round((secondsOfThree * controllers.length) / 3));
}

/** Answers that come too late: whoever asked has given up, or is another process by now. */
function leaveReplies(state: LabState): void {
  const replies = state.broker.queues.filter(({ kind }) => kind.kind === 'reply' || kind.kind === 'compute-reply');
  const stale = replies.filter(({ kind }) => !isRead(state, kind));
  const queue = stale[randomNumber(state) % Math.max(1, stale.length)];
  if (queue && randomNumber(state) % 8 === 0) queue.messages++;
  for (const live of replies) if (!stale.includes(live)) live.messages = randomNumber(state) % 3;
}

function isRead(state: LabState, kind: LabState['broker']['queues'][number]['kind']): boolean {
  if (kind.kind === 'compute-reply') return !kind.isStale;
  return kind.kind === 'reply' && stillRuns(state, kind);
}

/** Computes do what they are told only while a conductor answers them. */
function workOnComputes(state: LabState, isAnswered: boolean): void {
  for (const queue of state.broker.queues) {
    if (isAnswered && (queue.kind.kind === 'compute' || isRead(state, queue.kind))) {
      queue.messages = Math.max(0, queue.messages - 1);
    } else if (queue.kind.kind === 'compute' && queue.messages < 4 && randomNumber(state) % 300 === 0) queue.messages++;
  }
}

function apiSecond(draft: Change, isAnswered: boolean): void {
  const { state } = draft;
  for (const [index, { controller, service }] of runningInstances(state, 'nova-api').entries()) {
    const turn = Math.floor(state.now / 1000) + index * 7;
    const client = state.controllers[index % state.controllers.length]?.address ?? '';
    if (!isAnswered && service.condition.kind === 'well' && state.load.waitingCalls >= callSeconds) {
      makeApiSick(state, service);
    }
    // Where the failure does not spread, an API is well as soon as it is answered.
    if (isAnswered && !state.load.spreads && service.condition.kind === 'sick') service.condition = { kind: 'well' };
    if (service.condition.kind === 'well') {
      const values = { client, bytes: 1200 + (turn % 700), fraction: 1_000_000 + (randomNumber(state) % 8_000_000) };
      if (turn % pace(state, 9) === 0) writeLog(draft, controller, service, 'api-request', values);
    } else if (turn % pace(state, 26) === 0) {
      if (isAnswered) dropDeadSession(draft, controller, service);
      else writeLog(draft, controller, service, 'api-no-answer', noAnswerValues(state, client));
    }
  }
}

/** Sessions that died while nobody answered. */
const deadSessions = 8;

export function makeApiSick(state: LabState, service: LabService): void {
  service.condition = { kind: 'sick', since: state.now };
  service.held = deadSessions;
}

/** Each request that comes upon a dead session fails, and the pool drops that session: an API recovers in the end, slowly. */
function dropDeadSession(draft: Change, controller: LabController, service: LabService): void {
  writeLog(draft, controller, service, 'pool-reset');
  service.held--;
  if (service.held <= 0) service.condition = { kind: 'well' };
}

function noAnswerValues(state: LabState, client: string) {
  return { client, message: randomHex(state, 32), instance: randomUuid(state) };
}

/** A caller whose answer was thrown away notices when its time is over. */
export function expectNoAnswer(state: LabState, controller: LabController, service: LabService): void {
  const values = noAnswerValues(state, controller.address);
  state.pending.push(logEvent(state, controller, service, 'api-no-answer', state.now + callSeconds * 1000, values));
}

/** Services write into the table `services` every 10 s (report_interval); computes do it through a conductor. */
function reportServices(state: LabState, isAnswered: boolean): void {
  for (const record of state.records) {
    if ((Math.floor(state.now / 1000) + record.id) % 10 !== 0) continue;
    const service = state.controllers
      .find(({ name }) => name === record.host)
      ?.services.find(candidate => candidate.service === record.binary);
    const reports = service ? service.isRunning && service.condition.kind !== 'sick' : isAnswered;
    if (!reports) continue;
    record.updatedAt = state.now;
    record.reports++;
  }
}
