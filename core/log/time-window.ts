import { clockMilliseconds, dayStart, zoneMinutes } from './time.ts';

/** A stretch of time that is asked for, as a person writes it. */
export type WrittenTime =
  /** A full time; `zone` in minutes ahead of UTC where it was written. */
  | { readonly kind: 'absolute'; readonly time: number; readonly zone: number | undefined }
  /** A time of day, on the last day on which the log has it. */
  | { readonly kind: 'clock'; readonly clock: number }
  /** So many milliseconds before the end of the log. */
  | { readonly kind: 'before-end'; readonly duration: number };

/** Times of the writer's clock between which entries count, in milliseconds as in `Entry`; both are included. */
export interface TimeWindow {
  readonly since: BoundTime | undefined;
  readonly until: BoundTime | undefined;
}

interface BoundTime {
  readonly time: number;
  /** Minutes ahead of UTC; entries whose zone is known are compared in UTC then, all others clock by clock. */
  readonly zone: number | undefined;
}

const unitMilliseconds: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Reads a time as a person writes it: `2026-11-22T14:00:08.120Z`, `2026-11-22 14:00`, `2026-11-22`, `14:00`, `2h`,
 * `1h30m`, `2h ago`.
 * @returns undefined when it is none of these.
 */
export function readWrittenTime(text: string): WrittenTime | undefined {
  const written = text.trim();
  const duration = /^-?((?:\d+[dhms])+)(?: ?ago)?$/i.exec(written);
  if (duration) {
    let milliseconds = 0;
    for (const part of duration[1]!.toLowerCase().matchAll(/(\d+)([dhms])/g)) {
      milliseconds += Number(part[1]) * unitMilliseconds[part[2]!]!;
    }
    return { kind: 'before-end', duration: milliseconds };
  }
  const match =
    /^(?:(\d{4}-\d\d-\d\d)(?:[T ](?=\d)|$))?(\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/.exec(written);
  if (!match || (match[1] === undefined && match[2] === undefined)) return undefined;
  const clockText = match[2] ?? '00:00';
  const clock = clockMilliseconds(/^\d{1,2}:\d\d$/.test(clockText) ? `${clockText}:00` : clockText);
  if (clock === undefined) return undefined;
  if (match[1] === undefined) return match[3] === undefined ? { kind: 'clock', clock } : undefined;
  const day = dayStart(match[1]);
  if (day === undefined) return undefined;
  return { kind: 'absolute', time: day + clock, zone: match[3] === undefined ? undefined : zoneMinutes(match[3]) };
}

/** Whether a written time only has a meaning once the end of the log is known. */
export function needsEnd(written: WrittenTime | undefined): boolean {
  return written !== undefined && written.kind !== 'absolute';
}

/**
 * Makes a window from written times.
 * @param end the last time in the logs, needed where `needsEnd` says so; without it such a bound is left open.
 */
export function timeWindow(
  since: WrittenTime | undefined,
  until: WrittenTime | undefined,
  end: number | undefined,
): TimeWindow {
  const upper = bind(until, end);
  // `--since 23:50 --until 00:10` means the night before the end.
  return { since: bind(since, since?.kind === 'clock' ? (upper?.time ?? end) : end), until: upper };
}

function bind(written: WrittenTime | undefined, end: number | undefined): BoundTime | undefined {
  if (written === undefined) return undefined;
  if (written.kind === 'absolute') return { time: written.time, zone: written.zone };
  if (end === undefined) return undefined;
  if (written.kind === 'before-end') return { time: end - written.duration, zone: undefined };
  const day = 86_400_000;
  const sameDay = Math.floor(end / day) * day + written.clock;
  return { time: sameDay <= end ? sameDay : sameDay - day, zone: undefined };
}

/** Whether a time lies in the window. */
export function isInside(window: TimeWindow, time: number, zone: number | undefined): boolean {
  if (window.since !== undefined && compare(time, zone, window.since) < 0) return false;
  return window.until === undefined || compare(time, zone, window.until) <= 0;
}

function compare(time: number, zone: number | undefined, bound: BoundTime): number {
  if (zone === undefined || bound.zone === undefined) return time - bound.time;
  return time - zone * 60_000 - (bound.time - bound.zone * 60_000);
}
