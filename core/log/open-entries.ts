import type { Entry, Level } from './entry.ts';
import { type Header, takeInstance } from './header.ts';

/** An entry that may still grow. */
export interface OpenEntry {
  readonly offset: number;
  readonly line: number;
  readonly header: Header;
  readonly stream: string;
  /** Nobody asked for it: it takes its lines, so that they go to no other entry, and is not delivered. */
  readonly isPassedOver: boolean;
  end: number;
  lastLine: number;
  lineCount: number;
  readonly message: string[];
  readonly traceback: string[];
  /** Where frames are skipped: the last ones of the present run, and how many its first ones were kept. */
  frames: string[];
  firstFrames: number;
  characters: number;
  hasTraceback: boolean;
  /** The first line behind the last frame: what a bare traceback says went wrong. */
  exception: string;
  /** Whether the last line announces the traceback of another exception. */
  announcesTraceback: boolean;
}

/** Where a line lies in its file: offsets from 0, line numbers from 1. */
export interface LinePlace {
  readonly offset: number;
  /** Offset behind its line end. */
  readonly end: number;
  readonly line: number;
  /** Number of its last part and number of its parts, where a container's log cut it into several lines. */
  readonly lastLine: number;
  readonly lineCount: number;
}

/** The entries of a file that may still grow, in the order of their beginnings; closed ones are delivered in it. */
export interface OpenEntries {
  start(header: Header, stream: string, isPassedOver: boolean, place: LinePlace): OpenEntry;
  /** Whether an entry takes no further lines. */
  isClosed(entry: OpenEntry, line: number): boolean;
  /**
   * The last entry of WARNING or above that began with the same header: lines of its traceback carry time, process and
   * logger again.
   */
  findSameHeader(header: Header, stream: string, line: number): OpenEntry | undefined;
  addMessage(entry: OpenEntry, text: string, place: LinePlace): void;
  addTraceback(entry: OpenEntry, text: string, place: LinePlace): void;
  /** Counts a line to an entry without keeping it. */
  touch(entry: OpenEntry, line: number, end: number): void;
  /** Keeps a line of a traceback that was counted before. */
  keepTraceback(entry: OpenEntry, text: string): void;
  deliverClosed(line: number): void;
  deliverAll(): void;
  /** Marks the place behind a line, so that `isCrossed` can tell afterwards. */
  mark(line: number): void;
  /** Whether an entry that had begun before a marked place, wanted or not, took a line behind it. */
  isCrossed(line: number): boolean;
}

/** An entry whose last line lies more lines back than this is closed: lines of other processes lie between. */
export const closingDistance = 200;
/** An entry also is closed this many lines behind its first, so that those that began later need not wait for ever. */
export const longestEntry = 20_000;
/** What one entry keeps of its message and traceback; further lines are counted. */
const mostCharacters = 256 * 1024;
const chainLine = /^(?:During handling of the above exception, another|The above exception was the direct cause)/;
/**
 * How many frames are kept of each run where frames are skipped: the first ones name the program, the last ones tell a
 * handshake from a statement and whom a call was for.
 */
export const keptFirstFrames = 2;
export const keptFrames = 6;

/**
 * @param onEntry gets the entries, in the order of their offsets.
 * @param skipFrames whether tracebacks keep only their exceptions and the last frames before each.
 * @param onPassedOver gets the lines of entries that are not delivered.
 */
export function createOpenEntries(
  onEntry: (entry: Entry, lastLine: number) => void,
  skipFrames: boolean,
  onPassedOver?: (line: number, level: Level | undefined) => void,
): OpenEntries {
  const open: OpenEntry[] = [];
  /** How many at the front of `open` were delivered; they are taken out together now and then. */
  let delivered = 0;
  /** The lines before marked places that no entry has crossed, ascending. */
  let marks: number[] = [];
  let lastMark = -1;

  function start(header: Header, stream: string, isPassedOver: boolean, place: LinePlace): OpenEntry {
    const entry: OpenEntry = {
      offset: place.offset,
      line: place.line,
      header,
      stream,
      isPassedOver,
      end: place.end,
      lastLine: place.lastLine,
      lineCount: place.lineCount,
      message: [],
      traceback: [],
      frames: [],
      firstFrames: 0,
      characters: 0,
      hasTraceback: false,
      exception: '',
      announcesTraceback: false,
    };
    if (isPassedOver) {
      for (let line = place.line; line <= place.lastLine; line++) onPassedOver?.(line, header.level);
      return entry;
    }
    if (!header.hasContext && /^\s|^Traceback \(/.test(header.message)) keepTraceback(entry, header.message);
    else keepMessage(entry, header.message);
    for (const part of header.traceback === '' ? [] : header.traceback.split('\n')) keepTraceback(entry, part);
    // Most begin behind all others; one that a container's log cut may have begun before.
    let index = open.length;
    while (index > delivered && open[index - 1]!.offset > entry.offset) index--;
    if (index === open.length) open.push(entry);
    else open.splice(index, 0, entry);
    return entry;
  }

  function isClosed(entry: OpenEntry, line: number): boolean {
    return line - entry.lastLine > closingDistance || line - entry.line > longestEntry;
  }

  function findSameHeader(header: Header, stream: string, line: number): OpenEntry | undefined {
    for (let index = open.length - 1; index >= delivered; index--) {
      const entry = open[index]!;
      if (entry.stream !== stream || isBelowWarning(entry.header.level) || isClosed(entry, line)) continue;
      if (isSameHeader(entry.header, header)) return entry;
    }
    return undefined;
  }

  function touch(entry: OpenEntry, line: number, end: number, lineCount = 1): void {
    if (entry.line <= lastMark) cross(entry.line);
    if (entry.isPassedOver) onPassedOver?.(line, entry.header.level);
    // A line that a container's log cut may be put together behind lines that came later.
    if (end > entry.end) entry.end = end;
    if (entry.lastLine === line) return;
    if (line > entry.lastLine) entry.lastLine = line;
    entry.lineCount += lineCount;
  }

  function keepMessage(entry: OpenEntry, text: string): void {
    if (text === '' || entry.isPassedOver || entry.characters > mostCharacters) return;
    const kept = text.slice(0, mostCharacters);
    entry.message.push(kept);
    entry.characters += kept.length;
  }

  function keepTraceback(entry: OpenEntry, line: string): void {
    const text = line.startsWith('[instance: ') ? takeInstance(line).rest : line;
    if (text === '' || entry.isPassedOver) return;
    entry.hasTraceback = true;
    entry.announcesTraceback = chainLine.test(text);
    if (/^\s/.test(text)) entry.exception = '';
    else if (entry.exception === '' && !text.startsWith('Traceback (')) entry.exception = text.slice(0, mostCharacters);
    if (entry.characters > mostCharacters) return;
    if (skipFrames && text.startsWith('  ')) {
      if (text.startsWith('  File ')) keepFrame(entry, text);
      return;
    }
    keepLastFrames(entry);
    entry.firstFrames = 0;
    const kept = text.slice(0, mostCharacters);
    entry.traceback.push(kept);
    entry.characters += kept.length;
  }

  function mark(line: number): void {
    marks.push(line);
    lastMark = line;
  }

  function cross(firstLine: number): void {
    marks = marks.filter(line => line < firstLine);
    lastMark = marks.at(-1) ?? -1;
  }

  function keepFrame(entry: OpenEntry, text: string): void {
    if (entry.firstFrames < keptFirstFrames) {
      entry.firstFrames++;
      entry.traceback.push(text);
      entry.characters += text.length;
      return;
    }
    entry.frames.push(text);
    if (entry.frames.length > keptFrames) entry.frames.shift();
  }

  function keepLastFrames(entry: OpenEntry): void {
    for (const frame of entry.frames) {
      entry.traceback.push(frame);
      entry.characters += frame.length;
    }
    entry.frames = [];
  }

  function addMessage(entry: OpenEntry, text: string, place: LinePlace): void {
    touch(entry, place.lastLine, place.end, place.lineCount);
    keepMessage(entry, text);
  }

  function addTraceback(entry: OpenEntry, text: string, place: LinePlace): void {
    touch(entry, place.lastLine, place.end, place.lineCount);
    keepTraceback(entry, text);
  }

  function deliverUpTo(count: number): void {
    while (delivered < count) {
      const entry = open[delivered++]!;
      keepLastFrames(entry);
      onEntry(finished(entry), entry.lastLine);
    }
    if (delivered < 64 && delivered < open.length) return;
    open.splice(0, delivered);
    delivered = 0;
  }

  function deliverClosed(line: number): void {
    let count = delivered;
    while (count < open.length && isClosed(open[count]!, line)) count++;
    if (count > delivered) deliverUpTo(count);
  }

  return {
    start,
    isClosed,
    findSameHeader,
    addMessage,
    addTraceback,
    touch,
    keepTraceback,
    deliverClosed,
    deliverAll: () => deliverUpTo(open.length),
    mark,
    isCrossed: line => !marks.includes(line),
  };
}

export function isBelowWarning(level: Level | undefined): boolean {
  return level === 'INFO' || level === 'AUDIT' || level === 'DEBUG';
}

/** Whether two headers are of one record; a header without time (devstack's tracebacks) is known by the rest. */
export function isSameHeader(one: Header, other: Header): boolean {
  if (one.logger !== other.logger) return false;
  if (other.isUndated) return other.pid === undefined || one.pid === other.pid;
  return one.time === other.time && one.pid === other.pid;
}

function finished(entry: OpenEntry): Entry {
  const { header } = entry;
  const isBareTraceback = entry.message.length === 0 && entry.traceback.length > 0;
  const result: { -readonly [K in keyof Entry]: Entry[K] } = {
    offset: entry.offset,
    length: entry.end - entry.offset,
    line: entry.line,
    lineCount: entry.lineCount,
    format: header.format,
    logger: header.logger,
    message: isBareTraceback && header.logger === '' ? entry.exception : entry.message.join('\n'),
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
  if (header.file !== undefined) result.file = header.file;
  return result;
}
