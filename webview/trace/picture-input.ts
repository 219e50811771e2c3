import { within, zoomed } from '../../core/log/trace/lane-scale.ts';
import type { Span } from '../../core/log/trace/lanes.ts';
import { svg } from '../lib/svg.ts';
import type { DrawnPicture } from './picture.ts';

export interface PictureInput {
  readonly drawn: () => DrawnPicture | undefined;
  readonly view: () => Span;
  readonly whole: Span;
  readonly select: (entry: number) => void;
  readonly look: (view: Span) => void;
  readonly open: (entry: number) => void;
}

/** A drag of fewer pixels is a click. */
const shortestDrag = 6;
const restMs = 80;

/** Lets mouse and keyboard zoom, move, point and open. */
export function handlePicture(frame: HTMLElement, input: PictureInput): void {
  handlePointing(frame, input);
  handleDragging(frame, input);
  frame.addEventListener('wheel', event => handleWheel(event, frame, input), { passive: false });
  frame.addEventListener('keydown', event => {
    if (handleKey(event, frame, input)) event.preventDefault();
  });
}

function entryOf(target: EventTarget | null): number | undefined {
  const found = target instanceof Element ? target.closest('[data-entry]')?.getAttribute('data-entry') : undefined;
  return found === null || found === undefined ? undefined : Number(found);
}

/** A mark is looked at when the pointer rests on it: on its way to the pane below, it crosses others. */
function handlePointing(frame: HTMLElement, { select }: PictureInput): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  frame.addEventListener('pointerover', event => {
    clearTimeout(resting);
    const entry = entryOf(event.target);
    if (entry !== undefined) resting = setTimeout(() => select(entry), restMs);
  });
  frame.addEventListener('pointerleave', () => clearTimeout(resting));
  frame.addEventListener('focusin', event => {
    const entry = entryOf(event.target);
    if (entry !== undefined) select(entry);
  });
}

function handleDragging(frame: HTMLElement, input: PictureInput): void {
  let start: number | undefined;
  let area: SVGRectElement | undefined;
  const xOf = (event: PointerEvent) => event.clientX - frame.getBoundingClientRect().left;

  frame.addEventListener('pointerdown', event => {
    const drawn = input.drawn();
    if (event.button !== 0 || drawn === undefined || xOf(event) < drawn.layout.left) return;
    start = xOf(event);
  });
  frame.addEventListener('pointermove', event => {
    const drawn = input.drawn();
    if (start === undefined || drawn === undefined) return;
    if (area === undefined) {
      if (Math.abs(xOf(event) - start) < shortestDrag) return;
      frame.setPointerCapture(event.pointerId);
      area = svg('rect', { class: 'dragged', y: 0, height: drawn.layout.height });
      drawn.element.append(area);
    }
    area.setAttribute('x', String(Math.max(drawn.layout.left, Math.min(start, xOf(event)))));
    area.setAttribute('width', String(Math.abs(xOf(event) - start)));
  });
  frame.addEventListener('pointerup', event => {
    const drawn = input.drawn();
    const begun = start;
    const isDrag = area !== undefined;
    area?.remove();
    area = undefined;
    start = undefined;
    if (begun === undefined || drawn === undefined) return;
    if (!isDrag) {
      openOrEnlarge(entryOf(event.target), input);
      return;
    }
    const [from, to] = [begun, xOf(event)].map(drawn.timeAt).sort((a, b) => a - b) as [number, number];
    input.look(within({ from: Math.max(from, input.whole.from), to }, input.whole));
  });
  frame.addEventListener('pointercancel', () => {
    area?.remove();
    area = undefined;
    start = undefined;
  });
}

/** A mark of one entry leads to its line; one of many is enlarged until its entries stand apart. */
function openOrEnlarge(entry: number | undefined, input: PictureInput): void {
  if (entry === undefined) return;
  const cluster = input.drawn()?.clusters.find(({ chief }) => chief === entry);
  const isSmall = input.view().to - input.view().from < 20;
  if (cluster === undefined || cluster.entries.length === 1 || isSmall) input.open(entry);
  else input.look(zoomed(input.view(), input.whole, 0.2, cluster.at));
}

function handleWheel(event: WheelEvent, frame: HTMLElement, input: PictureInput): void {
  const drawn = input.drawn();
  if (drawn === undefined) return;
  const view = input.view();
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const around = drawn.timeAt(event.clientX - frame.getBoundingClientRect().left);
    input.look(zoomed(view, input.whole, event.deltaY < 0 ? 0.8 : 1.25, around));
    return;
  }
  const sideways = event.shiftKey ? event.deltaY : event.deltaX;
  if (sideways === 0) return;
  event.preventDefault();
  const by = ((view.to - view.from) * sideways) / Math.max(1, drawn.layout.right - drawn.layout.left);
  input.look(within({ from: view.from + by, to: view.to + by }, input.whole));
}

/** @returns whether the key meant something here. */
function handleKey(event: KeyboardEvent, frame: HTMLElement, input: PictureInput): boolean {
  const drawn = input.drawn();
  const entry = entryOf(event.target);
  if (drawn === undefined) return false;
  const view = input.view();
  const around = drawn.clusters.find(({ chief }) => chief === entry)?.at ?? (view.from + view.to) / 2;
  switch (event.key) {
    case '+':
    case '=':
      input.look(zoomed(view, input.whole, 0.5, around));
      return true;
    case '-':
      input.look(zoomed(view, input.whole, 2, around));
      return true;
    case '0':
      input.look(input.whole);
      return true;
    case 'Enter':
    case ' ':
      openOrEnlarge(entry, input);
      return entry !== undefined;
    case 'ArrowRight':
    case 'ArrowLeft':
    case 'ArrowUp':
    case 'ArrowDown':
    case 'Home':
    case 'End':
      return goTo(event.key, entry, frame, drawn);
    default:
      return false;
  }
}

type Arrow = 'ArrowRight' | 'ArrowLeft' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** Left and right go through all marks in the order of time; up and down to the nearest mark of another lane. */
function goTo(key: Arrow, entry: number | undefined, frame: HTMLElement, { clusters }: DrawnPicture): boolean {
  const at = clusters.findIndex(({ chief }) => chief === entry);
  const current = clusters[at];
  if (current === undefined) return false;
  const upward = clusters.filter(({ lane }) => lane < current.lane).sort((a, b) => b.lane - a.lane);
  const downward = clusters.filter(({ lane }) => lane > current.lane).sort((a, b) => a.lane - b.lane);
  const others = key === 'ArrowUp' ? upward : downward;
  const nearest = others
    .filter(({ lane }) => lane === others[0]?.lane)
    .sort((a, b) => Math.abs(a.at - current.at) - Math.abs(b.at - current.at))[0];
  const next =
    key === 'ArrowRight'
      ? clusters[at + 1]
      : key === 'ArrowLeft'
        ? clusters[at - 1]
        : key === 'Home'
          ? clusters[0]
          : key === 'End'
            ? clusters.at(-1)
            : nearest;
  const mark = next && frame.querySelector<SVGGElement>(`.mark[data-entry="${next.chief}"]`);
  for (const other of frame.querySelectorAll('.mark[tabindex="0"]')) other.setAttribute('tabindex', '-1');
  (mark ?? frame.querySelector<SVGGElement>(`.mark[data-entry="${entry}"]`))?.setAttribute('tabindex', '0');
  mark?.focus();
  return true;
}
