import type { FollowedId, Follower } from './follower.ts';
import { type Operation, type OperationRecogniser, operationOf } from './operations.ts';
import { type Ended, endOf } from './outcome.ts';
import { layOnStages, type StageFinder, type StagePlace } from './stages.ts';
import type { TraceId } from './trace-id.ts';
import type { TracedEntry } from './traced-entry.ts';

/** The entries of one operation, and how it ended. */
export interface OperationGroup {
  /** The request that stands for it; undefined for entries that belong to no request. */
  readonly requestId: string | undefined;
  /** In the order of time. */
  readonly entries: readonly TracedEntry[];
  readonly operation: Operation | undefined;
  readonly ended: Ended;
  /** Where its entries lie among the stages of a creation. */
  readonly places: ReadonlyMap<TracedEntry, StagePlace>;
}

export interface GroupOptions {
  readonly id: TraceId;
  readonly follower: Follower;
  readonly recogniser: OperationRecogniser;
  readonly stages: StageFinder;
}

/** Entries without a request (`VM Started (Lifecycle Event)`) belong to what was done so shortly before. */
const afterglowMs = 600_000;

/**
 * Parts the entries of a trace into operations: one for every request that was not made by another one for it.
 * @param entries in the order of time.
 * @param time of an entry, with its host's correction.
 */
export function groupOperations(
  entries: readonly TracedEntry[],
  time: (traced: TracedEntry) => number | undefined,
  options: GroupOptions,
): OperationGroup[] {
  const roots = rootsOf(options.follower, options.id);
  const byRoot = new Map<string, TracedEntry[]>();
  const loose: TracedEntry[] = [];
  for (const traced of entries) {
    const { requestId, globalRequestId } = traced.entry;
    const root = roots.get(globalRequestId ?? '') ?? roots.get(requestId ?? '');
    if (root === undefined) {
      if (isLoose(traced, options.recogniser)) loose.push(traced);
      continue;
    }
    const list = byRoot.get(root) ?? [];
    list.push(traced);
    byRoot.set(root, list);
  }
  for (const traced of loose) attach(traced, [...byRoot.values()], time);
  return [...byRoot].map(([requestId, own]) => groupOf(requestId, own, options));
}

/** One group of everything, for a trace without requests. */
export function groupOf(
  requestId: string | undefined,
  entries: readonly TracedEntry[],
  options: GroupOptions,
): OperationGroup {
  const operation = operationOf(
    options.recogniser,
    entries.map(traced => traced.entry),
  );
  const places = layOnStages(options.stages, entries);
  const stage = (traced: TracedEntry) => places.get(traced)?.stage.number ?? 0;
  const isOnward = (later: TracedEntry, than: TracedEntry) => stage(later) > stage(than);
  return { requestId, entries, operation, ended: endOf(options.recogniser, operation, entries, isOnward), places };
}

/** Which request stands for a followed one: its parent, or the one that made it; else itself. */
function rootsOf(follower: Follower, id: TraceId): ReadonlyMap<string, string> {
  const parents = new Map<FollowedId, FollowedId>();
  for (const own of follower.followed) {
    if (own.kind !== 'request' || own.origin === undefined) continue;
    if (own.role === 'parent') parents.set(own.origin, own);
    if (own.role === 'child' && own.origin.kind === 'request') parents.set(own, own.origin);
  }
  const rootOf = (own: FollowedId): FollowedId => {
    const parent = parents.get(own);
    return parent === undefined ? own : rootOf(parent);
  };
  // What was asked for as a bare UUID may turn out to be a request's.
  const text = (own: FollowedId) => (own.role === 'asked' && id.shape === 'uuid' ? `req-${own.text}` : own.text);
  const requests = follower.followed.filter(own => own.kind === 'request' || own.role === 'asked');
  return new Map(requests.map(own => [text(own), text(rootOf(own))]));
}

/** What happens to an instance outside of any request, or tells nova of it from outside. */
function isLoose({ entry }: TracedEntry, recogniser: OperationRecogniser): boolean {
  if (entry.requestId === undefined) return true;
  return recogniser.signOf(entry)?.operation.id === 'server-external-event' || /event network-/.test(entry.message);
}

/** Puts an entry to the group that had begun last when it was written. */
function attach(
  traced: TracedEntry,
  groups: readonly TracedEntry[][],
  time: (traced: TracedEntry) => number | undefined,
): void {
  const at = time(traced);
  if (at === undefined) return;
  const starts = (own: readonly TracedEntry[]) => time(own[0]!) ?? Number.POSITIVE_INFINITY;
  const begun = groups.filter(own => starts(own) <= at).sort((a, b) => starts(b) - starts(a))[0];
  const last = begun && time(begun.at(-1)!);
  if (begun === undefined || last === undefined || at > last + afterglowMs) return;
  const place = begun.findIndex(other => (time(other) ?? 0) > at);
  begun.splice(place === -1 ? begun.length : place, 0, traced);
}

/**
 * The operation that an answer is about: of an instance's life the last one that failed, else the last one when it did
 * not end, else its creation, else the last one.
 */
export function mainGroup(
  groups: readonly OperationGroup[],
  askedRequest: string | undefined,
): OperationGroup | undefined {
  const asked = groups.find(group => group.requestId === askedRequest);
  if (asked) return asked;
  const known = groups.filter(group => group.operation !== undefined);
  const failed = known.findLast(group => group.ended.state === 'failed');
  if (failed) return failed;
  const last = known.at(-1);
  if (last?.ended.state === 'unfinished') return last;
  return known.find(group => group.operation?.id === 'server-create') ?? last ?? groups.at(-1);
}
