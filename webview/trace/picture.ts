import * as l10n from '@vscode/l10n';
import { clusterPoints, type PointCluster } from '../../core/log/trace/lane-scale.ts';
import type { LaneBar, Span } from '../../core/log/trace/lanes.ts';
import type { TraceReport } from '../../core/log/trace/trace-report.ts';
import { milliseconds } from '../../core/log/trace/trace-words.ts';
import { fitting, svg } from '../lib/svg.ts';
import { axisMarks } from './axis.ts';
import { axisHeight, barHeight, barTop, layPicture, type PictureLayout, spanHeight } from './picture-layout.ts';

export interface PictureOptions {
  readonly report: TraceReport;
  readonly view: Span;
  readonly selected: number | undefined;
  readonly width: number;
}

/** What is drawn, and where a place of it lies in time. */
export interface DrawnPicture {
  readonly element: SVGSVGElement;
  readonly clusters: readonly PointCluster[];
  readonly layout: PictureLayout;
  /** @param x pixels from the left edge. @returns milliseconds as the view's. */
  timeAt(x: number): number;
}

/** Everything that the parts of the picture are drawn from. */
interface Drawing extends PictureOptions {
  readonly layout: PictureLayout;
  readonly x: (at: number) => number;
}

/** Points nearer than this are drawn as one. */
const markWidth = 11;
/** Pixels that a usual character of a bar's text takes. */
const smallCharacter = 5.9;
/** More lines between lanes than this would be a black area. */
const mostHops = 600;

/** Draws the part of a trace that the view shows. Marks of entries carry the index of their first entry in `data-entry`. */
export function drawPicture(options: PictureOptions): DrawnPicture {
  const { report, view, width } = options;
  const layout = layPicture(report.lanes, width);
  const perMs = (layout.right - layout.left) / Math.max(1e-6, view.to - view.from);
  const x = (at: number) => layout.left + (at - view.from) * perMs;
  const drawing: Drawing = { ...options, layout, x };
  const clusters = clusterPoints(report.lanes.points, view, markWidth / perMs);
  const element = svg(
    'svg',
    {
      class: 'picture',
      width,
      height: layout.height,
      viewBox: `0 0 ${width} ${layout.height}`,
      role: 'group',
      'aria-label': l10n.t('Path of the request over time, one lane for each service on each host'),
      'aria-describedby': 'picture-help',
    },
    definitions(layout),
    svg('g', { class: 'grid' }, ...grid(drawing)),
    svg('g', { class: 'names' }, ...names(drawing)),
    svg(
      'g',
      { 'clip-path': 'url(#plot)' },
      ...gaps(drawing),
      ...operations(drawing),
      ...stages(drawing),
      ...hops(drawing, clusters),
      ...report.lanes.bars.flatMap(bar => barOf(drawing, bar)),
    ),
    svg('g', { class: 'marks' }, ...clusters.map(cluster => markOf(drawing, cluster))),
  );
  return { element, clusters, layout, timeAt: pixel => view.from + (pixel - layout.left) / perMs };
}

function definitions({ left, right, height }: PictureLayout): SVGElement {
  return svg(
    'defs',
    {},
    svg('clipPath', { id: 'plot' }, svg('rect', { x: left, y: 0, width: right - left + 1, height })),
    svg(
      'pattern',
      { id: 'silence', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      svg('line', { class: 'silence-line', x1: 0, y1: 0, x2: 0, y2: 8 }),
    ),
  );
}

function grid({ report, view, layout, x }: Drawing): SVGElement[] {
  const { left, right, height } = layout;
  const marks = axisMarks(view, report.clockOrigin, right - left).flatMap(({ at, text }) => {
    const place = x(at);
    const anchor = place > right - 30 ? 'end' : place < left + 20 ? 'start' : 'middle';
    return [
      svg('line', { class: 'tick', x1: place, y1: axisHeight - 4, x2: place, y2: height }),
      svg('text', { class: 'tick-text', x: place, y: axisHeight - 9, 'text-anchor': anchor }, text),
    ];
  });
  const lines = layout.lanes.map(({ top }) => svg('line', { class: 'lane-line', x1: 0, y1: top, x2: right, y2: top }));
  return [...marks, ...lines, svg('line', { class: 'lane-line', x1: left, y1: axisHeight, x2: left, y2: height })];
}

function names({ report, layout }: Drawing): SVGElement[] {
  const room = layout.left - 14;
  const section = (text: string, y: number) => svg('text', { class: 'section', x: 4, y: y + 14 }, fitting(text, room));
  const { lanes } = report;
  return [
    ...(lanes.operations.length > 1 ? [section(l10n.t('Operations'), layout.operationsTop)] : []),
    ...(lanes.stages.length > 0 ? [section(l10n.t('Stages'), layout.stagesTop)] : []),
    ...lanes.lanes.map(({ service, host, entries, errors }, index) => {
      const { top } = layout.lanes[index]!;
      const name = fitting(service, room, 6.8);
      const isWide = layout.left > 150;
      const hostRoom = room - name.length * 6.8 - 10;
      return svg(
        'g',
        {},
        svg(
          'title',
          {},
          [service, host, l10n.t('{0} entries, {1} errors', entries, errors)].filter(Boolean).join(', '),
        ),
        svg('text', { class: 'lane-name', x: 4, y: top + 18 }, name),
        host === undefined || !isWide
          ? undefined
          : svg(
              'text',
              { class: 'lane-host', x: layout.left - 8, y: top + 18, 'text-anchor': 'end' },
              fitting(host, hostRoom),
            ),
      );
    }),
  ];
}

function gaps({ report, layout, x }: Drawing): SVGElement[] {
  return report.lanes.gaps.flatMap(({ from, to }) => {
    const width = x(to) - x(from);
    if (width < 3) return [];
    const text = l10n.t('{0} silence', milliseconds(to - from, l10n));
    const y = layout.gapsTop;
    return [
      svg('rect', { class: 'silence', x: x(from), y, width, height: layout.height - y, fill: 'url(#silence)' }),
      svg(
        'text',
        { class: 'silence-text', x: middleOf({ from, to }, { layout, x }), y: y + 13, 'text-anchor': 'middle' },
        svg('title', {}, text),
        fitting(text, width - 4) || fitting(milliseconds(to - from, l10n), width - 2),
      ),
    ];
  });
}

/** The middle of that part of a span that is on the screen. */
function middleOf({ from, to }: Span, { layout, x }: Pick<Drawing, 'layout' | 'x'>): number {
  return (Math.max(layout.left, x(from)) + Math.min(layout.right, x(to))) / 2;
}

function operations(drawing: Drawing): SVGElement[] {
  const { report, layout } = drawing;
  if (report.lanes.operations.length < 2) return [];
  return report.lanes.operations.flatMap(({ operation, row, state, from, to }) => {
    const { title, outcome, took, entry } = report.operations[operation]!;
    return labelledSpan(drawing, {
      span: { from, to },
      y: layout.operationsTop + row * (spanHeight + 2),
      kind: `operation ${state}`,
      texts: [took === '' ? title : `${title} · ${took}`, title],
      words: [title, outcome, took].filter(word => word !== '').join(', '),
      entry,
    });
  });
}

function stages(drawing: Drawing): SVGElement[] {
  const { report, layout, x } = drawing;
  return report.lanes.stages.flatMap(({ stage, attempt, row, from, to }) => {
    const { number, title, error } = report.stages[stage]!;
    const took = milliseconds(to - from, l10n);
    const host = report.lanes.attempts.length > 1 ? report.lanes.attempts[attempt] : undefined;
    const isBroken = error !== undefined && covers(report, { from, to }, error);
    const words = l10n.t('Stage {0}, {1}: {2}', number, title, took);
    const next = Math.min(
      ...report.lanes.stages.filter(other => other.row === row && other.from > from).map(other => other.from),
    );
    return labelledSpan(drawing, {
      span: { from, to },
      y: layout.stagesTop + row * (spanHeight + 2),
      kind: `stage stage-${number % 2 === 0 ? 'even' : 'odd'}${isBroken ? ' broken' : ''}`,
      texts: [...(to - from < 1 ? [] : [`${number} ${title} · ${took}`]), `${number} ${title}`, String(number)],
      words: host === undefined ? words : `${words} (${host})`,
      room: x(next) - x(to),
    });
  });
}

function covers(report: TraceReport, { from, to }: Span, entry: number): boolean {
  const at = report.lanes.points.find(point => point.entry === entry)?.at;
  return at !== undefined && at >= from && at <= to;
}

interface LabelledSpan {
  readonly span: Span;
  readonly y: number;
  readonly kind: string;
  /** What is written into it: the first one that fits. */
  readonly texts: readonly string[];
  /** What is said of it in full. */
  readonly words: string;
  readonly entry?: number;
  /** Pixels that are free behind it: a text that does not fit into it may stand there. */
  readonly room?: number;
}

function labelledSpan({ layout, x, view }: Drawing, labelled: LabelledSpan): SVGElement[] {
  const { span, y, kind, texts, words, entry, room = 0 } = labelled;
  if (span.to < view.from || span.from > view.to) return [];
  const begin = Math.max(layout.left, x(span.from));
  const width = Math.max(3, Math.min(layout.right, x(span.to)) - begin);
  const inside = texts.find(text => text.length * 6 <= width - 7);
  const beside = inside === undefined ? texts.find(text => text.length * 6 <= room - 6) : undefined;
  return [
    svg(
      'g',
      { class: kind, 'data-entry': entry },
      svg('title', {}, words),
      svg('rect', { x: begin, y, width, height: spanHeight, rx: 2 }),
      inside === undefined ? undefined : svg('text', { x: begin + 4, y: y + 14 }, inside),
      beside === undefined ? undefined : svg('text', { x: begin + width + 3, y: y + 14 }, beside),
    ),
  ];
}

function barOf({ layout, x, view, report }: Drawing, bar: LaneBar): SVGElement[] {
  if (bar.to < view.from || bar.from > view.to) return [];
  const y = barTop(layout.lanes[bar.lane]!, bar.row);
  const begin = Math.max(layout.left, x(bar.from));
  const width = Math.max(2, Math.min(layout.right, x(bar.to)) - begin);
  const took = milliseconds(bar.to - bar.from, l10n);
  const isError = bar.isError || report.entries[bar.entry]?.level === 'ERROR';
  const texts = [`${bar.label} · ${took}`, bar.label, took];
  const shown = texts.find(text => text.length * smallCharacter <= width - 6);
  return [
    svg(
      'g',
      { class: isError ? 'bar error' : 'bar', 'data-entry': bar.entry },
      svg('title', {}, `${bar.label}, ${took}`),
      svg('rect', { x: begin, y, width, height: barHeight, rx: 2 }),
      shown === undefined ? undefined : svg('text', { x: begin + 3, y: y + 9.5 }, shown),
    ),
  ];
}

/** Lines between what came one behind the other on different lanes: the way that the request took. */
function hops({ layout, x }: Drawing, clusters: readonly PointCluster[]): SVGElement[] {
  if (clusters.length > mostHops) return [];
  return clusters.flatMap((cluster, index) => {
    const next = clusters[index + 1];
    if (next === undefined || next.lane === cluster.lane) return [];
    const [y1, y2] = [layout.lanes[cluster.lane]!.pointsY, layout.lanes[next.lane]!.pointsY];
    return [svg('line', { class: 'hop', x1: x(cluster.at), y1, x2: x(next.at), y2 })];
  });
}

function markOf({ report, layout, x, selected }: Drawing, cluster: PointCluster): SVGElement {
  const { entries, kind, lane, chief } = cluster;
  const isSelected = selected !== undefined && entries.includes(selected);
  const [cx, cy] = [x(cluster.at), layout.lanes[lane]!.pointsY];
  return svg(
    'g',
    {
      class: `mark ${kind}${entries.length > 1 ? ' many' : ''}${isSelected ? ' selected' : ''}`,
      role: 'button',
      tabindex: isSelected ? 0 : -1,
      'data-entry': chief,
      transform: `translate(${cx.toFixed(1)} ${cy})`,
      'aria-label': markWords(report, chief, entries.length),
    },
    svg('rect', { class: 'hit', x: -7, y: -9, width: 14, height: 18 }),
    shapeOf(kind, entries.length > 1),
    entries.length > 1
      ? svg('text', { y: 3, 'text-anchor': 'middle' }, entries.length > 99 ? '99' : String(entries.length))
      : undefined,
  );
}

/** Kinds differ in shape as well as in colour. */
function shapeOf(kind: PointCluster['kind'], isMany: boolean): SVGElement {
  const size = isMany ? 7 : 5;
  if (kind === 'error')
    return svg('path', { class: 'shape', d: `M0 ${-size - 1} L${size + 1} 0 L0 ${size + 1} L${-size - 1} 0 Z` });
  if (kind === 'warning')
    return svg('path', { class: 'shape', d: `M0 ${-size} L${size + 1} ${size} L${-size - 1} ${size} Z` });
  if (kind === 'again') return svg('rect', { class: 'shape', x: -size, y: -size, width: 2 * size, height: 2 * size });
  return svg('circle', { class: 'shape', r: size });
}

/** What the shapes mean. */
export function legend(): Node[] {
  const item = (kind: PointCluster['kind'], words: string) => [
    svg(
      'svg',
      { class: `mark ${kind}`, width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' },
      shapeOf(kind, false),
    ),
    document.createTextNode(words),
  ];
  return [
    ...item('plain', l10n.t('entry')),
    ...item('warning', l10n.t('warning')),
    ...item('error', l10n.t('error')),
    ...item('again', l10n.t('tried again')),
  ];
}

function markWords(report: TraceReport, chief: number, count: number): string {
  const { clock, service, host, level, text } = report.entries[chief]!;
  const who = host === undefined ? service : l10n.t('{0} on {1}', service, host);
  const first = [clock, who, level ?? '', text.slice(0, 200)].filter(part => part !== '').join(', ');
  return count === 1 ? first : l10n.t('{0} entries, among them: {1}', count, first);
}
