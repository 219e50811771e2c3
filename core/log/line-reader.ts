import type { ReadCounts } from './entry-reader.ts';
import type { CompiledFormat } from './format.ts';
import { emptyHeader, type Header, takeInstance } from './header.ts';
import { createLineInterpreter, type InterpretedLine, type LastDialects } from './line-interpreter.ts';
import {
  closingDistance,
  isBelowWarning,
  isSameHeader,
  type LinePlace,
  type OpenEntries,
  type OpenEntry,
} from './open-entries.ts';
import { longestLine } from './partial-line.ts';
import type { SourceNames } from './source-names.ts';
import type { YearHint } from './time.ts';
import { cleanLine, fillFromWrapper } from './wrapper.ts';

/** Reads lines that became strings: which entry they begin, or go on with. */
export interface LineReader {
  /**
   * Takes a line without its line end.
   * @returns the entry that the line went to and the length of what it repeats of that entry's header, where further
   *   lines of the same traceback may follow.
   */
  take(raw: string, place: LinePlace): { owner: OpenEntry; prefixLength: number } | undefined;
  /** Takes note of a header that was passed over by its bytes and counted; it is read when something hangs on it. */
  setPassedOver(raw: () => string, place: LinePlace): void;
  /** Whether the first time of the file is known for sure. */
  readonly knowsFirstTime: boolean;
  /** Reads a header that was passed over last, before its bytes go away. */
  settle(): void;
  flush(): void;
  /**
   * Forgets the first time, so that the next header gives one again, and tells what a reader must know that begins here.
   * `start` is undefined where none can: a line that a container's log cut is not complete yet.
   */
  mark(): FirstTimes & { readonly start: LineReaderStart | undefined };
}

/** What is known of the first time since a reader began, or since its last mark. */
export interface FirstTimes {
  /** Whether it hangs on a guessed year, so that a surer one is to be preferred. */
  readonly isFirstTimeUnsure: boolean;
  /** The first one that is written with its year. */
  readonly firstDatedTime: number | undefined;
}

/** What a reader knows of the lines before it. */
export interface LineReaderStart {
  readonly year: YearHint;
  readonly section: Header | undefined;
  readonly dialects: LastDialects;
  /** The streams that were met. */
  readonly streams: readonly string[];
}

/** Whether readers that begin so read the same. */
export function isSameStart(one: LineReaderStart, other: LineReaderStart): boolean {
  return (
    one.year.year === other.year.year &&
    one.year.near === other.year.near &&
    one.dialects.format === other.dialects.format &&
    isSameList(one.dialects.wrappers, other.dialects.wrappers) &&
    isSameList(one.streams, other.streams) &&
    (one.section === other.section || JSON.stringify(one.section) === JSON.stringify(other.section))
  );
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** Lines of one writer: of the bare file, or of one container, process or file that a wrapper names. */
interface Stream {
  readonly key: string;
  last: OpenEntry | undefined;
  /** The beginning of a line that a container's log cut. */
  partial: { text: string; wrapped: Header | undefined; place: LinePlace } | undefined;
}

export interface LineReaderOptions {
  readonly formats: readonly CompiledFormat[];
  readonly assumedYear: number;
  readonly isWanted: (header: Header) => boolean;
  readonly onLogger: ((logger: string) => void) | undefined;
  readonly originOf: SourceNames['ofWrapper'] | undefined;
  /** Where the reader goes on behind another one. */
  readonly start?: LineReaderStart | undefined;
}

const mostStreams = 2000;

/**
 * @param counts is kept up to date with what the lines say; `lines` and `bytes` are the caller's.
 * @param entries the entries that are open, of all streams.
 */
export function createLineReader(options: LineReaderOptions, counts: ReadCounts, entries: OpenEntries): LineReader {
  const { start } = options;
  const hint: YearHint = { ...(start?.year ?? { year: options.assumedYear, near: undefined }) };
  const plain = newStream('');
  const streams = new Map<string, Stream>([['', plain]]);
  for (const key of start?.streams ?? []) if (key !== '') streams.set(key, newStream(key));
  const interpreter = createLineInterpreter(options.formats, hint, key => streams.has(key), start?.dialects);
  let previous = plain;
  /** A header that was passed over by its bytes and not read yet; it is the last one of the plain stream. */
  let passedOver: { raw: () => string; place: LinePlace } | undefined;
  let section = start?.section;
  let isFirst = start === undefined;
  /** The first time of the file hangs on a guessed year. */
  let isFirstTimeUnsure = false;
  let firstDatedTime: number | undefined;

  function take(raw: string, place: LinePlace): { owner: OpenEntry; prefixLength: number } | undefined {
    let line = cleanLine(raw);
    if (isFirst && line.charCodeAt(0) === 0xfeff) line = line.slice(1);
    isFirst = false;
    if (/^\s|^$/.test(line)) {
      if (!goOn(previous, line, place) && line.trim() !== '') counts.unreadLines++;
      return undefined;
    }
    const isGrepSeparator = line === '--' && previous !== plain;
    if (isGrepSeparator || beginsSection(line)) return undefined;
    const found = interpreter.interpret(line);
    const stream = streamOf(found.stream);
    previous = stream;
    if (found.wrapped?.isPartial === true || stream.partial !== undefined) {
      takePart(stream, found, place);
      return undefined;
    }
    const header = takeText(stream, found.header, found.text, found.wrapped, place);
    for (const raw of found.following) {
      const text = cleanLine(raw);
      takeText(stream, headerInside(text, found.wrapped), text, found.wrapped, place);
    }
    if (header === undefined || stream !== plain || line !== raw) return undefined;
    const length = prefixLength(header, line);
    return length === 0 ? undefined : { owner: plain.last!, prefixLength: length };
  }

  /** Whether a line only says where the lines behind it come from; no entry goes on behind it. */
  function beginsSection(line: string): boolean {
    const found = interpreter.readSection(line);
    if (found === undefined) return false;
    settle();
    section = found;
    plain.last = undefined;
    previous = plain;
    return true;
  }

  function streamOf(key: string): Stream {
    const known = streams.get(key);
    if (known !== undefined) return known;
    if (streams.size > mostStreams) for (const oldest of [...streams.keys()].slice(1, 100)) streams.delete(oldest);
    const stream = newStream(key);
    streams.set(key, stream);
    return stream;
  }

  /** Takes a part of a line that a container's log cut; the line is read when its last part is there. */
  function takePart(stream: Stream, found: InterpretedLine, place: LinePlace): void {
    const { wrapped } = found;
    const before = stream.partial;
    const text = ((before?.text ?? '') + [found.text, ...found.following].join('\n')).slice(0, longestLine);
    // Entries are delivered in the order of their offsets, so one cannot begin too far back.
    const isNear = before !== undefined && place.lastLine - before.place.line <= closingDistance;
    const whole = isNear ? joinPlaces(before.place, place) : place;
    stream.partial = { text, wrapped, place: whole };
    if (wrapped?.isPartial !== true) takeParts(stream);
  }

  function takeParts(stream: Stream): void {
    if (stream.partial === undefined) return;
    const { text, wrapped, place } = stream.partial;
    stream.partial = undefined;
    for (const line of text.split('\n')) takeText(stream, headerInside(line, wrapped), line, wrapped, place);
  }

  function headerInside(text: string, wrapped: Header | undefined): Header | undefined {
    const header = /^\s|^$/.test(text) ? undefined : interpreter.readEntryHeader(text);
    if (header !== undefined && wrapped !== undefined) fillFromWrapper(header, wrapped);
    return header;
  }

  /** Gives the header when the line went on with a traceback by repeating the header of its entry. */
  function takeText(
    stream: Stream,
    header: Header | undefined,
    text: string,
    wrapped: Header | undefined,
    place: LinePlace,
  ): Header | undefined {
    if (header !== undefined) {
      const owner = ownerOf(stream, header, place.lastLine);
      if (owner !== undefined) {
        entries.addTraceback(owner, header.message, place);
        stream.last = owner;
        return header;
      }
      // `ERROR nova.x text` without time and context is a header only to the entry that it goes on with.
      if (header.logger === '' || header.hasContext || !header.isUndated) {
        begin(stream, header, place);
        return undefined;
      }
    }
    const standsAlone = wrapped !== undefined && lastOf(stream)?.header.isSingleLine === true && !/^\s/.test(text);
    if (!standsAlone && goOn(stream, text, place)) return undefined;
    if (wrapped !== undefined) begin(stream, wrapperEntry(wrapped, text), place);
    else if (text.trim() !== '') counts.unreadLines++;
    return undefined;
  }

  /** The open entry that a line with this header belongs to, where it begins none of its own. */
  function ownerOf(stream: Stream, header: Header, line: number): OpenEntry | undefined {
    if (header.hasContext && header.repeatedHead === '') return undefined;
    const last = lastOf(stream);
    const isOpen = last !== undefined && !entries.isClosed(last, line);
    if (header.repeatedHead !== '')
      return isOpen && last.header.repeatedHead === header.repeatedHead ? last : undefined;
    if (header.logger === '') return isOpen && awaitsTraceback(last) ? last : undefined;
    if (header.level !== 'ERROR' && header.level !== 'TRACE' && header.level !== 'CRITICAL') return undefined;
    if (isOpen && isSameHeader(last.header, header)) return last;
    return entries.findSameHeader(header, stream.key, line);
  }

  function begin(stream: Stream, header: Header, place: LinePlace): void {
    if (stream !== plain || header.time === undefined) settle();
    passedOver = undefined;
    counts.entries++;
    counts.formats.set(header.format, (counts.formats.get(header.format) ?? 0) + 1);
    noteTime(header);
    // The plain stream gives no hint: most of its headers are passed over unread.
    if (stream !== plain && header.time !== undefined) hint.near = header.time;
    if (stream === plain && section !== undefined) fillFromSection(header, section);
    const isWanted = options.isWanted(header);
    if (isWanted) nameOrigin(header);
    else options.onLogger?.(header.logger);
    stream.last = entries.start(header, stream.key, !isWanted, place);
    entries.deliverClosed(place.lastLine);
  }

  function nameOrigin(header: Header): void {
    if (options.originOf === undefined || (header.service ?? header.file) === undefined) return;
    const origin = options.originOf(header.service, header.file);
    header.service = origin.service;
    header.host ??= origin.host;
  }

  function noteTime(header: Header): void {
    if (header.zoneMinutes !== undefined) counts.zoneMinutes = header.zoneMinutes;
    if (header.time === undefined) return;
    if (!header.isYearless) firstDatedTime ??= header.time;
    if (counts.firstTime === undefined || (isFirstTimeUnsure && !header.isYearless)) {
      counts.firstTime = header.time;
      isFirstTimeUnsure = header.isYearless && hint.near === undefined;
    }
    counts.lastTime = header.time;
  }

  /** Takes a line without header as part of the stream's last entry. */
  function goOn(stream: Stream, text: string, place: LinePlace): boolean {
    const last = lastOf(stream);
    if (last === undefined || entries.isClosed(last, place.lastLine)) return false;
    if (last.hasTraceback) entries.addTraceback(last, text, place);
    else entries.addMessage(last, text, place);
    return true;
  }

  function lastOf(stream: Stream): OpenEntry | undefined {
    if (stream === plain) settle();
    return stream.last;
  }

  function setPassedOver(raw: () => string, place: LinePlace): void {
    passedOver = { raw, place };
    previous = plain;
    isFirst = false;
  }

  function settle(): void {
    if (passedOver === undefined) return;
    const { raw, place } = passedOver;
    passedOver = undefined;
    const header = interpreter.readEntryHeader(cleanLine(raw()));
    if (header === undefined) throw new Error('A line that was passed over has no header.');
    options.onLogger?.(header.logger);
    noteTime(header);
    plain.last = entries.start(header, '', true, place);
  }

  function flush(): void {
    settle();
    for (const stream of streams.values()) takeParts(stream);
    entries.deliverAll();
    for (const stream of streams.values()) stream.last = undefined;
  }

  function mark(): ReturnType<LineReader['mark']> {
    settle();
    const firstTimes = { isFirstTimeUnsure, firstDatedTime };
    counts.firstTime = undefined;
    isFirstTimeUnsure = false;
    firstDatedTime = undefined;
    const isCut = [...streams.values()].some(stream => stream.partial !== undefined);
    const { lastDialects: dialects } = interpreter;
    const start = { year: { ...hint }, section, dialects, streams: [...streams.keys()] };
    return { start: isCut ? undefined : start, ...firstTimes };
  }

  return {
    take,
    mark,
    setPassedOver,
    get knowsFirstTime() {
      return counts.firstTime !== undefined && !isFirstTimeUnsure && firstDatedTime !== undefined;
    },
    settle,
    flush,
  };
}

function newStream(key: string): Stream {
  return { key, last: undefined, partial: undefined };
}

function fillFromSection(header: Header, section: Header): void {
  header.host ??= section.host;
  header.file ??= section.file;
}

function joinPlaces(first: LinePlace, last: LinePlace): LinePlace {
  return { ...last, offset: first.offset, line: first.line, lineCount: first.lineCount + last.lineCount };
}

/** Whether an unprefixed traceback belongs to an entry: it is a complaint, and its own traceback is not told yet. */
function awaitsTraceback(entry: OpenEntry): boolean {
  return !isBelowWarning(entry.header.level) && (!entry.hasTraceback || entry.announcesTraceback);
}

/** How much of a line all lines of its traceback repeat: what stands before the text, with the instance. */
function prefixLength(header: Header, line: string): number {
  if (header.repeatedHead !== '' || header.logger === '') return header.repeatedHead.length;
  const rest = line.slice(header.restOffset);
  return line.length - takeInstance(rest).rest.length;
}

function wrapperEntry(wrapped: Header, text: string): Header {
  const header = emptyHeader(wrapped.format);
  fillFromWrapper(header, wrapped);
  header.level = wrapped.level;
  header.logger = wrapped.logger === '' ? (wrapped.service ?? '') : wrapped.logger;
  header.isSingleLine = true;
  header.message = text;
  return header;
}
