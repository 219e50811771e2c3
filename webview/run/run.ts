import * as l10n from '@vscode/l10n';
import { progressOf, type RunMessage, type RunPage, type RunRequest } from '../../core/features/run-page.ts';
import { runEndWord, stepStateWord } from '../../core/features/run-words.ts';
import { element, replaceKeepingFocus } from '../lib/dom.ts';
import { connectHost } from '../lib/host.ts';
import { endSection } from './end.ts';
import { paragraphs } from './paragraphs.ts';
import { questionSection } from './question.ts';
import { stepItem } from './step.ts';

const host = connectHost<RunMessage, RunRequest>();
const send = (request: RunRequest) => host.send(request);

/** Parts of the page, each of which is drawn anew only when it changes: the keyboard stays where it is. */
const head = element('header', {});
const asked = element('div', { class: 'asked' });
const over = element('div', {});
const list = element('ol', { class: 'steps' });
/** A screen reader is told which step runs and what is asked. */
const told = element('p', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
document.body.append(element('main', {}, head, asked, over, list), told);

const drawn = new Map<string, string>();
/** What a person opened or closed: it stays so, whatever the run does. */
const toggled = new Map<string, boolean>();
let lastRun: string | undefined;

host.onMessage(message => {
  if (message.kind === 'show') show(message.page);
  else
    replaceKeepingFocus(head, element('h1', {}, l10n.t('Run')), element('p', {}, l10n.t('Nothing was planned yet.')));
});
host.send({ kind: 'ready' });
setInterval(countDown, 1000);

function show(page: RunPage): void {
  const isOther = lastRun !== page.runbook.title;
  lastRun = page.runbook.title;
  if (isOther) toggled.clear();
  drawIfChanged('head', { ...page, steps: progressOf(page), question: undefined, end: page.end?.end }, () =>
    replaceKeepingFocus(head, ...headOf(page)),
  );
  drawIfChanged('question', page.question, () => drawQuestion(page));
  drawIfChanged('end', page.end ? page : undefined, () =>
    replaceKeepingFocus(over, ...(page.end ? [endSection(page, page.end, send)] : [])),
  );
  drawSteps(page);
  const news = newsOf(page);
  if (told.textContent !== news) told.textContent = news;
}

function drawIfChanged(part: string, value: unknown, draw: () => void): void {
  const key = JSON.stringify(value) ?? '';
  if (drawn.get(part) === key) return;
  drawn.set(part, key);
  draw();
}

function drawQuestion(page: RunPage): void {
  const step = page.steps.find(({ id }) => id === page.question?.step);
  asked.replaceChildren(...(page.question ? [questionSection(page, page.question, step, send)] : []));
  // Whoever works with the keyboard is taken to what is asked.
  asked.querySelector<HTMLElement>('h2')?.focus();
}

function drawSteps(page: RunPage): void {
  while (list.childElementCount > page.steps.length) list.lastElementChild?.remove();
  for (const [index, step] of page.steps.entries()) {
    const existing = list.children[index];
    const part = `step ${index}`;
    if (!existing) drawn.delete(part);
    drawIfChanged(part, [step, page.phase], () => {
      const item = existing ?? list.appendChild(element('li', {}));
      item.className = `step ${step.state}`;
      const content = stepItem(step, index, page, { send, toggled });
      replaceKeepingFocus(item as HTMLElement, ...content);
    });
  }
  countDown();
}

function headOf(page: RunPage): HTMLElement[] {
  const { over: done, all } = progressOf(page);
  const told = page.parameters.filter(({ value, isDefault }) => value !== '' || !isDefault);
  const values = told.map(({ name, value, isDefault }) =>
    element('li', { class: isDefault ? '' : 'changed' }, element('code', {}, name), ' ', value),
  );
  const isRunning = page.phase === 'running';
  return [
    element('h1', {}, page.runbook.title),
    element('p', { class: 'where' }, whereText(page)),
    ...page.notes.map(note => element('p', { class: 'note' }, note)),
    ...(page.runbook.summary === '' || page.phase === 'running' ? [] : paragraphs(page.runbook.summary)),
    ...(values.length === 0 ? [] : [element('ul', { class: 'values', 'aria-label': l10n.t('Values') }, ...values)]),
    ...(page.failure === undefined ? [] : [element('p', { class: 'failure', role: 'alert' }, page.failure)]),
    ...(isRunning && all > 0
      ? [element('progress', { max: all, value: done, 'aria-label': l10n.t('Steps that are over') })]
      : []),
    element('div', { class: 'actions' }, ...actionsOf(page)),
  ];
}

function whereText(page: RunPage): string {
  const { over: done, all } = progressOf(page);
  const words = [
    page.cluster === '' ? '' : l10n.t('cluster {0}', page.cluster),
    page.isDryRun ? l10n.t('dry run') : '',
  ];
  if (page.phase === 'opened') words.push(l10n.t('not planned yet'));
  if (page.phase === 'planning') words.push(l10n.t('reading the cluster …'));
  if (page.phase === 'planned') words.push(l10n.t('This is the plan. Nothing has run.'));
  if (page.phase === 'running')
    words.push(page.isStopping ? l10n.t('stopping …') : l10n.t('{0} of {1} steps', done, all));
  if (page.phase === 'ended') words.push(runEndWord(page.end?.end, l10n));
  if (page.from !== undefined) words.push(l10n.t('from step {0}', page.from));
  return words.filter(word => word !== '').join(' · ');
}

function actionsOf(page: RunPage): HTMLElement[] {
  const button = (kind: 'start' | 'dry-run' | 'parameters' | 'plan' | 'stop', text: string, isFirst = false) =>
    element('button', { class: isFirst ? 'primary' : 'secondary', onclick: () => send({ kind }) }, text);
  const change = page.parameters.length > 0 ? [button('parameters', l10n.t('Change Values…'))] : [];
  switch (page.phase) {
    case 'opened':
      return [button('plan', l10n.t('Read the Cluster and Make the Plan'), true), ...change];
    case 'planning':
      return [button('stop', l10n.t('Stop'))];
    case 'planned':
      return [
        button('start', l10n.t('Run…'), true),
        button('dry-run', l10n.t('Dry Run')),
        ...change,
        button('plan', l10n.t('Plan Again')),
      ];
    case 'running':
      return page.isStopping ? [] : [button('stop', l10n.t('Stop'))];
    case 'ended':
    case 'failed':
      return [button('plan', l10n.t('Plan Again')), ...change];
  }
}

/** What a screen reader is told: nothing of single commands, which come too fast. */
function newsOf(page: RunPage): string {
  if (page.end) return `${runEndWord(page.end.end, l10n)}: ${page.end.seen}`;
  const step = page.steps.find(({ state }) => state === 'running' || state === 'asking');
  if (step) return `${step.title}: ${stepStateWord(step.state, l10n)}`;
  return page.phase === 'running' ? '' : whereText(page);
}

/** Writes into each count-down how long it still takes. */
function countDown(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-until]')) {
    const seconds = Math.max(0, Math.ceil((Number(place.dataset.until) - Date.now()) / 1000));
    const text =
      seconds >= 60
        ? l10n.t('{0} min {1} s left', Math.floor(seconds / 60), seconds % 60)
        : l10n.t('{0} s left', seconds);
    if (place.textContent !== text) place.textContent = text;
  }
}
