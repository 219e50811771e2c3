import { type CompiledFormat, type JsonFieldName, levelOf } from './format.ts';
import { emptyHeader, type Header, impliedLevel, readRest } from './header.ts';
import { clockMilliseconds, dayStart, zoneMinutes } from './time.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

let lastLine = '';
let lastRecord: JsonRecord | undefined;

/**
 * The object that a line holds; the last line is remembered, for several formats look at the same one.
 * @returns undefined when the line is no JSON object: cut in the middle, or something else.
 */
export function parseRecord(line: string): JsonRecord | undefined {
  if (line.charCodeAt(0) !== 123 /* { */) return undefined;
  if (line === lastLine) return lastRecord;
  lastLine = line;
  lastRecord = parsed(line);
  return lastRecord;
}

function parsed(line: string): JsonRecord | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? (value as JsonRecord) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads an object by the `fields` of a format.
 * @returns undefined when it lacks one of the format's `requiredFields`.
 */
export function readJsonFields(compiled: CompiledFormat, record: JsonRecord): Header | undefined {
  const { format } = compiled;
  if ((format.requiredFields ?? []).some(key => valueAt(record, key) === undefined)) return undefined;
  const field = (name: JsonFieldName) => firstValue(record, format.fields?.[name]);
  const header = emptyHeader(format.id);
  const message = textOf(field('message')) ?? '';
  readRest(header, message);
  header.hasContext = true;
  const written = textOf(field('level'));
  header.level = written === undefined ? impliedLevel(compiled, message) : levelOf(format, written);
  header.logger = textOf(field('logger')) ?? '';
  const pid = Number(field('pid'));
  if (Number.isInteger(pid) && pid > 0) header.pid = pid;
  header.host = wordOf(field('host'));
  header.service = wordOf(field('service')) ?? format.service;
  header.file = wordOf(field('file'));
  header.requestId = wordOf(field('requestId')) ?? header.requestId;
  header.globalRequestId = wordOf(field('globalRequestId')) ?? header.globalRequestId;
  header.userId = wordOf(field('userId')) ?? header.userId;
  header.projectId = wordOf(field('projectId')) ?? header.projectId;
  header.traceback = (textOf(field('traceback')) ?? '').trimEnd();
  readTime(header, field('time'), format.zoneMinutes);
  return header;
}

function valueAt(record: JsonRecord, key: string): unknown {
  if (record[key] !== undefined) return record[key];
  let value: unknown = record;
  for (const part of key.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonRecord)[part];
  }
  return value;
}

function firstValue(record: JsonRecord, keys: readonly string[] | undefined): unknown {
  for (const key of keys ?? []) {
    const value = valueAt(record, key);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '-' ? value.replace(/^\//, '') : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return value === undefined ? undefined : JSON.stringify(value);
  if (value.every(part => typeof part === 'number')) return textOfBytes(value as number[]);
  return value.map(part => String(part).replace(/\n$/, '')).join('\n');
}

/** journald writes a message that is not printable UTF-8 as the list of its bytes. */
function textOfBytes(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map(byte => `%${(byte & 255).toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return bytes.map(byte => (byte < 128 ? String.fromCharCode(byte) : '\ufffd')).join('');
  }
}

const writtenTime = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:[.,]\d+)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** Reads `2026-11-22T14:14:08.120Z`, or seconds, milliseconds or microseconds since 1970, told by their size. */
function readTime(header: Header, value: unknown, zone: number | undefined): void {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,16}(?:\.\d+)?$/.test(value))) {
    const count = Number(value);
    header.time = Math.trunc(count >= 1e15 ? count / 1000 : count >= 1e11 ? count : count * 1000);
    header.zoneMinutes = 0;
    return;
  }
  const match = typeof value === 'string' ? writtenTime.exec(value) : null;
  if (!match) return;
  const day = dayStart(match[1]!);
  const clock = clockMilliseconds(match[2]!);
  if (day === undefined || clock === undefined) return;
  header.time = day + clock;
  header.zoneMinutes = match[3] === undefined ? zone : zoneMinutes(match[3]);
}
