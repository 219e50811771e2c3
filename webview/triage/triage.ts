import * as l10n from '@vscode/l10n';
import type { TriageCard, TriageCause, TriageStatus } from '../../core/cluster/triage.ts';
import type { TriageMessage, TriageRequest } from '../../core/cluster/triage-page.ts';
import { element } from '../lib/dom.ts';
import { connectHost } from '../lib/host.ts';

const host = connectHost<TriageMessage, TriageRequest>();
const main = element('main', {});
/** A screen reader is told when the card has changed. */
const told = element('p', { class: 'told', role: 'status' });
document.body.append(main, told);

host.onMessage(message => {
  if (message.kind === 'reading') showReading(message.cluster);
  else if (message.kind === 'nothing') showNothing(message.reason);
  else showCard(message.card);
});
host.send({ kind: 'ready' });

function showReading(cluster: string): void {
  told.textContent = l10n.t('Reading {0} …', cluster);
  main.setAttribute('aria-busy', 'true');
  if (main.childElementCount === 0) main.append(element('h1', {}, l10n.t('Triage of {0}', cluster)));
}

function showNothing(reason: string): void {
  main.removeAttribute('aria-busy');
  told.textContent = '';
  const setUp = () => host.send({ kind: 'set-up' });
  main.replaceChildren(
    element('h1', {}, l10n.t('Triage')),
    element('p', {}, reason),
    element('button', { class: 'primary', onclick: setUp }, l10n.t('Show the Controllers View')),
  );
}

function showCard(card: TriageCard): void {
  main.removeAttribute('aria-busy');
  told.textContent = l10n.t(
    'As of {0}. Nothing was changed.',
    new Date(card.at).toLocaleTimeString(document.documentElement.lang),
  );
  main.replaceChildren(
    element('h1', {}, l10n.t('Triage of {0}', card.cluster)),
    element(
      'div',
      { class: 'actions' },
      element('button', { class: 'secondary', onclick: () => host.send({ kind: 'refresh' }) }, l10n.t('Read Again')),
      element('button', { class: 'secondary', onclick: () => host.send({ kind: 'copy' }) }, l10n.t('Copy for Ticket')),
    ),
    ...causesOf(card),
    linesOf(card),
  );
}

function causesOf(card: TriageCard): HTMLElement[] {
  const [first, ...others] = card.causes;
  if (!first) {
    const isBlind = card.lines.some(({ status }) => status === 'unknown');
    const text = isBlind
      ? l10n.t('Nothing stands out, but not everything could be read.')
      : l10n.t('Nothing stands out.');
    return [element('section', { class: `cause ${isBlind ? 'unknown' : 'good'}` }, element('p', {}, text))];
  }
  return [causeOf(first, l10n.t('Likely cause')), ...others.map(cause => causeOf(cause, l10n.t('Also')))];
}

function causeOf(cause: TriageCause, title: string): HTMLElement {
  const { runbook } = cause;
  return element(
    'section',
    { class: 'cause alarm' },
    element('h2', {}, title),
    element('p', {}, cause.text),
    element('p', {}, element('strong', {}, l10n.t('Next step:')), ' ', cause.nextStep),
    runbook === undefined
      ? undefined
      : element(
          'button',
          { class: 'primary', onclick: () => host.send({ kind: 'runbook', runbook }) },
          l10n.t('Plan the Runbook {0}…', runbook),
        ),
  );
}

function linesOf(card: TriageCard): HTMLElement {
  const rows = card.lines.map(({ label, value, status }) =>
    element(
      'tr',
      { class: status },
      element('td', { class: 'mark', 'aria-label': statusWord(status), role: 'img' }, markOf(status)),
      element('th', { scope: 'row' }, label),
      element('td', {}, value),
    ),
  );
  return element('table', {}, element('caption', {}, l10n.t('What was read')), element('tbody', {}, ...rows));
}

function markOf(status: TriageStatus): string {
  return { good: '✓', warning: '!', alarm: '✗', unknown: '?' }[status];
}

function statusWord(status: TriageStatus): string {
  return {
    good: l10n.t('in order'),
    warning: l10n.t('warning'),
    alarm: l10n.t('alarm'),
    unknown: l10n.t('not known'),
  }[status];
}
