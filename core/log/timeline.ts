import type { Analysis, Finding, HostTimeline, Incident } from './analysis.ts';

/** What the problems of a lane are to the incident that is looked at. */
export type LaneRole = 'cause' | 'echo' | 'other';

/** One row of a time line: a problem, a host, or a problem on a host. */
export interface Lane {
  /** What tells it from other lanes, over analyses too. */
  readonly id: string;
  /** Empty where lanes are hosts. */
  readonly title: string;
  /** Empty where lanes are problems, and where the host is not known. */
  readonly host: string;
  readonly role: LaneRole;
  readonly count: number;
  /** When it begins; lanes are in this order within their role. */
  readonly start: number;
  readonly timelines: readonly HostTimeline[];
}

export type LaneGrouping = 'problem' | 'host' | 'problem-and-host';

export interface TimeRange {
  readonly start: number;
  /** The first millisecond behind it. */
  readonly end: number;
}

/** Counts of lanes in equal stretches of time. */
export interface TimelineBins {
  readonly start: number;
  readonly step: number;
  /** Per lane, one count for each stretch. Where the lane itself knows only longer stretches, their counts are spread. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * The rows of a time line.
 * @param incident whose findings are shown; all findings when left out.
 */
export function timelineLanes(analysis: Analysis, incident: Incident | undefined, grouping: LaneGrouping): Lane[] {
  const lanes = new Map<string, { title: string; host: string; role: LaneRole; timelines: HostTimeline[] }>();
  for (const { finding, role } of findingsOf(analysis, incident)) {
    for (const timeline of finding.timeline) {
      const title = grouping === 'host' ? '' : finding.title;
      const host = grouping === 'problem' ? '' : timeline.host;
      const id = `${grouping === 'host' ? '' : finding.signature}@${host}`;
      const lane = lanes.get(id);
      if (lane === undefined) lanes.set(id, { title, host, role, timelines: [timeline] });
      else {
        lane.timelines.push(timeline);
        if (roleRank[role] < roleRank[lane.role]) lane.role = role;
      }
    }
  }
  return [...lanes]
    .map(([id, lane]) => ({ id, ...lane, count: totalOf(lane.timelines), start: startOf(lane.timelines) }))
    .sort((one, other) => roleRank[one.role] - roleRank[other.role] || one.start - other.start);
}

const roleRank: Readonly<Record<LaneRole, number>> = { cause: 0, echo: 1, other: 2 };

function findingsOf(analysis: Analysis, incident: Incident | undefined): { finding: Finding; role: LaneRole }[] {
  const causes = new Set(incident?.findings ?? analysis.incidents.flatMap(each => each.findings));
  const echoes = new Set(incident?.echoes ?? analysis.incidents.flatMap(each => each.echoes));
  return analysis.findings.flatMap((finding, index) => {
    const role = causes.has(index) ? 'cause' : echoes.has(index) ? 'echo' : 'other';
    return role === 'other' && incident !== undefined ? [] : [{ finding, role }];
  });
}

function totalOf(timelines: readonly HostTimeline[]): number {
  return timelines.reduce((sum, { counts }) => sum + counts.reduce((own, count) => own + count, 0), 0);
}

function startOf(timelines: readonly HostTimeline[]): number {
  return Math.min(...timelines.map(({ starts }) => starts[0] ?? Number.POSITIVE_INFINITY));
}

/** The time that lanes cover; undefined when they hold nothing. */
export function rangeOfLanes(lanes: readonly Pick<Lane, 'timelines'>[]): TimeRange | undefined {
  const timelines = lanes.flatMap(lane => lane.timelines).filter(({ starts }) => starts.length > 0);
  if (timelines.length === 0) return undefined;
  const start = startOf(timelines);
  return { start, end: Math.max(...timelines.map(({ starts, step }) => starts.at(-1)! + step)) };
}

/** How many times something happened within a range, about where a stretch is cut by its ends. */
export function countWithin(timelines: readonly HostTimeline[], range: TimeRange): number {
  let sum = 0;
  for (const { starts, counts, step } of timelines) {
    starts.forEach((start, index) => {
      sum += counts[index]! * overlap(start, start + step, range.start, range.end);
    });
  }
  return sum > 0 ? Math.max(1, Math.round(sum)) : 0;
}

/**
 * Counts lanes in equal stretches of time.
 * @param mostBins how many stretches there are at most; they are a second times a power of two.
 */
export function binLanes(lanes: readonly Pick<Lane, 'timelines'>[], range: TimeRange, mostBins: number): TimelineBins {
  let step = 1000;
  while ((range.end - range.start) / step > mostBins - 1) step *= 2;
  const start = Math.floor(range.start / step) * step;
  const bins = Math.max(1, Math.ceil((range.end - start) / step));
  const counts = lanes.map(lane => {
    const own = new Array<number>(bins).fill(0);
    for (const timeline of lane.timelines) addTimeline(own, timeline, start, step);
    return own;
  });
  return { start, step, counts };
}

function addTimeline(bins: number[], timeline: HostTimeline, start: number, step: number): void {
  timeline.starts.forEach((from, index) => {
    const to = from + timeline.step;
    const count = timeline.counts[index]!;
    const first = Math.max(0, Math.floor((from - start) / step));
    const last = Math.min(bins.length - 1, Math.ceil((to - start) / step) - 1);
    for (let bin = first; bin <= last; bin++) {
      bins[bin]! += count * overlap(from, to, start + bin * step, start + (bin + 1) * step);
    }
  });
}

/** Which part of one stretch lies in another, from 0 to 1. */
function overlap(from: number, to: number, otherFrom: number, otherTo: number): number {
  return Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom)) / (to - from);
}
