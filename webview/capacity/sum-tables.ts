import * as l10n from '@vscode/l10n';
import type { CapacityData, CapacityField, CapacityPlace } from '../../core/features/config/capacity-page.ts';
import { numberText } from '../../core/log/output/words.ts';
import { element } from '../lib/dom.ts';
import { connectionsText, limitName, limitText, originText, placeText } from './words.ts';

export type Open = (place: CapacityPlace) => void;

export interface Shown {
  readonly data: CapacityData;
  readonly labels: Readonly<Record<string, string>>;
  readonly open: Open;
}

/** A table that scrolls sideways where the page is narrow. */
export function table(caption: string, headings: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  return element(
    'div',
    { class: 'scrolled' },
    element(
      'table',
      {},
      element('caption', { class: 'spoken' }, caption),
      element('thead', {}, element('tr', {}, ...headings.map(heading => element('th', { scope: 'col' }, heading)))),
      element('tbody', {}, ...rows),
    ),
  );
}

export function placeButton(place: CapacityPlace, { labels, open }: Pick<Shown, 'labels' | 'open'>): HTMLElement {
  return element('button', { class: 'link', type: 'button', onclick: () => open(place) }, placeText(place, labels));
}

/** Services, with the numbers that they are made of: a click goes to where one stands. */
export function servicesTable(shown: Shown): HTMLElement {
  const { data } = shown;
  const cell = (text: string) => element('td', { class: 'number' }, text);
  const rows = data.services.map(service =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, service.service),
      cell(numberText(service.processes)),
      cell(connectionsText(service.perProcess)),
      cell(numberText(service.engines)),
      cell(connectionsText(service.possible)),
      cell(numberText(service.steady)),
      element('td', { class: 'sources' }, ...service.keys.flatMap(key => source(key, shown))),
    ),
  );
  const total = element(
    'tr',
    { class: 'total' },
    element('th', { scope: 'row' }, l10n.t('all')),
    cell(numberText(data.services.reduce((sum, { processes }) => sum + processes, 0))),
    cell(''),
    cell(''),
    cell(connectionsText(data.possible)),
    cell(numberText(data.steady)),
    cell(''),
  );
  const headings = [
    l10n.t('Service'),
    l10n.t('Processes'),
    l10n.t('Connections of an engine'),
    l10n.t('Engines of a process'),
    l10n.t('Possible'),
    l10n.t('Kept open'),
    l10n.t('Made of'),
  ];
  return table(l10n.t('The connection sum'), headings, [...rows, total]);
}

function source(key: string, shown: Shown): HTMLElement[] {
  const field = shown.data.fields.find(one => one.key === key);
  if (field === undefined) return [];
  const text = `${key} = ${numberText(field.value)}`;
  const [place] = field.places;
  const what =
    place === undefined
      ? element('span', { class: 'code' }, text)
      : element('button', { class: 'link', type: 'button', onclick: () => shown.open(place) }, text);
  const note = noteOf(field);
  return [element('span', { class: 'source' }, what, note === '' ? undefined : ` (${note})`)];
}

function noteOf({ isChanged, origin }: CapacityField): string {
  return originText(isChanged ? 'changed' : origin);
}

export function limitsTable(shown: Shown): HTMLElement {
  const rows = shown.data.limits.map(limit =>
    element(
      'tr',
      { class: limit.verdict },
      element('th', { scope: 'row' }, limitName(limit)),
      element('td', { class: 'number' }, numberText(limit.value)),
      element('td', { class: 'judged' }, limitText(limit)),
      element(
        'td',
        {},
        ...(limit.place === undefined ? [] : [placeButton(limit.place, shown), ' ']),
        originText(limit.origin),
      ),
    ),
  );
  const headings = [l10n.t('Limit'), l10n.t('Connections'), l10n.t('Goes with the sum'), l10n.t('Comes from')];
  return table(l10n.t('Limits on the way to the database'), headings, rows);
}
