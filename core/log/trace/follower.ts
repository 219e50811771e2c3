import type { Entry } from '../entry.ts';
import { readAccessLine } from './access-line.ts';
import type { OperationRecogniser } from './operations.ts';
import type { TraceId } from './trace-id.ts';
import { entryNames, type TracedEntry } from './traced-entry.ts';

export type FollowedKind = 'request' | 'instance' | 'message' | 'text';

/**
 * How an id belongs to the one in whose entries it was found. `parent`: the global id of a request; `child`: a request
 * that it made to another service; `caller`: the request that waits for a message, `service`: the same, but of a service's
 * own work (a periodic task), which lasts as long as the service, so only a moment of it counts; `user`: a request of a
 * user for an instance; `named`: an instance or a message.
 */
export type FollowedRole = 'asked' | 'parent' | 'child' | 'caller' | 'service' | 'user' | 'named';

/** An id whose entries belong to the trace. */
export interface FollowedId {
  readonly text: string;
  readonly kind: FollowedKind;
  /** 0 for the id that was asked for, 1 for what its entries name, 2 for what theirs name. */
  readonly depth: number;
  /** The id in whose entries it was found. */
  readonly origin: FollowedId | undefined;
  readonly role: FollowedRole;
  /** Times of the entries of this id that were seen, in milliseconds of the writers' clocks. */
  first: number | undefined;
  last: number | undefined;
}

/** How an entry came into a trace. */
export type Relation = 'asked' | 'request' | 'instance' | 'message';

/** Times between which entries of an id belong to the trace. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Learns, from the entries that are found, which other ids belong to what was asked for. */
export interface Follower {
  readonly asked: FollowedId;
  /** The asked id first; grows as entries are taken. */
  readonly followed: readonly FollowedId[];
  /** Learns from an entry that names one of the followed ids. */
  take(traced: TracedEntry): void;
  /** The times within which a followed id belongs to the trace; undefined when all of it does. */
  window(id: FollowedId): TimeWindow | undefined;
  /** Why an entry belongs to the trace; undefined when it does not. */
  relationOf(traced: TracedEntry): Relation | undefined;
  /** Ids that belong to it and are not followed, because there are too many. */
  readonly leftOut: number;
}

/** Most ids that are followed at once. */
const mostFollowed = 40;
const deepest = 2;
const second = 1000;
/** How long before and after the entries that were seen others of the same kind are looked for. */
const aroundRequest = { before: 600 * second, after: 3600 * second };
const aroundInstance = { before: 60 * second, after: 600 * second };
/** A call is answered or given up within rpc_response_timeout (60 s), or long_rpc_timeout (1800 s) for few. */
const aroundCall = { before: 180 * second, after: 5 * second };
const aroundMessage = { before: 1800 * second, after: 3600 * second };

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** How clients log the request id that another service gave to a call, and nova's client of placement before its words. */
const childRequest = new RegExp(
  `(?:used request id|[Rr]equest-[Ii][Dd]['"]?[:=]\\s*['"]?|request id:?|^\\[) ?(req-${uuid})`,
  'g',
);
const lostMessage = /(?:message ID|msg_id ?:|[Tt]he reply|Reply message) ([0-9a-f]{32})\b/;
const instanceInPath = new RegExp(`^/(?:servers|allocations)/(${uuid})(?:/|$)`);
const outsideEvent = /\bnetwork-(?:vif|changed)|[Ee]xternal[ _]event|volume-extended/;

/** @param id what was asked for. @param recogniser tells users' operations from nova's own work. */
export function createFollower(id: TraceId, recogniser: OperationRecogniser): Follower {
  const kinds = { request: 'request', uuid: 'instance', message: 'message', text: 'text' } as const;
  const asked = newId(id.text, kinds[id.shape], undefined, 'asked');
  const followed: FollowedId[] = [asked];
  const known = new Set([id.text]);
  let leftOut = 0;
  /** A UUID that turned out to be a request's, written without `req-`. */
  let askedRequest = id.shape === 'request' ? id.text : undefined;

  function follow(text: string, kind: FollowedKind, origin: FollowedId, role: FollowedRole): void {
    if (known.has(text) || origin.depth >= deepest) return;
    known.add(text);
    if (followed.length >= mostFollowed) {
      leftOut++;
      return;
    }
    followed.push(newId(text, kind, origin, role));
  }

  function take(traced: TracedEntry): void {
    const { entry } = traced;
    if (id.shape === 'uuid' && entry.requestId === `req-${id.text}`) askedRequest = entry.requestId;
    // An id that becomes known from the entry is looked at too.
    for (const own of followed) {
      if (!names(entry, own)) continue;
      if (own !== asked && !isWithin(entry, window(own))) continue;
      if (isOf(entry, own)) see(own, entry.time);
      if (own.kind === 'request' || (own === asked && askedRequest !== undefined)) learnFromRequest(own, traced);
      else if (own.kind === 'message') learnFromMessage(own, traced);
      else if (own === asked) learnFromInstance(traced);
    }
  }

  function isOf(entry: Entry, own: FollowedId): boolean {
    if (own.kind !== 'request' || own.depth === 0) return true;
    return entry.requestId === own.text || entry.globalRequestId === own.text;
  }

  function learnFromRequest(own: FollowedId, traced: TracedEntry): void {
    const { entry, service } = traced;
    const text = own === asked ? askedRequest! : own.text;
    if (entry.requestId !== text && entry.globalRequestId !== text) return;
    const parent = entry.globalRequestId;
    const hasParent = own === asked && entry.requestId === text && parent !== undefined && parent !== text;
    if (hasParent) follow(parent, 'request', own, 'parent');
    if (own.role === 'service') return;
    if (entry.requestId === text && isUsersWork(entry)) {
      if (entry.instance !== undefined && service !== 'placement') follow(entry.instance, 'instance', own, 'named');
    }
    const inPath = instanceOfAccess(entry);
    if (inPath !== undefined && isUsersWork(entry)) follow(inPath, 'instance', own, 'named');
    for (const match of entry.message.matchAll(childRequest)) follow(match[1]!, 'request', own, 'child');
    const message = isLoud(entry) ? lostMessage.exec(entry.message)?.[1] : undefined;
    if (message !== undefined) follow(message, 'message', own, 'named');
  }

  function learnFromMessage(own: FollowedId, { entry }: TracedEntry): void {
    if (entry.requestId === undefined || !/msg_id|message ID|[Rr]eply/.test(entry.message)) return;
    follow(entry.requestId, 'request', own, isUsersWork(entry) ? 'caller' : 'service');
  }

  /** Which requests are an instance's own, and not just name it: a listing does, and placement's audit of a host. */
  function learnFromInstance(traced: TracedEntry): void {
    const { entry, service } = traced;
    if (entry.requestId === undefined) return;
    const access = readAccessLine(entry.message);
    if (access !== undefined) {
      if (access.method === 'GET' || access.method === 'HEAD' || !access.path.includes(id.text)) return;
      if (recogniser.signOf(entry)?.operation.id === 'server-external-event') return;
      follow(entry.globalRequestId ?? entry.requestId, 'request', asked, 'user');
      return;
    }
    const isAbout = entry.instance === id.text || (service?.startsWith('nova') === true && !isLoudless(entry));
    if (!isAbout || outsideEvent.test(entry.message) || !isUsersWork(entry)) return;
    // nova-api looks an instance up at DEBUG for every listing too.
    if (service === 'nova-api' && entry.level === 'DEBUG' && recogniser.signOf(entry) === undefined) return;
    follow(entry.requestId, 'request', asked, 'user');
  }

  /** nova's own requests (periodic tasks) have no user; without keystone nobody has one, then the work tells. */
  function isUsersWork(entry: Entry): boolean {
    if (entry.userId !== undefined) return true;
    const sign = recogniser.signOf(entry);
    return sign !== undefined && sign.operation.id !== 'periodic-task' && sign.operation.id !== 'service-start';
  }

  function window(own: FollowedId): TimeWindow | undefined {
    if (own === asked) return undefined;
    if (own.kind === 'instance') return around(own.origin!, aroundInstance);
    if (own.kind === 'message') return around(own.origin!, aroundMessage);
    if (own.role === 'service') return around(own.origin!, aroundCall);
    return own.first === undefined ? around(own.origin!, aroundRequest) : around(own, aroundRequest);
  }

  function relationOf({ entry, foundBy }: TracedEntry): Relation | undefined {
    if (foundBy === asked.text || names(entry, asked)) return 'asked';
    for (const own of followed) {
      if (own === asked || !names(entry, own) || !isWithin(entry, window(own))) continue;
      if (own.kind === 'request') return 'request';
      if (own.kind === 'message') return 'message';
      if (isAboutInstance(entry)) return 'instance';
    }
    return undefined;
  }

  /** Beside a request, its instance's entries count where no other user's request wrote them. */
  function isAboutInstance(entry: Entry): boolean {
    if (entry.requestId === undefined || entry.userId === undefined) return true;
    return outsideEvent.test(entry.message);
  }

  return {
    asked,
    followed,
    take,
    window,
    relationOf,
    get leftOut() {
      return leftOut;
    },
  };
}

function newId(text: string, kind: FollowedKind, origin: FollowedId | undefined, role: FollowedRole): FollowedId {
  const depth = origin === undefined ? 0 : origin.depth + 1;
  return { text, kind, depth, origin, role, first: undefined, last: undefined };
}

/** Whether an entry belongs to an id: a request by its context, anything else by its text. */
function names(entry: Entry, id: FollowedId): boolean {
  if (id.kind === 'request' && id.depth > 0) {
    return entry.requestId === id.text || entry.globalRequestId === id.text;
  }
  return entryNames(entry, id.text);
}

function see(id: FollowedId, time: number | undefined): void {
  if (time === undefined) return;
  id.first = Math.min(id.first ?? time, time);
  id.last = Math.max(id.last ?? time, time);
}

function around(id: FollowedId, margin: { before: number; after: number }): TimeWindow | undefined {
  if (id.first === undefined || id.last === undefined) return undefined;
  return { from: id.first - margin.before, to: id.last + margin.after };
}

function isWithin(entry: Entry, window: TimeWindow | undefined): boolean {
  return window === undefined || entry.time === undefined || (entry.time >= window.from && entry.time <= window.to);
}

/** The instance that an access line is about; nova asks placement for the allocations of any, so a GET says nothing. */
function instanceOfAccess(entry: Entry): string | undefined {
  const access = readAccessLine(entry.message);
  const isQuestion = access?.method === 'GET' && access.path.startsWith('/allocations');
  return access === undefined || isQuestion ? undefined : instanceInPath.exec(access.path)?.[1];
}

function isLoud(entry: Entry): boolean {
  return entry.level === 'WARNING' || entry.level === 'ERROR' || entry.level === 'CRITICAL';
}

function isLoudless(entry: Entry): boolean {
  return entry.level === 'DEBUG' || entry.level === 'INFO';
}
