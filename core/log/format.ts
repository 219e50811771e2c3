import { readContext } from './context.ts';
import type { Level } from './entry.ts';
import { clockMilliseconds, dayStart, monthIndex, zoneMinutes } from './time.ts';

/**
 * One dialect of log, as the data in `knowledge/formats/*.json` describes it (schema `formats.schema.json`).
 *
 * `header` reads the first line of an entry. Its named groups: `date` (`2026-11-22`), or `year` (26 counts as 2026),
 * `month` (a name or a number) and `day`, or `yearDay` (from 0); `clock`; `zone`; `pid`; `level`; `status` (of HTTP);
 * `logger`; `host`; `service`; `rest` (what follows the logger: a context bracket and the message) or `message`. Where
 * a group is needed in several alternatives, a digit behind its name tells them apart (`clock2`).
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
  /** Levels of entries whose header names none, by their message; the first pattern that is found decides. */
  readonly levelByMessage?: readonly { readonly pattern: string; readonly level: Level }[];
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
  readonly groups: HeaderGroups;
  readonly levelByMessage: readonly { readonly pattern: RegExp; readonly level: Level }[];
  /** One flag for each of the first 128 character codes. */
  readonly first: Uint8Array | undefined;
}

/** The names of a header's groups by what they hold: `clock` → `clock`, `clock2`. */
type HeaderGroups = Readonly<Record<GroupName, readonly string[]>>;

const groupNames = [
  'date',
  'year',
  'month',
  'day',
  'yearDay',
  'clock',
  'zone',
  'pid',
  'level',
  'status',
  'logger',
  'host',
  'service',
  'rest',
  'message',
] as const;
type GroupName = (typeof groupNames)[number];
type Groups = Readonly<Record<string, string | undefined>>;

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
  /** Where lines that repeat the whole header belong to one entry: the text before the message. Empty elsewhere. */
  repeatedHead: string;
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
    repeatedHead: '',
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
    groups: groupsOf(format.header ?? ''),
    levelByMessage: (format.levelByMessage ?? []).map(({ pattern, level }) => ({
      pattern: new RegExp(pattern),
      level,
    })),
    first: format.firstCharacters === undefined ? undefined : firstTable(format.firstCharacters),
  }));
}

function groupsOf(header: string): HeaderGroups {
  const written = [...header.matchAll(/\(\?<([a-zA-Z]+\d?)>/g)].map(match => match[1]!);
  const entries = groupNames.map(name => [name, written.filter(group => group.replace(/\d$/, '') === name)]);
  return Object.fromEntries(entries) as HeaderGroups;
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
  const groups = compiled.pattern?.exec(line)?.groups;
  if (!groups) return undefined;
  const { format, groups: names } = compiled;
  const header = emptyHeader(format.id);
  header.time = timeOf(names, groups, assumedYear);
  const zone = firstGroup(names.zone, groups);
  if (header.time === undefined && hasDate(names, groups)) return undefined;
  header.zoneMinutes = zone === undefined ? format.zoneMinutes : zoneMinutes(zone);
  const pid = firstGroup(names.pid, groups);
  if (pid !== undefined) header.pid = Number(pid);
  header.logger = firstGroup(names.logger, groups) ?? '';
  header.host = firstGroup(names.host, groups);
  header.service = firstGroup(names.service, groups) ?? format.service;
  const rest = firstGroup(names.rest, groups);
  const message = firstGroup(names.message, groups);
  if (rest !== undefined) readRest(header, rest);
  else if (message !== undefined) header.message = message;
  else header.hasContext = names.rest.length === 0;
  header.level = headerLevel(compiled, groups, header.message);
  if (format.joinSameHeader === true) header.repeatedHead = line.slice(0, line.length - header.message.length);
  return header;
}

/** The level that a header writes, or the one that follows from the HTTP status or the message. */
function headerLevel(compiled: CompiledFormat, groups: Groups, message: string): Level | undefined {
  const { format, groups: names } = compiled;
  const written = firstGroup(names.level, groups);
  if (written !== undefined) return levelOf(format, written);
  if (firstGroup(names.status, groups)?.startsWith('5')) return 'ERROR';
  const rule = compiled.levelByMessage.find(({ pattern }) => pattern.test(message));
  return rule?.level ?? format.defaultLevel;
}

function firstGroup(names: readonly string[], groups: Groups): string | undefined {
  for (const name of names) {
    const value = groups[name];
    if (value !== undefined) return value;
  }
  return undefined;
}

function hasDate(names: HeaderGroups, groups: Groups): boolean {
  return (firstGroup(names.date, groups) ?? firstGroup(names.month, groups)) !== undefined;
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

function timeOf(names: HeaderGroups, groups: Groups, assumedYear: number): number | undefined {
  const written = firstGroup(names.clock, groups);
  const clock = written === undefined ? 0 : clockMilliseconds(written);
  const day = clock === undefined ? undefined : dayOf(names, groups, assumedYear);
  return day === undefined ? undefined : day + clock!;
}

function dayOf(names: HeaderGroups, groups: Groups, assumedYear: number): number | undefined {
  const date = firstGroup(names.date, groups);
  if (date !== undefined) return dayStart(date);
  const yearDay = firstGroup(names.yearDay, groups);
  if (yearDay !== undefined) return Date.UTC(assumedYear, 0, 1 + Number(yearDay));
  const written = firstGroup(names.month, groups);
  if (written === undefined) return undefined;
  const month = /^\d+$/.test(written) ? Number(written) - 1 : monthIndex(written);
  const day = Number(firstGroup(names.day, groups));
  if (month === undefined || !(month >= 0 && month <= 11) || !(day >= 1 && day <= 31)) return undefined;
  const year = Number(firstGroup(names.year, groups) ?? assumedYear);
  return Date.UTC(year < 100 ? 2000 + year : year, month, day);
}
