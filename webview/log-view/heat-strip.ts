import * as l10n from '@vscode/l10n';
import type { HeatStrip } from '../../core/log/view/protocol.ts';
import { element } from '../lib/dom.ts';

/** The strip beside the scroll bar: where in the file problems are, and how many. */
export interface HeatStripView {
  readonly node: HTMLElement;
  show(strip: HeatStrip): void;
  /** @param from @param to which part of the file is on the screen, from 0 to 1. */
  draw(from: number, to: number): void;
}

/** @param onPick gets the offset in the file that was clicked. */
export function createHeatStrip(onPick: (offset: number) => void): HeatStripView {
  const node = element('canvas', { class: 'strip', role: 'img', 'aria-label': l10n.t('Problems in the log') });
  let strip: HeatStrip | undefined;
  let part = { from: 0, to: 0 };

  node.addEventListener('click', event => {
    if (strip === undefined) return;
    const { top, height } = node.getBoundingClientRect();
    onPick(Math.min(strip.size - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * strip.size))));
  });

  function show(shown: HeatStrip): void {
    strip = shown;
    const places = shown.errors.filter((count, index) => count + shown.warnings[index]! > 0).length;
    const label = l10n.t(
      '{0} problems in the log, in {1} of {2} parts of it. F8 goes to the next one.',
      shown.problems.toLocaleString(),
      places,
      shown.errors.length,
    );
    node.setAttribute('aria-label', label);
    node.title = label;
    paint();
  }

  function paint(): void {
    const { clientWidth: width, clientHeight: height } = node;
    if (width === 0 || height === 0) return;
    node.width = width;
    node.height = height;
    const context = node.getContext('2d');
    if (context === null) return;
    const style = getComputedStyle(node);
    if (strip !== undefined) {
      const count = strip.errors.length;
      const most = Math.max(1, ...strip.errors, ...strip.warnings);
      const mark = (counts: readonly number[], name: string, left: number) => {
        context.fillStyle = style.getPropertyValue(name);
        counts.forEach((value, index) => {
          if (value === 0) return;
          context.globalAlpha = 0.45 + 0.55 * (Math.log1p(value) / Math.log1p(most));
          context.fillRect(
            left,
            Math.floor((index / count) * height),
            width / 2,
            Math.max(2, Math.ceil(height / count)),
          );
        });
      };
      mark(strip.warnings, '--warning-colour', 0);
      mark(strip.errors, '--error-colour', width / 2);
    }
    context.globalAlpha = 1;
    context.strokeStyle = style.getPropertyValue('--part-colour');
    const top = Math.floor(part.from * height);
    context.strokeRect(0.5, top + 0.5, width - 1, Math.max(3, Math.ceil((part.to - part.from) * height)));
  }

  return {
    node,
    show,
    draw: (from, to) => {
      if (from === part.from && to === part.to && node.height === node.clientHeight) return;
      part = { from, to };
      paint();
    },
  };
}
