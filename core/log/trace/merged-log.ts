import type { Translator } from '../../text/l10n.ts';
import { shorten, visible, visibleLine } from '../../text/layout.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Entry } from '../entry.ts';
import { isoTime } from '../time.ts';
import { withPathLabels } from './path-labels.ts';
import type { Trace, TraceLine } from './trace.ts';
import { displayTime } from './trace-clock.ts';
import { answerLines, noteLines } from './trace-words.ts';

export interface MergedLogOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  /** How a path is shown: below the folder that was traced. */
  readonly pathLabel: (path: string) => string;
}

/** The entries of all files in the order of time, as one log. */
export interface MergedLog {
  readonly text: string;
  /** Where each line of the text comes from, the first line first; undefined for remarks of ours. */
  readonly origins: readonly (MergedLineOrigin | undefined)[];
}

export interface MergedLineOrigin {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Index into the entries of the trace. */
  readonly entry: number;
  /** How many characters of the line are the place: `ctl1/nova-api.log:120:`. */
  readonly prefix: number;
}

/** Characters up to which entries are written in full; behind that, one line of each must do. VS Code reads 50 MB at most. */
const fullText = 8_000_000;
const longestShortLine = 500;

/**
 * Merges the entries of a trace into one log in oslo.log's format, whatever format each file has. Every line begins with
 * its place as grep writes it (`ctl1/nova-api.log:120:`), which every tool that reads logs understands. Times are
 * corrected, and secrets are taken out.
 */
export function mergedLog(trace: Trace, options: MergedLogOptions): MergedLog {
  const lines: string[] = [];
  const origins: (MergedLineOrigin | undefined)[] = [];
  const time = displayTime(trace);
  for (const remark of remarks(withPathLabels(trace, options.pathLabel), options)) {
    lines.push(remark);
    origins.push(undefined);
  }
  let characters = 0;
  for (const [index, traced] of trace.entries.entries()) {
    const written = entryLines(traced, time(traced), options.redactor);
    const kept =
      characters > fullText ? [{ ...written[0]!, text: shorten(written[0]!.text, longestShortLine) }] : written;
    const label = placeLabel(options.pathLabel(traced.path));
    for (const { text, line } of kept) {
      const place = `${label}:${line}:`;
      lines.push(place + text);
      origins.push({ path: traced.path, line, entry: index, prefix: place.length });
      characters += place.length + text.length;
    }
  }
  return { text: lines.map(line => `${line}\n`).join(''), origins };
}

/** What the log begins with: the answer, and what was assumed. */
function remarks(trace: Trace, { l10n, redactor }: MergedLogOptions): string[] {
  const clean = (text: string) => visibleLine(redactor.redact(text));
  const answer = answerLines(trace, l10n, clean).map(line => line.replace(/^\t/, '').replace('\t', ': '));
  return [...answer, ...noteLines(trace, l10n)].map(line => `# ${line}`);
}

interface WrittenLine {
  readonly text: string;
  readonly line: number;
}

function entryLines(traced: TraceLine, time: number | undefined, redactor: Redactor): WrittenLine[] {
  const { entry } = traced;
  const message = visible(redactor.redact(entry.message)).split('\n');
  const traceback = entry.traceback === '' ? [] : visible(redactor.redact(entry.traceback)).split('\n');
  const lineOf = lineNumbers(entry, message.length, traceback);
  if (time === undefined || entry.logger === '') {
    return [...message, ...traceback].map((text, index) => ({ text, line: lineOf(index) }));
  }
  // Programs without levels are shown at INFO: every line of oslo.log has one.
  const start = [clock(time), entry.pid, entry.level ?? 'INFO', entry.logger.replaceAll(/[^\w.-]/g, '_')]
    .filter(part => part !== undefined)
    .join(' ');
  // oslo.log repeats the header before the lines of a traceback that belongs to an error; in other entries they stand bare.
  const repeated = entry.level === 'ERROR' || entry.level === 'CRITICAL' || entry.level === 'TRACE' ? `${start} ` : '';
  const instance = entry.instance === undefined ? '' : `[instance: ${entry.instance}] `;
  return [
    { text: `${start} ${contextOf(traced)} ${instance}${message[0]}`, line: lineOf(0) },
    ...message.slice(1).map((text, index) => ({ text, line: lineOf(index + 1) })),
    ...traceback.map((text, index) => ({ text: repeated + text, line: lineOf(message.length + index) })),
  ];
}

/** Sentences between the tracebacks of chained exceptions. Python writes an empty line before and behind each. */
const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/**
 * The number of each line in its file; readers keep no empty lines of a traceback. Where lines of other processes lie
 * between, or the middle was cut, or a line of JSON holds it all, the number of the header must do.
 */
function lineNumbers(entry: Entry, messageLines: number, traceback: readonly string[]): (index: number) => number {
  const numbers = Array.from({ length: messageLines }, (_, index) => entry.line + index);
  let next = entry.line + messageLines;
  for (const text of traceback) {
    const isChained = chained.test(text);
    if (isChained) next++;
    numbers.push(next);
    next += isChained ? 2 : 1;
  }
  // An empty last line is no part of a traceback either.
  const missing = entry.line + entry.lineCount - next;
  const usualPrefix = 250;
  const own = entry.message.length + entry.traceback.length + usualPrefix * entry.lineCount;
  const isWhole = (missing === 0 || missing === 1) && entry.length <= own;
  return index => (isWhole ? numbers[index]! : entry.line);
}

function clock(time: number): string {
  return isoTime(time, undefined).replace('T', ' ');
}

function contextOf({ entry }: TraceLine): string {
  const { requestId, globalRequestId, userId, projectId } = entry;
  if (requestId === undefined) return '[-]';
  return `[${globalRequestId ?? 'None'} ${requestId} ${userId ?? '-'} ${projectId ?? '-'} - - -]`;
}

/** Blanks and marks would end the name of a file where grep's output is read. */
function placeLabel(path: string): string {
  return path.replaceAll(/[\s:'"(){}[\]<>|=,;]/g, '_');
}
