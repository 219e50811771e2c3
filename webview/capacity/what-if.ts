import * as l10n from '@vscode/l10n';
import type { CapacityChanges } from '../../core/config/capacity.ts';
import type { CapacityField } from '../../core/features/config/capacity-page.ts';
import { numberText } from '../../core/log/output/words.ts';
import { element } from '../lib/dom.ts';
import { placeButton, type Shown } from './sum-tables.ts';
import { fieldName, groupOf, originText } from './words.ts';

/** The table of numbers that can be edited in place. */
export interface WhatIf {
  readonly root: HTMLElement;
  show(shown: Shown): void;
}

interface Row {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  readonly back: HTMLButtonElement;
  readonly problem: HTMLElement;
}

/** @param onChange is called with all changes, each time when one number has changed. */
export function createWhatIf(changes: () => CapacityChanges, onChange: (changes: CapacityChanges) => void): WhatIf {
  const root = element('div', { class: 'scrolled' });
  const rows = new Map<string, Row>();
  let skeleton = '';

  /** What is being typed stays as it is: rows are only made anew when there are others. */
  function show(shown: Shown): void {
    const { fields } = shown.data;
    const next = JSON.stringify(fields.map(({ isChanged: _, value: __, ...rest }) => rest));
    if (next !== skeleton) build(shown);
    skeleton = next;
    for (const field of fields) update(field);
  }

  function build(shown: Shown): void {
    const focused = (document.activeElement as HTMLElement | null)?.id;
    rows.clear();
    const bodies: HTMLElement[] = [];
    let group = '';
    for (const field of shown.data.fields) {
      if (groupOf(field.key) !== group) {
        group = groupOf(field.key);
        const heading = element('tr', {}, element('th', { class: 'group', scope: 'rowgroup', colspan: 3 }, group));
        bodies.push(element('tbody', {}, heading));
      }
      const row = fieldRow(field, shown);
      rows.set(field.key, row);
      bodies.at(-1)?.append(row.row);
    }
    const headings = [l10n.t('Number'), l10n.t('Count with'), l10n.t('Files say')];
    root.replaceChildren(
      element(
        'table',
        { class: 'what-if' },
        element('caption', { class: 'spoken' }, l10n.t('Numbers to try')),
        element('thead', {}, element('tr', {}, ...headings.map(text => element('th', { scope: 'col' }, text)))),
        ...bodies,
      ),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  function fieldRow(field: CapacityField, shown: Shown): Row {
    const id = `field-${field.key.replace(/\W+/g, '-')}`;
    const problem = element('span', { class: 'problem', id: `${id}-problem`, role: 'alert' });
    const input = element('input', {
      id,
      type: 'number',
      min: field.least,
      step: 1,
      'aria-describedby': `${id}-from ${id}-problem`,
      oninput: () => typed(field),
    });
    const back = element(
      'button',
      { class: 'link', type: 'button', onclick: () => takeBack(field) },
      l10n.t('Back to {0}', numberText(field.written[0] ?? 0)),
    );
    const row = element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        element('label', { for: id }, fieldName(field.key), ' ', element('code', {}, field.key)),
      ),
      element('td', { class: 'entry' }, input, ' ', back, problem),
      element('td', { id: `${id}-from` }, ...fromOf(field, shown)),
    );
    return { row, input, back, problem };
  }

  function typed(field: CapacityField): void {
    const known = rows.get(field.key);
    if (known === undefined) return;
    const value = known.input.valueAsNumber;
    const isValid = Number.isSafeInteger(value) && value >= field.least;
    known.input.setAttribute('aria-invalid', String(!isValid));
    known.problem.textContent = isValid ? '' : l10n.t('A whole number from {0}.', field.least);
    if (!isValid) return;
    const { [field.key]: _, ...others } = changes();
    // What had to be assumed is worth writing down, also when it was assumed right.
    const isAsWritten = field.written.length === 1 && field.written[0] === value && field.origin !== 'assumed';
    onChange(isAsWritten ? others : { ...others, [field.key]: value });
  }

  function takeBack(field: CapacityField): void {
    const { [field.key]: _, ...others } = changes();
    rows.get(field.key)?.input.focus();
    onChange(others);
  }

  function update({ isChanged, key, value }: CapacityField): void {
    const known = rows.get(key);
    if (known === undefined) return;
    const { back, input, problem, row } = known;
    const isTyping = document.activeElement === input && input.getAttribute('aria-invalid') === 'true';
    if (!isTyping && input.valueAsNumber !== value) {
      input.value = String(value);
      input.removeAttribute('aria-invalid');
      problem.textContent = '';
    }
    row.classList.toggle('changed', isChanged);
    back.hidden = !isChanged;
  }

  return { root, show };
}

function fromOf({ origin, places, target, written }: CapacityField, shown: Shown): (Node | string)[] {
  const values = written.map(numberText).join(' / ');
  const note = originText(origin);
  const parts: (Node | string)[] = [element('span', { class: 'number' }, values), ' '];
  for (const place of places.slice(0, 4)) parts.push(placeButton(place, shown), ' ');
  if (note !== '') parts.push(element('span', { class: 'hint' }, note));
  if (target === 'nowhere') {
    const text = l10n.t('no option of this release: set it where the web server starts its processes');
    parts.push(element('span', { class: 'hint' }, note === '' ? text : `; ${text}`));
  }
  return parts;
}
