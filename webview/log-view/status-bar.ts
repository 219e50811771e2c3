import * as l10n from '@vscode/l10n';
import { element } from '../lib/dom.ts';
import type { ViewModel } from './view-model.ts';

/** The line below the log: how much there is, what the filter leaves over, and what there is to say. */
export interface StatusBar {
  readonly node: HTMLElement;
  draw(model: ViewModel, filter: { matches: number | undefined; isFilterDone: boolean }): void;
  /** Says something until something else is to be said. */
  say(text: string): void;
  /** Shows how far a filter is, in per cent; nothing when it is done. */
  progress(percent: number | undefined): void;
}

export function createStatusBar(): StatusBar {
  const size = element('span', { class: 'size' });
  const filtered = element('span', { class: 'filtered', role: 'status' });
  const message = element('span', { class: 'message', role: 'status' });
  const place = element('span', { class: 'place' });
  const bar = element('progress', { max: 100, hidden: true, 'aria-label': l10n.t('Progress') });
  const node = element('footer', { class: 'status' }, place, message, bar, filtered, size);
  let filterPercent: number | undefined;

  function draw(
    model: ViewModel,
    { matches, isFilterDone }: { matches: number | undefined; isFilterDone: boolean },
  ): void {
    const { state } = model;
    const lines = state.lines.toLocaleString();
    const indexed = state.size === 0 ? 100 : Math.floor((state.indexed / state.size) * 100);
    setText(
      size,
      state.isIndexed
        ? l10n.t('{0} lines, {1}', lines, sizeText(state.size))
        : l10n.t('about {0} lines, {1}, {2}% indexed', lines, sizeText(state.size), indexed),
    );
    const found = matches?.toLocaleString() ?? '';
    const text = isFilterDone ? l10n.t('{0} entries match', found) : l10n.t('{0} entries match so far', found);
    setText(filtered, matches === undefined ? '' : text);
    const line = model.rows.get(model.current)?.line;
    setText(place, line === undefined ? '' : l10n.t('Line {0}', line.toLocaleString()));
    const shown = filterPercent ?? (state.isIndexed ? undefined : indexed);
    bar.hidden = shown === undefined;
    if (shown !== undefined) bar.value = shown;
  }

  return {
    node,
    draw,
    say: text => setText(message, text),
    progress: percent => {
      filterPercent = percent;
    },
  };
}

/** Screen readers read a text again whenever it is set. */
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
