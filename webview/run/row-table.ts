import * as l10n from '@vscode/l10n';
import type { PreviewRow } from '../../core/runbook/plan.ts';
import { visibleText } from '../../core/text/visible.ts';
import { element } from '../lib/dom.ts';

/** Lets a person choose: the ids of the chosen rows, and what is called when they have changed. */
export interface RowChoice {
  readonly chosen: Set<string>;
  onChange(): void;
}

/**
 * The rows that a step would destroy, put together by what their loss means.
 * @param choice with which each can be left out; without it, the table only shows which ones would be chosen.
 */
export function rowTable(rows: readonly PreviewRow[], columns: readonly string[], choice?: RowChoice): HTMLElement {
  const width = Math.max(0, ...rows.map(row => row.cells.length));
  const titles = Array.from({ length: width }, (_, index) => columns[index] ?? '');
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, element('span', { class: 'spoken' }, l10n.t('Chosen'))),
    ...titles.map(title => element('th', { scope: 'col' }, title)),
  );
  const bodies = [...new Set(rows.map(row => row.loss))].map(loss => {
    const same = rows.filter(row => row.loss === loss);
    const meaning = element('th', { scope: 'rowgroup', colspan: width + 1, class: 'loss' }, visibleText(loss));
    return element(
      'tbody',
      {},
      ...(loss === '' ? [] : [element('tr', {}, meaning)]),
      ...same.map(row => rowOf(row, `row-${rows.indexOf(row)}`, choice)),
    );
  });
  return element('div', { class: 'scrolled rows' }, element('table', {}, element('thead', {}, head), ...bodies));
}

function rowOf(row: PreviewRow, id: string, choice: RowChoice | undefined): HTMLElement {
  const first = choice ? checkBox(row, id, choice) : chosenMark(row);
  const cells = row.cells.map((cell, index) => {
    const text = visibleText(cell);
    // A click on the name ticks it, and a screen reader says what is ticked.
    return element('td', {}, choice && index < 2 ? element('label', { for: id }, text) : text);
  });
  return element('tr', {}, element('td', {}, first), ...cells);
}

function checkBox(row: PreviewRow, id: string, { chosen, onChange }: RowChoice): HTMLElement {
  const box = element('input', { type: 'checkbox', id, checked: chosen.has(row.id) });
  box.addEventListener('change', () => {
    if (box.checked) chosen.add(row.id);
    else chosen.delete(row.id);
    onChange();
  });
  return box;
}

function chosenMark({ isChosen }: PreviewRow): HTMLElement {
  const word = isChosen ? l10n.t('chosen') : l10n.t('left out, unless it is chosen');
  return element('span', { class: 'mark', role: 'img', 'aria-label': word, title: word }, isChosen ? '☑' : '☐');
}
