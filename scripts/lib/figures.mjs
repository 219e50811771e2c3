// What the benches measured, as values, and the table that is made of them.
import { table } from './markdown-table.mjs';

/**
 * @typedef {'s' | 'ms' | 'MB' | 'MB/s'} Unit
 * @typedef {{median: number, values: readonly number[]}} Side in the row's unit
 * @typedef {Side & {megabytes?: number}} OwnSide megabytes: the most memory that the program had
 * @typedef {Side & {name: string, version?: string, does?: string}} Peer what stands beside us: a program and what it does, or
 *   another measure of ours
 * @typedef {{ratioAtMost: number} | {atMost: number} | {atLeast: number}} Wanted in the row's unit, unless a ratio
 * @typedef {{what: string, unit: Unit, own: OwnSide, beside?: Peer, ratio?: number, wanted?: Wanted, isMet?: boolean}} Figure
 * @typedef {{what: string, failed: string}} Failure
 * @typedef {Figure | Failure} Row
 *
 * @typedef {{model: string, processors: number, gigabytes: number, system: string}} Machine
 * @typedef {{averages: readonly number[], busyShare?: number}} Load load averages of 1, 5 and 15 minutes, and which part of
 *   all processors was busy while the bench waited before its beginning, from 0 to 1
 * @typedef {{name: string, get: string}} MissingPeer get: how it is installed
 * @typedef {{bench: string, date: string, seconds: number, rounds: number, isQuick: boolean, machine: Machine, load: Load,
 *   product: string, node: string, rows: Row[], missing: MissingPeer[]}} BenchResults
 *   date: of the beginning, in UTC; seconds: how long it took; product: version and commit
 */

/** From this part of all processors on, other programs may have disturbed what was measured. */
const busyFrom = 0.1;

/**
 * Whether a row has what was wanted of it.
 *
 * @param {Wanted} wanted
 * @param {number} value
 * @param {number | undefined} ratio
 */
export function isMet(wanted, value, ratio) {
  if ('atMost' in wanted) return value <= wanted.atMost;
  if ('atLeast' in wanted) return value >= wanted.atLeast;
  return ratio === undefined ? undefined : ratio <= wanted.ratioAtMost;
}

/** @param {readonly BenchResults[]} benches */
export function hasFailures(benches) {
  return benches.some(({ rows }) => rows.length === 0 || rows.some(row => 'failed' in row));
}

/**
 * A number as people read it: three figures that count, no more.
 *
 * @param {number} value
 */
function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.5 ? 0 : size >= 9.95 ? 1 : size >= 0.0995 ? 2 : 3);
}

/** @param {number} value @param {Unit} unit */
const amount = (value, unit) => `${unit === 'MB' ? value.toFixed(0) : digits(value)} ${unit}`;

/** @param {Figure} row */
function wantedText({ wanted, isMet: met, unit }) {
  if (wanted === undefined) return '';
  const text =
    'ratioAtMost' in wanted
      ? `ratio ≤ ${Number(digits(wanted.ratioAtMost))}`
      : 'atMost' in wanted
        ? `≤ ${wanted.atMost} ${unit}`
        : `≥ ${wanted.atLeast} ${unit}`;
  if (met === undefined) return `${text}, not compared`;
  return met ? text : `${text}, **missed**`;
}

/** @param {Peer} peer @param {Unit} unit */
function peerText({ name, version, does, median }, unit) {
  const who = version === undefined ? name : `${name} ${version}`;
  return `${does === undefined ? who : `${who}, ${does}`}: ${amount(median, unit)}`;
}

/** @param {Row} row @param {Row | undefined} before the row above it @returns {string[]} */
function cells(row, before) {
  if ('failed' in row) return [row.what, '', `**failed**: ${row.failed}`, '', '', ''];
  const { what, unit, own, beside, ratio } = row;
  const memory = own.megabytes === undefined ? '' : `, ${own.megabytes} MB of memory`;
  // Beside several others the same measure of ours is said once.
  const isAgain = before !== undefined && 'own' in before && before.what === what;
  return [
    isAgain ? '' : what,
    wantedText(row),
    isAgain ? '' : `${amount(own.median, unit)}${memory}`,
    beside === undefined ? '' : peerText(beside, unit),
    ratio === undefined ? '' : digits(ratio),
    String(own.values.length),
  ];
}

/** @param {readonly string[]} texts */
const different = texts => [...new Set(texts)];

/** @param {Machine} machine */
const machineText = ({ model, processors, gigabytes, system }) =>
  `${model}, ${processors} processors, ${gigabytes} GB of memory, ${system}`;

/** @param {BenchResults} results */
function circumstances({ bench, date, seconds, load, rounds }) {
  const { averages, busyShare } = load;
  const share = `${((busyShare ?? 0) * 100).toFixed(0)} %`;
  const state = (busyShare ?? 0) >= busyFrom ? `**busy**: others kept ${share} of the processors` : `quiet (${share})`;
  const averagesText = averages.map(value => value.toFixed(2)).join(', ');
  const began = `${date.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `\`npm run bench -- ${bench}\``,
    began,
    `${seconds.toFixed(0)} s`,
    String(rounds),
    busyShare === undefined ? '' : state,
    averagesText,
  ];
}

/**
 * All figures as Markdown: on what and when they were measured, one table of all rows, and what was missing.
 *
 * @param {readonly BenchResults[]} benches
 */
export function figuresText(benches) {
  const versions = different(benches.flatMap(({ node, rows }) => [`Node ${node}`, ...rows.flatMap(versionsOf)])).sort();
  const missing = different(benches.flatMap(({ missing: peers }) => peers.map(({ name, get }) => `${name}: ${get}`)));
  return [
    `* Machine: ${different(benches.map(({ machine }) => machineText(machine))).join('; ')}`,
    `* Date: ${different(benches.map(({ date }) => date.slice(0, 10))).join(', ')}`,
    `* Versions: Nova Doctor ${different(benches.map(({ product }) => product)).join(', ')}; ${versions.join(', ')}`,
    ...busyText(benches),
    ...missing.map(peer => `* Not compared, because it is not here: ${peer}`),
    ...(benches.some(({ isQuick }) => isQuick)
      ? ['* **A quick run: small and hardly repeated. Its figures mean nothing.**']
      : []),
    '',
    ...table(
      ['what is measured', 'wanted', 'Nova Doctor', 'beside it', 'ratio', 'n'],
      benches.flatMap(({ rows }) => rows.map((row, index) => cells(row, rows[index - 1]))),
    ),
    '',
    ...table(
      ['bench', 'began', 'took', 'rounds', 'the machine before it', 'load averages'],
      benches.map(circumstances),
    ),
    '',
  ].join('\n');
}

/** @param {readonly BenchResults[]} benches */
function busyText(benches) {
  const shares = benches.map(({ load }) => load.busyShare ?? 0);
  const busy = shares.filter(share => share >= busyFrom);
  if (busy.length === 0) return [];
  const most = (Math.max(...busy) * 100).toFixed(0);
  return [
    `* **The machine was busy before ${busy.length} of ${shares.length} benches: others kept up to ${most} % of its processors. Times are longer than on a quiet machine, and ratios less sure.**`,
  ];
}

/** @param {Row} row */
function versionsOf(row) {
  if ('failed' in row || row.beside?.version === undefined) return [];
  return [`${row.beside.name} ${row.beside.version}`];
}

const begin = '<!-- figures: written by npm run bench -- --readme -->';
const end = '<!-- /figures -->';

/**
 * A document with the figures between their markers.
 *
 * @param {string} document
 * @param {readonly BenchResults[]} benches
 */
export function withFigures(document, benches) {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document has no place for the figures: ${begin} … ${end}`);
  return [document.slice(0, from) + begin, '', figuresText(benches), document.slice(to)].join('\n');
}
