import { readContext } from './context.ts';
import type { Level } from './entry.ts';
import { clockMilliseconds, dayStart, monthIndex, zoneMinutes } from './time.ts';

/**
 * One dialect of log, as the data in `knowledge/formats/*.json` describes it (schema `formats.schema.json`).
 *
 * `header` reads the first line of an entry. Its named groups: `date` (`2026-11-22`) or `year`, `month` (a name or a
 * number), `day`; `clock`; `zone`; `pid`; `level`; `logger`; `host`; `service`; `rest` (what follows the logger: a
 * context bracket and the message) or `message`.
 */
export interface LogFormat {
  readonly id: string;
  readonly title: string;
  /** `header`: lines with a header; `json`: one JSON object a line; `wrapper`: a prefix before lines of another format. */
  readonly kind: 'header' | 'json' | 'wrapper';
  /** Characters of which one begins every header, to pass over other lines quickly; any character when left out. */
  readonly firstCharacters?: string;
  readonly header?: string;
  /** The names of levels in this dialect beside oslo.log's own. */
  readonly levels?: Readonly<Record<string, Level>>;
  /** The level of an entry whose header names none. */
  readonly defaultLevel?: Level;
  /** The service that writes this dialect, where the dialect alone says so. */
  readonly service?: string;
  /** Minutes ahead of UTC, where the dialect always uses one zone. */
  readonly zoneMinutes?: number;
  /** Lines that repeat the header of the line before (time, level and logger alike) belong to one entry. */
  readonly joinSameHeader?: boolean;
  readonly samples: readonly FormatSample[];
}

/** A text that the format must read, with what must come out of it; formats whose samples fail are rejected. */
export interface FormatSample {
  readonly text: string;
  readonly expect: readonly Readonly<Record<string, unknown>>[];
}

export interface CompiledFormat {
  readonly format: LogFormat;
  readonly pattern: RegExp | undefined;
  /** One flag for each of the first 128 character codes. */
  readonly first: Uint8Array | undefined;
}

/** What a header line says. Fields as in `Entry`. */
export interface Header {
  format: string;
  time: number | undefined;
  zoneMinutes: number | undefined;
  level: Level | undefined;
  pid: number | undefined;
  logger: string;
  requestId: string | undefined;
  globalRequestId: string | undefined;
  userId: string | undefined;
  projectId: string | undefined;
  instance: string | undefined;
  host: string | undefined;
  service: string | undefined;
  message: string;
  /** Whether a context bracket was there: without one, the line may belong to a traceback. */
  hasContext: boolean;
  joinSameHeader: boolean;
}

export function emptyHeader(format: string): Header {
  return {
    format,
    time: undefined,
    zoneMinutes: undefined,
    level: undefined,
    pid: undefined,
    logger: '',
    requestId: undefined,
    globalRequestId: undefined,
    userId: undefined,
    projectId: undefined,
    instance: undefined,
    host: undefined,
    service: undefined,
    message: '',
    hasContext: true,
    joinSameHeader: false,
  };
}

/**
 * Prepares formats for reading.
 * @throws SyntaxError when a header is no regular expression; the data that ships is tested, so that is a bug.
 */
export function compileFormats(formats: readonly LogFormat[]): CompiledFormat[] {
  return formats.map(format => ({
    format,
    pattern: format.header === undefined ? undefined : new RegExp(format.header, 's'),
    first: format.firstCharacters === undefined ? undefined : firstTable(format.firstCharacters),
  }));
}

function firstTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0) & 127] = 1;
  return table;
}

const levelNames: Readonly<Record<string, Level>> = {
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  AUDIT: 'AUDIT',
  WARN: 'WARNING',
  WARNING: 'WARNING',
  ERROR: 'ERROR',
  CRITICAL: 'CRITICAL',
  FATAL: 'CRITICAL',
};

export function levelOf(format: LogFormat, written: string | undefined): Level | undefined {
  if (written === undefined) return format.defaultLevel;
  return format.levels?.[written] ?? levelNames[written.toUpperCase()] ?? format.defaultLevel;
}

const instancePrefix = /^\[instance: ([0-9a-fA-F-]{36}|[^\]\s]{1,64})\] ?/;

/** Takes `[instance: UUID] ` off the start of a text. */
export function takeInstance(text: string): { instance: string | undefined; rest: string } {
  if (!text.startsWith('[instance: ')) return { instance: undefined, rest: text };
  const match = instancePrefix.exec(text);
  if (!match) return { instance: undefined, rest: text };
  return { instance: match[1], rest: text.slice(match[0].length) };
}

/**
 * Reads a line as the header of one format.
 * @param compiled a format of kind `header`.
 * @param line the line without its line end.
 * @param assumedYear the year of dates that carry none.
 * @returns undefined when the line is no header of this format.
 */
export function readHeader(compiled: CompiledFormat, line: string, assumedYear: number): Header | undefined {
  const { format, pattern } = compiled;
  const groups = pattern?.exec(line)?.groups;
  if (!groups) return undefined;
  const header = emptyHeader(format.id);
  header.time = timeOf(groups, assumedYear);
  if (header.time === undefined && (groups.date ?? groups.month) !== undefined) return undefined;
  header.zoneMinutes = groups.zone === undefined ? format.zoneMinutes : zoneMinutes(groups.zone);
  header.level = levelOf(format, groups.level);
  if (groups.pid !== undefined) header.pid = Number(groups.pid);
  header.logger = groups.logger ?? '';
  header.host = groups.host;
  header.service = groups.service ?? format.service;
  header.joinSameHeader = format.joinSameHeader === true;
  const rest = groups.rest;
  if (rest !== undefined) readRest(header, rest);
  else if (groups.message !== undefined) header.message = groups.message;
  else header.hasContext = false;
  return header;
}

/** Fills in what follows the logger of an oslo.log header: context bracket, instance, message. */
export function readRest(header: Header, rest: string): void {
  const bracket = readContext(rest);
  header.hasContext = bracket !== undefined;
  let text = rest;
  if (bracket) {
    header.requestId = bracket.context.requestId;
    header.globalRequestId = bracket.context.globalRequestId;
    header.userId = bracket.context.userId;
    header.projectId = bracket.context.projectId;
    text = rest.slice(bracket.end);
  }
  const taken = takeInstance(text);
  header.instance = taken.instance;
  header.message = taken.rest;
}

function timeOf(groups: Record<string, string | undefined>, assumedYear: number): number | undefined {
  const clock = groups.clock === undefined ? 0 : clockMilliseconds(groups.clock);
  if (clock === undefined) return undefined;
  const date = groups.date;
  if (date !== undefined) {
    const day = dayStart(date);
    return day === undefined ? undefined : day + clock;
  }
  const written = groups.month;
  if (written === undefined) return undefined;
  const month = /^\d+$/.test(written) ? Number(written) - 1 : monthIndex(written);
  const day = Number(groups.day);
  if (month === undefined || !(day >= 1 && day <= 31)) return undefined;
  const year = groups.year === undefined ? assumedYear : Number(groups.year);
  return Date.UTC(year, month, day) + clock;
}
