import * as l10n from '@vscode/l10n';
import { displayText } from '../../core/log/view/display-text.ts';
import { colouredPieces } from '../../core/log/view/line-colours.ts';
import type { ViewLine } from '../../core/log/view/protocol.ts';
import { element } from '../lib/dom.ts';
import { selectedRows, type ViewModel } from './view-model.ts';

/** Draws the rows that are on the screen. */
export interface RowsView {
  readonly node: HTMLElement;
  readonly rowHeight: number;
  /** Adapts itself to the room that there is. */
  measure(): void;
  draw(): void;
  /** The row at a height of the screen. */
  rowAt(clientY: number): number;
  scrollSideways(pixels: number): void;
}

/** Rows whose text was coloured before are not coloured again. */
const mostRemembered = 600;

export function createRowsView(model: ViewModel, onShowWhole: (line: ViewLine) => void): RowsView {
  const content = element('div', { class: 'rows', role: 'presentation' });
  const node = element('div', {
    class: 'viewport',
    role: 'listbox',
    tabindex: 0,
    'aria-label': l10n.t('Lines of the log'),
    'aria-multiselectable': 'true',
    'data-vscode-context': JSON.stringify({ preventDefaultContextMenuItems: true }),
  });
  node.append(content);
  const remembered = new Map<ViewLine, Node[]>();
  const drawn: HTMLElement[] = [];
  let rowHeight = 18;

  function measure(): void {
    const probe = element('div', { class: 'row' }, '0');
    content.append(probe);
    rowHeight = Math.max(8, Math.round(probe.getBoundingClientRect().height));
    probe.remove();
    model.visible = Math.max(1, node.clientHeight / rowHeight);
  }

  function draw(): void {
    const first = Math.floor(model.top);
    const count = Math.max(0, Math.min(Math.ceil(model.visible) + 1, model.state.rows - first));
    while (drawn.length < count) {
      const made = element('div', { class: 'row', role: 'option' });
      drawn.push(made);
      content.append(made);
    }
    while (drawn.length > count) drawn.pop()!.remove();
    const selected = selectedRows(model);
    const digits = String(Math.max(1000, model.state.lines)).length;
    node.style.setProperty('--digits', String(digits));
    for (let index = 0; index < count; index++) drawRow(drawn[index]!, first + index, selected);
    content.style.transform = `translateY(${-Math.round((model.top - first) * rowHeight)}px)`;
    const active = drawn[model.current - first];
    if (active) node.setAttribute('aria-activedescendant', active.id);
    else node.removeAttribute('aria-activedescendant');
  }

  function drawRow(target: HTMLElement, row: number, selected: { from: number; to: number }): void {
    const line = model.rows.get(row) ?? model.stale.get(row);
    target.id = `row-${row}`;
    target.setAttribute('aria-setsize', String(model.state.rows));
    target.setAttribute('aria-posinset', String(row + 1));
    const isSelected = row >= selected.from && row <= selected.to;
    target.setAttribute('aria-selected', String(isSelected));
    target.className = 'row';
    target.classList.toggle('selected', isSelected && selected.from !== selected.to);
    target.classList.toggle('current', row === model.current);
    target.classList.toggle('dimmed', line !== undefined && !line.isMatch);
    const number = element(
      'span',
      { class: 'number', 'aria-hidden': 'true' },
      line?.line === undefined ? '' : String(line.line),
    );
    target.replaceChildren(number, ...(line === undefined ? [] : piecesOf(line)));
  }

  function piecesOf(line: ViewLine): Node[] {
    const known = remembered.get(line);
    if (known) return known;
    const text = displayText(line.text);
    const nodes: Node[] = [];
    let at = 0;
    for (const { start, end, colour } of colouredPieces(text)) {
      if (start < at) continue;
      if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
      nodes.push(element('span', { class: colour }, text.slice(start, end)));
      at = end;
    }
    nodes.push(document.createTextNode(text.slice(at)));
    if (line.isCut) nodes.push(cutMark(line));
    const pieces = [element('span', { class: 'text' }, ...nodes)];
    if (remembered.size > mostRemembered) remembered.clear();
    remembered.set(line, pieces);
    return pieces;
  }

  function cutMark(line: ViewLine): HTMLElement {
    const size = line.bytes === undefined ? '' : l10n.t('{0} KB', Math.round(line.bytes / 1024).toLocaleString());
    const label = l10n.t('… Show whole line {0}', size).trim();
    return element('button', { class: 'whole', tabindex: -1, onclick: () => onShowWhole(line) }, label);
  }

  return {
    node,
    get rowHeight() {
      return rowHeight;
    },
    measure,
    draw,
    rowAt: clientY => Math.floor(model.top + (clientY - node.getBoundingClientRect().top) / rowHeight),
    scrollSideways: pixels => {
      node.scrollLeft += pixels;
    },
  };
}
