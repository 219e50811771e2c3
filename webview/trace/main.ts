import * as l10n from '@vscode/l10n';
import type { FromTracePage, ToTracePage, TracePageState } from '../../core/features/trace-messages.ts';
import { within, zoomed } from '../../core/log/trace/lane-scale.ts';
import type { Span } from '../../core/log/trace/lanes.ts';
import type { TraceReport } from '../../core/log/trace/trace-report.ts';
import { element, spokenName } from '../lib/dom.ts';
import { connectHost } from '../lib/host.ts';
import { entryDetails } from './details.ts';
import { type EntryTable, entryTable } from './entries.ts';
import { type DrawnPicture, drawPicture, legend } from './picture.ts';
import { handlePicture } from './picture-input.ts';
import { notes, stageTable, summary } from './summary.ts';

const host = connectHost<ToTracePage, FromTracePage>();

host.onMessage(message => {
  if (message.kind === 'failed') showFailure(message.text, message.target);
  else showReport(message.report, message.target);
});
host.send({ kind: 'ready' });

function showFailure(text: string, target: unknown): void {
  host.keep({ target });
  const again = element(
    'button',
    { class: 'secondary', type: 'button', onclick: () => host.send({ kind: 'again' }) },
    l10n.t('Trace Again'),
  );
  document.body.replaceChildren(element('main', {}, element('p', { role: 'alert' }, text), again));
}

/** What the page was kept with is of use only for the same trace. */
function keptFor(target: unknown): Partial<TracePageState> {
  const kept = host.kept() as Partial<TracePageState> | undefined;
  return JSON.stringify(kept?.target) === JSON.stringify(target) ? (kept ?? {}) : {};
}

function showReport(report: TraceReport, target: unknown): void {
  const before = keptFor(target);
  const whole = wholeOf(report);
  let view: Span = before.view ? within(before.view, whole) : report.lanes.focus;
  let selected = report.entries[before.selected ?? -1] === undefined ? undefined : before.selected;
  let drawn: DrawnPicture | undefined;

  const frame = element('div', { class: 'frame' });
  const details = element('section', { class: 'details', 'aria-label': l10n.t('Entry') });
  const table: EntryTable = entryTable(report, {
    onSelect: entry => select(entry, 'table'),
    onOpen: entry => host.send({ kind: 'open', entry }),
  });

  function draw(): void {
    const hadFocus = frame.contains(document.activeElement);
    const width = frame.clientWidth;
    if (width === 0) return;
    drawn = drawPicture({ report, view, selected, width });
    frame.replaceChildren(drawn.element);
    const current = frame.querySelector<SVGGElement>('.mark.selected') ?? frame.querySelector<SVGGElement>('.mark');
    current?.setAttribute('tabindex', '0');
    if (hadFocus) current?.focus();
  }

  function select(entry: number | undefined, from: 'picture' | 'table' | 'summary'): void {
    if (entry === selected && from !== 'summary') return;
    selected = entry;
    for (const mark of frame.querySelectorAll('.mark')) mark.classList.remove('selected');
    const cluster = drawn?.clusters.find(({ entries }) => entry !== undefined && entries.includes(entry));
    frame.querySelector(`.mark[data-entry="${cluster?.chief}"]`)?.classList.add('selected');
    details.replaceChildren(
      ...entryDetails(report, entry, from === 'picture' ? (cluster?.entries.length ?? 1) - 1 : 0, host.send),
    );
    table.select(entry, from === 'summary');
    keep();
  }

  /** Shows another part of the picture. */
  function look(next: Span): void {
    view = next;
    draw();
    keep();
  }

  const keep = () => host.keep({ target, view, selected } satisfies TracePageState);

  handlePicture(frame, {
    drawn: () => drawn,
    view: () => view,
    whole,
    select: entry => select(entry, 'picture'),
    look,
    open: entry => host.send({ kind: 'open', entry }),
  });
  const middle = () => (view.from + view.to) / 2;
  const tool = (text: string, title: string, next: () => Span) =>
    element(
      'button',
      { class: 'secondary', type: 'button', title, 'aria-label': spokenName(text, title), onclick: () => look(next()) },
      text,
    );
  const tools = element(
    'p',
    { class: 'tools', role: 'toolbar', 'aria-label': l10n.t('Part of the picture') },
    tool('+', l10n.t('Zoom in'), () => zoomed(view, whole, 0.5, middle())),
    tool('−', l10n.t('Zoom out'), () => zoomed(view, whole, 2, middle())),
    tool('◀', l10n.t('Earlier'), () => moved(view, whole, -0.4)),
    tool('▶', l10n.t('Later'), () => moved(view, whole, 0.4)),
    tool(l10n.t('Operation'), l10n.t('Show the operation that the answer is about'), () => report.lanes.focus),
    tool(l10n.t('All'), l10n.t('Show everything'), () => whole),
    element('span', { class: 'legend' }, ...legend()),
  );
  const help = element('p', { id: 'picture-help', class: 'hint' }, helpText());
  const picture = report.lanes.points.length === 0 ? [] : [tools, frame, help, details];
  const parts = [
    summary(report, host.send, entry => {
      reveal(entry);
      select(entry, 'summary');
    }),
    ...picture,
    notes(report),
    stageTable(report, entry => {
      reveal(entry);
      select(entry, 'summary');
    }),
    report.entries.length === 0 ? undefined : table.element,
  ];
  document.body.replaceChildren(element('main', {}, ...parts));
  details.replaceChildren(...entryDetails(report, selected, 0, host.send));
  table.select(selected, false);
  keep();
  new ResizeObserver(draw).observe(frame);

  /** Moves the view so that an entry lies in it. */
  function reveal(entry: number): void {
    const at = report.lanes.points.find(point => point.entry === entry)?.at;
    if (at === undefined || (at >= view.from && at <= view.to)) return;
    const half = (view.to - view.from) / 2;
    look(within({ from: at - half, to: at + half }, whole));
  }
}

/** Everything, with some room at both ends so that no mark is cut. */
function wholeOf({ lanes }: TraceReport): Span {
  const room = Math.max(1, (lanes.focus.to - lanes.focus.from) * 0.02);
  return { from: -room, to: Math.max(lanes.end, 1) + room };
}

function moved(view: Span, whole: Span, share: number): Span {
  const by = (view.to - view.from) * share;
  return within({ from: view.from + by, to: view.to + by }, whole);
}

function helpText(): string {
  return l10n.t(
    'Drag to zoom in, Ctrl and the wheel to zoom, Shift and the wheel to move; arrow keys go from mark to mark, Enter opens.',
  );
}
