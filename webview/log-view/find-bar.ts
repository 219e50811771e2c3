import * as l10n from '@vscode/l10n';
import { element } from '../lib/dom.ts';
import { isPressed, toggle } from './filter-bar.ts';

export interface FindChoice {
  readonly text: string;
  readonly isRegex: boolean;
  readonly matchCase: boolean;
}

/** The box in which a text is searched for, from the cursor on. */
export interface FindBar {
  readonly node: HTMLElement;
  open(): void;
  choice(): FindChoice;
  /** Says how a search goes, or how it ended. */
  say(text: string): void;
}

export function createFindBar(onFind: (direction: 1 | -1) => void, onClose: () => void): FindBar {
  const field = element('input', {
    type: 'text',
    'aria-label': l10n.t('Find'),
    placeholder: l10n.t('Find'),
    size: 28,
    spellcheck: 'false',
  });
  const isRegex = toggle('.*', l10n.t('Regular expression'), () => {});
  const matchCase = toggle('Aa', l10n.t('Match case'), () => {});
  const status = element('span', { class: 'find-status', role: 'status' });
  const close = (): void => {
    node.hidden = true;
    onClose();
  };
  const node = element(
    'div',
    { class: 'find', role: 'search', hidden: true },
    field,
    isRegex,
    matchCase,
    sign('↑', l10n.t('Previous place (Shift+Enter)'), () => onFind(-1)),
    sign('↓', l10n.t('Next place (Enter)'), () => onFind(1)),
    status,
    sign('✕', l10n.t('Close (Escape)'), close),
  );
  node.addEventListener('keydown', event => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === field) onFind(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  });
  return {
    node,
    open: () => {
      node.hidden = false;
      field.focus();
      field.select();
    },
    choice: () => ({ text: field.value, isRegex: isPressed(isRegex), matchCase: isPressed(matchCase) }),
    say: text => {
      status.textContent = text;
    },
  };
}

/** A button with a sign that no screen reader can say. */
function sign(text: string, title: string, onclick: () => void): HTMLButtonElement {
  return element('button', { title, 'aria-label': title, onclick }, text);
}
