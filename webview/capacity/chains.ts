import * as l10n from '@vscode/l10n';
import type { CapacityChain, CapacityPlace, ChainPool } from '../../core/features/config/capacity-page.ts';
import { timeText } from '../../core/features/config/units.ts';
import { element } from '../lib/dom.ts';
import { svg } from '../lib/svg.ts';
import { placeButton, type Shown, table } from './sum-tables.ts';
import { programNames, recycleText } from './words.ts';

const labelWidth = 270;
const endWidth = 150;
const rowHeight = 28;
const barHeight = 16;

/** One line of the picture: a time-out, or how long a pool keeps its connections. */
interface ChainLine {
  readonly label: string;
  readonly seconds: number;
  readonly kind: 'timeout' | 'shortest' | 'in-time' | 'late';
  readonly note: string;
  readonly place: CapacityPlace | undefined;
}

/** The idle times of one way to the database: the way, a picture of its times, and a table with where they stand. */
export function chainSection(chain: CapacityChain, shown: Shown, width: number): HTMLElement {
  const lines = linesOf(chain);
  const names = chain.pools.map(({ database, option }) => (database === '' ? option : `${option} (${database})`));
  return element(
    'section',
    { class: 'chain' },
    element('h3', {}, l10n.t('To {0}', chain.address)),
    element('p', { class: 'hint' }, names.join(', ')),
    way(chain, shown),
    element('figure', {}, chainPicture(lines, width)),
    table(
      l10n.t('Idle times on the way to {0}', chain.address),
      [l10n.t('Setting'), l10n.t('Time'), l10n.t('Meaning'), l10n.t('Comes from')],
      [...lines.map(line => lineRow(line, shown)), ...lendingRow(chain, shown)],
    ),
  );
}

function linesOf({ pools, timeouts }: CapacityChain): ChainLine[] {
  return [
    ...timeouts.map(({ isShortest, name, place, program, seconds }) => ({
      label: `${programNames[program]} ${name}`,
      seconds,
      kind: isShortest ? ('shortest' as const) : ('timeout' as const),
      note: isShortest ? l10n.t('the shortest: closes first') : l10n.t('closes what is idle for longer'),
      place,
    })),
    ...pools.map(({ recycle, verdict }) => ({
      label: recycle.key,
      seconds: recycle.seconds,
      kind: isLate(verdict) ? ('late' as const) : ('in-time' as const),
      note: recycleText(verdict),
      place: recycle.place,
    })),
  ];
}

function isLate(verdict: ChainPool['verdict']): boolean {
  return verdict === 'late' || verdict === 'never';
}

/** The programs in the order in which a statement passes them. */
function way({ hops }: CapacityChain, shown: Shown): HTMLElement {
  const steps = hops.map(({ place, program, where }) => {
    const name = where === undefined ? programNames[program] : `${programNames[program]} ${where}`;
    return element('li', {}, name, ...(place === undefined ? [] : [' ', placeButton(place, shown)]));
  });
  return element(
    'ol',
    { class: 'way', 'aria-label': l10n.t('Way of a statement') },
    element('li', {}, l10n.t('pool of nova')),
    ...steps,
  );
}

function chainPicture(lines: readonly ChainLine[], width: number): SVGSVGElement {
  const label = Math.min(labelWidth, width * 0.4);
  const most = Math.max(1, ...lines.map(line => line.seconds));
  const space = Math.max(60, width - label - endWidth);
  const x = (seconds: number) => label + (Math.max(0, seconds) / most) * space;
  const height = lines.length * rowHeight + 8;
  const shortest = lines.find(line => line.kind === 'shortest');
  const words = lines.map(line => `${line.label} ${lineTime(line)}: ${line.note}`).join('; ');
  return svg(
    'svg',
    { class: 'times', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': words },
    ...(shortest === undefined
      ? []
      : [svg('line', { class: 'shortest-line', x1: x(shortest.seconds), x2: x(shortest.seconds), y1: 0, y2: height })]),
    ...lines.flatMap((line, row) => {
      const y = row * rowHeight + 6;
      const isNever = line.kind === 'late' && line.seconds < 1;
      const end = isNever ? label + space : x(line.seconds);
      return [
        svg('text', { class: 'time-name', x: label - 10, y: y + 13, 'text-anchor': 'end' }, line.label),
        svg('rect', { class: `time ${line.kind}`, x: label, y, width: Math.max(2, end - label), height: barHeight }),
        svg('text', { class: 'time-value', x: end + 6, y: y + 13 }, lineTime(line)),
      ];
    }),
  );
}

function lineTime({ kind, seconds }: ChainLine): string {
  if (seconds < 1 && (kind === 'late' || kind === 'in-time')) return l10n.t('never');
  const short = timeText(seconds);
  return seconds >= 60 ? `${seconds} s (${short})` : short;
}

function lineRow(line: ChainLine, shown: Shown): HTMLElement {
  return element(
    'tr',
    { class: line.kind },
    element('th', { scope: 'row' }, line.label),
    element('td', { class: 'number' }, lineTime(line)),
    element('td', { class: 'judged' }, line.note),
    element('td', {}, line.place === undefined ? l10n.t('default') : placeButton(line.place, shown)),
  );
}

/** Not an idle time, but it cuts connections on the same way. */
function lendingRow({ lending }: CapacityChain, shown: Shown): HTMLElement[] {
  if (lending === undefined) return [];
  const { longest, place, seconds } = lending;
  const isShort = longest !== undefined && longest > seconds;
  const note =
    longest === undefined
      ? l10n.t('ends transactions that take longer')
      : l10n.t('ends transactions that take longer; one of {0} was measured', timeText(longest));
  return [
    element(
      'tr',
      { class: isShort ? 'late' : '' },
      element('th', { scope: 'row' }, 'Mycat sqlExecuteTimeout'),
      element('td', { class: 'number' }, `${seconds} s (${timeText(seconds)})`),
      element('td', { class: 'judged' }, note),
      element('td', {}, place === undefined ? l10n.t('default') : placeButton(place, shown)),
    ),
  ];
}
