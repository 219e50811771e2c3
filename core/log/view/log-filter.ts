import { RE2JS } from 're2js';
import type { Entry, Level } from '../entry.ts';
import { requiredLiterals } from '../required-literals.ts';
import type { SignatureMatcher } from '../signature-matcher.ts';
import { isInside, readWrittenTime, type TimeWindow, timeWindow } from '../time-window.ts';

/** What a person filters a log by; empty and left-out fields admit everything. */
export interface LogFilter {
  readonly minimumLevel?: Level;
  /** A part of the text, or a regular expression in RE2's syntax. */
  readonly text?: string;
  readonly isRegex?: boolean;
  readonly matchCase?: boolean;
  /** A request, instance or message id. */
  readonly id?: string;
  /** Parts of the names, in any case. */
  readonly logger?: string;
  readonly service?: string;
  readonly host?: string;
  /** As `readWrittenTime` reads them. */
  readonly since?: string;
  readonly until?: string;
  /** Id of a signature. */
  readonly signature?: string;
}

/** What one entry, or a line that belongs to none, is asked for. */
export interface FilteredUnit {
  /** Undefined for lines that no format reads. */
  readonly entry: Entry | undefined;
  /** The text of its lines, as they are in the file. */
  readonly text: () => string;
}

export interface CompiledFilter {
  readonly admits: (unit: FilteredUnit) => boolean;
  /** Every unit that is admitted holds this text; the rest of the log need not be read. */
  readonly literal: { readonly text: string; readonly matchCase: boolean } | undefined;
  /** Whether only entries of WARNING and above, and those of which services say how they come and go, are admitted. */
  readonly isLoud: boolean;
  /** Whether every entry above DEBUG is admitted, and nothing else: that is told by its header alone. */
  readonly isAboveDebug: boolean;
  /** Whether `text` is asked for, so that tracebacks are needed whole. */
  readonly needsText: boolean;
  readonly window: TimeWindow | undefined;
}

/** What is wrong with a filter: a time that is none, a signature that does not exist, no regular expression of RE2's. */
export interface FilterFault {
  readonly fault: 'time' | 'signature' | 'regex';
  readonly detail: string;
}

export interface FilterContext {
  readonly matcher: SignatureMatcher;
  /** Who writes the file, for entries that do not say so themselves. */
  readonly service: string | undefined;
  readonly host: string | undefined;
  /** The last time of the log, from which times of day and durations count. */
  readonly lastTime: number | undefined;
}

const ranks: Readonly<Record<Level, number>> = {
  DEBUG: 0,
  INFO: 1,
  AUDIT: 1,
  WARNING: 3,
  TRACE: 4,
  ERROR: 4,
  CRITICAL: 5,
};

/** Whether a filter admits everything. */
export function isEmptyFilter(filter: LogFilter): boolean {
  const { minimumLevel, text, id, logger, service, host, since, until, signature } = filter;
  const isAsked = [text, id, logger, service, host, since, until, signature].some(value => (value ?? '') !== '');
  return !isAsked && (minimumLevel === undefined || minimumLevel === 'DEBUG');
}

/**
 * Prepares a filter.
 * @returns what is wrong with it, where it cannot be used.
 */
export function compileFilter(filter: LogFilter, context: FilterContext): CompiledFilter | FilterFault {
  const conditions: ((unit: FilteredUnit) => boolean)[] = [];
  const ofEntry = (test: (entry: Entry) => boolean) =>
    conditions.push(({ entry }) => entry !== undefined && test(entry));
  const { minimumLevel, signature } = filter;
  if (minimumLevel !== undefined && ranks[minimumLevel] > 0) {
    const least = ranks[minimumLevel];
    ofEntry(({ level }) => level !== undefined && ranks[level] >= least);
  }
  addName(filter.logger, entry => entry.logger, ofEntry);
  addName(filter.service, entry => entry.service ?? context.service, ofEntry);
  addName(filter.host, entry => entry.host ?? context.host, ofEntry);
  const window = windowOf(filter, context);
  if (window === 'fault') return { fault: 'time', detail: '' };
  if (window) ofEntry(({ time, zoneMinutes }) => time !== undefined && isInside(window, time, zoneMinutes));
  if (signature) {
    const index = context.matcher.signatures.findIndex(({ id }) => id === signature);
    if (index === -1) return { fault: 'signature', detail: signature };
    ofEntry(entry => context.matcher.match(entry).includes(index));
  }
  const { id } = filter;
  if (id) conditions.push(({ text }) => text().includes(id));
  const written = writtenText(filter);
  if (written !== undefined && 'fault' in written) return written;
  if (written) conditions.push(({ text }) => written.test(text()));
  return {
    admits: unit => conditions.every(condition => condition(unit)),
    literal: id ? { text: id, matchCase: true } : (written?.literal ?? literalOfName(filter.logger)),
    isLoud: (minimumLevel !== undefined && ranks[minimumLevel] >= ranks.WARNING) || Boolean(signature),
    isAboveDebug: conditions.length === 1 && minimumLevel !== undefined && ranks[minimumLevel] === 1,
    needsText: Boolean(id) || written !== undefined,
    window,
  };
}

function addName(
  wanted: string | undefined,
  nameOf: (entry: Entry) => string | undefined,
  add: (test: (entry: Entry) => boolean) => void,
): void {
  if (!wanted) return;
  const folded = wanted.toLowerCase();
  add(entry => nameOf(entry)?.toLowerCase().includes(folded) === true);
}

function literalOfName(name: string | undefined): CompiledFilter['literal'] {
  return name && name.length >= 3 ? { text: name, matchCase: false } : undefined;
}

function windowOf({ since, until }: LogFilter, { lastTime }: FilterContext): TimeWindow | undefined | 'fault' {
  if (!since && !until) return undefined;
  const [from, to] = [since, until].map(written => (written ? (readWrittenTime(written) ?? 'fault') : undefined));
  if (from === 'fault' || to === 'fault') return 'fault';
  return timeWindow(from, to, lastTime);
}

interface WrittenText {
  readonly test: (text: string) => boolean;
  readonly literal: CompiledFilter['literal'];
}

function writtenText({ text, isRegex, matchCase = false }: LogFilter): WrittenText | FilterFault | undefined {
  if (!text) return undefined;
  if (isRegex !== true) {
    const wanted = matchCase ? text : foldAscii(text);
    const test = (searched: string) => (matchCase ? searched : foldAscii(searched)).includes(wanted);
    return { test, literal: { text, matchCase } };
  }
  const flags = RE2JS.MULTILINE | (matchCase ? 0 : RE2JS.CASE_INSENSITIVE);
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(text, flags);
  } catch (error) {
    return { fault: 'regex', detail: (error as Error).message };
  }
  const literals = requiredLiterals(text);
  return {
    test: searched => pattern.matcher(searched).find(),
    literal: literals?.length === 1 ? { text: literals[0]!, matchCase } : undefined,
  };
}

/** Lower case of ASCII letters only, as bytes are compared where a whole file is searched. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}
