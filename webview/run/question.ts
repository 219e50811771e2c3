import * as l10n from '@vscode/l10n';
import {
  chosenCommands,
  commandGroups,
  type RunPage,
  type RunPageQuestion,
  type RunPageStep,
  type RunRequest,
} from '../../core/features/run-page.ts';
import { visibleText } from '../../core/text/visible.ts';
import { element } from '../lib/dom.ts';
import { paragraphs } from './paragraphs.ts';
import { rowTable } from './row-table.ts';

type Send = (request: RunRequest) => void;

/** What the run waits for. A page agrees to nothing by itself: its buttons open boxes of VS Code. */
export function questionSection(
  page: RunPage,
  question: RunPageQuestion,
  step: RunPageStep | undefined,
  send: Send,
): HTMLElement {
  const title = element('h2', { tabindex: -1 }, l10n.t('{0}: {1}', words(question), step?.title ?? ''));
  const attributes = { class: `question ${question.kind}`, 'aria-label': l10n.t('Question') };
  return element('section', attributes, title, ...contentOf(page, question, send));
}

function words(question: RunPageQuestion): string {
  switch (question.kind) {
    case 'failure':
      return l10n.t('Failed');
    case 'destroy':
      return l10n.t('This destroys data');
    case 'manual':
      return l10n.t('For you to do');
    case 'undo':
      return l10n.t('To be taken back');
    case 'unknown':
      return l10n.t('Not known whether it was done');
    case 'change':
      return l10n.t('To be agreed to');
  }
}

function contentOf(page: RunPage, question: RunPageQuestion, send: Send): HTMLElement[] {
  const isByHand = question.kind === 'undo' && question.commands.length === 0;
  switch (question.kind) {
    case 'failure':
      return failure(question, send);
    case 'destroy':
      return destroy(page, question, send);
    case 'manual':
      return [
        ...paragraphs(question.text),
        buttons(
          button(send, { kind: 'agree', rows: [] }, l10n.t('It Is Done'), true),
          button(send, { kind: 'skip' }, l10n.t('Skip…')),
          button(send, { kind: 'refuse' }, l10n.t('Stop Here')),
        ),
      ];
    default:
      return [
        ...(question.text === '' ? [] : [element('p', {}, visibleText(question.text))]),
        ...commandList(question),
        buttons(
          button(send, { kind: 'agree', rows: [] }, isByHand ? l10n.t('It Is Done') : l10n.t('Confirm…'), true),
          ...(question.kind === 'undo' ? [] : [button(send, { kind: 'skip' }, l10n.t('Skip…'))]),
          button(send, { kind: 'refuse' }, l10n.t('Stop Here')),
        ),
      ];
  }
}

function failure(question: RunPageQuestion, send: Send): HTMLElement[] {
  const failures = question.failures.map(({ controller, text }) =>
    element('li', {}, ...(controller === undefined ? [] : [element('strong', {}, controller), ' ']), visibleText(text)),
  );
  const choices: readonly (readonly [RunRequest, string, string])[] = [
    [{ kind: 'retry' }, l10n.t('Try Again'), l10n.t('the step is planned, checked and agreed to anew')],
    [{ kind: 'skip' }, l10n.t('Skip…'), l10n.t('go on with the next step; you give a reason')],
    ...(question.canUndo
      ? ([[{ kind: 'undo' }, l10n.t('Take Back'), l10n.t('what was done is taken back, the last first')]] as const)
      : []),
    [{ kind: 'leave' }, l10n.t('Leave It'), l10n.t('the run ends here; it can go on later')],
  ];
  const rows = choices.map(([request, text, meaning], index) =>
    element('div', { class: 'choice' }, button(send, request, text, index === 0), element('span', {}, meaning)),
  );
  return [
    element('ul', { class: 'failures', role: 'alert' }, ...failures),
    element('div', { class: 'choices' }, ...rows),
  ];
}

function destroy(page: RunPage, question: RunPageQuestion, send: Send): HTMLElement[] {
  const chosen = new Set(question.rows.filter(row => row.isChosen).map(row => row.id));
  const commands = element('div', {});
  const agree = element('button', {
    class: 'primary',
    onclick: () => send({ kind: 'agree', rows: [...chosen] }),
  });
  const update = () => {
    const wanted = chosenCommands(question.commands, [...chosen]);
    commands.replaceChildren(...commandList({ ...question, commands: wanted }));
    agree.textContent =
      question.rows.length === 0
        ? l10n.t('Type the Name of the Cluster…')
        : l10n.t('Destroy {0} of {1}…', chosen.size, question.rows.length);
    agree.toggleAttribute('disabled', wanted.length === 0);
  };
  const table =
    question.rows.length === 0 ? [] : [rowTable(question.rows, question.columns, { chosen, onChange: update })];
  update();
  return [
    element(
      'p',
      {},
      l10n.t('What is lost does not come back. You are asked for the name of the cluster, {0}.', page.cluster),
    ),
    ...table,
    commands,
    buttons(
      agree,
      button(send, { kind: 'skip' }, l10n.t('Skip…')),
      button(send, { kind: 'refuse' }, l10n.t('Stop Here')),
    ),
  ];
}

/** What would run: commands of the same controllers stand in one block, each on lines of its own. */
function commandList(question: Pick<RunPageQuestion, 'commands'>): HTMLElement[] {
  const blocks = new Map<string, string[]>();
  for (const { printed, commands } of commandGroups(question.commands)) {
    const where = commands.map(({ controller }) => controller).join(', ');
    blocks.set(where, [...(blocks.get(where) ?? []), visibleText(printed)]);
  }
  return [...blocks].map(([where, lines]) =>
    element(
      'div',
      { class: 'group' },
      element('p', {}, element('strong', {}, where)),
      element('pre', {}, lines.join('\n')),
    ),
  );
}

function button(send: Send, request: RunRequest, text: string, isFirst = false): HTMLElement {
  return element('button', { class: isFirst ? 'primary' : 'secondary', onclick: () => send(request) }, text);
}

function buttons(...made: HTMLElement[]): HTMLElement {
  return element('div', { class: 'actions' }, ...made);
}
