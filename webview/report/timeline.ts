import * as l10n from '@vscode/l10n';
import uPlot from 'uplot';
import { numberText, timeText } from '../../core/log/output/words.ts';
import { binLanes, type Lane, type TimelineBins, type TimeRange } from '../../core/log/timeline.ts';
import { element } from '../lib/dom.ts';
import { onThemeChange } from '../lib/theme.ts';
import { axisTimes, drawLanes, plotHeight, themedAxis } from './lane-drawing.ts';

/** What is shown: the lanes, and the stretch of time. */
export interface TimelineView {
  readonly lanes: readonly Lane[];
  readonly window: TimeRange;
  /** What is chosen within it. */
  readonly range: TimeRange | undefined;
}

export interface TimelineChart {
  readonly root: HTMLElement;
  show(view: TimelineView): void;
}

/** The keyboard's place in the chart: stretches of time, of which the first one stays while the other moves. */
interface KeyCursor {
  anchor: number;
  at: number;
}

const widestBin = 6;

/**
 * Makes a chart in which every lane is a row of bars over a common time.
 * @param onRange gets what the user chose with the mouse or the keyboard; undefined when nothing is chosen any more.
 * @param onZoom is called when the user wants to look at the chosen time only (true), or at all of it (false).
 */
export function createTimelineChart(
  onRange: (range: TimeRange | undefined) => void,
  onZoom: (isIn: boolean) => void,
): TimelineChart {
  const labels = element('ol', { class: 'lane-labels' });
  const spoken = element('p', { class: 'spoken', role: 'status' });
  const readout = element('p', { class: 'readout', 'aria-hidden': 'true' });
  const plot = element('div', {
    class: 'plot',
    tabindex: 0,
    role: 'application',
    'aria-label': l10n.t(
      'Time line. Left and right go through time, with Shift they choose a stretch of it, Enter shows only that, Escape shows all. The same is in the table below.',
    ),
    onkeydown: event => onKey(event as KeyboardEvent),
  });
  const root = element('div', { class: 'timeline' }, labels, plot, readout, spoken);
  let view: TimelineView = { lanes: [], window: { start: 0, end: 1000 }, range: undefined };
  let bins: TimelineBins = { start: 0, step: 1000, counts: [] };
  let keys: KeyCursor | undefined;
  let chart: uPlot | undefined;

  function show(next: TimelineView): void {
    const isSame = chart !== undefined && next.lanes === view.lanes && sameRange(next.window, view.window);
    view = next;
    if (isSame) showRange();
    else draw();
  }

  function draw(): void {
    labels.replaceChildren(...view.lanes.map(labelOf));
    const width = Math.max(160, plot.clientWidth);
    bins = binLanes(view.lanes, view.window, Math.floor(width / widestBin));
    chart?.destroy();
    chart = new uPlot(chartOptions(width), chartData(), plot);
    keys = undefined;
  }

  function chartData(): uPlot.AlignedData {
    const times = (bins.counts[0] ?? []).map((_, index) => (bins.start + index * bins.step) / 1000);
    return [times, times.map(() => null)];
  }

  function chartOptions(width: number): uPlot.Options {
    const window = (): uPlot.Range.MinMax => [view.window.start / 1000, view.window.end / 1000];
    return {
      width,
      height: plotHeight(view.lanes.length),
      padding: [0, 8, 0, 8],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: true, range: window }, y: { range: [0, 1] } },
      axes: [{ ...themedAxis(), values: (_, splits) => axisTimes(splits) }, { show: false }],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        ready: [showRange],
        draw: [self => drawLanes(self, view.lanes, bins)],
        setSelect: [self => choose(self.select)],
        setCursor: [self => showReadout(binAt(self.cursor.left))],
      },
    };
  }

  function choose({ left, width }: { readonly left: number; readonly width: number }): void {
    if (chart === undefined) return;
    if (width <= 0) onRange(undefined);
    else {
      const first = binAt(left);
      const last = binAt(left + width);
      if (first !== undefined && last !== undefined) onRange(rangeOfBins(first, last));
    }
  }

  /** Index of the stretch at so many pixels from the left of the plotting area. */
  function binAt(left: number | undefined): number | undefined {
    if (chart === undefined || left === undefined || left < 0) return undefined;
    const time = chart.posToVal(left, 'x') * 1000;
    const index = Math.floor((time - bins.start) / bins.step);
    return Math.max(0, Math.min(index, (bins.counts[0]?.length ?? 1) - 1));
  }

  function rangeOfBins(one: number, other: number): TimeRange {
    const first = Math.min(one, other);
    const last = Math.max(one, other);
    return { start: bins.start + first * bins.step, end: bins.start + (last + 1) * bins.step };
  }

  /** Draws the chosen time; a new chart does that as soon as it knows its scales. */
  function showRange(): void {
    if (chart === undefined) return;
    const { range } = view;
    const left = range === undefined ? 0 : Math.max(0, chart.valToPos(range.start / 1000, 'x'));
    const right = range === undefined ? 0 : Math.min(chart.over.clientWidth, chart.valToPos(range.end / 1000, 'x'));
    chart.setSelect({ left, width: Math.max(0, right - left), top: 0, height: chart.over.clientHeight }, false);
  }

  function showReadout(bin: number | undefined): void {
    readout.textContent = bin === undefined ? '' : describe(bin, bin);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      move(event.key === 'ArrowLeft' ? -1 : 1, event.shiftKey);
    } else if (event.key === 'Enter') onZoom(true);
    else if (event.key === 'Escape') {
      onRange(undefined);
      onZoom(false);
    } else return;
    event.preventDefault();
  }

  function move(by: number, isChoosing: boolean): void {
    const count = bins.counts[0]?.length ?? 0;
    if (count === 0 || chart === undefined) return;
    const from = keys?.at ?? (by > 0 ? -1 : count);
    const at = Math.max(0, Math.min(count - 1, from + by));
    keys = { at, anchor: isChoosing ? (keys?.anchor ?? at) : at };
    const middle = (bins.start + (at + 0.5) * bins.step) / 1000;
    chart.setCursor({ left: chart.valToPos(middle, 'x'), top: 0 });
    if (isChoosing) onRange(rangeOfBins(keys.anchor, at));
    spoken.textContent = describe(keys.anchor, at);
  }

  function describe(one: number, other: number): string {
    const { start, end } = rangeOfBins(one, other);
    const sums = bins.counts.map(counts =>
      Math.round(counts.slice(Math.min(one, other), Math.max(one, other) + 1).reduce((sum, count) => sum + count, 0)),
    );
    const parts = view.lanes.flatMap((lane, index) =>
      sums[index] === 0 ? [] : [`${laneName(lane)}: ${numberText(sums[index] ?? 0)}`],
    );
    const time = `${timeText(start, undefined).slice(11)}–${timeText(end, undefined).slice(11)}`;
    return `${time}  ${parts.length === 0 ? l10n.t('nothing') : parts.join(' · ')}`;
  }

  new ResizeObserver(() => {
    if (chart === undefined || plot.clientWidth === 0 || Math.abs(plot.clientWidth - chart.width) < 2) return;
    draw();
  }).observe(plot);
  onThemeChange(() => chart?.redraw(false, true));
  return { root, show };
}

/** What a lane is called: its problem, its host, or both. */
export function laneName({ title, host }: Lane): string {
  const shownHost = host === '' && title === '' ? l10n.t('unknown host') : host;
  return [title, shownHost].filter(text => text !== '').join(' · ');
}

function labelOf(lane: Lane): HTMLElement {
  const name = laneName(lane);
  return element(
    'li',
    { class: `lane-label ${lane.role}`, title: name },
    element('span', { class: 'swatch', 'aria-hidden': 'true' }),
    element('span', { class: 'lane-name' }, name),
    element('span', { class: 'lane-role' }, roleWord(lane)),
    element('span', { class: 'count' }, numberText(lane.count)),
  );
}

function roleWord({ role }: Lane): string {
  if (role === 'cause') return l10n.t('cause');
  return role === 'echo' ? l10n.t('echo') : '';
}

function sameRange(one: TimeRange, other: TimeRange): boolean {
  return one.start === other.start && one.end === other.end;
}
