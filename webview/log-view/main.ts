import * as l10n from '@vscode/l10n';
import type {
  CopyHow,
  PageCommand,
  PageRequest,
  Target,
  ViewAnswer,
  ViewCommand,
  ViewLine,
  ViewRequest,
  ViewState,
} from '../../core/log/view/protocol.ts';
import { element } from '../lib/dom.ts';
import { connectHost } from '../lib/host.ts';
import { createFilterBar, type FilterChoice, press, toggle } from './filter-bar.ts';
import { createFindBar } from './find-bar.ts';
import { forgetMarks, markFound } from './found-marks.ts';
import { createHeatStrip } from './heat-strip.ts';
import { listenToInput } from './input.ts';
import { createRowsView } from './rows-view.ts';
import { createScrollBar } from './scroll-bar.ts';
import { createStatusBar } from './status-bar.ts';
import {
  createViewModel,
  forgetRows,
  keepRows,
  lastTop,
  missingRows,
  revealRow,
  selectedRows,
  setTop,
} from './view-model.ts';
import { faultText, noPlaceText, percent } from './words.ts';

/** What the page keeps over a reload of the window. */
interface Kept {
  readonly line: number | undefined;
  readonly choice: FilterChoice;
}

const host = connectHost<ViewAnswer | PageCommand, ViewRequest | PageRequest>();
const model = createViewModel();
let nextId = 1;
/** The rows that were asked for and did not come yet; and whether others are wanted meanwhile. */
let asked: number | undefined;
/** The last place that was asked for, and the filter. */
let going: { id: number; isQuiet: boolean; isFind: boolean } | undefined;
let filterId = 0;
let matches: number | undefined;
let isFilterDone = true;
let problems: number | undefined;
let isDrawing = false;
/** The line to return to when a filter has gone through. */
let anchorLine: number | undefined;
/** Following is on, but waits because the person scrolled up. */
let isPaused = false;
let toldShown = '';
/** How much of a line the extension is told. */
const longestTold = 300;

const rows = createRowsView(model, line => host.send({ type: 'showWhole', offset: line.offset }));
const scrollBar = createScrollBar(model, () => {
  if (model.top < lastTop(model) - 1) pauseFollowing();
  changed();
});
const strip = createHeatStrip(offset => go({ kind: 'offset', offset }));
const filterBar = createFilterBar(applyFilter);
const findBar = createFindBar(find, () => {
  host.send({ type: 'cancelGoTo' });
  forgetMarks();
  rows.node.focus();
});
const status = createStatusBar();
const resume = element(
  'button',
  { class: 'resume', hidden: true, onclick: () => setFollowing(true) },
  l10n.t('Resume following'),
);
const followButton = toggle(l10n.t('Follow'), l10n.t('Follow the log: show new lines as they come'), () =>
  setFollowing(!model.isFollowing),
);
const button = (label: string, title: string, onclick: () => void) =>
  element('button', { title, 'aria-label': title, onclick }, label);

document.body.append(
  element(
    'div',
    { class: 'bar', role: 'toolbar', 'aria-label': l10n.t('Filter and navigation') },
    filterBar.nodes[0],
    element(
      'div',
      { class: 'group end' },
      button('▲', l10n.t('Previous problem (Shift+F8)'), () => execute('previousProblem')),
      button('▼', l10n.t('Next problem (F8)'), () => execute('nextProblem')),
      button(l10n.t('Line'), l10n.t('Go to line (Ctrl+G)'), () => host.send({ type: 'ask', what: 'line' })),
      button(l10n.t('Time'), l10n.t('Go to time'), () => host.send({ type: 'ask', what: 'time' })),
      button(l10n.t('Gap'), l10n.t('Go to the next gap in time'), () => host.send({ type: 'ask', what: 'gap' })),
      button(l10n.t('Find'), l10n.t('Find in the log (Ctrl+F)'), () => findBar.open()),
      followButton,
    ),
  ),
  filterBar.nodes[1]!,
  element('main', { class: 'main' }, rows.node, strip.node, scrollBar.node, findBar.node, resume),
  status.node,
);

host.onMessage(message => take(message));
new ResizeObserver(() => {
  rows.measure();
  changed();
}).observe(rows.node);
new MutationObserver(() => changed()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
listenToInput(model, rows, {
  moved: changed,
  scrolledUp: pauseFollowing,
  opened: openCurrent,
  matchWanted: direction => go({ kind: 'match', line: currentLine(), direction }),
  copied: () => copy('text'),
});
rows.measure();
restore();
host.send({ type: 'ready' });
rows.node.focus();
changed();

/** Something is to be drawn anew, or asked for. */
function changed(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw(): void {
  setTop(model, model.top);
  const missing = missingRows(model);
  if (missing !== undefined && asked === undefined && model.state.rows > 0) {
    asked = nextId++;
    host.send({ type: 'rows', id: asked, row: missing.row, count: missing.count });
  }
  rows.draw();
  scrollBar.draw(rows.rowHeight);
  const first = model.rows.get(Math.floor(model.top));
  const last = model.rows.get(Math.floor(model.top + model.visible));
  const size = Math.max(1, model.state.size);
  if (first !== undefined) strip.draw(first.offset / size, (last?.offset ?? size) / size);
  status.draw(model, { matches, isFilterDone });
  if (findBar.node.hidden) forgetMarks();
  else markFound(rows.node, findBar.choice());
  if (missing === undefined) {
    markOnce('nova-doctor/first-screen');
    if (model.state.isIndexed) markOnce('nova-doctor/indexed');
    tellShown();
  }
}

/** Leaves a mark for measuring, as VS Code itself does. */
function markOnce(name: string): void {
  if (model.state.rows > 0 && performance.getEntriesByName(name).length === 0) performance.mark(name);
}

function take(message: ViewAnswer | PageCommand): void {
  switch (message.type) {
    case 'state':
      takeState(message.state);
      return;
    case 'rows':
      if (message.id !== asked) return;
      asked = undefined;
      keepRows(model, message.row, message.lines);
      changed();
      return;
    case 'filtered':
      takeFiltered(message);
      return;
    case 'place':
      takePlace(message.id, message.row, message.title);
      return;
    case 'noPlace':
      takeNoPlace(message);
      return;
    case 'searching':
      say(l10n.t('Searching… {0}%', percent(message.done, message.total)));
      return;
    case 'strip':
      problems = message.strip.isComplete ? message.strip.problems : undefined;
      strip.show(message.strip);
      filterBar.suggest(message.strip.signatures);
      changed();
      return;
    case 'changed':
      takeChange(message.how, message.state);
      return;
    case 'unpacking':
      status.say(l10n.t('Unpacking… {0}%', percent(message.done, message.total)));
      return;
    case 'unpackProblems':
      status.say(l10n.t('The log could not be unpacked as a whole: what could be read is shown.'));
      return;
    case 'failed':
      status.say(l10n.t('The log cannot be read: {0}', message.message));
      return;
    case 'do':
      execute(message.command);
      return;
    case 'goTo':
      go(message.target);
      return;
    case 'setFilter':
      filterBar.set({ filter: message.filter }, true);
      return;
    case 'text':
      return;
  }
}

function takeState(state: ViewState): void {
  const wasIndexed = model.state.isIndexed;
  model.state = state;
  if (!wasIndexed && state.isIndexed) {
    // What was shown by its offset now gets its numbers.
    const first = model.rows.get(Math.floor(model.top));
    forgetAll();
    if (first !== undefined && first.line === undefined) go({ kind: 'offset', offset: first.offset }, true);
  }
  if (model.isFollowing) toEnd();
  changed();
}

function forgetAll(): void {
  forgetRows(model);
  asked = undefined;
}

function takeFiltered(answer: Extract<ViewAnswer, { type: 'filtered' }>): void {
  if (answer.id !== filterId) return;
  const isFirst = matches === undefined;
  const isOn = isFiltered();
  matches = isOn ? answer.matches : undefined;
  isFilterDone = answer.isDone;
  const before = model.state.rows;
  model.state = answer.state;
  if (isFirst || answer.isDone || answer.state.rows < before || !filterBar.choice().isHiding) forgetAll();
  else for (const row of model.rows.keys()) if (row >= before - 1) model.rows.delete(row);
  const { fault } = answer;
  filterBar.fault(fault?.fault === 'too-many' ? undefined : fault?.fault);
  if (fault) status.say(faultText(fault));
  else status.progress(answer.isDone ? undefined : percent(answer.done, answer.total));
  if (model.isFollowing) toEnd();
  if (answer.isDone && anchorLine !== undefined) {
    const line = anchorLine;
    anchorLine = undefined;
    go({ kind: 'line', line }, true);
  }
  changed();
}

function isFiltered(): boolean {
  return Object.keys(filterBar.choice().filter).some(name => name !== 'isRegex' && name !== 'matchCase');
}

function applyFilter(): void {
  const choice = filterBar.choice();
  anchorLine = model.rows.get(model.current)?.line;
  filterId = nextId++;
  matches = undefined;
  isFilterDone = false;
  status.say('');
  host.send({
    type: 'filter',
    id: filterId,
    filter: choice.filter,
    isHiding: choice.isHiding,
    context: choice.context,
  });
  keep();
  changed();
}

function go(target: Target, isQuiet = false): void {
  going = { id: nextId++, isQuiet, isFind: target.kind === 'text' };
  host.send({ type: 'goTo', id: going.id, target });
}

function takePlace(id: number, row: number, title: string): void {
  if (going?.id !== id) return;
  if (!going.isQuiet) pauseFollowing();
  revealRow(model, row);
  if (!going.isQuiet) say(title);
  going = undefined;
  changed();
}

function takeNoPlace({ id, reason, detail }: Extract<ViewAnswer, { type: 'noPlace' }>): void {
  if (going?.id !== id) return;
  const { isQuiet } = going;
  if (!isQuiet) say(noPlaceText(reason, detail));
  going = undefined;
}

/** Says something where the person looks: in the box for searching while it is open. */
function say(text: string): void {
  if (going?.isFind && !findBar.node.hidden) findBar.say(text);
  else status.say(text);
}

function takeChange(how: string, state: ViewState): void {
  const before = model.state.rows;
  model.state = state;
  if (how === 'appended') for (const row of [...model.rows.keys()]) if (row >= before - 1) model.rows.delete(row);
  if (how === 'rotated') status.say(l10n.t('The log was rotated: this is the new file.'));
  if (how === 'truncated') status.say(l10n.t('The log was emptied: it begins anew.'));
  if (how !== 'appended') {
    forgetAll();
    model.current = 0;
    model.anchor = 0;
  } else asked = undefined;
  if (model.isFollowing) toEnd();
  changed();
}

function toEnd(): void {
  model.current = Math.max(0, model.state.rows - 1);
  model.anchor = model.current;
  model.top = lastTop(model);
}

function setFollowing(isOn: boolean): void {
  model.isFollowing = isOn;
  isPaused = false;
  status.say('');
  if (isOn) toEnd();
  showFollowing();
}

function pauseFollowing(): void {
  if (!model.isFollowing) return;
  model.isFollowing = false;
  isPaused = true;
  showFollowing();
}

function showFollowing(): void {
  press(followButton, model.isFollowing || isPaused);
  followButton.classList.toggle('paused', isPaused);
  resume.hidden = !isPaused;
  changed();
}

/** In a filtered list: shows the line among its neighbours. Elsewhere: shows a line that is cut as a whole. */
function openCurrent(): void {
  const line = model.rows.get(model.current);
  if (isFiltered() && filterBar.choice().isHiding) {
    filterBar.set({ isHiding: false }, true);
    anchorLine = line?.line;
  } else if (line?.isCut) host.send({ type: 'showWhole', offset: line.offset });
}

function copy(how: CopyHow): void {
  host.send({ type: 'copy', how, ...selectedRows(model) });
}

function find(direction: 1 | -1): void {
  const choice = findBar.choice();
  if (choice.text === '') return;
  findBar.say('');
  go({ kind: 'text', line: currentLine(), direction, ...choice });
}

function currentLine(): number {
  return model.rows.get(model.current)?.line ?? model.current + 1;
}

function execute(command: ViewCommand): void {
  const commands: Record<ViewCommand, () => void> = {
    nextProblem: () => go({ kind: 'problem', line: currentLine(), direction: 1 }),
    previousProblem: () => go({ kind: 'problem', line: currentLine(), direction: -1 }),
    find: () => findBar.open(),
    toggleFollow: () => setFollowing(!model.isFollowing),
    clearFilter: () => filterBar.set({ filter: {}, context: 0 }, true),
    copy: () => {
      const selected = document.getSelection();
      if (selected !== null && !selected.isCollapsed) document.execCommand('copy');
      else copy('text');
    },
    copyPlace: () => copy('place'),
    copyTicket: () => copy('ticket'),
    focusFilter: () => filterBar.focus(),
  };
  commands[command]();
}

/** Tells the extension what is on the screen. */
function tellShown(): void {
  const first = Math.floor(model.top);
  const shownLines: ViewLine[] = [];
  for (let row = first; row < first + Math.floor(model.visible); row++) {
    const line = model.rows.get(row);
    if (line) shownLines.push(line);
  }
  const shown = {
    currentLine: model.rows.get(model.current)?.line,
    firstLine: shownLines[0]?.line,
    texts: shownLines.map(({ text }) => text.slice(0, longestTold)),
    rows: model.state.rows,
    isIndexed: model.state.isIndexed,
    isFiltered: isFiltered(),
    matches,
    isFilterDone,
    isFollowing: model.isFollowing,
    problems,
  };
  const text = JSON.stringify(shown);
  if (text === toldShown) return;
  toldShown = text;
  host.send({ type: 'shown', shown });
  keep();
}

function keep(): void {
  const kept: Kept = { line: model.rows.get(Math.floor(model.top))?.line, choice: filterBar.choice() };
  host.keep(kept);
}

function restore(): void {
  const kept = host.kept() as Kept | undefined;
  if (kept === undefined) return;
  filterBar.set(kept.choice);
  if (isFiltered()) applyFilter();
  if (kept.line !== undefined && kept.line > 1) go({ kind: 'line', line: kept.line }, true);
}
