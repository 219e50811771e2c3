import type { CompiledFormat } from './format.ts';
import { readHeader } from './format.ts';

/** What a wrapper (journald, syslog, kubectl, docker, grep) put before or around a line of a log. */
export interface Unwrapped {
  readonly wrapper: string;
  readonly payload: string;
  readonly time: number | undefined;
  readonly zoneMinutes: number | undefined;
  readonly host: string | undefined;
  readonly service: string | undefined;
  readonly pid: number | undefined;
}

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
 * Takes one wrapper off a line.
 * @param wrappers the formats of kind `wrapper`.
 * @returns undefined when no wrapper fits.
 */
export function unwrap(wrappers: readonly CompiledFormat[], line: string, assumedYear: number): Unwrapped | undefined {
  if (line.startsWith('{')) return unwrapDockerJson(line);
  for (const compiled of wrappers) {
    if (compiled.first && !compiled.first[line.charCodeAt(0) & 127]) continue;
    const header = readHeader(compiled, line, assumedYear);
    if (!header) continue;
    return {
      wrapper: compiled.format.id,
      payload: header.message,
      time: header.time,
      zoneMinutes: header.zoneMinutes,
      host: header.host,
      service: header.service,
      pid: header.pid,
    };
  }
  return undefined;
}

/** A line of Docker's json-file driver: `{"log":"…\n","stream":"stderr","time":"2026-11-22T14:14:08.120Z"}`. */
function unwrapDockerJson(line: string): Unwrapped | undefined {
  if (!line.startsWith('{"log":"')) return undefined;
  let record: { log?: unknown; time?: unknown };
  try {
    record = JSON.parse(line) as { log?: unknown; time?: unknown };
  } catch {
    return undefined;
  }
  if (typeof record.log !== 'string') return undefined;
  const time = typeof record.time === 'string' ? Date.parse(record.time) : Number.NaN;
  return {
    wrapper: 'docker-json',
    payload: record.log.replace(/\r?\n$/, ''),
    time: Number.isNaN(time) ? undefined : time,
    zoneMinutes: Number.isNaN(time) ? undefined : 0,
    host: undefined,
    service: undefined,
    pid: undefined,
  };
}
