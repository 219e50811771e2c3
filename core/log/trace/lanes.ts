import { readAccessLine } from './access-line.ts';
import { attemptsOf, type StageSpan, stageSpans } from './attempts.ts';
import type { OutcomeState, Trace, TraceLine } from './trace.ts';

/**
 * A trace as a picture: one lane for each service on each host, and on them what happened when. All times are milliseconds
 * since `origin`, with the corrections of the clocks; nothing here knows of pixels or colours.
 */
export interface TraceLanes {
  /** Corrected time of 0. */
  readonly origin: number;
  readonly end: number;
  /** The operation that the answer is about: what is shown first. */
  readonly focus: Span;
  readonly lanes: readonly Lane[];
  /** In the order of time; entries without a time are in none of them. */
  readonly points: readonly LanePoint[];
  readonly bars: readonly LaneBar[];
  /** Stages of a creation that have entries, laid in rows in which none covers another. */
  readonly stages: readonly LaneStage[];
  readonly stageRows: number;
  /** The hosts on which an instance was tried to be created; one attempt as a rule, none without a creation. */
  readonly attempts: readonly (string | undefined)[];
  readonly operations: readonly LaneOperation[];
  readonly operationRows: number;
  /** Long times within the operation in which nobody wrote anything and no entry tells of work; the longest first. */
  readonly gaps: readonly LaneGap[];
  /** How many entries have no time. */
  readonly untimed: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Lane {
  readonly service: string;
  readonly host: string | undefined;
  readonly entries: number;
  readonly errors: number;
  /** Rows that its bars need. */
  readonly rows: number;
}

export type PointKind = 'error' | 'warning' | 'again' | 'plain';

export interface LanePoint {
  /** Index into the entries of the trace. */
  readonly entry: number;
  readonly lane: number;
  readonly at: number;
  /** `again`: something is tried another time, on another host or later. */
  readonly kind: PointKind;
}

/** Work that an entry says to have taken so long. */
export interface LaneBar extends Span {
  readonly entry: number;
  readonly lane: number;
  readonly row: number;
  /** What was done, from the log and not yet redacted: `POST /servers`, `spawn the instance on the hypervisor`. */
  readonly label: string;
  readonly isError: boolean;
}

export interface LaneStage extends StageSpan {
  readonly row: number;
}

export interface LaneOperation extends Span {
  /** Index into the operations of the trace. */
  readonly operation: number;
  readonly row: number;
  readonly state: OutcomeState;
}

export interface LaneGap extends Span {
  /** The entries before and behind it. */
  readonly before: number;
  readonly behind: number;
}

/** More lanes than this cannot be told apart; the rest share the last one. */
export const mostLanes = 24;
const mostBarRows = 3;
const mostGaps = 5;
const shortestGapMs = 1000;
const gapShare = 0.1;
const shortestBarMs = 5;
const longestWorkMs = 1_000_000_000;

/** What nova, its clients and the libraries below them write when they do not give up. */
const again =
  /\bre-?schedul(?:ed|ing)\b|\b[Rr]etry(?:ing)?\b|\battempt \d+ of \d+|\bReattempting\b|\bWill try again\b|\(retrying in /;
const took = /^Took (\d+(?:\.\d+)?) seconds to (.{1,80}?)\.?$/;

/** Lays a trace out. */
export function layTrace(trace: Trace): TraceLanes {
  const timed = trace.entries.flatMap((line, entry) =>
    line.alignedTime === undefined ? [] : [{ line, entry, time: line.alignedTime }],
  );
  const keys = laneKeys(timed.map(({ line }) => line));
  const work = timed.map(({ line }) => workOf(line));
  const attempts = attemptsOf(trace);
  const stagesSeen = stageSpans(trace, attempts);
  const operationSpans = operationsIn(trace);
  const origin = Math.min(
    ...timed.map(({ time }, index) => time - (work[index]?.ms ?? 0)),
    ...[...stagesSeen, ...operationSpans].map(({ from }) => from),
  );
  const shift = <T extends Span>(span: T): T => ({ ...span, from: span.from - origin, to: span.to - origin });
  const points = timed.map(({ line, entry, time }) => ({
    entry,
    lane: keys.get(laneKey(line))!,
    at: time - origin,
    kind: kindOf(line),
  }));
  const bars = points.flatMap(({ entry, lane, at, kind }, index): Omit<LaneBar, 'row'>[] => {
    const own = work[index];
    if (own === undefined || own.ms < shortestBarMs) return [];
    return [
      {
        entry,
        lane,
        from: Math.round(at - own.ms),
        to: at,
        label: own.label,
        isError: own.isError || kind === 'error',
      },
    ];
  });
  const laidBars = lay(bars, ({ lane }) => lane, mostBarRows);
  const stages = lay(stagesSeen.map(shift), () => 0);
  const operations = lay(operationSpans.map(shift), () => 0, mostBarRows);
  const end = Math.max(0, ...points.map(({ at }) => at), ...stages.map(({ to }) => to));
  const focus = focusOf(trace, timed.length === 0 ? 0 : origin, end);
  return {
    origin: timed.length === 0 ? 0 : origin,
    end,
    focus,
    lanes: lanesOf(timed, keys, laidBars),
    points,
    bars: laidBars,
    stages,
    stageRows: rowsOf(stages),
    attempts: attempts.map(({ host }) => host),
    operations,
    operationRows: rowsOf(operations),
    gaps: gapsIn(points, laidBars, focus),
    untimed: trace.entries.length - timed.length,
  };
}

function laneKey({ service, host, logger }: TraceLine): string {
  return `${service ?? logger.split('.')[0] ?? ''}\n${host ?? ''}`;
}

/** The lanes in the order in which the path of a request touches them. */
function laneKeys(lines: readonly TraceLine[]): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  for (const line of lines) {
    const key = laneKey(line);
    if (!keys.has(key)) keys.set(key, Math.min(keys.size, mostLanes - 1));
  }
  return keys;
}

function lanesOf(
  timed: readonly { line: TraceLine }[],
  keys: ReadonlyMap<string, number>,
  bars: readonly LaneBar[],
): Lane[] {
  const lanes: { service: string; host: string | undefined; entries: number; errors: number; rows: number }[] = [];
  for (const [key, index] of keys) {
    const [service = '', host = ''] = key.split('\n');
    lanes[index] ??= { service, host: host === '' ? undefined : host, entries: 0, errors: 0, rows: 0 };
  }
  for (const { line } of timed) {
    const lane = lanes[keys.get(laneKey(line))!]!;
    lane.entries++;
    if (kindOf(line) === 'error') lane.errors++;
  }
  for (const bar of bars) lanes[bar.lane]!.rows = Math.max(lanes[bar.lane]!.rows, bar.row + 1);
  return lanes;
}

function kindOf(line: TraceLine): PointKind {
  if (again.test(line.text)) return 'again';
  if (line.level === 'ERROR' || line.level === 'CRITICAL' || line.level === 'TRACE') return 'error';
  return line.level === 'WARNING' ? 'warning' : 'plain';
}

/** How long the work took that an entry ends, where it says so. */
function workOf({ text }: TraceLine): { ms: number; label: string; isError: boolean } | undefined {
  const access = readAccessLine(text);
  if (access?.seconds !== undefined) {
    const isError = access.status !== undefined && access.status >= 400;
    const status = isError ? ` ${access.status}` : '';
    return { ms: access.seconds * 1000, label: `${access.method} ${access.path}${status}`, isError };
  }
  const match = took.exec(text);
  const ms = Number(match?.[1]) * 1000;
  return match && ms < longestWorkMs ? { ms, label: match[2]!, isError: false } : undefined;
}

function operationsIn(trace: Trace): Omit<LaneOperation, 'row'>[] {
  return trace.operations.flatMap(({ outcome, first }, operation) => {
    const end = outcome.entry === undefined ? undefined : trace.entries[outcome.entry]?.alignedTime;
    const begin = trace.entries[first]?.alignedTime;
    if (end === undefined || begin === undefined) return [];
    const from = outcome.tookMs === undefined ? begin : end - outcome.tookMs;
    return [{ operation, state: outcome.state, from: Math.min(from, end), to: end }];
  });
}

/** Puts spans into rows so that none covers another in its row; what finds no room shares the last row. */
function lay<T extends Span>(
  spans: readonly T[],
  groupOf: (span: T) => number,
  most = Number.POSITIVE_INFINITY,
): (T & { row: number })[] {
  const ends = new Map<number, number[]>();
  const inOrder = [...spans].sort((a, b) => a.from - b.from || b.to - a.to);
  return inOrder.map(span => {
    const group = groupOf(span);
    const rows = ends.get(group) ?? [];
    ends.set(group, rows);
    const free = rows.findIndex(end => end <= span.from);
    const row = free !== -1 ? free : Math.min(rows.length, most - 1);
    rows[row] = Math.max(rows[row] ?? 0, span.to);
    return { ...span, row };
  });
}

function rowsOf(laid: readonly { row: number }[]): number {
  return laid.reduce((most, { row }) => Math.max(most, row + 1), 0);
}

function focusOf(trace: Trace, origin: number, end: number): Span {
  const { entry, tookMs } = trace.outcome;
  const decided = entry === undefined ? undefined : trace.entries[entry]?.alignedTime;
  if (decided === undefined || tookMs === undefined) return { from: 0, to: end };
  const to = decided - origin;
  const from = Math.max(0, to - tookMs);
  // What belongs to the operation and comes right behind its end is shown with it.
  const afterglow = Math.max(1000, tookMs * 0.5);
  const later = trace.entries
    .map(line => (line.alignedTime ?? Number.NaN) - origin)
    .filter(at => at > to && at <= to + afterglow);
  return { from, to: Math.max(to, ...later) };
}

function gapsIn(points: readonly LanePoint[], bars: readonly LaneBar[], focus: Span): LaneGap[] {
  const shortest = Math.max(shortestGapMs, (focus.to - focus.from) * gapShare);
  const own = points.filter(({ at }) => at >= focus.from && at <= focus.to);
  const gaps: LaneGap[] = [];
  for (const [index, point] of own.entries()) {
    const next = own[index + 1];
    if (next === undefined || next.at - point.at < shortest) continue;
    const isWork = bars.some(({ from, to }) => overlap({ from, to }, { from: point.at, to: next.at }) > 0.8);
    if (!isWork) gaps.push({ from: point.at, to: next.at, before: point.entry, behind: next.entry });
  }
  return gaps.sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, mostGaps);
}

/** Which share of a gap a bar covers. */
function overlap(bar: Span, gap: Span): number {
  return (Math.min(bar.to, gap.to) - Math.max(bar.from, gap.from)) / (gap.to - gap.from);
}
