import type { Translator } from '../../text/l10n.ts';
import type { Analysis, Confidence, Incident } from '../analysis.ts';
import type { Severity } from '../signature.ts';
import { isoTime } from '../time.ts';

export function severityWord(severity: Severity, l10n: Translator): string {
  if (severity === 'error') return l10n.t('error');
  return severity === 'warning' ? l10n.t('warning') : l10n.t('info');
}

export function confidenceWord(confidence: Confidence, l10n: Translator): string {
  if (confidence === 'high') return l10n.t('high confidence');
  return confidence === 'medium' ? l10n.t('medium confidence') : l10n.t('low confidence');
}

/** The same where the word confidence stands beside it. */
export function confidenceGrade(confidence: Confidence, l10n: Translator): string {
  if (confidence === 'high') return l10n.t('high');
  return confidence === 'medium' ? l10n.t('medium') : l10n.t('low');
}

/** A time for people: `2026-11-22 14:17:02`, with its zone where that is known. */
export function timeText(time: number, zone: number | undefined): string {
  return isoTime(time, zone)
    .replace('T', ' ')
    .replace(/\.\d{3}/, '');
}

/** `2026-11-22 14:17:02 to 14:18:16 (1 min 14 s)`. */
export function spanText(
  start: number | undefined,
  end: number | undefined,
  zone: number | undefined,
  l10n: Translator,
): string {
  if (start === undefined) return '';
  const from = timeText(start, zone);
  if (end === undefined || end - start < 1000) return from;
  const to = timeText(end, zone);
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  const shownFrom = zone === undefined ? from : from.replace(/(?:Z|[+-]\d\d:\d\d)$/, '');
  return l10n.t('{0} to {1} ({2})', shownFrom, isSameDay ? to.slice(11) : to, durationText(end - start, l10n));
}

/** `3 d 4 h`, `1 min 14 s`, `8 s`: the two largest units. */
export function durationText(milliseconds: number, l10n: Translator): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return l10n.t('{0} s', seconds);
  if (seconds < 3600) return l10n.t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
  if (seconds < 86_400) return l10n.t('{0} h {1} min', Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60));
  return l10n.t('{0} d {1} h', Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600));
}

/** Bytes for people: `512 B`, `1.8 MB`, `1.2 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** A number with its thousands apart, the same everywhere. */
export function numberText(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Where an incident shows: the first place of what tells it, the earliest first. */
export function placesOf(
  analysis: Analysis,
  incident: Incident,
  l10n: Translator,
): { path: string; line: number; time: number | undefined; zone: number | undefined; count: number; title: string }[] {
  return incident.evidence.map(place => {
    const title = analysis.findings.find(finding => finding.signature === place.signature)?.title ?? place.signature;
    return {
      path: place.path,
      line: place.line,
      time: place.time,
      zone: place.zoneMinutes,
      count: place.count,
      // Titles of signatures are English; the translator may know them.
      title: l10n.t(title),
    };
  });
}

/** Totals of what was read. */
export function totalsOf(analysis: Analysis): { lines: number; entries: number; bytes: number; unread: number } {
  const totals = { lines: 0, entries: 0, bytes: 0, unread: 0 };
  for (const file of analysis.files) {
    totals.lines += file.lines;
    totals.entries += file.entries;
    totals.bytes += file.bytes;
    totals.unread += file.unreadLines;
  }
  return totals;
}
