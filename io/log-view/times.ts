import type { CompiledFormat } from '../../core/log/format.ts';
import { createLineInterpreter, type LineInterpreter } from '../../core/log/line-interpreter.ts';
import { isInside, readWrittenTime, type TimeWindow, timeWindow } from '../../core/log/time-window.ts';
import { cleanLine } from '../../core/log/wrapper.ts';
import type { Lines } from './lines.ts';
import type { LogFile } from './log-file.ts';

/** The times of a file, known sparsely: one about every megabyte. */
export interface Times {
  /** The last time of the file as it is now; undefined when its end shows none. */
  last(): number | undefined;
  /**
   * The first line whose time is not before the written one.
   * @returns `unknown-time` when the text is no time, `none` when the log ends before it, `no-time` when it has none.
   */
  find(written: string, turn: () => Promise<void> | undefined): Promise<number | 'unknown-time' | 'none' | 'no-time'>;
  /**
   * The first line behind an offset that comes more than so many seconds after the line with a time before it.
   * @param onProgress gets the offset that was reached.
   */
  nextGap(
    offset: number,
    seconds: number,
    turn: () => Promise<void> | undefined,
    onProgress: (offset: number) => void,
  ): Promise<number | undefined>;
  /** The stretch of the file that can hold entries of a time range; the whole file where times are out of order. */
  stretchOf(window: TimeWindow): { readonly from: number; readonly to: number };
}

const stepBytes = 1024 * 1024;
/** How much is read to find a line with a time, and how many lines are tried. */
const sampleBytes = 128 * 1024;
const blockLines = 200;
/** Workers that write one file do so a little out of order. */
const tolerated = 60_000;
const usualStamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;

export function createTimes(file: LogFile, lines: Lines, formats: readonly CompiledFormat[], year: number): Times {
  const samples: (number | undefined)[] = [];

  function interpreter(): LineInterpreter {
    return createLineInterpreter(formats, { year, near: undefined }, () => true);
  }

  function timeOf(reader: LineInterpreter, text: string): number | undefined {
    const line = cleanLine(text);
    if (/^\s|^$/.test(line)) return undefined;
    const { header, wrapped } = reader.interpret(line);
    return header?.time ?? wrapped?.time;
  }

  function sampleAt(offset: number): number | undefined {
    const bytes = file.bytes(offset, offset + sampleBytes);
    const reader = interpreter();
    // The first line may have begun before.
    for (const line of bytes
      .toString('utf8')
      .split('\n')
      .slice(offset === 0 ? 0 : 1)) {
      const time = timeOf(reader, line.slice(0, 4096));
      if (time !== undefined) return time;
    }
    return undefined;
  }

  function sampled(): readonly (number | undefined)[] {
    const wanted = Math.ceil(file.size() / stepBytes);
    while (samples.length < wanted) samples.push(sampleAt(samples.length * stepBytes));
    return samples;
  }

  function last(): number | undefined {
    const size = file.size();
    const reader = interpreter();
    const tail = file
      .bytes(Math.max(0, size - sampleBytes), size)
      .toString('utf8')
      .split('\n');
    for (let index = tail.length - 1; index >= (size > sampleBytes ? 1 : 0); index--) {
      const time = timeOf(reader, tail[index]!.slice(0, 4096));
      if (time !== undefined) return time;
    }
    return undefined;
  }

  /**
   * Walks over the lines from an offset on that show a time; ends when the visitor says so.
   * @param isExact when not, only the first and the last line of every second are visited.
   */
  async function walk(
    offset: number,
    visit: (time: number, offset: number) => boolean,
    turn: () => Promise<void> | undefined,
    isExact: boolean,
  ): Promise<void> {
    const reader = interpreter();
    let at = offset;
    let stamp = '';
    /** The last line so far of the second that `stamp` names. */
    let passed: { text: string; offset: number } | undefined;
    for (;;) {
      const block = lines.readFrom(at, blockLines, undefined);
      for (const { text, offset: place } of block) {
        if (!isExact && stamp !== '' && text.startsWith(stamp)) {
          passed = { text, offset: place };
          continue;
        }
        const time = timeOf(reader, text.slice(0, 4096));
        if (time === undefined) continue;
        const before = passed === undefined ? undefined : timeOf(reader, passed.text.slice(0, 4096));
        if (before !== undefined && visit(before, passed!.offset)) return;
        passed = undefined;
        stamp = usualStamp.exec(text)?.[0] ?? '';
        if (visit(time, place)) return;
      }
      const end = block.at(-1)?.end;
      if (end === undefined || block.length < blockLines) return;
      at = end + 1;
      await turn();
    }
  }

  async function find(written: string, turn: () => Promise<void> | undefined): ReturnType<Times['find']> {
    const parsed = readWrittenTime(written);
    if (parsed === undefined) return 'unknown-time';
    const end = last();
    const since = timeWindow(parsed, undefined, end).since;
    if (end === undefined || since === undefined) return 'no-time';
    const window: TimeWindow = { since, until: undefined };
    const known = sampled();
    let first = known.findIndex(time => time !== undefined && isInside(window, time, undefined));
    if (first === -1) first = known.length;
    let found: number | undefined;
    await walk(
      lines.startOf(Math.max(0, first - 1) * stepBytes),
      (time, offset) => {
        if (!isInside(window, time, undefined)) return false;
        found = offset;
        return true;
      },
      turn,
      true,
    );
    return found ?? 'none';
  }

  async function nextGap(
    offset: number,
    seconds: number,
    turn: () => Promise<void> | undefined,
    onProgress: (offset: number) => void,
  ): Promise<number | undefined> {
    const known = sampled();
    const wanted = seconds * 1000;
    let before: number | undefined;
    for (let at = offset; at < file.size(); ) {
      const step = Math.floor(at / stepBytes);
      const end = (step + 1) * stepBytes;
      const from = known[step];
      const to = known[step + 1];
      const canHold = from === undefined || to === undefined || to - from > wanted || to < from;
      let found: number | undefined;
      if (canHold) {
        await walk(
          lines.startOf(at),
          (time, place) => {
            const isGap = before !== undefined && time - before > wanted && place > offset;
            before = time;
            if (isGap) found = place;
            return isGap || place >= end;
          },
          turn,
          false,
        );
        if (found !== undefined) return found;
      } else before = undefined;
      at = end;
      onProgress(at);
      await turn();
    }
    return undefined;
  }

  function stretchOf(window: TimeWindow): { from: number; to: number } {
    const known = sampled();
    const size = file.size();
    let latest = Number.NEGATIVE_INFINITY;
    for (const time of known) {
      if (time === undefined) continue;
      if (time < latest - tolerated) return { from: 0, to: size };
      latest = Math.max(latest, time);
    }
    const isAfter = (time: number | undefined, bound: TimeWindow) =>
      time !== undefined && isInside(bound, time, undefined);
    let from = 0;
    let to = size;
    if (window.since) {
      const since = { ...window.since, time: window.since.time - tolerated };
      const first = known.findIndex(time => isAfter(time, { since, until: undefined }));
      from = Math.max(0, (first === -1 ? known.length : first) - 1) * stepBytes;
    }
    if (window.until) {
      const until = { ...window.until, time: window.until.time + tolerated };
      const behind = known.findIndex(time => time !== undefined && isAfter(time, { since: until, until: undefined }));
      if (behind !== -1) to = Math.min(size, (behind + 1) * stepBytes);
    }
    return { from: lines.startOf(from), to: to === size ? size : (lines.endOf(to) ?? size) };
  }

  return { last, find, nextGap, stretchOf };
}
