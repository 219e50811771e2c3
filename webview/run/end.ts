import * as l10n from '@vscode/l10n';
import { canResume } from '../../core/features/run-list.ts';
import { controllerTrails, type RunPage, type RunRequest } from '../../core/features/run-page.ts';
import { runEndWord } from '../../core/features/run-words.ts';
import { visibleText } from '../../core/text/visible.ts';
import { element } from '../lib/dom.ts';
import { commandMark, commandWord } from './marks.ts';

/** How the run ended, how it left each controller, and what can be done with its report. */
export function endSection(
  page: RunPage,
  end: NonNullable<RunPage['end']>,
  send: (request: RunRequest) => void,
): HTMLElement {
  const button = (kind: 'copy' | 'report' | 'resume', text: string, isFirst = false) =>
    element('button', { class: isFirst ? 'primary' : 'secondary', onclick: () => send({ kind }) }, text);
  const isRecorded = page.run !== undefined && page.run !== '';
  const mayResume = isRecorded && canResume({ isRunning: false, isDryRun: page.isDryRun, end: end.end });
  const reports = end.report === '' ? [] : [button('copy', l10n.t('Copy Report for Ticket'), !mayResume)];
  return element(
    'section',
    { class: `end ${end.end}`, 'aria-label': l10n.t('How it ended') },
    element(
      'h2',
      {},
      page.isDryRun ? l10n.t('{0}: {1}', l10n.t('dry run'), runEndWord(end.end, l10n)) : runEndWord(end.end, l10n),
    ),
    element('p', {}, visibleText(end.seen)),
    ...(end.end === 'done' && page.steps.every(step => step.state !== 'unknown') ? [] : trails(page)),
    element(
      'div',
      { class: 'actions' },
      ...(mayResume ? [button('resume', l10n.t('Resume…'), true)] : []),
      ...reports,
      ...(isRecorded ? [button('report', l10n.t('Open Report'))] : []),
    ),
  );
}

function trails(page: RunPage): HTMLElement[] {
  const all = controllerTrails(page);
  if (all.length === 0) return [];
  const rows = all.map(({ controller, entries }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, controller),
      element('td', {}, ...(entries.length === 0 ? [l10n.t('nothing was changed')] : entries.map(entryOf))),
    ),
  );
  const caption = element('caption', {}, l10n.t('How each controller was left'));
  return [element('table', { class: 'trails' }, caption, element('tbody', {}, ...rows))];
}

function entryOf({
  step,
  printed,
  state,
}: ReturnType<typeof controllerTrails>[number]['entries'][number]): HTMLElement {
  return element(
    'div',
    { class: `command ${state}` },
    element('span', { class: 'mark', role: 'img', 'aria-label': commandWord(state) }, commandMark(state)),
    element('span', {}, `${step} `),
    element('code', {}, visibleText(printed)),
  );
}
