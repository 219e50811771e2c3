import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Analysis } from '../../core/log/analysis.ts';
import { createAnalyzer } from '../../core/log/analyzer.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import { createSourceNames } from '../../core/log/source-names.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { createLogEntries } from '../../io/files/log-entries.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { checkFormats } from '../unit/format-check.ts';

/** One run of a real nova with what is true of it; `test/fixtures/real-logs/README.md` says how they came about. */
export interface RealRun {
  readonly name: string;
  readonly truth: Truth;
  readonly logs: readonly LogText[];
}

/** Accepted causes of each incident that must be named; `novaOnly` where less can be known from nova's logs alone. */
export interface Truth {
  readonly incidents: readonly (readonly string[])[];
  readonly alsoAllowed: readonly string[];
  readonly novaOnly?: readonly (readonly string[])[];
}

export interface LogText {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const folder = join(import.meta.dirname, '../fixtures/real-logs');
const knowledge = readLogKnowledge(join(import.meta.dirname, '../../knowledge'));
const { formats } = checkFormats(knowledge.formats, { encode: text => Buffer.from(text), decode: decodeUtf8 });
const sources = createSourceNames(knowledge.systems);
const matcher = createSignatureMatcher(knowledge.signatures);

export const causes = knowledge.causes;

/** Every run that is there. */
export function realRuns(): RealRun[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return names.map(({ name }) => ({
    name,
    truth: JSON.parse(readFileSync(join(folder, name, 'truth.json'), 'utf8')) as Truth,
    logs: readdirSync(join(folder, name, 'logs')).map(file => ({
      path: `${name}/logs/${file.replace(/\.gz$/, '')}`,
      bytes: gunzipSync(readFileSync(join(folder, name, 'logs', file))),
    })),
  }));
}

/** Analyses texts as `analyze` does with files. */
export function analyzeTexts(logs: readonly LogText[]): Analysis {
  const analyzer = createAnalyzer({ ...knowledge, matcher });
  for (const log of logs) {
    const file = analyzer.openFile({ path: log.path });
    const entries = createLogEntries({
      formats,
      wantedLogger: analyzer.matcher.wantsLogger,
      skipFrames: true,
      sources,
      onEntry: (entry, path) => file.entry(entry, path),
      onEnd: (counts, _parts, source) => file.close(counts, source),
    });
    entries.startFile(log.path);
    entries.push(log.bytes);
    entries.end();
  }
  return analyzer.finish();
}

/** What is wrong with an answer; empty when it is right. */
export function judge(
  analysis: Analysis,
  wanted: readonly (readonly string[])[],
  alsoAllowed: readonly string[],
): string {
  const named = analysis.incidents.filter(incident => incident.severity !== 'info').map(incident => incident.rootCause);
  const problems: string[] = [];
  for (const accepted of wanted) {
    if (!named.some(cause => accepted.includes(cause))) problems.push(`missing ${accepted.join(' or ')}`);
  }
  const all = wanted.flat();
  if (wanted.length > 0 && !all.includes(named[0] ?? '')) problems.push(`the first is ${named[0] ?? 'none'}`);
  const surplus = named.filter(cause => !all.includes(cause) && !alsoAllowed.includes(cause));
  if (surplus.length > 0) problems.push(`surplus ${surplus.join(', ')}`);
  return problems.join('; ');
}

/** The logs of nova and placement only, as an operator without access to database and broker has them. */
export function novaOnly(logs: readonly LogText[]): LogText[] {
  return logs.filter(log => /\/(?:nova|placement)-[^/]*$/.test(log.path));
}

/** The same logs under names that say nothing. */
export function withNeutralNames(logs: readonly LogText[]): LogText[] {
  return logs.map((log, index) => ({ path: `collected/${String(index + 1).padStart(4, '0')}.txt`, bytes: log.bytes }));
}

/** The same logs as if each came from another of three hosts. */
export function onOtherHosts(logs: readonly LogText[]): LogText[] {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return logs.map((log, index) => ({ path: `ctl${(index % 3) + 1}/${nameOf(log.path)}`, bytes: log.bytes }));
}

/** The same logs, written as if every clock had been that many milliseconds ahead (a whole number of seconds). */
export function withShiftedClocks(logs: readonly LogText[], shift: number): LogText[] {
  return logs.map(log => ({
    path: log.path,
    bytes: Buffer.from(shiftText(Buffer.from(log.bytes).toString('latin1'), shift), 'latin1'),
  }));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function shiftText(text: string, shift: number): string {
  return text
    .replace(/(\d{4}-\d\d-\d\d)([ T])([ \d]\d:\d\d:\d\d)/g, (_whole, date: string, between: string, clock: string) => {
      const moved = new Date(Date.parse(`${date}T${clock.replace(' ', '0')}Z`) + shift).toISOString();
      return `${moved.slice(0, 10)}${between}${moved.slice(11, 19)}`;
    })
    .replace(
      /(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d)/g,
      (_whole, day: string, month: string, year: string, clock: string) => {
        const moved = new Date(
          Date.UTC(Number(year), months.indexOf(month), Number(day)) + Date.parse(`1970-01-01T${clock}Z`) + shift,
        );
        const iso = moved.toISOString();
        return `${iso.slice(8, 10)}/${months[moved.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)}`;
      },
    )
    .replace(
      /"created": (\d+)(\.\d+)?/g,
      (_whole, seconds: string, fraction = '') => `"created": ${Number(seconds) + shift / 1000}${fraction}`,
    );
}

/** First and last time that the lines of logs begin with; milliseconds since 1970. */
function spanOfLogs(logs: readonly LogText[]): { start: number; end: number } {
  const times = logs.flatMap(log => {
    const found = [
      ...Buffer.from(log.bytes)
        .toString('latin1')
        .matchAll(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/gm),
    ];
    return [found[0], found.at(-1)].flatMap(match => (match ? [Date.parse(`${match[1]}T${match[2]}Z`)] : []));
  });
  return { start: Math.min(...times), end: Math.max(...times) };
}

/** Two runs as if they had happened in one cloud, the second some seconds after the end of the first. */
export function afterOneAnother(first: RealRun, second: RealRun, seconds: number): LogText[] {
  const shift = Math.round((spanOfLogs(first.logs).end - spanOfLogs(second.logs).start) / 1000 + seconds) * 1000;
  const joined = new Map<string, Uint8Array[]>();
  for (const log of [...first.logs, ...withShiftedClocks(second.logs, shift)]) {
    const name = log.path.slice(log.path.lastIndexOf('/') + 1);
    joined.set(name, [...(joined.get(name) ?? []), log.bytes]);
  }
  return [...joined].map(([path, parts]) => ({ path, bytes: Buffer.concat(parts) }));
}
