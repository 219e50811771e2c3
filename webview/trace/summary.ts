import * as l10n from '@vscode/l10n';
import type { FromTracePage } from '../../core/features/trace-messages.ts';
import type { ReportFact, ReportStage, TraceReport } from '../../core/log/trace/trace-report.ts';
import { element } from '../lib/dom.ts';
import { svg } from '../lib/svg.ts';

type Send = (message: FromTracePage) => void;
type Select = (entry: number) => void;

/** What happened, in words, with what can be done with the trace. */
export function summary(report: TraceReport, send: Send, select: Select): HTMLElement {
  return element(
    'header',
    {},
    element('h1', { class: report.state }, report.headline),
    element('dl', { class: 'facts' }, ...report.facts.flatMap(fact => factRows(fact, select))),
    actions(report, send),
  );
}

function factRows({ label, text, entry }: ReportFact, select: Select): HTMLElement[] {
  const content =
    entry === undefined
      ? text
      : element('button', { class: 'link', type: 'button', onclick: () => select(entry) }, text);
  return [element('dt', {}, label), element('dd', {}, content)];
}

function actions(report: TraceReport, send: Send): HTMLElement {
  const button = (text: string, title: string, message: FromTracePage) =>
    element('button', { class: 'secondary', type: 'button', title, onclick: () => send(message) }, text);
  const again = button(l10n.t('Trace Again'), l10n.t('Read the logs again'), { kind: 'again' });
  if (report.entries.length === 0) return element('p', { class: 'actions' }, again);
  return element(
    'p',
    { class: 'actions' },
    button(l10n.t('Merged Log'), l10n.t('All entries in the order of time, in an editor'), { kind: 'merged' }),
    button(l10n.t('Copy for Ticket'), l10n.t('Copy a summary as Markdown; secrets are replaced'), { kind: 'copy' }),
    button(l10n.t('Save as Text…'), l10n.t('As nova-doctor trace prints it; secrets are replaced'), {
      kind: 'save',
      format: 'text',
    }),
    button(l10n.t('Save as JSON…'), l10n.t('For programs; secrets are replaced'), { kind: 'save', format: 'json' }),
    again,
  );
}

/** Corrected clocks, assumptions, what could not be read; undefined when there is nothing to say. */
export function notes(report: TraceReport): HTMLElement | undefined {
  if (report.notes.length === 0) return undefined;
  return element(
    'section',
    { class: 'notes', 'aria-label': l10n.t('Notes') },
    element('ul', {}, ...report.notes.map(note => element('li', {}, note))),
  );
}

/** The stages of a creation with the time each took; undefined when no creation is in the trace. */
export function stageTable(report: TraceReport, select: Select): HTMLElement | undefined {
  if (report.stages.length === 0) return undefined;
  const longest = Math.max(1, ...report.stages.map(stage => stage.ms ?? 0));
  const titles = [l10n.t('Stage'), l10n.t('Took'), '', l10n.t('Entries'), l10n.t('Where')];
  return element(
    'details',
    { class: 'stages' },
    element('summary', {}, l10n.t('Stages of the creation')),
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...titles.map(title => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...report.stages.map(stage => stageRow(stage, longest, select))),
    ),
  );
}

function stageRow(stage: ReportStage, longest: number, select: Select): HTMLElement {
  const { number, title, ms, took, entries, who, error } = stage;
  const bar = svg(
    'svg',
    { class: 'share', width: 120, height: 10, 'aria-hidden': 'true' },
    svg('rect', { width: Math.max(ms === undefined ? 0 : 1, (120 * (ms ?? 0)) / longest), height: 10, rx: 2 }),
  );
  const mark =
    error === undefined
      ? undefined
      : element('button', { class: 'link error', type: 'button', onclick: () => select(error) }, l10n.t('error'));
  return element(
    'tr',
    { class: entries === 0 ? 'unseen' : undefined },
    element('th', { scope: 'row' }, `${number} ${title}`),
    element('td', { class: 'number' }, entries === 0 ? '–' : took),
    element('td', {}, bar),
    element('td', { class: 'number' }, entries === 0 ? '' : String(entries)),
    element('td', {}, who, mark && ' ', mark),
  );
}
