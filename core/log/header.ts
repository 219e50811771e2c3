import { readContext } from './context.ts';
import type { Level } from './entry.ts';
import { type CompiledFormat, type HeaderGroups, levelOf } from './format.ts';
import { clockMilliseconds, dayStart, monthIndex, nearestDay, type YearHint, zoneMinutes } from './time.ts';

/** What a header line, or a wrapper, says. Fields as in `Entry`. */
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
  file: string | undefined;
  message: string;
  /** A traceback that came with the header, as JSON carries it; lines joined by newlines. */
  traceback: string;
  /** Where the logger's text ends in the line and `rest` begins; 0 in formats without `rest`. */
  restOffset: number;
  /** Whether the line itself carries no time. */
  isUndated: boolean;
  /** Whether the date lacks its year, so that the time may be years off. */
  isYearless: boolean;
  /** Whether its writer's records are of one line: only indented lines go on with it inside a wrapper. */
  isSingleLine: boolean;
  /** Whether a context bracket was there: without one, the line may belong to a traceback. */
  hasContext: boolean;
  /** Where lines that repeat the whole header belong to one entry: the text before the message. Empty elsewhere. */
  repeatedHead: string;
  /** Whether the line is the first part of one that goes on (containers' logs cut long lines). */
  isPartial: boolean;
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
    file: undefined,
    message: '',
    traceback: '',
    restOffset: 0,
    isUndated: false,
    isYearless: false,
    isSingleLine: false,
    hasContext: true,
    repeatedHead: '',
    isPartial: false,
  };
}

const longestHeader = 8192;

/** A match of a header: group by number. */
type Groups = readonly (string | undefined)[];

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
 * @param compiled a format with a `header`.
 * @param line the line without its line end.
 * @param hint about the year of dates that carry none.
 * @returns undefined when the line is no header of this format.
 */
export function readHeader(compiled: CompiledFormat, line: string, hint: YearHint): Header | undefined {
  // Headers are short; a line of megabytes is not searched for one in all its length.
  const tail = line.length > longestHeader ? line.slice(longestHeader) : '';
  const groups: Groups | null | undefined = compiled.pattern?.exec(tail === '' ? line : line.slice(0, longestHeader));
  if (!groups) return undefined;
  const { format, groups: names } = compiled;
  const header = emptyHeader(format.id);
  header.time = timeOf(names, groups, hint);
  if (header.time === undefined && hasDate(names, groups)) return undefined;
  header.isUndated = header.time === undefined;
  header.isYearless = isYearless(names, groups);
  header.isSingleLine = header.isUndated && names.rest.length === 0;
  const zone = firstGroup(names.zone, groups);
  header.zoneMinutes = zone === undefined ? format.zoneMinutes : zoneMinutes(zone);
  const pid = firstGroup(names.pid, groups);
  if (pid !== undefined) header.pid = Number(pid);
  header.logger = firstGroup(names.logger, groups) ?? '';
  header.host = firstGroup(names.host, groups);
  header.service = firstGroup(names.service, groups) ?? format.service;
  header.file = firstGroup(names.file, groups);
  header.isPartial = firstGroup(names.partial, groups) !== undefined;
  const rest = firstGroup(names.rest, groups);
  const message = firstGroup(names.message, groups);
  if (rest !== undefined) {
    header.restOffset = line.length - tail.length - rest.length;
    readRest(header, rest + tail);
  } else if (message !== undefined) header.message = message + tail;
  else header.hasContext = names.rest.length === 0;
  const written = firstGroup(names.level, groups);
  const status = firstGroup(names.status, groups);
  header.level = written === undefined ? impliedLevel(compiled, header.message, status) : levelOf(format, written);
  if (format.joinSameHeader === true) header.repeatedHead = line.slice(0, line.length - header.message.length);
  return header;
}

/** The level that follows from an HTTP status or from the message, where a header names none. */
export function impliedLevel(compiled: CompiledFormat, message: string, status?: string): Level | undefined {
  if (status?.startsWith('5')) return 'ERROR';
  const rule = compiled.levelByMessage.find(({ pattern }) => pattern.test(message));
  return rule?.level ?? compiled.format.defaultLevel;
}

function firstGroup(numbers: readonly number[], groups: Groups): string | undefined {
  for (let index = 0; index < numbers.length; index++) {
    const value = groups[numbers[index]!];
    if (value !== undefined) return value;
  }
  return undefined;
}

function hasDate(names: HeaderGroups, groups: Groups): boolean {
  return (firstGroup(names.date, groups) ?? firstGroup(names.month, groups)) !== undefined;
}

function isYearless(names: HeaderGroups, groups: Groups): boolean {
  if (firstGroup(names.yearDay, groups) !== undefined) return true;
  return firstGroup(names.month, groups) !== undefined && firstGroup(names.year, groups) === undefined;
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

function timeOf(names: HeaderGroups, groups: Groups, hint: YearHint): number | undefined {
  const epoch = firstGroup(names.epoch, groups);
  if (epoch !== undefined) return Math.trunc(Number(epoch) * 1000);
  const written = firstGroup(names.clock, groups);
  const clock = written === undefined ? 0 : clockMilliseconds(written);
  const day = clock === undefined ? undefined : dayOf(names, groups, hint);
  return day === undefined ? undefined : day + clock!;
}

function dayOf(names: HeaderGroups, groups: Groups, hint: YearHint): number | undefined {
  const date = firstGroup(names.date, groups);
  if (date !== undefined) return dayStart(date);
  const yearDay = firstGroup(names.yearDay, groups);
  if (yearDay !== undefined) return Date.UTC(hint.year, 0, 1 + Number(yearDay));
  const written = firstGroup(names.month, groups);
  if (written === undefined) return undefined;
  const month = /^\d+$/.test(written) ? Number(written) - 1 : monthIndex(written);
  const day = Number(firstGroup(names.day, groups));
  if (month === undefined || !(month >= 0 && month <= 11) || !(day >= 1 && day <= 31)) return undefined;
  const writtenYear = firstGroup(names.year, groups);
  if (writtenYear === undefined) return nearestDay(hint, month, day);
  const year = Number(writtenYear);
  return Date.UTC(year < 100 ? 2000 + year : year, month, day);
}
