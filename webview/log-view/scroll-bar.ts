import { element } from '../lib/dom.ts';
import { lastTop, setTop, type ViewModel } from './view-model.ts';

/** The scroll bar: the platform's own, beside rows that scroll by themselves. */
export interface ScrollBar {
  readonly node: HTMLElement;
  /** Shows where the rows are. */
  draw(rowHeight: number): void;
}

/**
 * Highest element that is made. Browsers draw none above some 33 million pixels; what is longer scrolls in proportion.
 */
const highest = 8_000_000;

/** @param onScroll is called when a person has moved the bar, after `model.top` was set. */
export function createScrollBar(model: ViewModel, onScroll: () => void): ScrollBar {
  const inner = element('div', { class: 'scroll-height' });
  const node = element('div', { class: 'scroll-bar', 'aria-hidden': 'true', tabindex: -1 }, inner);
  let set = 0;
  let height = 0;

  node.addEventListener('scroll', () => {
    // What was set here comes back as an event, too.
    if (Math.abs(node.scrollTop - set) < 1) return;
    set = node.scrollTop;
    const range = height - node.clientHeight;
    setTop(model, range <= 0 ? 0 : (node.scrollTop / range) * lastTop(model));
    onScroll();
  });

  function draw(rowHeight: number): void {
    const wanted = Math.min(highest, Math.ceil(model.state.rows * rowHeight));
    if (wanted !== height) {
      height = wanted;
      inner.style.height = `${height}px`;
    }
    const last = lastTop(model);
    const position = last === 0 ? 0 : (model.top / last) * (height - node.clientHeight);
    if (Math.abs(position - node.scrollTop) < 1) return;
    node.scrollTop = position;
    set = node.scrollTop;
  }

  return { node, draw };
}
