import * as l10n from '@vscode/l10n';
import {
  type CommandGroup,
  commandGroups,
  type RunPage,
  type RunPageStep,
  type RunRequest,
} from '../../core/features/run-page.ts';
import { effectWord, type StepState, stepStateWord, targetWord } from '../../core/features/run-words.ts';
import { visibleText } from '../../core/text/visible.ts';
import { element } from '../lib/dom.ts';
import { commandMark, commandWord } from './marks.ts';
import { paragraphs } from './paragraphs.ts';
import { rowTable } from './row-table.ts';

export interface StepOptions {
  readonly send: (request: RunRequest) => void;
  /** What a person opened or closed, by ids of steps. */
  readonly toggled: Map<string, boolean>;
}

const marks: Readonly<Record<StepState, string>> = {
  planned: '○',
  running: '▶',
  asking: '?',
  done: '✓',
  skipped: '–',
  failed: '✗',
  undone: '↶',
  cancelled: '■',
  unknown: '?',
};

/** One step: what it does and where, how far it is, and its commands. */
export function stepItem(step: RunPageStep, index: number, page: RunPage, options: StepOptions): HTMLElement[] {
  const title = element(
    'div',
    { class: 'title' },
    element('span', { class: 'mark', role: 'img', 'aria-label': stepStateWord(step.state, l10n) }, marks[step.state]),
    element('h2', {}, `${index + 1}. ${step.title}`),
    element('span', { class: `effect ${step.effect}` }, effectWord(step.effect, l10n)),
    element('span', { class: 'where' }, placeText(step)),
    page.phase === 'planned' || page.phase === 'opened'
      ? undefined
      : element('span', { class: 'state' }, stepStateWord(step.state, l10n)),
  );
  return [title, ...countDown(step, options), ...linesOf(step), ...detailsOf(step, page, options)];
}

function placeText(step: RunPageStep): string {
  const target = targetWord(step.on, l10n);
  const names = step.controllers.join(', ');
  const order = step.isOneByOne && step.controllers.length > 1 ? l10n.t('one by one') : '';
  return [target, target.includes(names) ? '' : names, order].filter(text => text !== '').join(' · ');
}

function countDown(step: RunPageStep, { send }: StepOptions): HTMLElement[] {
  if (step.until === undefined || step.state !== 'running') return [];
  const left = element('span', { class: 'left', role: 'timer', 'data-until': step.until });
  if (step.effect !== 'wait') return [element('p', { class: 'count' }, left)];
  const button = element(
    'button',
    { class: 'secondary', onclick: () => send({ kind: 'cut-short' }) },
    l10n.t('Go On Now'),
  );
  return [element('p', { class: 'count' }, left, ' ', button)];
}

function linesOf(step: RunPageStep): HTMLElement[] {
  const isPlanned = step.state === 'planned';
  return [
    ...(step.seen === '' ? [] : [element('p', { class: 'seen' }, visibleText(step.seen))]),
    ...(step.refusal === undefined ? [] : [element('p', { class: 'failure' }, visibleText(step.refusal))]),
    ...step.notes.map(note => element('p', { class: 'note' }, visibleText(note))),
    ...(isPlanned && step.manual !== undefined ? paragraphs(step.manual) : []),
  ];
}

function detailsOf(step: RunPageStep, page: RunPage, { send, toggled }: StepOptions): HTMLElement[] {
  const groups = commandGroups(step.commands);
  const isEmpty = groups.length === 0 && Object.keys(step.output).length === 0;
  if (isEmpty && step.description === '' && step.undo === undefined) return [];
  // What is asked shows the rows already, with boxes to tick.
  const isAsked = step.state === 'asking' && step.rows.length > 0;
  const isActive = ['running', 'asking', 'failed', 'unknown', 'cancelled'].includes(step.state) && !isAsked;
  const isOpen = toggled.get(step.id) ?? (page.phase === 'planned' || isActive);
  const details = element(
    'details',
    { open: isOpen },
    element(
      'summary',
      {},
      step.commands.length === 0 ? l10n.t('details') : l10n.t('commands: {0}', step.commands.length),
    ),
    ...paragraphs(step.description),
    ...(step.rows.length === 0 ? [] : [rowTable(step.rows, step.columns)]),
    ...(step.rows.length === 0 ? groups.map(groupOf) : [commandList(step)]),
    ...outputOf(step),
    ...(step.undo === undefined || groups.some(group => group.undo.length > 0)
      ? []
      : [element('p', { class: 'undo' }, l10n.t('Taken back by: {0}', step.undo))]),
    element(
      'button',
      { class: 'link', onclick: () => send({ kind: 'open', step: step.id }) },
      l10n.t('Show in the runbook'),
    ),
  );
  details.addEventListener('toggle', () => {
    if (details.open !== isOpen || toggled.has(step.id)) toggled.set(step.id, details.open);
  });
  return [details];
}

/** Commands of which each belongs to a row: many short ones. */
function commandList({ commands }: RunPageStep): HTMLElement {
  const items = commands.map(({ controller, printed, state, said }) =>
    element(
      'li',
      { class: `command ${state}` },
      element('span', { class: 'mark', role: 'img', 'aria-label': commandWord(state) }, commandMark(state)),
      element('strong', {}, controller),
      ' ',
      element('code', {}, visibleText(printed)),
      said === '' ? undefined : element('span', { class: 'said' }, visibleText(said)),
    ),
  );
  return element('ul', { class: 'controllers' }, ...items);
}

/** What controllers print while the step runs. */
function outputOf(step: RunPageStep): HTMLElement[] {
  const isSaid = (controller: string, text: string) =>
    step.commands.some(command => command.controller === controller && command.said.trim() === text.trim());
  const unsaid = Object.entries(step.output).filter(([controller, text]) => !isSaid(controller, text));
  return unsaid.map(([controller, text]) => {
    const lines = element('pre', { class: 'output', tabindex: 0, 'aria-label': l10n.t('Output of {0}', controller) });
    lines.textContent = visibleText(text);
    return element('div', { class: 'group' }, element('strong', {}, controller), lines);
  });
}

/** A command with all controllers on which it runs, and what each of them said. */
function groupOf(group: CommandGroup): HTMLElement {
  const controllers = group.commands.map(({ controller, state, said }) =>
    element(
      'li',
      { class: `command ${state}` },
      element('span', { class: 'mark', role: 'img', 'aria-label': commandWord(state) }, commandMark(state)),
      element('strong', {}, controller),
      said === '' ? undefined : element('span', { class: 'said' }, visibleText(said)),
    ),
  );
  return element(
    'div',
    { class: 'group' },
    element('pre', {}, visibleText(group.printed)),
    element('ul', { class: 'controllers' }, ...controllers),
    ...(group.undo.length === 0
      ? []
      : [element('p', { class: 'undo' }, l10n.t('Taken back by: {0}', visibleText(group.undo.join('; '))))]),
  );
}
