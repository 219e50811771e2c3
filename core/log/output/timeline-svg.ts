import type { Translator } from '../../text/l10n.ts';
import { columns, shorten } from '../../text/layout.ts';
import { binLanes, type Lane, rangeOfLanes, type TimelineBins } from '../timeline.ts';
import { numberText, timeText } from './words.ts';

export interface TimelineSvgOptions {
  readonly l10n: Translator;
  /** Makes text of a log harmless in HTML, secrets included. */
  readonly prose: (text: string) => string;
}

const width = 1000;
const labelWidth = 360;
const laneHeight = 22;
const axisHeight = 24;
const mostBins = 120;
const labelColumns = 48;

/**
 * A time line as SVG that stands in HTML: each lane is a row of bars whose height grows with the logarithm of the count.
 * Colours are classes: `cause`, `echo`, `other`, and `line`.
 * @returns nothing when no lane holds a time.
 */
export function timelineSvg(lanes: readonly Lane[], { l10n, prose }: TimelineSvgOptions): string {
  const range = rangeOfLanes(lanes);
  if (range === undefined) return '';
  const bins = binLanes(lanes, range, mostBins);
  const height = lanes.length * laneHeight + axisHeight;
  const rows = lanes.map((lane, row) => {
    const name = lane.title === '' ? lane.host : l10n.t(lane.title);
    const y = (row + 1) * laneHeight;
    const label = `<text x="0" y="${y - 6}">${prose(shorten(name, labelColumns))}</text>`;
    const count = numberText(lane.count);
    const shown = `<text x="${labelWidth - 8}" y="${y - 6}" text-anchor="end">${count}</text>`;
    const line = `<line class="line" x1="0" x2="${width}" y1="${y}" y2="${y}"/>`;
    const title = `<title>${prose(name)}: ${count}</title>`;
    return `<g>${title}${columns(name) === 0 ? '' : label}${shown}${line}${bars(bins, row, lane)}</g>`;
  });
  const start = prose(timeText(range.start, undefined));
  const end = prose(timeText(range.end, undefined));
  const described = l10n.t(
    'Time line from {0} to {1}',
    timeText(range.start, undefined),
    timeText(range.end, undefined),
  );
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${prose(described)}">`,
    ...rows,
    `<text x="${labelWidth}" y="${height - 6}">${start}</text>`,
    `<text x="${width}" y="${height - 6}" text-anchor="end">${end}</text>`,
    '</svg>',
  ].join('\n');
}

function bars({ counts }: TimelineBins, row: number, lane: Lane): string {
  const own = counts[row] ?? [];
  const most = Math.max(1, ...counts.flat());
  const binWidth = (width - labelWidth) / Math.max(1, own.length);
  return own
    .map((count, index) => {
      if (count === 0) return '';
      const share = Math.max(0.25, Math.log1p(count) / Math.log1p(most));
      const height = (laneHeight - 5) * share;
      const x = labelWidth + index * binWidth;
      const y = (row + 1) * laneHeight - height;
      return `<rect class="${lane.role}" x="${round(x)}" y="${round(y)}" width="${round(Math.max(1.5, binWidth - 0.5))}" height="${round(height)}"/>`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
