import * as l10n from '@vscode/l10n';
import { chainOf, evidenceRows, findingRows, type ReportData } from '../../core/features/report.ts';
import type { Incident, Place } from '../../core/log/analysis.ts';
import { durationText, numberText, severityWord, sizeText, spanText, timeText } from '../../core/log/output/words.ts';
import { binLanes, countWithin, type Lane, type TimeRange } from '../../core/log/timeline.ts';
import { element } from '../lib/dom.ts';
import { laneName } from './timeline.ts';

/** What the sections ask of the page. */
export interface SectionActions {
  open(place: Pick<Place, 'path' | 'line'>): void;
  copy(text: string): void;
}

/** What the sections show. */
export interface SectionView {
  readonly report: ReportData;
  readonly incident: Incident | undefined;
  /** Only what happened in it is shown. */
  readonly range: TimeRange | undefined;
}

const mostRows = 200;
const mostTimes = 40;

/** A part of the page under a heading. Undefined where there is nothing to show. */
function section(heading: string, ...children: readonly (Node | undefined)[]): HTMLElement | undefined {
  const shown = children.filter(child => child !== undefined);
  if (shown.length === 0) return undefined;
  const id = `heading-${heading.replace(/\W+/g, '-')}`;
  return element('section', { 'aria-labelledby': id }, element('h2', { id }, heading), ...shown);
}

function list(items: readonly (string | Node)[]): HTMLElement | undefined {
  return items.length === 0 ? undefined : element('ul', {}, ...items.map(item => element('li', {}, item)));
}

function table(headings: readonly string[], rows: readonly HTMLTableRowElement[]): HTMLElement | undefined {
  if (rows.length === 0) return undefined;
  const head = element('tr', {}, ...headings.map(heading => element('th', { scope: 'col' }, heading)));
  const shown = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows.slice(0, mostRows)));
  if (rows.length <= mostRows) return element('div', { class: 'scrolled' }, shown);
  return element('div', { class: 'scrolled' }, shown, element('p', {}, l10n.t('and {0} more', rows.length - mostRows)));
}

function row(...cells: readonly (string | Node)[]): HTMLTableRowElement {
  return element('tr', {}, ...cells.map(cell => element('td', {}, cell)));
}

function number(value: number): HTMLElement {
  return element('span', { class: 'number' }, numberText(value));
}

function placeButton(view: SectionView, place: Place, actions: SectionActions): HTMLElement {
  const label = `${view.report.labels[place.path] ?? place.path}:${place.line}`;
  return element('button', { class: 'link', type: 'button', onclick: () => actions.open(place) }, label);
}

export function reasons({ incident }: SectionView): HTMLElement | undefined {
  return section(l10n.t('Why'), list(incident?.because ?? []));
}

/** The picture: the cause, and what followed from it in the order of time. */
export function chain(view: SectionView, actions: SectionActions): HTMLElement | undefined {
  const { incident, report } = view;
  if (incident === undefined) return undefined;
  const links = chainOf(report.analysis, incident);
  if (links.length === 0) return undefined;
  const cause = element(
    'div',
    { class: 'card cause' },
    element('p', { class: 'card-time' }, incident.start === undefined ? '' : clock(incident.start)),
    element('p', { class: 'card-title' }, incident.title),
  );
  const echoes = links.map(({ finding, start, after }) => {
    const passed = after === undefined || after < 0 ? '' : ` (+${durationText(after, l10n)})`;
    const card = element(
      'button',
      { class: 'card echo', type: 'button', onclick: () => actions.open(finding.first) },
      element('span', { class: 'card-time' }, start === undefined ? '' : `${clock(start)}${passed}`),
      element('span', { class: 'card-title' }, finding.title),
      element(
        'span',
        { class: 'card-note' },
        [l10n.t('{0}×', numberText(finding.count)), finding.services.join(', '), finding.hosts.slice(0, 6).join(', ')]
          .filter(text => text !== '')
          .join(' · '),
      ),
    );
    return element('li', {}, card);
  });
  return section(
    l10n.t('What follows from it'),
    element('div', { class: 'chain' }, cause, element('ol', {}, ...echoes)),
  );
}

function clock(time: number): string {
  return timeText(time, undefined).slice(11);
}

export function evidence(view: SectionView, actions: SectionActions): HTMLElement | undefined {
  const { incident, report } = view;
  if (incident === undefined) return undefined;
  const rows = evidenceRows(report.analysis, incident, view.range).map(place =>
    row(
      placeButton(view, place, actions),
      place.time === undefined ? '' : timeText(place.time, place.zoneMinutes),
      number(place.count),
      place.title,
    ),
  );
  const headings = [l10n.t('Place'), l10n.t('Time'), l10n.t('Count'), l10n.t('What')];
  if (rows.length > 0) return section(l10n.t('Evidence'), table(headings, rows), excerpt(view, actions));
  return section(l10n.t('Evidence'), element('p', {}, l10n.t('Nothing in the chosen time.')));
}

/** The first entry that tells the cause, as it stands in the log. */
function excerpt(view: SectionView, actions: SectionActions): HTMLElement | undefined {
  const { incident, report } = view;
  const findings = (incident?.findings ?? []).flatMap(index => report.analysis.findings[index] ?? []);
  const main = findings.find(finding => finding.signature === incident?.signature) ?? findings[0];
  const sample = main?.samples[0];
  if (sample === undefined) return undefined;
  return element(
    'figure',
    {},
    element('figcaption', {}, placeButton(view, sample, actions)),
    element('pre', { tabindex: 0 }, sample.text),
  );
}

export function nextSteps({ incident }: SectionView, actions: SectionActions): HTMLElement | undefined {
  if (incident === undefined) return undefined;
  const checks = incident.checks.map(({ command, lookFor }) =>
    element(
      'div',
      { class: 'check' },
      element('code', {}, command),
      element(
        'button',
        {
          type: 'button',
          class: 'secondary',
          'aria-label': l10n.t('Copy {0}', command),
          onclick: () => actions.copy(command),
        },
        l10n.t('Copy'),
      ),
      element('p', {}, lookFor),
    ),
  );
  return section(
    l10n.t('Next steps'),
    checks.length === 0 ? undefined : element('h3', {}, l10n.t('Check')),
    list(checks),
    incident.remedies.length === 0 ? undefined : element('h3', {}, l10n.t('Do')),
    list(incident.remedies),
  );
}

export function findings(view: SectionView, actions: SectionActions): HTMLElement | undefined {
  const { report } = view;
  if (report.analysis.findings.length === 0) return undefined;
  const rows = findingRows(report.analysis.findings, view.range).map(({ finding, count }) =>
    row(
      element('span', { class: `severity ${finding.severity}` }, severityWord(finding.severity, l10n)),
      number(count),
      finding.title,
      finding.hosts.join(', '),
      placeButton(view, finding.first, actions),
    ),
  );
  const headings = [l10n.t('Severity'), l10n.t('Count'), l10n.t('What'), l10n.t('Hosts'), l10n.t('First')];
  const nothing = element('p', {}, l10n.t('Nothing in the chosen time.'));
  return section(l10n.t('All problems'), table(headings, rows) ?? nothing);
}

export function lookedAt({ report }: SectionView): HTMLElement | undefined {
  const { analysis, problems, labels } = report;
  const rows = analysis.files.map(file =>
    row(
      labels[file.path] ?? file.path,
      file.service ?? '',
      file.host ?? '',
      number(file.lines),
      sizeText(file.bytes),
      spanText(file.firstTime, file.lastTime, file.zoneMinutes, l10n),
    ),
  );
  const headings = [l10n.t('Log'), l10n.t('Service'), l10n.t('Host'), l10n.t('Lines'), l10n.t('Size'), l10n.t('Time')];
  const notes = [...analysis.assumptions, ...problems.map(problem => problem.message)];
  return section(l10n.t('What was looked at'), table(headings, rows), list(notes));
}

/** The time line as a table, for those who cannot see it: times in which something happened, and how often. */
export function timelineTable(lanes: readonly Lane[], window: TimeRange): HTMLElement {
  const shown = lanes.filter(lane => countWithin(lane.timelines, window) > 0);
  const bins = binLanes(shown, window, mostTimes);
  const rows = (bins.counts[0] ?? []).flatMap((_, index) => {
    const counts = bins.counts.map(own => Math.round(own[index] ?? 0));
    if (counts.every(count => count === 0)) return [];
    const time = timeText(bins.start + index * bins.step, undefined);
    return [row(time, ...counts.map(count => (count === 0 ? '' : number(count))))];
  });
  const headings = [l10n.t('From'), ...shown.map(laneName)];
  return table(headings, rows) ?? element('p', {}, l10n.t('Nothing in the chosen time.'));
}
