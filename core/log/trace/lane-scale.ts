import type { LanePoint, PointKind, Span } from './lanes.ts';

/** Points of one lane that are too near to each other to be drawn apart. */
export interface PointCluster {
  readonly lane: number;
  /** Middle, in milliseconds as the points. */
  readonly at: number;
  /** In the order of time. */
  readonly entries: readonly number[];
  /** The worst of its points, and the entry of the first such point: it stands for all. */
  readonly kind: PointKind;
  readonly chief: number;
}

interface OpenCluster {
  readonly lane: number;
  readonly from: number;
  to: number;
  readonly entries: number[];
  kind: PointKind;
  chief: number;
}

const worst: readonly PointKind[] = ['error', 'again', 'warning', 'plain'];

/**
 * Joins points that would cover each other.
 * @param points in the order of time.
 * @param view the part that is shown; points outside of it are left out.
 * @param distance milliseconds within which points of a lane are one.
 */
export function clusterPoints(points: readonly LanePoint[], view: Span, distance: number): PointCluster[] {
  const open = new Map<number, OpenCluster>();
  const done: PointCluster[] = [];
  const close = ({ from, to, ...cluster }: OpenCluster) => done.push({ ...cluster, at: (from + to) / 2 });
  for (const { lane, at, entry, kind } of points) {
    if (at < view.from || at > view.to) continue;
    const last = open.get(lane);
    if (last === undefined || at - last.from >= distance) {
      if (last !== undefined) close(last);
      open.set(lane, { lane, from: at, to: at, entries: [entry], kind, chief: entry });
      continue;
    }
    last.to = at;
    last.entries.push(entry);
    if (worst.indexOf(kind) >= worst.indexOf(last.kind)) continue;
    last.kind = kind;
    last.chief = entry;
  }
  for (const cluster of open.values()) close(cluster);
  return done.sort((a, b) => a.entries[0]! - b.entries[0]!);
}

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];

/**
 * Places for the marks of a time axis, on round numbers.
 * @param most how many there may be.
 * @returns milliseconds as the view's; the step between them.
 */
export function axisTicks(view: Span, most: number): { readonly ticks: readonly number[]; readonly step: number } {
  const wanted = (view.to - view.from) / Math.max(1, most);
  const step = steps.find(candidate => candidate >= wanted) ?? Math.ceil(wanted / 604_800_000) * 604_800_000;
  const ticks: number[] = [];
  // Adding 0 makes 0 of -0.
  for (let at = Math.ceil(view.from / step) * step; at <= view.to; at += step) ticks.push(at + 0);
  return { ticks, step };
}

/**
 * A part of the picture, made wider or narrower around a place and kept within the whole.
 * @param factor below 1 shows less, larger.
 */
export function zoomed(view: Span, whole: Span, factor: number, around: number): Span {
  const smallest = 2;
  const width = Math.min(whole.to - whole.from, Math.max(smallest, (view.to - view.from) * factor));
  const share = view.to === view.from ? 0.5 : (around - view.from) / (view.to - view.from);
  return within({ from: around - width * share, to: around + width * (1 - share) }, whole);
}

/** A part moved so that it lies within the whole. */
export function within(view: Span, whole: Span): Span {
  const width = Math.min(view.to - view.from, whole.to - whole.from);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - width);
  return { from, to: from + width };
}
