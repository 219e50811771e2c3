import * as l10n from '@vscode/l10n';
import type { ReportData, ReportFormat, ReportMessage, ReportRequest } from '../../core/features/report.ts';
import type { Incident } from '../../core/log/analysis.ts';
import { confidenceWord, severityWord, spanText, timeText } from '../../core/log/output/words.ts';
import { type Lane, type LaneGrouping, rangeOfLanes, type TimeRange, timelineLanes } from '../../core/log/timeline.ts';
import { element, replaceKeepingFocus } from '../lib/dom.ts';
import { connectHost } from '../lib/host.ts';
import * as sections from './sections.ts';
import { createTimelineChart } from './timeline.ts';

/** What the page remembers while it is hidden. */
interface PageState {
  readonly incident?: string;
  readonly grouping: LaneGrouping;
  readonly isEverything: boolean;
  readonly range?: TimeRange;
  readonly window?: TimeRange;
  readonly isTableOpen: boolean;
}

const mostLanes = 24;
const host = connectHost<ReportMessage, ReportRequest>();
const actions: sections.SectionActions = {
  open: ({ path, line }) => host.send({ kind: 'open', path, line }),
  copy: text => host.send({ kind: 'copy', text }),
};

let state: PageState = {
  grouping: 'problem',
  isEverything: false,
  isTableOpen: false,
  ...(host.kept() as Partial<PageState> | undefined),
};
let report: ReportData | undefined;
let lanes: readonly Lane[] = [];
let whole: TimeRange | undefined;

const chart = createTimelineChart(range => update({ range }), zoom);
const header = element('header', {});
const before = element('div', {});
const controls = element('div', { class: 'controls' });
const chosen = element('div', { class: 'chosen', role: 'status' });
const tableHolder = element('div', {});
const details = element(
  'details',
  {
    ontoggle: () => {
      if (details.open !== state.isTableOpen) update({ isTableOpen: details.open });
    },
  },
  element('summary', {}, l10n.t('The time line as a table')),
  tableHolder,
);
const timeline = element(
  'section',
  { 'aria-labelledby': 'heading-time' },
  element('h2', { id: 'heading-time' }, l10n.t('When')),
  controls,
  chart.root,
  chosen,
  details,
);
const after = element('div', {});
const page = element('main', {}, header, before, timeline, after);

host.onMessage(message => {
  if (message.kind === 'nothing') return showNothing();
  report = message.report;
  if (message.incident !== undefined && message.incident !== state.incident) {
    state = { ...withoutTimes(state), incident: message.incident };
  }
  showReport();
});
host.send({ kind: 'ready' });

function update(change: { readonly [K in keyof PageState]?: PageState[K] | undefined }): void {
  const next = { ...state, ...change } as { -readonly [K in keyof PageState]: PageState[K] };
  if (next.range === undefined) delete next.range;
  if (next.window === undefined) delete next.window;
  state = next;
  host.keep(state);
  if (report !== undefined) showTimes(report);
}

/** For another incident, or other lanes: times that were chosen before mean nothing any more. */
function withoutTimes({ range: _, window: __, ...rest }: PageState): PageState {
  return rest;
}

function chooseLanes(change: Partial<PageState>): void {
  state = { ...withoutTimes(state), ...change };
  host.keep(state);
  showReport();
}

function zoom(isIn: boolean): void {
  if (!isIn) update({ window: undefined, range: undefined });
  else if (state.range !== undefined) update({ window: state.range, range: undefined });
}

function currentIncident(): Incident | undefined {
  const incidents = report?.analysis.incidents ?? [];
  return incidents.find(incident => incident.id === state.incident) ?? incidents[0];
}

function showNothing(): void {
  const text = l10n.t('No logs were analyzed, or the result is gone. Analyze them to see the report.');
  const again = button(l10n.t('Analyze Logs…'), () => host.send({ kind: 'analyze' }));
  document.body.replaceChildren(element('main', {}, element('p', {}, text), again));
}

function showReport(): void {
  if (report === undefined) return;
  if (!page.isConnected) document.body.replaceChildren(page);
  const incident = currentIncident();
  lanes = timelineLanes(report.analysis, state.isEverything ? undefined : incident, state.grouping).slice(0, mostLanes);
  whole = rangeOfLanes(lanes);
  details.open = state.isTableOpen;
  replaceKeepingFocus(header, ...headerOf(report, incident));
  replaceKeepingFocus(controls, ...controlsOf());
  before.replaceChildren(...present(sections.reasons({ report, incident, range: undefined })));
  showTimes(report);
}

/** Shows what depends on the chosen time. */
function showTimes(shown: ReportData): void {
  const view: sections.SectionView = { report: shown, incident: currentIncident(), range: state.range ?? state.window };
  timeline.hidden = whole === undefined;
  if (whole !== undefined) {
    const window = state.window ?? whole;
    replaceKeepingFocus(chosen, ...chosenOf(whole));
    chart.show({ lanes, window, range: state.range });
    tableHolder.replaceChildren(...(state.isTableOpen ? [sections.timelineTable(lanes, state.range ?? window)] : []));
  }
  replaceKeepingFocus(
    after,
    ...present(
      sections.chain(view, actions),
      sections.evidence(view, actions),
      sections.nextSteps(view, actions),
      sections.findings(view, actions),
      sections.lookedAt(view),
    ),
  );
}

function present(...parts: readonly (HTMLElement | undefined)[]): HTMLElement[] {
  return parts.filter(part => part !== undefined);
}

function headerOf(shown: ReportData, incident: Incident | undefined): HTMLElement[] {
  const exports = (['markdown', 'html'] as const satisfies readonly ReportFormat[]).map(format =>
    button(format === 'markdown' ? l10n.t('Export as Markdown') : l10n.t('Export as HTML'), () =>
      host.send({ kind: 'export', format }),
    ),
  );
  if (incident === undefined) {
    return [element('h1', {}, l10n.t('No incident was found.')), element('div', { class: 'actions' }, ...exports)];
  }
  const own = incident.findings.flatMap(index => shown.analysis.findings[index] ?? []);
  const requests = [...new Set(own.flatMap(finding => finding.requests))];
  const facts = [
    confidenceWord(incident.confidence, l10n),
    spanText(incident.start, incident.end, incident.zoneMinutes, l10n),
    [...new Set(own.flatMap(finding => finding.services))].join(', '),
    [...new Set(own.flatMap(finding => finding.hosts))].join(', '),
  ];
  const trace = button(l10n.t('Trace a request…'), () => host.send({ kind: 'trace', requests }));
  return [
    ...present(chooserOf(shown, incident)),
    element(
      'h1',
      {},
      element('span', { class: `severity ${incident.severity}` }, severityWord(incident.severity, l10n)),
      ' ',
      incident.title,
    ),
    element('p', { class: 'facts' }, facts.filter(fact => fact !== '').join(' · ')),
    element('div', { class: 'actions' }, ...exports, ...(requests.length === 0 ? [] : [trace])),
  ];
}

function chooserOf({ analysis }: ReportData, incident: Incident): HTMLElement | undefined {
  if (analysis.incidents.length < 2) return undefined;
  const select = selection(
    analysis.incidents.map((each, index) => [each.id, `${index + 1}. ${each.title}`]),
    incident.id,
    id => chooseLanes({ incident: id }),
  );
  return element('label', { class: 'chooser' }, l10n.t('Incident'), ' ', select);
}

function controlsOf(): HTMLElement[] {
  const groupings: readonly (readonly [LaneGrouping, string])[] = [
    ['problem', l10n.t('by problem')],
    ['host', l10n.t('by host')],
    ['problem-and-host', l10n.t('by problem and host')],
  ];
  const scopes = [
    ['incident', l10n.t('this incident')],
    ['everything', l10n.t('all problems')],
  ] as const;
  const scope = state.isEverything ? 'everything' : 'incident';
  return [
    element(
      'label',
      {},
      l10n.t('Show'),
      ' ',
      selection(scopes, scope, chosenScope => chooseLanes({ isEverything: chosenScope === 'everything' })),
    ),
    element(
      'label',
      {},
      l10n.t('Rows'),
      ' ',
      selection(groupings, state.grouping, grouping => chooseLanes({ grouping: grouping as LaneGrouping })),
    ),
  ];
}

/** Says which time is chosen, and what can be done with that. */
function chosenOf(all: TimeRange): (HTMLElement | string)[] {
  const { range, window } = state;
  const shown = range ?? window;
  if (shown === undefined)
    return [element('p', { class: 'hint' }, l10n.t('Drag over the time line to choose a time.'))];
  const text = `${timeText(shown.start, undefined)} – ${timeText(shown.end, undefined).slice(11)}`;
  const isAll = shown.start <= all.start && shown.end >= all.end;
  return [
    element('p', {}, isAll ? l10n.t('The whole time') : l10n.t('Only {0}', text)),
    ...(range === undefined ? [] : [button(l10n.t('Zoom in'), () => zoom(true))]),
    button(l10n.t('Whole time'), () => zoom(false)),
  ];
}

function selection(
  options: readonly (readonly [string, string])[],
  value: string,
  onChoose: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    'select',
    { onchange: () => onChoose(made.value) },
    ...options.map(([id, label]) => element('option', { value: id, selected: id === value }, label)),
  );
  return made;
}

function button(label: string, onclick: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'secondary', onclick }, label);
}
