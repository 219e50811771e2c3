import type uPlot from 'uplot';
import { isoTime } from '../../core/log/time.ts';
import type { Lane, TimelineBins } from '../../core/log/timeline.ts';
import { styleValue, themeColour, themeFont } from '../lib/theme.ts';

/** Pixels of a lane; the labels beside it are as high (report.css). */
const laneHeight = 26;
const axisHeight = 44;
const gap = 5;

export function plotHeight(lanes: number): number {
  return Math.max(1, lanes) * laneHeight + axisHeight;
}

/** An axis in the colours of the theme, whatever that is when it is drawn. */
export function themedAxis(): uPlot.Axis {
  const line = (): string => themeColour('widget-border');
  return {
    size: axisHeight,
    font: themeFont(11),
    stroke: () => themeColour('foreground'),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 5 },
    space: 70,
  };
}

/** Times of an axis, in seconds; the first and those of another day than the one before carry their date. */
export function axisTimes(seconds: readonly number[]): string[] {
  const texts = seconds.map(time => isoTime(time * 1000, undefined));
  const isFine = seconds.some(time => time % 60 !== 0);
  return texts.map((text, index) => {
    const clock = text.slice(11, isFine ? 19 : 16);
    return text.slice(0, 10) === texts[index - 1]?.slice(0, 10) ? clock : `${clock}\n${text.slice(0, 10)}`;
  });
}

/** Draws the bars of each lane. Their height grows with the logarithm of the count: single events stay visible. */
export function drawLanes(chart: uPlot, lanes: readonly Lane[], bins: TimelineBins): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const most = Math.max(1, ...bins.counts.flat());
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const line = themeColour('widget-border');
  lanes.forEach((lane, row) => {
    const bottom = bbox.top + (row + 1) * laneHeight * ratio;
    ctx.fillStyle = line;
    ctx.fillRect(bbox.left, bottom - ratio, bbox.width, ratio);
    ctx.fillStyle = styleValue(`--${lane.role}`);
    bins.counts[row]?.forEach((count, index) => {
      if (count === 0) return;
      const from = chart.valToPos((bins.start + index * bins.step) / 1000, 'x', true);
      const to = chart.valToPos((bins.start + (index + 1) * bins.step) / 1000, 'x', true);
      const share = Math.max(0.25, Math.log1p(count) / Math.log1p(most));
      const height = Math.round((laneHeight - gap) * ratio * share);
      ctx.fillRect(from, bottom - ratio - height, Math.max(2 * ratio, to - from - ratio), height);
    });
  });
  ctx.restore();
}
