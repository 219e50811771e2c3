import type { CompiledFormat } from './format.ts';
import { type Header, readHeader } from './header.ts';
import { parseRecord, readJsonFields } from './json-fields.ts';
import type { YearHint } from './time.ts';

/** Docker cuts behind 16 KiB, which may be this few characters. Shorter texts without line end were trimmed by others. */
const shortestCut = 4096;
const escapeCharacter = '\u001b';
const controlSequence = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** Takes out what no reader should see: terminal control sequences, NUL bytes and the carriage return at the end. */
export function cleanLine(line: string): string {
  let text = line;
  if (text.charCodeAt(text.length - 1) === 13) text = text.slice(0, -1);
  if (text.includes(escapeCharacter)) text = text.replace(controlSequence, '');
  if (text.includes('\0')) text = text.replaceAll('\0', '');
  return text;
}

/**
 * Takes one wrapper (journald, syslog, kubectl, docker, grep) off a line.
 * @param compiled a format of kind `wrapper`.
 * @returns what the wrapper says, with the wrapped line as its message; undefined when it does not fit.
 */
export function unwrap(compiled: CompiledFormat, line: string, hint: YearHint): Header | undefined {
  const { format } = compiled;
  let header: Header | undefined;
  if (format.fields === undefined) {
    header = readHeader(compiled, line, hint);
  } else {
    const record = parseRecord(line);
    header = record === undefined ? undefined : readJsonFields(compiled, record);
  }
  if (header === undefined) return undefined;
  let payload = header.message;
  if (format.escapedNewline !== undefined) payload = payload.replaceAll(format.escapedNewline, '\n');
  if (format.cutsLongLines === true) header.isPartial = payload.length >= shortestCut && !payload.endsWith('\n');
  while (payload.endsWith('\n')) payload = payload.slice(0, -1);
  header.message = payload;
  return header;
}

/** What an inner wrapper says, completed by the one around it. */
export function mergeWrappers(outer: Header | undefined, inner: Header): Header {
  if (outer === undefined) return inner;
  if (inner.time === undefined) {
    inner.time = outer.time;
    inner.zoneMinutes = outer.zoneMinutes;
    inner.isYearless = outer.isYearless;
  }
  inner.host ??= outer.host;
  inner.service ??= outer.service;
  inner.file ??= outer.file;
  inner.pid ??= outer.pid;
  inner.level ??= outer.level;
  inner.isPartial ||= outer.isPartial;
  return inner;
}

/** The words that tell the writers in one stream apart: lines of one never continue an entry of another. */
export function streamKey(wrapped: Header): string {
  return `${wrapped.format}|${wrapped.host ?? ''}|${wrapped.service ?? ''}|${wrapped.file ?? ''}|${wrapped.pid ?? ''}`;
}

/** Completes a header by what the wrapper around it says. */
export function fillFromWrapper(header: Header, wrapped: Header): void {
  header.host ??= wrapped.host;
  header.service ??= wrapped.service;
  header.file ??= wrapped.file;
  header.pid ??= wrapped.pid;
  header.requestId ??= wrapped.requestId;
  if (header.level === undefined) header.level = wrapped.level;
  if (header.traceback === '') header.traceback = wrapped.traceback;
  if (header.time === undefined) {
    header.time = wrapped.time;
    header.zoneMinutes = wrapped.zoneMinutes;
    header.isYearless = wrapped.isYearless;
  } else if (header.zoneMinutes === undefined) {
    header.zoneMinutes = zoneByComparison(header.time, wrapped);
  }
}

/** A clock whose zone is known gives away the zone of another one that was read at the same moment. */
function zoneByComparison(time: number, wrapped: Header): number | undefined {
  if (wrapped.time === undefined || wrapped.zoneMinutes === undefined) return undefined;
  const ahead = time - (wrapped.time - wrapped.zoneMinutes * 60_000);
  const minutes = Math.round(ahead / 900_000) * 15 + 0;
  const isPlausible = Math.abs(minutes) <= 14 * 60 && Math.abs(ahead - minutes * 60_000) <= 60_000;
  return isPlausible ? minutes : undefined;
}
