import type { Relation } from './follower.ts';
import { readCall, type TracedCall } from './message-events.ts';
import { type GroupOptions, groupOf, groupOperations, mainGroup, type OperationGroup } from './operation-groups.ts';
import { type Clocks, compareClocks } from './skew.ts';
import type {
  Assumption,
  BrokeAt,
  CallSummary,
  Outcome,
  Trace,
  TracedOperation,
  TraceKind,
  TraceLine,
} from './trace.ts';
import { requestsOf } from './trace-requests.ts';
import { summariseStages } from './trace-stages.ts';
import { isError, type TracedEntry } from './traced-entry.ts';
import { unansweredBy } from './unanswered.ts';

export interface BuildTraceOptions extends GroupOptions {
  /** Places that name an id and whose entries were not read. */
  readonly leftOut: number;
  readonly isWindowed: boolean;
  readonly readOnce: readonly string[];
}

/** What the parts of a trace are made from. */
interface Building {
  readonly entries: readonly TracedEntry[];
  readonly indexes: ReadonlyMap<TracedEntry, number>;
  readonly time: (traced: TracedEntry) => number | undefined;
}

const longestText = 2000;

/**
 * Draws the conclusions from the entries that were found for an id.
 * @param found every entry once, in any order.
 */
export function buildTrace(found: readonly TracedEntry[], options: BuildTraceOptions): Trace {
  const { follower, id } = options;
  const relations = new Map<TracedEntry, Relation>();
  for (const traced of found) {
    const relation = follower.relationOf(traced);
    if (relation !== undefined) relations.set(traced, relation);
  }
  const clocks = compareClocks([...relations.keys()]);
  const entries = inOrder([...relations.keys()], clocks);
  const indexes = new Map(entries.map((traced, index) => [traced, index]));
  const building: Building = { entries, indexes, time: clocks.time };
  const groups = groupOperations(entries, clocks.time, options);
  const kind = kindOf(options, entries);
  const call = kind === 'message' ? readCall(id.text, entries, clocks.time) : undefined;
  const main = mainGroup(groups, askedRequest(kind, options)) ?? groupOf(undefined, entries, options);
  const creation = groups.find(group => group.operation?.id === 'server-create');
  const stages = creation ? stagesOf(creation, building, options) : [];
  const instances = instancesOf(kind, options, entries);
  const broke = call ? brokenCall(call) : main.ended.broke;
  const places = (creation ?? main).places;
  return {
    id: id.text,
    kind,
    operation: main.operation && describe(main, building),
    operations: groups.filter(group => group.operation !== undefined).map(group => describe(group, building)),
    requests: requestsOf(entries, follower, id),
    instance: instances[0],
    instances,
    call: call && summariseCall(call),
    stages,
    lastStage: stages.findLast(stage => stage.entries > 0)?.id,
    outcome: call ? outcomeOfCall(call, building) : outcomeOf(main, building),
    brokeAt: broke && brokeAt(broke, indexes, creation ? places.get(broke)?.stage.id : undefined),
    unanswered: entries.flatMap((traced, index) => {
      const silent = unansweredBy(traced);
      return silent === undefined ? [] : [{ entry: index, ...silent }];
    }),
    entries: entries.map(traced => {
      const stage = creation?.places.get(traced)?.stage.id;
      return lineOf(traced, relations.get(traced)!, clocks, stage);
    }),
    leftOut: options.leftOut,
    skew: clocks.skew.map(({ because, ...skew }) => ({
      ...skew,
      cause: because && indexes.get(because.cause),
      effect: because && indexes.get(because.effect),
    })),
    assumptions: assumptionsOf(options, clocks, entries),
  };
}

function inOrder(entries: readonly TracedEntry[], clocks: Clocks): TracedEntry[] {
  const times = new Map(entries.map(traced => [traced, clocks.time(traced) ?? Number.MAX_VALUE]));
  return [...entries].sort((left, right) => {
    const difference = times.get(left)! - times.get(right)!;
    if (difference !== 0) return difference;
    if (left.path !== right.path) return left.path < right.path ? -1 : 1;
    return left.entry.offset - right.entry.offset;
  });
}

function kindOf({ id }: BuildTraceOptions, entries: readonly TracedEntry[]): TraceKind {
  const has = (test: (traced: TracedEntry) => boolean) => entries.some(test);
  if (id.shape === 'request') {
    const isLocal = has(({ entry }) => entry.requestId === id.text);
    return !isLocal && has(({ entry }) => entry.globalRequestId === id.text) ? 'global-request' : 'request';
  }
  if (id.shape === 'uuid') {
    if (has(({ entry }) => entry.requestId === `req-${id.text}`)) return 'request';
    const path = `/servers/${id.text}`;
    return has(({ entry }) => entry.instance === id.text || entry.message.includes(path)) ? 'instance' : 'uuid';
  }
  if (id.shape === 'message') {
    const isMessage = ({ entry }: TracedEntry) =>
      /msg_id|message ID|unique_id|[Rr]eply/.test(entry.message + entry.traceback);
    return has(isMessage) || entries.length === 0 ? 'message' : 'text';
  }
  return 'text';
}

/** The request that the trace is about, where it is about one: that of the id, or the one that stands for it. */
function askedRequest(kind: TraceKind, { id, follower }: BuildTraceOptions): string | undefined {
  if (kind === 'instance' || kind === 'uuid' || kind === 'text') return undefined;
  if (kind === 'message') return follower.followed.find(own => own.role === 'caller' || own.role === 'service')?.text;
  const parent = follower.followed.find(own => own.role === 'parent');
  return parent?.text ?? (id.shape === 'uuid' ? `req-${id.text}` : id.text);
}

function instancesOf(kind: TraceKind, { id, follower }: BuildTraceOptions, entries: readonly TracedEntry[]): string[] {
  if (kind === 'instance') return [id.text];
  const named = follower.followed.filter(own => own.kind === 'instance' && own.role === 'named').map(own => own.text);
  const seen = (instance: string) =>
    entries.some(({ entry }) => entry.instance === instance || entry.message.includes(instance));
  return named.filter(seen);
}

function stagesOf(creation: OperationGroup, { indexes, time }: Building, options: BuildTraceOptions) {
  return summariseStages(options.stages, creation.entries, creation.places, time, indexes, creation.ended.broke);
}

function describe(group: OperationGroup, building: Building): TracedOperation {
  return {
    id: group.operation!.id,
    title: group.operation!.title,
    requestId: group.requestId,
    outcome: outcomeOf(group, building),
    first: building.indexes.get(group.entries[0]!)!,
  };
}

function outcomeOf({ ended, entries, places }: OperationGroup, { indexes, time }: Building): Outcome {
  const starts = entries.map(traced => (time(traced) ?? Number.NaN) - (places.get(traced)?.tookMs ?? 0));
  const start = Math.min(...starts.filter(value => !Number.isNaN(value)));
  const end = ended.entry && time(ended.entry);
  return {
    state: ended.state,
    entry: ended.entry && indexes.get(ended.entry),
    tookMs: end === undefined || !Number.isFinite(start) ? undefined : Math.max(0, end - start),
    errorsOnTheWay: ended.errors,
  };
}

function summariseCall({ topic, answer, lateByMs, caller }: TracedCall): CallSummary {
  return {
    topic,
    answer,
    lateByMs,
    requestId: caller?.entry.requestId,
    service: caller?.service,
    host: caller?.host,
  };
}

function brokenCall(call: TracedCall): TracedEntry | undefined {
  const bad = call.events.find(({ kind }) => kind === 'timed-out' || kind === 'reply-lost' || kind === 'late');
  return bad?.traced;
}

function outcomeOfCall(call: TracedCall, { indexes, time }: Building): Outcome {
  const last = call.events.at(-1)!.traced;
  const first = time(call.events[0]!.traced);
  const end = time(last);
  const state = call.answer === 'in-time' ? 'success' : call.answer === 'unknown' ? 'unfinished' : 'failed';
  return {
    state,
    entry: indexes.get(last),
    tookMs: first === undefined || end === undefined ? undefined : end - first,
    errorsOnTheWay: 0,
  };
}

function brokeAt(broke: TracedEntry, indexes: ReadonlyMap<TracedEntry, number>, stage: string | undefined): BrokeAt {
  const { service, host, entry } = broke;
  return { entry: indexes.get(broke)!, stage, service, host, text: headline(entry.message, entry.traceback) };
}

/** The first line of a message, with the exception where only the traceback tells it. */
function headline(message: string, traceback: string): string {
  const first = withoutListedTraceback(message.split('\n', 1)[0]!.trim());
  const last = traceback.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const said = last.slice(last.indexOf(': ') + 1).trim();
  const isTold = last === '' || message.includes(last) || (said !== '' && first.includes(said));
  const text = isTold ? first : `${first}: ${last}`;
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** A traceback written as a Python list fills a line of thousands of characters; what stands before and behind it tells. */
function withoutListedTraceback(line: string): string {
  const start = line.indexOf("['Traceback (most recent call last)");
  const end = line.lastIndexOf(']: ');
  return start === -1 || end < start ? line : `${line.slice(0, start)}[…${line.slice(end)}`;
}

function lineOf(traced: TracedEntry, relation: Relation, clocks: Clocks, stage: string | undefined): TraceLine {
  const { entry, path, host, service } = traced;
  return {
    path,
    line: entry.line,
    time: entry.time,
    zoneMinutes: entry.zoneMinutes,
    alignedTime: clocks.time(traced),
    host,
    service,
    level: entry.level,
    logger: entry.logger,
    requestId: entry.requestId,
    globalRequestId: entry.globalRequestId,
    instance: entry.instance,
    text: headline(entry.message, isError(entry) ? entry.traceback : ''),
    relation,
    stage,
    entry,
  };
}

function assumptionsOf(options: BuildTraceOptions, clocks: Clocks, entries: readonly TracedEntry[]): Assumption[] {
  const result: Assumption[] = [];
  const corrected = new Set(clocks.skew.map(skew => skew.host));
  const equal = clocks.hosts.filter(host => !corrected.has(host));
  if (clocks.hosts.length > 1 && equal.length > 1) result.push({ kind: 'clocks-equal', hosts: equal });
  if (clocks.isContradictory) result.push({ kind: 'clocks-contradict' });
  const timed = entries.filter(({ entry }) => entry.time !== undefined);
  if (timed.some(({ entry }) => entry.zoneMinutes === undefined) && timed.some(({ entry }) => entry.zoneMinutes)) {
    result.push({ kind: 'zone-unknown' });
  }
  if (options.isWindowed) result.push({ kind: 'windowed' });
  if (options.readOnce.length > 0) result.push({ kind: 'read-once', paths: options.readOnce });
  if (options.follower.leftOut > 0) result.push({ kind: 'ids-left-out', count: options.follower.leftOut });
  return result;
}
