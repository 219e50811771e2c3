import * as l10n from '@vscode/l10n';
import type { CapacityData, CapacityLimit, Connections } from '../../core/features/config/capacity-page.ts';
import { numberText } from '../../core/log/output/words.ts';
import { element } from '../lib/dom.ts';
import { svg } from '../lib/svg.ts';
import { connectionsText, limitName, verdictText } from './words.ts';

const labelWidth = 130;
const endWidth = 76;
const barHeight = 30;
const rowHeight = 46;
const limitHeight = 20;
/** A limit beyond this many times the rest is named at the edge, so that the bars stay large. */
const farAway = 1.6;

/** The bars of what is possible and what is kept open, in parts for each service, against the limits. */
export function sumPicture(data: CapacityData, width: number): SVGSVGElement {
  const most = Math.max(finite(data.possible), data.steady, data.limits[0]?.value ?? 0, 1);
  const near = data.limits.filter(limit => limit.value <= most * farAway);
  const far = data.limits.filter(limit => limit.value > most * farAway);
  const scaled = Math.max(most, ...near.map(limit => limit.value)) * (data.possible === 'unlimited' ? 1.3 : 1);
  const space = Math.max(80, width - labelWidth - endWidth);
  const x = (value: number) => labelWidth + (value / scaled) * space;
  const top = (near.length + far.length) * limitHeight + 8;
  const height = top + 2 * rowHeight;
  return svg(
    'svg',
    { class: 'sum', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': alternative(data) },
    ...bar(data, 'possible', { x, y: top, end: labelWidth + space }),
    ...bar(data, 'steady', { x, y: top + rowHeight, end: labelWidth + space }),
    ...near.flatMap((limit, index) => limitLine(limit, { x: x(limit.value), y: index * limitHeight, height, width })),
    ...far.map((limit, index) =>
      svg(
        'text',
        { class: 'limit-name', x: width - 4, y: (near.length + index) * limitHeight + 14, 'text-anchor': 'end' },
        `${limitName(limit)} ${numberText(limit.value)} →`,
      ),
    ),
  );
}

function finite(number: Connections): number {
  return number === 'unlimited' ? 0 : number;
}

interface BarPlace {
  readonly x: (value: number) => number;
  readonly y: number;
  /** Where the bar of what has no limit ends. */
  readonly end: number;
}

function bar(data: CapacityData, measure: 'possible' | 'steady', { end, x, y }: BarPlace): SVGElement[] {
  const name = measure === 'possible' ? l10n.t('possible') : l10n.t('kept open');
  const parts: SVGElement[] = [
    svg('text', { class: 'bar-name', x: labelWidth - 10, y: y + barHeight / 2 + 5, 'text-anchor': 'end' }, name),
  ];
  let sum = 0;
  for (const [index, service] of data.services.entries()) {
    const value = service[measure];
    if (value === 0) continue;
    const from = x(sum);
    const to = value === 'unlimited' ? end : Math.min(end, x(sum + value));
    sum += finite(value);
    parts.push(
      svg(
        'rect',
        { class: `part part-${index % 6}`, x: from, y, width: Math.max(1, to - from - 1), height: barHeight },
        svg('title', {}, `${service.service}: ${connectionsText(value)}`),
      ),
    );
    if (value === 'unlimited') break;
  }
  const total = data[measure];
  const edge = total === 'unlimited' ? end : x(total);
  parts.push(svg('text', { class: 'bar-sum', x: edge + 6, y: y + barHeight / 2 + 5 }, connectionsText(total)));
  return parts;
}

interface LinePlace {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly width: number;
}

function limitLine(limit: CapacityLimit, { height, width, x, y }: LinePlace): SVGElement[] {
  const kind = `limit-${limit.program} ${limit.verdict}`;
  const isLeft = x > width / 2;
  return [
    svg('line', { class: 'halo', x1: x, x2: x, y1: y + 4, y2: height - 10 }),
    svg('line', { class: `limit ${kind}`, x1: x, x2: x, y1: y + 4, y2: height - 10 }),
    svg(
      'text',
      { class: `limit-name ${kind}`, x: isLeft ? x - 6 : x + 6, y: y + 14, 'text-anchor': isLeft ? 'end' : 'start' },
      `${limitName(limit)} ${numberText(limit.value)}`,
    ),
  ];
}

/** The picture in words. */
function alternative(data: CapacityData): string {
  const parts = data.services.map(({ possible, service, steady }) =>
    l10n.t('{0}: {1} possible, {2} kept open', service, connectionsText(possible), numberText(steady)),
  );
  const limits = data.limits.map(limit => `${limitName(limit)} ${numberText(limit.value)}`);
  return [verdictText(data), ...parts, ...limits].join('; ');
}

/** The services with their colours, in the order of the bars. */
export function legend(data: CapacityData): HTMLElement {
  const items = data.services.map(({ service }, index) =>
    element('li', {}, element('span', { class: `swatch part-${index % 6}`, 'aria-hidden': 'true' }), service),
  );
  return element('ul', { class: 'legend', 'aria-label': l10n.t('Services') }, ...items);
}
