import type { ViewLine, ViewState } from '../../core/log/view/protocol.ts';

/** What the page knows of the file, and which part of it is on the screen. Rows count from 0. */
export interface ViewModel {
  state: ViewState;
  /** The row at the top of the screen; its fraction is the part of the row that is scrolled out. */
  top: number;
  /** How many rows fit on the screen. */
  visible: number;
  /** The row with the cursor, and the row at which the selection begins. */
  current: number;
  anchor: number;
  isFollowing: boolean;
  /** Rows that are at hand. */
  readonly rows: Map<number, ViewLine>;
  /** Rows that were shown before; they stay on the screen until others come, so that nothing flickers. */
  stale: ReadonlyMap<number, ViewLine>;
}

/** Rows that are kept at hand beside those on the screen. */
const mostKept = 3000;

export function createViewModel(): ViewModel {
  return {
    state: { size: 0, indexed: 0, lines: 0, rows: 0, isIndexed: false },
    top: 0,
    visible: 1,
    current: 0,
    anchor: 0,
    isFollowing: false,
    rows: new Map(),
    stale: new Map(),
  };
}

/** The largest value of `top`. */
export function lastTop({ state, visible }: ViewModel): number {
  return Math.max(0, state.rows - Math.max(1, Math.floor(visible)));
}

export function setTop(model: ViewModel, top: number): void {
  model.top = Math.max(0, Math.min(top, lastTop(model)));
}

/** Takes over rows that came, and forgets those that lie far away. */
export function keepRows(model: ViewModel, row: number, lines: readonly ViewLine[]): void {
  model.stale = new Map();
  lines.forEach((line, index) => {
    model.rows.set(row + index, line);
  });
  if (model.rows.size <= mostKept) return;
  for (const known of model.rows.keys()) {
    if (Math.abs(known - model.top) > mostKept / 3) model.rows.delete(known);
  }
}

/** Rows that come from now on may be others. */
export function forgetRows(model: ViewModel): void {
  if (model.rows.size > 0) model.stale = new Map(model.rows);
  model.rows.clear();
}

/** The rows that are wanted and not at hand: what is on the screen, and as much before and behind it. */
export function missingRows(model: ViewModel): { row: number; count: number } | undefined {
  const { rows, state, visible } = model;
  const top = Math.floor(model.top);
  const shown = Math.ceil(visible) + 1;
  let isMissing = false;
  for (let row = top; row < Math.min(top + shown, state.rows); row++) isMissing ||= !rows.has(row);
  if (!isMissing) return undefined;
  const from = Math.max(0, top - shown);
  return { row: from, count: shown * 3 };
}

/** The selected rows, both included. */
export function selectedRows({ anchor, current }: ViewModel): { from: number; to: number } {
  return { from: Math.min(anchor, current), to: Math.max(anchor, current) };
}

/** Moves the cursor and, where it is needed, the screen. */
export function moveTo(model: ViewModel, row: number, isExtending: boolean): void {
  model.current = Math.max(0, Math.min(row, model.state.rows - 1));
  if (!isExtending) model.anchor = model.current;
  const whole = Math.max(1, Math.floor(model.visible));
  if (model.current < model.top) setTop(model, model.current);
  else if (model.current > model.top + whole - 1) setTop(model, model.current - whole + 1);
}

/** Shows a row in the upper third of the screen, with the cursor in it. */
export function revealRow(model: ViewModel, row: number): void {
  model.current = Math.max(0, Math.min(row, model.state.rows - 1));
  model.anchor = model.current;
  const isShown = row >= model.top && row < model.top + Math.floor(model.visible) - 1;
  if (!isShown) setTop(model, row - Math.floor(model.visible / 3));
}
