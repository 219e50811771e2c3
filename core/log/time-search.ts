import { clockMilliseconds, dayStart } from './time.ts';

/** Reads a part of a file: `length` bytes at most from an offset, from 0. */
export type ReadPart = (start: number, length: number) => Promise<Uint8Array>;

/** A line that says when it was written, and where it begins. */
interface TimedLine {
  readonly offset: number;
  /** Milliseconds on the clock of the log, as in `Entry`. */
  readonly time: number;
}

/** Large enough that nearly every block holds a line with a time: tracebacks are a few kilobytes. */
const blockBytes = 64 * 1024;
/** So many blocks without any time (a dump of XML) are looked through before the place is taken for one without. */
const mostTimeless = 16;
const newline = 10;
/** A time near the beginning of a line: bare, behind a word of a wrapper, or in JSON. */
const written = /^.{0,80}?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/;

/**
 * Finds where a time is in a log whose lines are about in order, by reading a few blocks of it.
 * @param size bytes of the log. @param time milliseconds on the clock of the log.
 * @returns the offset of the first line that is not before the time; the size where all are before it.
 */
export async function findTime(size: number, read: ReadPart, time: number): Promise<number> {
  let low = 0;
  let high = size;
  // Everything before `low` is earlier; at `high` stands a line that is not, or the end.
  while (high - low > blockBytes) {
    const middle = low + Math.floor((high - low) / 2);
    const line = await firstTimedLine(middle, high, read);
    if (line === undefined || line.time >= time) high = line === undefined ? middle : Math.min(middle, line.offset);
    else low = line.offset;
  }
  // A line of the wanted time may begin right before `high` and end behind it.
  const last = await timedLines(low, Math.min(size, high + 2 * blockBytes), low === 0, read);
  return last.find(line => line.time >= time)?.offset ?? size;
}

/** The last time that is written in a log. */
export async function lastTimeOfLog(size: number, read: ReadPart): Promise<number | undefined> {
  for (let count = 1; count <= mostTimeless; count++) {
    const start = Math.max(0, size - count * blockBytes);
    const lines = await timedLines(start, size - (count - 1) * blockBytes, start === 0, read);
    const last = lines.at(-1);
    if (last !== undefined || start === 0) return last?.time;
  }
  return undefined;
}

async function firstTimedLine(from: number, to: number, read: ReadPart): Promise<TimedLine | undefined> {
  for (let block = 0; block < mostTimeless && from + block * blockBytes < to; block++) {
    const start = from + block * blockBytes;
    const [first] = await timedLines(start, start + blockBytes + 256, start === 0, read);
    if (first !== undefined) return first;
  }
  return undefined;
}

/** @param isAtLine whether a line begins at `start`; else the rest of one is passed over. */
async function timedLines(start: number, end: number, isAtLine: boolean, read: ReadPart): Promise<TimedLine[]> {
  const bytes = await read(start, Math.max(0, end - start));
  const lines: TimedLine[] = [];
  let from = isAtLine ? 0 : bytes.indexOf(newline) + 1;
  if (!isAtLine && from === 0) return [];
  while (from < bytes.length) {
    const next = bytes.indexOf(newline, from);
    const to = next === -1 ? bytes.length : next;
    const time = timeOf(String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 128))));
    if (time !== undefined) lines.push({ offset: start + from, time });
    if (next === -1) break;
    from = next + 1;
  }
  return lines;
}

function timeOf(line: string): number | undefined {
  const found = written.exec(line);
  const day = found ? dayStart(found[1]!) : undefined;
  const clock = found ? clockMilliseconds(found[2]!) : undefined;
  return day === undefined || clock === undefined ? undefined : day + clock;
}
