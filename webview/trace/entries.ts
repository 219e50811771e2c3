import * as l10n from '@vscode/l10n';
import { numberText } from '../../core/log/output/words.ts';
import type { ReportEntry, TraceReport } from '../../core/log/trace/trace-report.ts';
import { element } from '../lib/dom.ts';

/** The entries as a table, with a filter above it. */
export interface EntryTable {
  readonly element: HTMLElement;
  /** Marks the row of an entry, where it is shown, and scrolls to it if it is asked to. */
  select(entry: number | undefined, scroll: boolean): void;
}

export interface EntryTableOptions {
  readonly onSelect: (entry: number) => void;
  readonly onOpen: (entry: number) => void;
}

/** Rows that are made at once: ten thousand would make the page slow. */
const rowsAtOnce = 300;

export function entryTable(report: TraceReport, { onSelect, onOpen }: EntryTableOptions): EntryTable {
  const services = [...new Set(report.entries.map(writerOf))].sort();
  const search = element('input', {
    type: 'search',
    placeholder: l10n.t('Text'),
    'aria-label': l10n.t('Only entries with this text'),
    oninput: () => show(rowsAtOnce),
  });
  const loud = element('input', { type: 'checkbox', onchange: () => show(rowsAtOnce) });
  const service = element(
    'select',
    { 'aria-label': l10n.t('Only entries of this service'), onchange: () => show(rowsAtOnce) },
    element('option', { value: '' }, l10n.t('all services')),
    ...services.map(name => element('option', { value: name }, name)),
  );
  const body = element('tbody');
  const count = element('span', { class: 'count', role: 'status' });
  const more = element('button', { class: 'secondary', type: 'button', onclick: () => show(Number.POSITIVE_INFINITY) });
  const rows = new Map<number, HTMLElement>();
  let selected: number | undefined;

  function isWanted(entry: ReportEntry): boolean {
    if (loud.checked && !isLoud(entry)) return false;
    if (service.value !== '' && writerOf(entry) !== service.value) return false;
    const text = search.value.trim().toLowerCase();
    return text === '' || [entry.text, entry.logger, entry.place].some(part => part.toLowerCase().includes(text));
  }

  function show(most: number): void {
    const wanted = report.entries.flatMap((entry, index) => (isWanted(entry) ? [index] : []));
    rows.clear();
    for (const index of wanted.slice(0, most)) rows.set(index, row(report.entries[index]!, index));
    body.replaceChildren(...rows.values());
    count.textContent = l10n.t('{0} of {1} entries', numberText(wanted.length), numberText(report.entries.length));
    more.hidden = wanted.length <= most;
    more.textContent = l10n.t('Show all {0}', numberText(wanted.length));
    mark();
  }

  function row(entry: ReportEntry, index: number): HTMLElement {
    const open = element('button', { class: 'link', type: 'button', onclick: () => onOpen(index) }, entry.place);
    return element(
      'tr',
      { class: classOf(entry), onclick: () => onSelect(index), onfocusin: () => onSelect(index) },
      element('td', { class: 'time' }, entry.clock),
      element('td', {}, entry.level ?? ''),
      element('td', {}, writerOf(entry)),
      element('td', { class: 'text' }, entry.text),
      element('td', { class: 'place' }, open),
    );
  }

  function mark(): void {
    for (const [index, made] of rows) {
      if (index === selected) made.setAttribute('aria-current', 'true');
      else made.removeAttribute('aria-current');
    }
  }

  const titles = [l10n.t('Time'), l10n.t('Level'), l10n.t('Service'), l10n.t('Message'), l10n.t('Place')];
  const table = element(
    'table',
    { class: 'entries' },
    element('caption', { class: 'spoken' }, l10n.t('Entries of the trace in the order of time')),
    element('thead', {}, element('tr', {}, ...titles.map(title => element('th', { scope: 'col' }, title)))),
    body,
  );
  const filter = element(
    'p',
    { class: 'filter' },
    search,
    service,
    element('label', {}, loud, l10n.t('warnings and errors only')),
    count,
  );
  show(rowsAtOnce);
  return {
    element: element('section', {}, element('h2', {}, l10n.t('Entries')), filter, table, more),
    select: (entry, scroll) => {
      selected = entry;
      if (entry !== undefined && scroll && !rows.has(entry) && isWanted(report.entries[entry]!)) {
        show(Number.POSITIVE_INFINITY);
      }
      mark();
      if (entry !== undefined && scroll) rows.get(entry)?.scrollIntoView({ block: 'nearest' });
    },
  };
}

function writerOf({ service, host }: ReportEntry): string {
  return host === undefined ? service : `${service} · ${host}`;
}

function isLoud({ level }: ReportEntry): boolean {
  return level === 'WARNING' || level === 'ERROR' || level === 'CRITICAL' || level === 'TRACE';
}

export function classOf(entry: ReportEntry): string | undefined {
  if (!isLoud(entry)) return entry.level === 'DEBUG' ? 'quiet' : undefined;
  return entry.level === 'WARNING' ? 'warning' : 'error';
}
