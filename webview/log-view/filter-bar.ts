import * as l10n from '@vscode/l10n';
import type { Level } from '../../core/log/entry.ts';
import type { LogFilter } from '../../core/log/view/log-filter.ts';
import { element, spokenName } from '../lib/dom.ts';

/** What the filter bar asks for. */
export interface FilterChoice {
  readonly filter: LogFilter;
  readonly isHiding: boolean;
  readonly context: number;
}

export interface FilterBar {
  /** The rows of the bar; the second one is hidden until it is wanted. */
  readonly nodes: readonly HTMLElement[];
  choice(): FilterChoice;
  /** @param isAsked whether `onChange` is to be called. */
  set(choice: Partial<FilterChoice>, isAsked?: boolean): void;
  focus(): void;
  /** The signatures that can be chosen from. */
  suggest(signatures: readonly { readonly id: string; readonly title: string; readonly count: number }[]): void;
  /** Shows what is wrong with a field; nothing when left out. */
  fault(which?: 'time' | 'regex' | 'signature'): void;
}

/** A person who types is waited for so long. */
const typingPause = 250;

type TextField = 'text' | 'id' | 'logger' | 'service' | 'host' | 'since' | 'until' | 'signature';

/** @param onChange is called when something else is asked for. */
export function createFilterBar(onChange: () => void): FilterBar {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changeNow = (): void => {
    clearTimeout(timer);
    onChange();
  };
  const changeSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, typingPause);
  };
  const input = (label: string, size: number): HTMLInputElement => {
    const field = element('input', {
      type: 'text',
      'aria-label': label,
      placeholder: label,
      size,
      spellcheck: 'false',
    });
    field.addEventListener('input', changeSoon);
    field.addEventListener('change', changeNow);
    return field;
  };
  const fields: Record<TextField, HTMLInputElement> = {
    text: input(l10n.t('Filter by text'), 24),
    id: input(l10n.t('Request or instance id'), 19),
    logger: input(l10n.t('Logger'), 14),
    service: input(l10n.t('Service'), 12),
    host: input(l10n.t('Host'), 10),
    since: input(l10n.t('From time'), 10),
    until: input(l10n.t('To time'), 10),
    signature: input(l10n.t('Signature'), 14),
  };
  const suggestions = element('datalist', { id: 'signatures' });
  fields.signature.setAttribute('list', suggestions.id);
  const level = levelSelect(changeNow);
  const isRegex = toggle('.*', l10n.t('Regular expression'), changeNow);
  const matchCase = toggle('Aa', l10n.t('Match case'), changeNow);
  const isDimming = toggle(
    l10n.t('Dim'),
    l10n.t('Dim what does not match instead of hiding it; Alt+Down goes to the next match'),
    changeNow,
  );
  const context = element('input', {
    type: 'number',
    min: 0,
    max: 50,
    value: 0,
    'aria-label': l10n.t('Lines of context'),
    title: l10n.t('Lines of context before and behind each match'),
    onchange: changeNow,
  });
  const more = element('div', { class: 'bar more', hidden: true });
  const { text, ...others } = fields;
  more.append(...Object.values(others), labelled(l10n.t('Context'), context), suggestions);
  const moreButton = toggle(
    l10n.t('Fields'),
    l10n.t('Filter by request, logger, service, host, time and signature'),
    () => {
      more.hidden = !isPressed(moreButton);
    },
  );
  moreButton.setAttribute('aria-expanded', 'false');
  const clear = element(
    'button',
    { title: l10n.t('Clear the filter'), onclick: () => set({ filter: {}, context: 0 }, true) },
    l10n.t('Clear'),
  );
  const first = element('div', { class: 'group' }, level, text, isRegex, matchCase, moreButton, isDimming, clear);

  function choice(): FilterChoice {
    const filter: { -readonly [K in keyof LogFilter]: LogFilter[K] } = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = field.value.trim();
      if (value !== '') filter[name as TextField] = value;
    }
    if (level.value !== '') filter.minimumLevel = level.value as Level;
    if (isPressed(isRegex)) filter.isRegex = true;
    if (isPressed(matchCase)) filter.matchCase = true;
    const lines = Math.max(0, Math.min(50, Math.floor(Number(context.value) || 0)));
    return { filter, isHiding: !isPressed(isDimming), context: lines };
  }

  function set({ filter, isHiding, context: lines }: Partial<FilterChoice>, isAsked = false): void {
    if (filter) {
      for (const [name, field] of Object.entries(fields)) field.value = filter[name as TextField] ?? '';
      level.value = filter.minimumLevel ?? '';
      press(isRegex, filter.isRegex === true);
      press(matchCase, filter.matchCase === true);
      const usesMore = Object.keys(others).some(name => filter[name as TextField] !== undefined);
      if (usesMore) {
        more.hidden = false;
        press(moreButton, true);
      }
    }
    if (isHiding !== undefined) press(isDimming, !isHiding);
    if (lines !== undefined) context.value = String(lines);
    if (isAsked) changeNow();
  }

  function fault(which?: 'time' | 'regex' | 'signature'): void {
    const faulty = new Set<HTMLInputElement>();
    if (which === 'regex') faulty.add(fields.text);
    if (which === 'signature') faulty.add(fields.signature);
    if (which === 'time') for (const name of ['since', 'until'] as const) faulty.add(fields[name]);
    for (const field of Object.values(fields)) {
      if (faulty.has(field) && field.value !== '') field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    }
  }

  function suggest(signatures: readonly { id: string; title: string; count: number }[]): void {
    const options = signatures.map(({ id, title, count }) =>
      element('option', { value: id }, `${title} (${count.toLocaleString()})`),
    );
    suggestions.replaceChildren(...options);
  }

  return { nodes: [first, more], choice, set, focus: () => text.focus(), suggest, fault };
}

function levelSelect(onChange: () => void): HTMLSelectElement {
  const select = element('select', {
    'aria-label': l10n.t('Level'),
    title: l10n.t('Level, at least'),
    onchange: onChange,
  });
  const choices: readonly [string, string][] = [
    ['', l10n.t('All levels')],
    ['INFO', l10n.t('INFO and above')],
    ['WARNING', l10n.t('WARNING and above')],
    ['ERROR', l10n.t('ERROR and above')],
    ['CRITICAL', l10n.t('CRITICAL')],
  ];
  for (const [value, label] of choices) select.append(element('option', { value }, label));
  return select;
}

/** A button that stays pressed. */
export function toggle(label: string, title: string, onChange: () => void): HTMLButtonElement {
  const name = spokenName(label, title);
  const button = element('button', { class: 'toggle', title, 'aria-label': name, 'aria-pressed': 'false' }, label);
  button.addEventListener('click', () => {
    press(button, !isPressed(button));
    onChange();
  });
  return button;
}

export function isPressed(button: HTMLElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}

export function press(button: HTMLElement, isDown: boolean): void {
  button.setAttribute('aria-pressed', String(isDown));
  if (button.hasAttribute('aria-expanded')) button.setAttribute('aria-expanded', String(isDown));
}

function labelled(label: string, field: HTMLElement): HTMLElement {
  return element('label', { class: 'labelled' }, label, field);
}
