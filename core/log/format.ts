import type { Level } from './entry.ts';

/**
 * One dialect of log, as the data in `knowledge/formats/*.json` describes it (schema `formats.schema.json`).
 *
 * `header` reads the first line of an entry. Its named groups: `date` (`2026-11-22`), or `year` (26 counts as 2026),
 * `month` (a name or a number) and `day`, or `yearDay` (from 0), or `epoch` (seconds since 1970); `clock`; `zone`; `pid`;
 * `level`; `status` (of HTTP); `logger`; `host`; `service`; `file` (that grep or a collector names); `rest` (what
 * follows the logger: a context bracket and the message) or `message`. Where a group is needed in several alternatives,
 * a digit behind its name tells them apart (`clock2`).
 *
 * A wrapper's `message` is the line that it wraps.
 */
export interface LogFormat {
  readonly id: string;
  readonly title: string;
  /**
   * `header`: lines with a header; `json`: one JSON object a line; `wrapper`: what stands before or around lines;
   * `section`: lines that say where the lines behind them come from (`==> nova-api.log <==`).
   */
  readonly kind: 'header' | 'json' | 'wrapper' | 'section';
  /** Characters of which one begins every header, to pass over other lines quickly; any character when left out. */
  readonly firstCharacters?: string;
  readonly header?: string;
  /**
   * For objects of JSON, instead of `header`: under which keys a value stands, the first one present counts; a dot leads
   * into an inner object. oslo.log's own formatter is read by code and has none.
   */
  readonly fields?: Readonly<Partial<Record<JsonFieldName, readonly string[]>>>;
  /** Keys that an object of this format always has. */
  readonly requiredFields?: readonly string[];
  /** A wrapper that is believed only where a header of another format follows: grep's `file:`, `container | `. */
  readonly needsHeader?: boolean;
  /** A wrapper that cuts long lines: a text without a line end goes on in the next record. */
  readonly cutsLongLines?: boolean;
  /** How this wrapper writes a line end inside a message (`#012` of rsyslog). */
  readonly escapedNewline?: string;
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
  /** Lines that repeat the header of the line before, to the letter, belong to one entry. */
  readonly joinSameHeader?: boolean;
  /** Tried when no other format reads a line. */
  readonly isLastResort?: boolean;
  readonly samples: readonly FormatSample[];
}

/** A text that the format must read, with what must come out of it; formats whose samples fail are rejected. */
export interface FormatSample {
  readonly text: string;
  readonly expect: readonly Readonly<Record<string, unknown>>[];
}

export interface CompiledFormat {
  readonly format: LogFormat;
  /** The header with numbered groups: named ones would cost an object for every line. */
  readonly pattern: RegExp | undefined;
  readonly groups: HeaderGroups;
  readonly levelByMessage: readonly { readonly pattern: RegExp; readonly level: Level }[];
  /** One flag for each of the first 128 character codes. */
  readonly first: Uint8Array | undefined;
}

const groupNames = [
  'date',
  'year',
  'month',
  'day',
  'yearDay',
  'epoch',
  'clock',
  'zone',
  'pid',
  'level',
  'status',
  'logger',
  'host',
  'service',
  'file',
  'partial',
  'rest',
  'message',
] as const;
export type GroupName = (typeof groupNames)[number];

export type JsonFieldName =
  | 'time'
  | 'zone'
  | 'pid'
  | 'level'
  | 'logger'
  | 'host'
  | 'service'
  | 'file'
  | 'requestId'
  | 'globalRequestId'
  | 'userId'
  | 'projectId'
  | 'traceback'
  | 'message';

/** The numbers of a header's groups by what they hold: those of `clock` and `clock2` under `clock`. */
export type HeaderGroups = Readonly<Record<GroupName, readonly number[]>>;

/**
 * Prepares formats for reading.
 * @throws SyntaxError when a header is no regular expression; the data that ships is tested, so that is a bug.
 */
export function compileFormats(formats: readonly LogFormat[]): CompiledFormat[] {
  return formats.map(format => ({
    format,
    pattern: format.header === undefined ? undefined : new RegExp(format.header.replace(namedGroup, '('), 's'),
    groups: groupsOf(format.header ?? ''),
    levelByMessage: (format.levelByMessage ?? []).map(({ pattern, level }) => ({
      pattern: new RegExp(pattern),
      level,
    })),
    first: format.firstCharacters === undefined ? undefined : firstTable(format.firstCharacters),
  }));
}

const namedGroup = /\(\?<([a-zA-Z]+\d?)>/g;

/** @throws SyntaxError when there are groups without names, which would shift the numbers of the others. */
function groupsOf(header: string): HeaderGroups {
  const written = [...header.matchAll(namedGroup)].map(match => match[1]!.replace(/\d$/, ''));
  const all = new RegExp(`${header}|`).exec('')!.length - 1;
  if (all !== written.length) throw new SyntaxError('A group of the header has no name; write (?: instead of (.');
  const numbers = (name: GroupName) => written.flatMap((own, index) => (own === name ? [index + 1] : []));
  const groups: Partial<Record<GroupName, readonly number[]>> = {};
  for (const name of groupNames) groups[name] = numbers(name);
  return groups as HeaderGroups;
}

function firstTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0) & 127] = 1;
  return table;
}

/** Whether a line can begin with a header of this format, by its first character. */
export function mayBegin(compiled: CompiledFormat, line: string): boolean {
  if (compiled.first === undefined) return true;
  const code = line.charCodeAt(0);
  return code < 128 && compiled.first[code] === 1;
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

/** The level that a format means by a written name; its default level for names that it does not know. */
export function levelOf(format: LogFormat, written: string): Level | undefined {
  return format.levels?.[written] ?? levelNames[written] ?? levelNames[written.toUpperCase()] ?? format.defaultLevel;
}
