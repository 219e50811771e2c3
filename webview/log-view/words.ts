import * as l10n from '@vscode/l10n';

/** What is wrong with a filter. */
export function faultText({ fault, detail }: { fault: string; detail: string }): string {
  if (fault === 'time')
    return l10n.t('This is not a time. Write 14:05, 2026-11-22 14:05:30, or 2h for two hours before the end.');
  if (fault === 'signature') return l10n.t('There is no signature {0}.', detail);
  if (fault === 'regex') return l10n.t('This regular expression cannot be used here: {0}', detail);
  return l10n.t('The filter leaves too many separate places. Make it narrower.');
}

/** Why there is nowhere to go. */
export function noPlaceText(reason: string, detail: string): string {
  if (reason === 'unknown-time')
    return l10n.t('This is not a time. Write 14:05, 2026-11-22 14:05:30, or 2h for two hours before the end.');
  if (reason === 'no-time') return l10n.t('The lines of this log carry no time.');
  if (reason === 'regex') return l10n.t('This regular expression cannot be used here: {0}', detail);
  if (reason === 'cancelled') return '';
  return l10n.t('There is none from here on.');
}

/** How far something is, in whole per cent. */
export function percent(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}
