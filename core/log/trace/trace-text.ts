import type { Translator } from '../../text/l10n.ts';
import { columns, padEnd, padStart, shorten, visibleLine, wrap } from '../../text/layout.ts';
import type { Redactor } from '../../text/redact.ts';
import { numberText } from '../output/words.ts';
import { isoTime } from '../time.ts';
import type { Trace, TraceLine } from './trace.ts';
import { answerLines, milliseconds, noteLines, stateWord } from './trace-words.ts';

export interface TraceTextOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

type Style = 'bold' | 'dim' | 'good' | 'bad' | 'warn';
const styleCodes: Readonly<Record<Style, string>> = { bold: '1', dim: '2', good: '32', bad: '1;31', warn: '33' };

interface Page extends TraceTextOptions {
  readonly trace: Trace;
  readonly lines: string[];
  paint(style: Style, text: string): string;
}

/** Entries that are shown line by line; of more, the first, the last and the loud ones are. */
const mostLines = 200;
const barWidth = 24;
const bars = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A trace for people: the answer first, then the stages with the time each took, then the entries of all files. */
export function traceText(trace: Trace, options: TraceTextOptions): string {
  const page: Page = {
    ...options,
    trace,
    lines: [],
    paint: (style, text) => (options.color && text !== '' ? `\u001b[${styleCodes[style]}m${text}\u001b[0m` : text),
  };
  addAnswer(page);
  addOperations(page);
  addStages(page);
  addEntries(page);
  addNotes(page);
  return `${page.lines.join('\n').trimEnd()}\n`;
}

function clean(page: Page, text: string): string {
  return visibleLine(page.redactor.redact(text));
}

function addAnswer(page: Page): void {
  const { trace, l10n, lines } = page;
  const [first, ...rest] = answerLines(trace, l10n, text => clean(page, text));
  const style = trace.outcome.state === 'success' ? 'good' : trace.outcome.state === 'failed' ? 'bad' : 'warn';
  for (const line of wrap(first!, page.width))
    lines.push(page.paint(trace.entries.length === 0 ? 'bold' : style, line));
  for (const { label, text } of rest.map(splitLabel)) {
    const start = label === '' ? '  ' : `  ${padEnd(label, labelWidth(rest))}  `;
    const [head = '', ...more] = wrap(text, page.width - columns(start));
    lines.push(`${page.paint('dim', start)}${head}`);
    for (const line of more) lines.push(' '.repeat(columns(start)) + line);
  }
  lines.push('');
}

/** Lines of the answer are `label\ttext`. */
function splitLabel(line: string): { label: string; text: string } {
  const tab = line.indexOf('\t');
  return { label: line.slice(0, Math.max(0, tab)), text: line.slice(tab + 1) };
}

function labelWidth(lines: readonly string[]): number {
  return Math.max(...lines.map(line => columns(splitLabel(line).label)));
}

function addOperations(page: Page): void {
  const { trace, l10n, lines } = page;
  if (trace.operations.length < 2) return;
  lines.push(page.paint('bold', l10n.t('Operations')));
  for (const operation of trace.operations) {
    const { state, tookMs } = operation.outcome;
    const style = state === 'success' ? 'good' : state === 'failed' ? 'bad' : 'warn';
    const word = stateWord(state, l10n);
    const time = clock(trace.entries[operation.first]!);
    const took = tookMs === undefined ? '' : milliseconds(tookMs, l10n);
    lines.push(
      `  ${time}  ${page.paint(style, padEnd(word, 11))} ${padStart(took, 10)}  ${l10n.t(operation.title)}  ${page.paint('dim', operation.requestId ?? '')}`,
    );
  }
  lines.push('');
}

function addStages(page: Page): void {
  const { trace, l10n, lines } = page;
  if (trace.stages.length === 0) return;
  lines.push(page.paint('bold', l10n.t('Stages of the creation')));
  const longest = Math.max(1, ...trace.stages.map(stage => stage.durationMs ?? 0));
  const titles = trace.stages.map(stage => l10n.t(stage.title));
  const titleWidth = Math.max(...titles.map(columns));
  for (const [index, stage] of trace.stages.entries()) {
    const name = `  ${padStart(String(stage.number), 2)} ${padEnd(titles[index]!, titleWidth)}`;
    if (stage.entries === 0) {
      lines.push(page.paint('dim', `${name}  ${padStart('–', 10)}`));
      continue;
    }
    const took = padStart(milliseconds(stage.durationMs ?? 0, l10n), 10);
    const bar = padEnd(barOf((stage.durationMs ?? 0) / longest), barWidth);
    const who = [...stage.services, ...(stage.hosts.length > 1 || trace.skew.length > 0 ? stage.hosts : [])].join(', ');
    const mark = stage.error === undefined ? '' : `  ${page.paint('bad', l10n.t('error'))}`;
    lines.push(`${name}  ${took}  ${bar}  ${page.paint('dim', `${numberText(stage.entries)}× ${who}`)}${mark}`);
  }
  lines.push('');
}

/** A bar of eighths of a character. */
function barOf(share: number): string {
  const eighths = Math.round(share * barWidth * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + bars[eighths % 8]!;
}

function addEntries(page: Page): void {
  const { trace, l10n, lines } = page;
  if (trace.entries.length === 0) return;
  lines.push(page.paint('bold', l10n.t('Entries ({0})', numberText(trace.entries.length))));
  const shown = chooseLines(trace);
  const hosts = new Set(trace.entries.map(line => line.host));
  const writers = trace.entries.map(line => writer(line, hosts.size > 1));
  const writerWidth = Math.min(30, Math.max(...writers.map(columns)));
  const start = trace.entries.find(line => line.alignedTime !== undefined)?.alignedTime;
  let passed = 0;
  for (const [index, line] of trace.entries.entries()) {
    if (!shown.has(index)) {
      passed++;
      continue;
    }
    addPassed(page, passed);
    passed = 0;
    lines.push(entryLine(page, line, { start, writer: shorten(writers[index]!, writerWidth), writerWidth }));
  }
  addPassed(page, passed);
  lines.push('');
}

function addPassed(page: Page, count: number): void {
  if (count === 0) return;
  const text = page.l10n.t('… {0} more entries here; --format json has them all', numberText(count));
  page.lines.push(page.paint('dim', `  ${text}`));
}

function writer(line: TraceLine, withHost: boolean): string {
  const service = line.service ?? line.logger;
  return withHost && line.host !== undefined ? `${line.host} ${service}` : service;
}

/** The first and last entries, and between them those that matter most, up to what fits. */
function chooseLines(trace: Trace): ReadonlySet<number> {
  const all = trace.entries.map((_, index) => index);
  if (all.length <= mostLines) return new Set(all);
  const loud = all.filter(index => isLoud(trace.entries[index]!)).slice(0, mostLines / 4);
  const quarter = mostLines / 4;
  const decisive = [trace.outcome.entry, trace.brokeAt?.entry].filter(index => index !== undefined);
  return new Set([...all.slice(0, quarter * 2), ...loud, ...decisive, ...all.slice(-quarter)]);
}

function isLoud(line: TraceLine): boolean {
  return line.level === 'WARNING' || line.level === 'ERROR' || line.level === 'CRITICAL';
}

function entryLine(
  page: Page,
  line: TraceLine,
  columnsOf: { start: number | undefined; writer: string; writerWidth: number },
): string {
  const since =
    columnsOf.start === undefined || line.alignedTime === undefined
      ? ''
      : `+${((line.alignedTime - columnsOf.start) / 1000).toFixed(3)}`;
  const level = padEnd(line.level ?? '', 8);
  const front = `  ${clock(line)} ${padStart(since, 9)}  ${padEnd(columnsOf.writer, columnsOf.writerWidth)}  `;
  const place = `${visibleLine(line.path)}:${line.line}`;
  const room = Math.max(60, page.width - columns(front) - 9);
  const text = shorten(clean(page, line.text), room);
  const style: Style | undefined =
    line.level === 'ERROR' || line.level === 'CRITICAL' ? 'bad' : line.level === 'WARNING' ? 'warn' : undefined;
  const painted = style === undefined ? text : page.paint(style, text);
  return `${front}${page.paint(style ?? 'dim', level)} ${painted}  ${page.paint('dim', place)}`;
}

/** The time of day that the writer's clock showed. */
function clock(line: TraceLine): string {
  return line.time === undefined ? '            ' : isoTime(line.time, undefined).slice(11);
}

function addNotes(page: Page): void {
  for (const note of noteLines(page.trace, page.l10n)) {
    for (const line of wrap(`• ${note}`, page.width, '  ')) page.lines.push(page.paint('dim', line));
  }
}
