import type { RowsView } from './rows-view.ts';
import { lastTop, moveTo, setTop, type ViewModel } from './view-model.ts';

export interface InputActions {
  /** The screen, the cursor or the selection has moved. */
  readonly moved: () => void;
  /** A person has scrolled up, which ends following. */
  readonly scrolledUp: () => void;
  /** Shows the row with the cursor in its context. */
  readonly opened: () => void;
  /** Goes to the next or previous entry that the filter admits. */
  readonly matchWanted: (direction: 1 | -1) => void;
  readonly copied: () => void;
}

const lineDelta = 1;
const pageDelta = 2;
const wheelLine = 18;
const sideways = 60;

/** Lets mouse and keyboard move the screen, the cursor and the selection. */
export function listenToInput(model: ViewModel, rows: RowsView, actions: InputActions): void {
  const { node } = rows;

  node.addEventListener(
    'wheel',
    event => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) return;
      event.preventDefault();
      const unit = event.deltaMode === pageDelta ? node.clientHeight : event.deltaMode === lineDelta ? wheelLine : 1;
      const before = model.top;
      setTop(model, model.top + (event.deltaY * unit) / rows.rowHeight);
      if (model.top < before) actions.scrolledUp();
      actions.moved();
    },
    { passive: false },
  );

  let isSelecting = false;
  node.addEventListener('mousedown', event => {
    const row = rows.rowAt(event.clientY);
    if (event.button !== 0 || row >= model.state.rows) return;
    const isNumber = (event.target as Element).closest('.number') !== null;
    isSelecting = isNumber;
    // Whole lines are selected at their numbers; within the text the platform selects.
    if (isNumber || event.shiftKey) {
      event.preventDefault();
      document.getSelection()?.removeAllRanges();
      node.focus();
    }
    moveTo(model, row, event.shiftKey);
    actions.moved();
  });
  node.addEventListener('mousemove', event => {
    if (!isSelecting || event.buttons !== 1) return;
    moveTo(model, rows.rowAt(event.clientY), true);
    actions.moved();
  });
  node.addEventListener('mouseup', () => {
    isSelecting = false;
  });
  node.addEventListener('dblclick', event => {
    if ((event.target as Element).closest('.number') !== null) actions.opened();
  });

  node.addEventListener('keydown', event => {
    const before = model.top;
    if (!takeKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (model.top < before) actions.scrolledUp();
    actions.moved();
  });

  function takeKey(event: KeyboardEvent): boolean {
    const page = Math.max(1, Math.floor(model.visible) - 1);
    const { shiftKey } = event;
    if (event.altKey) {
      const isMatch = event.key === 'ArrowDown' || event.key === 'ArrowUp';
      if (isMatch) actions.matchWanted(event.key === 'ArrowDown' ? 1 : -1);
      return isMatch;
    }
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'a') {
        model.anchor = 0;
        model.current = Math.max(0, model.state.rows - 1);
      } else if (event.key === 'Home') moveTo(model, 0, shiftKey);
      else if (event.key === 'End') moveTo(model, model.state.rows - 1, shiftKey);
      else if (event.key === 'ArrowUp') setTop(model, model.top - 1);
      else if (event.key === 'ArrowDown') setTop(model, model.top + 1);
      else return false;
      return true;
    }
    switch (event.key) {
      case 'ArrowDown':
        moveTo(model, model.current + 1, shiftKey);
        return true;
      case 'ArrowUp':
        moveTo(model, model.current - 1, shiftKey);
        return true;
      case 'PageDown':
        setTop(model, model.top + page);
        moveTo(model, model.current + page, shiftKey);
        return true;
      case 'PageUp':
        setTop(model, model.top - page);
        moveTo(model, model.current - page, shiftKey);
        return true;
      case 'Home':
        moveTo(model, 0, shiftKey);
        return true;
      case 'End':
        moveTo(model, model.state.rows - 1, shiftKey);
        setTop(model, lastTop(model));
        return true;
      case 'ArrowLeft':
        rows.scrollSideways(-sideways);
        return true;
      case 'ArrowRight':
        rows.scrollSideways(sideways);
        return true;
      case 'Enter':
        actions.opened();
        return true;
      default:
        return false;
    }
  }

  document.addEventListener('copy', event => {
    const selection = document.getSelection();
    const isInField = document.activeElement instanceof HTMLInputElement;
    if (isInField || (selection !== null && !selection.isCollapsed)) return;
    event.preventDefault();
    actions.copied();
  });
}
