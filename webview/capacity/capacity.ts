import * as l10n from '@vscode/l10n';
import type { CapacityChanges } from '../../core/config/capacity.ts';
import type { CapacityMessage, CapacityPageState, CapacityRequest } from '../../core/features/config/capacity-page.ts';
import { numberText } from '../../core/log/output/words.ts';
import { element, replaceKeepingFocus } from '../lib/dom.ts';
import { connectHost } from '../lib/host.ts';
import { chainSection } from './chains.ts';
import { legend, sumPicture } from './sum-picture.ts';
import { limitsTable, type Open, type Shown, servicesTable } from './sum-tables.ts';
import { createWhatIf } from './what-if.ts';
import { connectionsText, placeText, verdictMark, verdictText } from './words.ts';

type ShowMessage = CapacityMessage & { readonly kind: 'show' };

const host = connectHost<CapacityMessage, CapacityRequest>();
const open: Open = ({ path, line }) => host.send({ kind: 'open', path, line });

let uri: string | undefined;
let changes: CapacityChanges = {};
let last: ShowMessage | undefined;

const facts = element('div', { class: 'facts' });
/** A screen reader is told when the sum has changed. */
const verdict = element('p', { class: 'verdict', role: 'status' });
const picture = element('div', { class: 'picture' });
const legendHolder = element('figcaption', {});
const whatIf = createWhatIf(() => changes, count);
const actions = element('div', { class: 'actions' });
const told = element('div', { class: 'told', role: 'status' });
const preview = element('div', {});
const sums = element('div', {});
const chains = element('div', {});

const page = element(
  'main',
  {},
  element('h1', {}, l10n.t('Connection Capacity')),
  facts,
  verdict,
  element('figure', {}, picture, legendHolder),
  section(
    l10n.t('What if'),
    element('p', { class: 'hint' }, l10n.t('Edit a number: the sum follows at once. No file changes until you write.')),
    whatIf.root,
    actions,
    told,
    preview,
  ),
  section(l10n.t('The connection sum'), sums),
  section(l10n.t('Idle times on the way to the database'), chains),
);

host.onMessage(message => {
  if (message.kind === 'nothing') return showNothing();
  if (message.kind === 'written') return showWritten(message);
  uri = message.uri;
  changes = message.changes;
  keep();
  show(message);
});
new ResizeObserver(drawPictures).observe(picture);
const kept = host.kept() as CapacityPageState | undefined;
host.send({ kind: 'ready', ...(kept && { kept }) });

function section(heading: string, ...children: readonly Node[]): HTMLElement {
  const id = `heading-${heading.replace(/\W+/g, '-')}`;
  return element('section', { 'aria-labelledby': id }, element('h2', { id }, heading), ...children);
}

function keep(): void {
  host.keep({ changes, ...(uri !== undefined && { uri }) } satisfies CapacityPageState);
}

/** Asks for the sum with other numbers. */
function count(next: CapacityChanges): void {
  changes = next;
  keep();
  told.replaceChildren();
  host.send({ kind: 'count', changes, ...(uri !== undefined && { uri }) });
}

function showNothing(): void {
  const text = l10n.t(
    'No nova.conf was found in the workspace. Open a folder with the configuration of nova, or name its files in .nova-doctor.yaml.',
  );
  document.body.replaceChildren(
    element('main', {}, element('h1', {}, l10n.t('Connection Capacity')), element('p', {}, text)),
  );
}

function showWritten({ labels, paths }: CapacityMessage & { kind: 'written' }): void {
  const names = paths.map(path =>
    element('button', { class: 'link', type: 'button', onclick: () => open({ path, line: 1 }) }, labels[path] ?? path),
  );
  told.replaceChildren(
    l10n.t('Written, not saved; undo in the editor takes it back:'),
    ...names.flatMap(name => [' ', name]),
  );
}

function show(message: ShowMessage): void {
  if (!page.isConnected) document.body.replaceChildren(page);
  last = message;
  const { data, labels } = message;
  const shown: Shown = { data, labels, open };
  replaceKeepingFocus(facts, ...factsOf(message));
  verdict.className = `verdict ${verdictMark(data)}`;
  setText(verdict, verdictText(data));
  legendHolder.replaceChildren(legend(data));
  whatIf.show(shown);
  replaceKeepingFocus(actions, ...actionsOf(message));
  replaceKeepingFocus(preview, ...previewOf(message));
  replaceKeepingFocus(sums, servicesTable(shown), element('h3', {}, l10n.t('Limits')), limitsTable(shown));
  drawPictures();
}

/** The same text is not said again. */
function setText(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}

/** What depends on the width of the page. */
function drawPictures(): void {
  const width = picture.clientWidth;
  if (last === undefined || width === 0) return;
  const shown: Shown = { data: last.data, labels: last.labels, open };
  picture.replaceChildren(sumPicture(last.data, width));
  const ways = last.data.chains.map(chain => chainSection(chain, shown, width));
  const none = element('p', {}, l10n.t('No address of a MySQL database was found in the files.'));
  replaceKeepingFocus(chains, ...(ways.length === 0 ? [none] : ways));
}

function factsOf({ data, deployments, labels }: ShowMessage): HTMLElement[] {
  const release = data.isReleaseAssumed
    ? l10n.t('release {0}, assumed', data.release)
    : l10n.t('release {0}', data.release);
  const before =
    data.before.possible === data.possible && data.before.steady === data.steady
      ? []
      : [
          element(
            'p',
            {},
            l10n.t(
              'The files as they are: {0} possible, {1} kept open',
              connectionsText(data.before.possible),
              numberText(data.before.steady),
            ),
          ),
        ];
  if (deployments.length < 2) return [element('p', {}, release), ...before];
  const select = element(
    'select',
    { onchange: event => choose((event.target as HTMLSelectElement).value) },
    ...deployments.map(each =>
      element('option', { value: each.uri, selected: each.uri === uri }, labels[each.path] ?? each.path),
    ),
  );
  return [element('p', {}, release), element('label', {}, l10n.t('Deployment'), ' ', select), ...before];
}

function choose(other: string): void {
  uri = other;
  count({});
}

function actionsOf({ data }: ShowMessage): HTMLElement[] {
  const { suggestion } = data;
  const isUnchanged = Object.keys(changes).length === 0;
  const isNothingToWrite = data.writes.length === 0 && !data.fields.some(isForNewFile);
  const button = (text: string, disabled: boolean, onclick: () => void) =>
    element('button', { class: 'secondary', type: 'button', disabled, onclick }, text);
  const write = (isPreview: boolean) => () => {
    if (uri !== undefined) host.send({ kind: 'write', uri, changes, isPreview });
  };
  return [
    button(l10n.t('Suggest'), suggestion === undefined || Object.keys(suggestion).length === 0, () =>
      count({ ...changes, ...suggestion }),
    ),
    button(l10n.t('Reset'), isUnchanged, () => count({})),
    button(l10n.t('Write to Files'), isNothingToWrite, write(false)),
    button(l10n.t('Preview…'), isNothingToWrite, write(true)),
  ];
}

/** Numbers that are to go into a workspace file have no line there as long as there is no such file. */
function isForNewFile({ isChanged, target }: ShowMessage['data']['fields'][number]): boolean {
  return isChanged && target === 'workspace-file';
}

function previewOf({ data, labels }: ShowMessage): HTMLElement[] {
  if (data.writes.length === 0) return [];
  const items = data.writes.map(({ after, before, ...place }) =>
    element(
      'li',
      {},
      element('button', { class: 'link', type: 'button', onclick: () => open(place) }, placeText(place, labels)),
      element('pre', {}, ...(before === '' ? [] : [element('del', {}, before), '\n']), element('ins', {}, after)),
    ),
  );
  return [element('h3', {}, l10n.t('What would be written')), element('ul', { class: 'writes' }, ...items)];
}
