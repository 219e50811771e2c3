import { readContext } from './context.ts';
import { type CompiledFormat, levelOf } from './format.ts';
import { emptyHeader, type Header, takeInstance } from './header.ts';
import type { JsonRecord as AnyRecord } from './json-fields.ts';
import { clockMilliseconds, dayStart, zoneMinutes } from './time.ts';

/** The fields of oslo.log's JSON formatter (oslo_log/formatters.py, `JSONFormatter`) that are read here. */
interface OsloRecord {
  message?: unknown;
  asctime?: unknown;
  msecs?: unknown;
  created?: unknown;
  name?: unknown;
  levelname?: unknown;
  process?: unknown;
  traceback?: unknown;
  error_summary?: unknown;
  context?: Record<string, unknown>;
  extra?: Record<string, unknown>;
  hostname?: unknown;
  instance?: unknown;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== '-' ? value : undefined;
}

/**
 * Reads one record of oslo.log's JSON formatter (`use_json = True`).
 * @returns undefined when the object is none.
 */
export function readOsloJson(compiled: CompiledFormat, value: AnyRecord): Header | undefined {
  const record: OsloRecord = value;
  if (typeof record.levelname !== 'string') return undefined;
  const header = emptyHeader(compiled.format.id);
  header.level = levelOf(compiled.format, record.levelname);
  header.logger = word(record.name) ?? '';
  header.host = word(record.hostname);
  if (typeof record.process === 'number') header.pid = record.process;
  readTime(header, record);
  const context = record.context ?? {};
  header.requestId = word(context.request_id);
  header.globalRequestId = word(context.global_request_id);
  header.userId = word(context.user_id ?? context.user);
  header.projectId = word(context.project_id ?? context.tenant);
  const message = typeof record.message === 'string' ? record.message : JSON.stringify(record.message ?? '');
  const bracket = readContext(message);
  const taken = takeInstance(bracket ? message.slice(bracket.end) : message);
  header.instance = taken.instance ?? instanceOf(record.extra?.instance ?? record.instance);
  const summary = word(record.error_summary);
  header.message = summary !== undefined && !taken.rest.includes(summary) ? `${taken.rest}: ${summary}` : taken.rest;
  header.traceback = tracebackOf(record.traceback);
  return header;
}

function readTime(header: Header, record: OsloRecord): void {
  const written = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:[.,]\d+)?)(Z|[+-]\d\d:?\d\d)?$/.exec(
    word(record.asctime) ?? '',
  );
  if (written) {
    const day = dayStart(written[1]!);
    const clock = clockMilliseconds(written[2]!);
    if (day === undefined || clock === undefined) return;
    const hasFraction = /[.,]/.test(written[2]!);
    header.time = day + clock + (!hasFraction && typeof record.msecs === 'number' ? Math.trunc(record.msecs) : 0);
    if (written[3] !== undefined) header.zoneMinutes = zoneMinutes(written[3]);
    else if (typeof record.created === 'number') {
      // `created` is seconds since 1970 in UTC, `asctime` the local clock: together they tell the zone.
      const ahead = Math.round((header.time / 1000 - record.created) / 900) * 15 + 0;
      if (Math.abs(ahead) <= 14 * 60) header.zoneMinutes = ahead;
    }
    return;
  }
  if (typeof record.created !== 'number') return;
  header.time = Math.trunc(record.created * 1000);
  header.zoneMinutes = 0;
}

function instanceOf(value: unknown): string | undefined {
  if (typeof value === 'string') return /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(value)?.[0];
  if (typeof value === 'object' && value !== null) return word((value as Record<string, unknown>).uuid);
  return undefined;
}

function tracebackOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(part => String(part).replace(/\n$/, '')).join('\n');
  return typeof value === 'string' ? value : '';
}
