import { type Change, consumersOf, note, randomUuid, runningInstances } from './change.ts';
import { expectNoAnswer } from './conductors.ts';
import type { LabQueue } from './state.ts';

/** Throws away the messages that wait in a queue; those that a consumer holds stay (RabbitMQ: purge_queue). */
export function purgeQueue(draft: Change, queue: LabQueue): void {
  const { state } = draft;
  const lost = queue.messages - queue.unacknowledged;
  queue.messages = queue.unacknowledged;
  if (lost <= 0) return;
  const { kind } = queue;
  if (kind.kind === 'topic' && kind.topic === 'conductor' && !kind.controller) {
    const casts = Math.floor(state.load.waitingCasts);
    Object.assign(state.load, { waitingCalls: 0, waitingCasts: 0, redelivered: 0 });
    loseInstances(draft, queue, casts);
  } else if (kind.kind === 'compute') loseInstances(draft, queue, lost);
  else if (kind.kind === 'foreign') {
    note(draft, l10n => l10n.t('{0} belongs to another project, which has lost {1} messages now.', queue.name, lost));
  } else if ((kind.kind === 'reply' || kind.kind === 'compute-reply') && consumersOf(state, queue) > 0) {
    note(draft, l10n =>
      l10n.t('{0} had a reader: {1} answers are lost, and their callers wait in vain.', queue.name, lost),
    );
    const caller =
      kind.kind === 'reply' &&
      runningInstances(state, kind.service).find(({ controller }) => controller.name === kind.controller);
    if (caller) expectNoAnswer(state, caller.controller, caller.service);
  }
}

function loseInstances(draft: Change, queue: LabQueue, count: number): void {
  if (count === 0) return;
  const { state } = draft;
  const host = queue.kind.kind === 'compute' ? queue.kind.host : '';
  const task = host === '' ? 'scheduling' : 'deleting';
  for (let number = 0; number < count; number++) {
    state.stuckInstances.push({ id: randomUuid(state), host, task, since: state.now });
  }
  note(draft, l10n =>
    l10n.t('{0} instances stay in a transitional state: what they waited for was purged from {1}.', count, queue.name),
  );
}
