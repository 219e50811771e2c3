import type { TracedEntry } from './traced-entry.ts';

/** What oslo.messaging writes about a call, told by the wording of releases 5 (Queens) to 17 (2025). */
export type MessageEventKind = 'sent' | 'taken' | 'answered' | 'received' | 'timed-out' | 'late' | 'reply-lost';

export interface MessageEvent {
  readonly kind: MessageEventKind;
  readonly id: string;
  /** The topic (queue) that the call went to. */
  readonly topic?: string;
}

const patterns: readonly (readonly [MessageEventKind, RegExp])[] = [
  ['sent', /\bCALL msg_id: ([0-9a-f]{32})\b/],
  ['taken', /\breceived message msg_id: ([0-9a-f]{32})\b/],
  ['answered', /\bsending reply msg_id: ([0-9a-f]{32})\b/],
  ['received', /\breceived reply msg_id: ([0-9a-f]{32})\b/],
  ['received', /\bReceived RPC response for msg ([0-9a-f]{32})\b/],
  ['timed-out', /\bTimed out waiting for a reply (?:\S+ )?to message ID ([0-9a-f]{32})\b/],
  ['late', /\bNo calling threads waiting for msg_id ?: ([0-9a-f]{32})\b/],
  ['reply-lost', /\bThe reply ([0-9a-f]{32}) (?:failed to send|could not be sent|cannot be sent)/],
  ['reply-lost', /doesn't exists?, drop reply to ([0-9a-f]{32})\b/],
];
const literals = /msg_id|message ID|[Rr]eply|RPC response/;

/** Reads what a message says about a call; undefined when it says nothing. */
export function messageEventOf(message: string): MessageEvent | undefined {
  if (!literals.test(message)) return undefined;
  for (const [kind, pattern] of patterns) {
    const id = pattern.exec(message)?.[1];
    if (id === undefined) continue;
    const topic = kind === 'sent' ? /\btopic '([^']+)'/.exec(message)?.[1] : undefined;
    return topic === undefined ? { kind, id } : { kind, id, topic };
  }
  return undefined;
}

/** One call over the queue: who asked what, and whether the answer came. */
export interface TracedCall {
  readonly id: string;
  readonly topic: string | undefined;
  /** The caller: the first entry of it, with its request. */
  readonly caller: TracedEntry | undefined;
  readonly events: readonly { readonly kind: MessageEventKind; readonly traced: TracedEntry }[];
  /** `unknown`: no entry says whether an answer came. */
  readonly answer: 'in-time' | 'late' | 'lost' | 'none-seen' | 'unknown';
  /** Milliseconds by which a late answer came after the caller had given up. */
  readonly lateByMs: number | undefined;
}

/**
 * Puts together what the entries say about one call.
 * @param entries in the order of time.
 * @param time of an entry, with its host's correction.
 */
export function readCall(
  id: string,
  entries: readonly TracedEntry[],
  time: (traced: TracedEntry) => number | undefined,
): TracedCall | undefined {
  const events: { kind: MessageEventKind; traced: TracedEntry }[] = [];
  let topic: string | undefined;
  for (const traced of entries) {
    const event = messageEventOf(traced.entry.message) ?? messageEventOf(traced.entry.traceback);
    if (event?.id !== id) continue;
    events.push({ kind: event.kind, traced });
    topic ??= event.topic;
  }
  if (events.length === 0) return undefined;
  const first = (kind: MessageEventKind) => events.find(event => event.kind === kind)?.traced;
  const gaveUp = first('timed-out');
  const late = first('late') ?? (gaveUp && first('received'));
  const caller = first('sent') ?? gaveUp ?? first('received') ?? first('late');
  const lateByMs = gaveUp && late ? difference(time(gaveUp), time(late)) : undefined;
  return { id, topic, caller, events, answer: answerOf(first), lateByMs };
}

function answerOf(first: (kind: MessageEventKind) => TracedEntry | undefined): TracedCall['answer'] {
  if (first('late')) return 'late';
  if (first('timed-out')) return first('reply-lost') ? 'lost' : 'none-seen';
  if (first('received')) return 'in-time';
  return first('reply-lost') ? 'lost' : 'unknown';
}

function difference(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}
