import type { Command, CommandOutput } from './command.ts';

/** Lines of the end of a log that are shown before what comes newly. */
export const linesBefore = 50;

/**
 * Follows a log file over rotation and truncation until its input ends.
 * @param lines how many of its last lines come first.
 */
export function followFileCommand(path: string, lines = linesBefore): Command<CommandOutput> {
  return {
    name: 'follow-log',
    effect: 'read',
    asRoot: true,
    run: {
      script: '[ -r "$FILE" ] || { cat < "$FILE"; exit 1; }; exec tail -n "$LINES_BEFORE" -F "$FILE" 2>/dev/null',
      parameters: { FILE: path, LINES_BEFORE: String(lines) },
    },
    timeoutSeconds: undefined,
    read: output => output,
  };
}

/** Lines of several controllers, put into the order of their times. */
export interface LineMerger {
  /** Takes bytes of one source; a block may end within a line or a character. */
  push(source: string, block: Uint8Array): void;
  /** The lines that are old enough to be shown: later ones of other controllers may still be on the way. */
  take(now: number): string[];
  /** Everything that is left. */
  rest(): string[];
  /** Whether something waits to be taken. */
  isWaiting(): boolean;
}

/** How long a line waits for earlier ones of other controllers. */
export const mergeMilliseconds = 300;
/** Lines that wait at most: in a storm they are shown as they come. */
const mostWaiting = 20_000;
const longestLine = 64 * 1024;

/**
 * Merges lines by the time at their beginning; lines without one (tracebacks) stay with the line above them.
 * @param clock gives milliseconds. @param newDecoder makes a decoder of UTF-8 for each source, which replaces bad bytes.
 * @param prefix of each line; none for a single source.
 */
export function createLineMerger(
  clock: () => number,
  newDecoder: () => { decode(block: Uint8Array, options: { stream: boolean }): string },
  prefix: (source: string) => string,
): LineMerger {
  interface Waiting {
    readonly lines: string[];
    readonly time: string;
    readonly arrived: number;
    readonly order: number;
  }
  const sources = new Map<
    string,
    { decoder: ReturnType<typeof newDecoder>; partial: string; last: Waiting | undefined }
  >();
  let waiting: Waiting[] = [];
  let order = 0;

  function addLine(source: string, line: string): void {
    const state = sources.get(source);
    if (!state) return;
    const time = /^\d{4}-\d\d-\d\d[ T](\d\d:\d\d:\d\d[.,]?\d*)/.exec(line)?.[0].replace('T', ' ');
    if (time === undefined && state.last !== undefined) state.last.lines.push(prefix(source) + line);
    else {
      state.last = { lines: [prefix(source) + line], time: time ?? '', arrived: clock(), order: order++ };
      waiting.push(state.last);
    }
  }

  function release(isReady: (group: Waiting) => boolean): string[] {
    const ready = waiting.filter(isReady);
    if (ready.length === 0) return [];
    waiting = waiting.filter(group => !isReady(group));
    for (const state of sources.values()) if (state.last && ready.includes(state.last)) state.last = undefined;
    ready.sort((one, other) => one.time.localeCompare(other.time) || one.order - other.order);
    return ready.flatMap(group => group.lines);
  }

  return {
    push(source, block) {
      const state = sources.get(source) ?? { decoder: newDecoder(), partial: '', last: undefined };
      sources.set(source, state);
      const lines = (state.partial + state.decoder.decode(block, { stream: true })).split('\n');
      state.partial = lines.pop() ?? '';
      for (const line of lines) addLine(source, line.slice(0, longestLine).replace(/\r$/, ''));
      if (state.partial.length > longestLine) {
        addLine(source, state.partial);
        state.partial = '';
      }
    },
    take: now => release(waiting.length > mostWaiting ? () => true : group => now - group.arrived >= mergeMilliseconds),
    rest() {
      for (const [source, state] of sources) {
        if (state.partial !== '') addLine(source, state.partial);
        state.partial = '';
      }
      return release(() => true);
    },
    isWaiting: () => waiting.length > 0,
  };
}
