import type { Entry, Level } from './entry.ts';
import { levelCode, scanHeader, scanned } from './fast-header.ts';
import { type CompiledFormat, emptyHeader, type Header, readHeader, takeInstance } from './format.ts';
import { readJsonHeader } from './json-header.ts';
import { clockMilliseconds, dayStart } from './time.ts';
import { cleanLine, type Unwrapped, unwrap } from './wrapper.ts';

export interface EntryReaderOptions {
  readonly formats: readonly CompiledFormat[];
  /** Decodes a range of bytes as UTF-8; invalid bytes become U+FFFD. Handed in, for `core` knows no platform. */
  readonly decode: (bytes: Uint8Array, from: number, to: number) => string;
  readonly onEntry: (entry: Entry) => void;
  /** Entries below WARNING are counted but not delivered, unless `wanted` says so or `allLevels` is set. */
  readonly allLevels?: boolean;
  /** Whether an entry of level INFO or AUDIT is delivered, by its logger: recoveries, starts and stops are INFO lines. */
  readonly wantedLogger?: (logger: string) => boolean;
  /** The year of dates that carry none (syslog, journald); 1970 when left out. */
  readonly assumedYear?: number;
}

/** Counts about what was read; complete after `end`. Times as in `Entry`. */
export interface ReadCounts {
  bytes: number;
  lines: number;
  entries: number;
  unreadLines: number;
  firstTime: number | undefined;
  lastTime: number | undefined;
  zoneMinutes: number | undefined;
  /** Entries per format id. */
  readonly formats: Map<string, number>;
}

export interface EntryReader {
  /** Takes the next bytes of the file; any split into blocks gives the same entries. The block is not kept. */
  push(bytes: Uint8Array): void;
  /** Delivers what is still open. Call it at the end of the file, or when a followed file is quiet. */
  end(): void;
  readonly counts: ReadCounts;
}

/** Longest part of a line that is kept; the rest is counted and passed over. */
const longestLine = 256 * 1024;
/** Bounds on what one entry keeps of its traceback and continuation lines. */
const mostEntryLines = 2000;
const mostEntryCharacters = 512 * 1024;
/** An entry whose last line lies this many lines back takes no further lines. */
const closingDistance = 200;

/** An entry that may still grow. */
interface OpenEntry {
  readonly offset: number;
  readonly line: number;
  readonly header: Header;
  readonly stream: string;
  end: number;
  lastLine: number;
  lineCount: number;
  message: string[];
  traceback: string[];
  characters: number;
}

const newline = 10;
const space = 32;
const tab = 9;
const bareTracebackLine = /^(?:ERROR|TRACE|CRITICAL) (\S+)(?: (.*))?$/s;

/** Reads entries from the bytes of one file. */
export function createEntryReader(options: EntryReaderOptions): EntryReader {
  const { decode, onEntry } = options;
  const headers = options.formats.filter(compiled => compiled.format.kind !== 'wrapper');
  const wrappers = options.formats.filter(compiled => compiled.format.kind === 'wrapper');
  const assumedYear = options.assumedYear ?? 1970;
  const wantedLogger = options.wantedLogger ?? (() => false);
  const allLevels = options.allLevels === true;
  const fastFormat = headers.find(compiled => compiled.format.id === 'oslo');
  const counts: ReadCounts = {
    bytes: 0,
    lines: 0,
    entries: 0,
    unreadLines: 0,
    firstTime: undefined,
    lastTime: undefined,
    zoneMinutes: undefined,
    formats: new Map(),
  };

  /** Bytes of a line whose end has not come yet, and how many of its bytes were seen. */
  let carried: Uint8Array[] = [];
  let carriedKept = 0;
  let carriedBytes = 0;
  /** Offset in the file of the block that is being read. */
  let blockOffset = 0;
  let open: OpenEntry[] = [];
  let current: OpenEntry | undefined;
  /** The last header was read but is not wanted: its continuation lines are passed over. */
  let passing = false;
  let sticky: CompiledFormat | undefined;
  let stickyWrapper = false;
  /** Bytes that the lines of the current traceback begin with, to know them without a string. */
  let tracebackPrefix: Uint8Array | undefined;
  let lastFastHeader = '';
  /** Offset in the file of the last entry that told a time by itself. */
  let lastTimedOffset = -1;
  let fastEntries = 0;

  function push(bytes: Uint8Array): void {
    let start = 0;
    blockOffset = counts.bytes;
    counts.bytes += bytes.length;
    if (carriedBytes > 0) {
      const end = bytes.indexOf(newline);
      keepCarried(bytes, 0, end === -1 ? bytes.length : end);
      if (end === -1) return;
      takeCarried(blockOffset + end + 1);
      start = end + 1;
    }
    let lastHeader = -1;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end === -1) break;
      if (
        fastFormat !== undefined &&
        !allLevels &&
        scanHeader(bytes, start, end) &&
        scanned.level <= levelCode.info &&
        (scanned.level === levelCode.debug || !isWanted(bytes, scanned.logger, end))
      ) {
        counts.lines++;
        fastEntries++;
        passing = true;
        current = undefined;
        tracebackPrefix = undefined;
        lastHeader = start;
        if (counts.firstTime === undefined) counts.firstTime = fastTime(decode(bytes, start, start + 23));
      } else if (tracebackPrefix !== undefined && startsWith(bytes, start, end, tracebackPrefix)) {
        counts.lines++;
        addTraceback(current!, decodeLine(bytes, start + tracebackPrefix.length, end), end + 1 + blockOffset);
      } else {
        takeLine(decodeLine(bytes, start, end), blockOffset + start, blockOffset + end + 1, bytes, start, end);
      }
      start = end + 1;
    }
    if (lastHeader !== -1 && blockOffset + lastHeader > lastTimedOffset)
      lastFastHeader = decode(bytes, lastHeader, lastHeader + 23);
    if (start < bytes.length) keepCarried(bytes, start, bytes.length);
  }

  function decodeLine(bytes: Uint8Array, from: number, to: number): string {
    return decode(bytes, from, Math.min(to, from + longestLine));
  }

  function isWanted(bytes: Uint8Array, logger: number, end: number): boolean {
    // Only few loggers write life signs; all of their names begin with `nova.` or `oslo`.
    const first = bytes[logger];
    if (first !== 110 && first !== 111) return false;
    let stop = bytes.indexOf(space, logger);
    if (stop === -1 || stop > end) stop = end;
    return wantedLogger(decode(bytes, logger, stop));
  }

  function keepCarried(bytes: Uint8Array, from: number, to: number): void {
    carriedBytes += to - from;
    const take = Math.min(to - from, longestLine - carriedKept);
    if (take <= 0) return;
    // Copied, not sliced: the slice of a platform's own kind of bytes may share the memory of the block.
    carried.push(new Uint8Array(bytes.subarray(from, from + take)));
    carriedKept += take;
  }

  /** Reads the line that was carried over from earlier blocks. */
  function takeCarried(nextOffset: number): void {
    const line = new Uint8Array(carriedKept);
    let at = 0;
    for (const part of carried) {
      line.set(part, at);
      at += part.length;
    }
    const text = decode(line, 0, line.length);
    carried = [];
    carriedKept = 0;
    const offset = nextOffset - carriedBytes - 1;
    carriedBytes = 0;
    takeLine(text, offset, nextOffset, line, 0, line.length);
  }

  function takeLine(
    raw: string,
    offset: number,
    nextOffset: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): void {
    counts.lines++;
    tracebackPrefix = undefined;
    const line = cleanLine(raw);
    const first = line.charCodeAt(0);
    if (first === space || first === tab || line === '') {
      continueEntry(line, nextOffset, '');
      return;
    }
    if (!stickyWrapper || line.startsWith('{"levelname"')) {
      if (readAsHeader(line, offset, nextOffset, undefined, '')) {
        if (current !== undefined && current.traceback.length > 0) rememberPrefix(line, raw, bytes, from, to);
        return;
      }
    }
    const wrapped = unwrapAll(line);
    if (wrapped) {
      stickyWrapper = true;
      const stream = `${wrapped.wrapper}|${wrapped.host ?? ''}|${wrapped.service ?? ''}|${wrapped.pid ?? ''}`;
      const payload = cleanLine(wrapped.payload);
      const inner = payload.charCodeAt(0);
      if (inner !== space && inner !== tab && readAsHeader(payload, offset, nextOffset, wrapped, stream)) return;
      if (current?.stream === stream || (passing && current === undefined && wrapped.service === undefined)) {
        continueEntry(payload, nextOffset, stream);
        return;
      }
      startEntry(wrapperHeader(wrapped, payload), offset, nextOffset, stream, '');
      return;
    }
    if (stickyWrapper && readAsHeader(line, offset, nextOffset, undefined, '')) {
      stickyWrapper = false;
      return;
    }
    continueEntry(line, nextOffset, '');
  }

  /** Takes wrappers off until none is left; the outer ones fill in what the inner ones do not say. */
  function unwrapAll(line: string): Unwrapped | undefined {
    let result = unwrap(wrappers, line, assumedYear);
    for (let depth = 0; result !== undefined && depth < 3; depth++) {
      const inner = unwrap(wrappers, result.payload, assumedYear);
      if (!inner) return result;
      result = {
        wrapper: inner.wrapper,
        payload: inner.payload,
        time: inner.time ?? result.time,
        zoneMinutes: inner.time === undefined ? result.zoneMinutes : inner.zoneMinutes,
        host: inner.host ?? result.host,
        service: inner.service ?? result.service,
        pid: inner.pid ?? result.pid,
      };
    }
    return result;
  }

  /** Lets the formats read a line, the one that read the line before first. */
  function readAsHeader(
    line: string,
    offset: number,
    nextOffset: number,
    wrapped: Unwrapped | undefined,
    stream: string,
  ): boolean {
    if (sticky && tryFormat(sticky, line, offset, nextOffset, wrapped, stream)) return true;
    for (const compiled of headers) {
      if (compiled === sticky || !tryFormat(compiled, line, offset, nextOffset, wrapped, stream)) continue;
      sticky = compiled;
      return true;
    }
    return readBareTraceback(line, nextOffset, stream);
  }

  function tryFormat(
    compiled: CompiledFormat,
    line: string,
    offset: number,
    nextOffset: number,
    wrapped: Unwrapped | undefined,
    stream: string,
  ): boolean {
    const code = line.charCodeAt(0);
    if (compiled.first && (code > 127 || !compiled.first[code])) return false;
    let header: Header | undefined;
    let traceback = '';
    if (compiled.format.kind === 'json') {
      const read = readJsonHeader(compiled, line);
      header = read?.header;
      traceback = read?.traceback ?? '';
    } else {
      header = readHeader(compiled, line, assumedYear);
    }
    if (!header) return false;
    if (wrapped) fillFromWrapper(header, wrapped);
    if (joinOpenEntry(header, nextOffset, stream)) return true;
    startEntry(header, offset, nextOffset, stream, traceback);
    return true;
  }

  /** Lines that repeat the header of an open entry (a traceback's lines, RabbitMQ's long messages) belong to it. */
  function joinOpenEntry(header: Header, nextOffset: number, stream: string): boolean {
    if (header.repeatedHead !== '') {
      if (current?.header.repeatedHead !== header.repeatedHead || current.stream !== stream) return false;
      addTraceback(current, header.message, nextOffset);
      return true;
    }
    if (header.hasContext || !isTracebackLevel(header.level)) return false;
    for (let index = open.length - 1; index >= 0; index--) {
      const entry = open[index]!;
      if (entry.header.time !== header.time || entry.header.pid !== header.pid) continue;
      if (entry.header.logger !== header.logger || entry.stream !== stream) continue;
      if (counts.lines - entry.lastLine > closingDistance) continue;
      current = entry;
      passing = false;
      addTraceback(entry, header.message, nextOffset);
      return true;
    }
    return false;
  }

  /** devstack's tracebacks: `ERROR logger text`, without time and process. */
  function readBareTraceback(line: string, nextOffset: number, stream: string): boolean {
    const match = bareTracebackLine.exec(line);
    if (!match) return false;
    for (let index = open.length - 1; index >= 0; index--) {
      const entry = open[index]!;
      if (entry.header.logger !== match[1] || entry.stream !== stream) continue;
      if (counts.lines - entry.lastLine > closingDistance) return false;
      current = entry;
      passing = false;
      addTraceback(entry, takeInstance(match[2] ?? '').rest, nextOffset);
      return true;
    }
    return false;
  }

  function startEntry(header: Header, offset: number, nextOffset: number, stream: string, traceback: string): void {
    counts.entries++;
    counts.formats.set(header.format, (counts.formats.get(header.format) ?? 0) + 1);
    if (header.time !== undefined) {
      counts.firstTime ??= header.time;
      counts.lastTime = header.time;
      lastFastHeader = '';
      lastTimedOffset = offset;
    }
    if (header.zoneMinutes !== undefined) counts.zoneMinutes = header.zoneMinutes;
    if (!isDelivered(header)) {
      passing = true;
      current = undefined;
      return;
    }
    passing = false;
    const isOrphanFrame = !header.hasContext && /^\s|^Traceback \(/.test(header.message);
    current = {
      offset,
      line: counts.lines,
      header,
      stream,
      end: nextOffset,
      lastLine: counts.lines,
      lineCount: 1,
      message: isOrphanFrame ? [] : [header.message],
      traceback: isOrphanFrame ? [header.message] : [],
      characters: header.message.length,
    };
    if (traceback !== '') current.traceback.push(traceback);
    open.push(current);
    deliverClosed();
  }

  function isDelivered(header: Header): boolean {
    if (allLevels || header.level === undefined) return true;
    if (header.level === 'DEBUG') return false;
    if (header.level !== 'INFO' && header.level !== 'AUDIT') return true;
    // Other programs' logs are small beside nova's, and their notes (start, stop, alarm cleared) are evidence.
    if (header.format !== 'oslo' && header.format !== 'oslo-json') return true;
    return wantedLogger(header.logger);
  }

  function continueEntry(line: string, nextOffset: number, stream: string): void {
    if (current === undefined) {
      if (!passing && line !== '') counts.unreadLines++;
      return;
    }
    if (current.stream !== stream) {
      if (line !== '') counts.unreadLines++;
      return;
    }
    if (current.message.length === 1 && current.message[0] === '') current.message = [];
    const target = current.traceback.length > 0 ? current.traceback : current.message;
    grow(current, target, line, nextOffset);
  }

  function addTraceback(entry: OpenEntry, text: string, nextOffset: number): void {
    const clean = text.charCodeAt(text.length - 1) === 13 ? text.slice(0, -1) : text;
    grow(entry, entry.traceback, clean.startsWith('[instance: ') ? takeInstance(clean).rest : clean, nextOffset);
  }

  function grow(entry: OpenEntry, target: string[], text: string, nextOffset: number): void {
    entry.end = nextOffset;
    entry.lastLine = counts.lines;
    entry.lineCount++;
    if (text === '' || entry.lineCount > mostEntryLines || entry.characters > mostEntryCharacters) return;
    target.push(text);
    entry.characters += text.length;
  }

  /** After the first line of a traceback, its further lines are known by the bytes they begin with. */
  function rememberPrefix(line: string, raw: string, bytes: Uint8Array, from: number, to: number): void {
    if (sticky !== fastFormat || line !== raw || current?.stream !== '') return;
    if (!scanHeader(bytes, from, to)) return;
    const stop = bytes.indexOf(space, scanned.logger);
    if (stop === -1 || stop >= to) return;
    tracebackPrefix = new Uint8Array(bytes.subarray(from, stop + 1));
  }

  function deliverClosed(): void {
    while (open.length > 1) {
      const oldest = open[0]!;
      if (open.length <= 32 && counts.lines - oldest.lastLine <= closingDistance && oldest !== current) {
        // Lines of another process may still come for it.
        if (open.length === 2 || open[1]!.header.pid !== oldest.header.pid) return;
      }
      if (oldest === current) return;
      open.shift();
      onEntry(finished(oldest));
    }
  }

  function end(): void {
    if (carriedBytes > 0) takeCarried(counts.bytes + 1);
    for (const entry of open) onEntry(finished(entry));
    open = [];
    current = undefined;
    if (lastFastHeader !== '') counts.lastTime = fastTime(lastFastHeader) ?? counts.lastTime;
    counts.entries += fastEntries;
    if (fastEntries > 0) counts.formats.set('oslo', (counts.formats.get('oslo') ?? 0) + fastEntries);
    fastEntries = 0;
  }

  return { push, end, counts };
}

function isTracebackLevel(level: Level | undefined): boolean {
  return level === 'ERROR' || level === 'TRACE';
}

function startsWith(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false;
  // From the back: the process and logger differ sooner than the date.
  for (let at = prefix.length - 1; at >= 0; at--) if (bytes[start + at] !== prefix[at]) return false;
  // A header of its own has a context bracket; a traceback's line may begin with one too, and is then read in full.
  return bytes[start + prefix.length] !== 91;
}

function fastTime(text: string): number | undefined {
  const day = dayStart(text.slice(0, 10));
  const clock = clockMilliseconds(text.slice(11, 23));
  return day === undefined || clock === undefined ? undefined : day + clock;
}

function fillFromWrapper(header: Header, wrapped: Unwrapped): void {
  header.host ??= wrapped.host;
  header.service ??= wrapped.service;
  header.pid ??= wrapped.pid;
  if (header.time !== undefined) return;
  header.time = wrapped.time;
  header.zoneMinutes = wrapped.zoneMinutes;
}

function wrapperHeader(wrapped: Unwrapped, payload: string): Header {
  const header = emptyHeader(wrapped.wrapper);
  header.time = wrapped.time;
  header.zoneMinutes = wrapped.zoneMinutes;
  header.host = wrapped.host;
  header.service = wrapped.service;
  header.pid = wrapped.pid;
  header.logger = wrapped.service ?? '';
  header.message = payload;
  return header;
}

function finished(entry: OpenEntry): Entry {
  const { header } = entry;
  const result: { -readonly [K in keyof Entry]: Entry[K] } = {
    offset: entry.offset,
    length: entry.end - entry.offset,
    line: entry.line,
    lineCount: entry.lineCount,
    format: header.format,
    logger: header.logger,
    message: entry.message.join('\n'),
    traceback: entry.traceback.join('\n'),
  };
  if (header.time !== undefined) result.time = header.time;
  if (header.zoneMinutes !== undefined) result.zoneMinutes = header.zoneMinutes;
  if (header.level !== undefined) result.level = header.level;
  if (header.pid !== undefined) result.pid = header.pid;
  if (header.requestId !== undefined) result.requestId = header.requestId;
  if (header.globalRequestId !== undefined) result.globalRequestId = header.globalRequestId;
  if (header.userId !== undefined) result.userId = header.userId;
  if (header.projectId !== undefined) result.projectId = header.projectId;
  if (header.instance !== undefined) result.instance = header.instance;
  if (header.host !== undefined) result.host = header.host;
  if (header.service !== undefined) result.service = header.service;
  return result;
}
