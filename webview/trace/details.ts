import * as l10n from '@vscode/l10n';
import type { FromTracePage } from '../../core/features/trace-messages.ts';
import type { TraceReport } from '../../core/log/trace/trace-report.ts';
import { milliseconds } from '../../core/log/trace/trace-words.ts';
import { element } from '../lib/dom.ts';
import { classOf } from './entries.ts';

/**
 * What the pane below the picture says of the entry that is pointed at.
 * @param others how many further entries the mark stands for.
 */
export function entryDetails(
  report: TraceReport,
  entry: number | undefined,
  others: number,
  send: (message: FromTracePage) => void,
): Node[] {
  const shown = entry === undefined ? undefined : report.entries[entry];
  if (entry === undefined || shown === undefined) {
    const hint = l10n.t('Point at a mark to read its entry; click it to go to its line.');
    return [element('p', { class: 'hint' }, hint)];
  }
  const at = report.lanes.points.find(point => point.entry === entry)?.at;
  const begin = report.lanes.focus.from;
  const facts = [
    shown.clock,
    at === undefined ? '' : `${at < begin ? '−' : '+'}${milliseconds(Math.abs(at - begin), l10n)}`,
    shown.host === undefined ? shown.service : l10n.t('{0} on {1}', shown.service, shown.host),
    shown.stage === undefined ? '' : l10n.t('stage: {0}', shown.stage),
    shown.requestId ?? '',
  ];
  const button = (text: string, message: FromTracePage) =>
    element('button', { class: 'link', type: 'button', onclick: () => send(message) }, text);
  return [
    element(
      'p',
      { class: 'about' },
      element('strong', { class: classOf(shown) }, shown.level ?? ''),
      ` ${facts.filter(fact => fact !== '').join(' · ')} `,
      button(shown.place, { kind: 'open', entry }),
      ' · ',
      button(l10n.t('in the merged log'), { kind: 'merged', entry }),
      others === 0 ? undefined : element('span', { class: 'hint' }, ` · ${l10n.t('{0} more here', others)}`),
    ),
    element('p', { class: 'text' }, shown.text),
  ];
}
