import type { Translator } from '../../text/l10n.ts';
import type { FileSummary } from '../entry.ts';

const quarter = 15 * 60_000;

/**
 * Brings the clocks of several files onto one. Files whose zone is known are put on UTC; files that write local time
 * without a zone keep it when there is nothing to compare with. Where both kinds are there, the zone of the local ones
 * is taken from the shift (in quarters of an hour) that lays the two stretches of time over each other.
 * @returns milliseconds to add to each file's times.
 */
export function alignClocks(files: readonly FileSummary[], l10n: Translator, assumptions: string[]): number[] {
  const known = files.filter(file => file.zoneMinutes !== undefined && file.firstTime !== undefined);
  const local = files.filter(file => file.zoneMinutes === undefined && file.firstTime !== undefined);
  const zones = new Set(known.map(file => file.zoneMinutes));
  const toUtc = (file: FileSummary) => -(file.zoneMinutes ?? 0) * 60_000;
  if (known.length === 0 || local.length === 0) {
    if (known.length === 0 && local.length > 1)
      assumptions.push(l10n.t('The logs name no time zone; all clocks were taken to be in one zone and right.'));
    return files.map(file => (zones.size > 1 ? toUtc(file) : 0));
  }
  const knownSpan = spanOfFiles(known, toUtc);
  const localSpan = spanOfFiles(local, () => 0);
  const shift = shiftBetween(localSpan, knownSpan);
  if (shift !== 0) {
    assumptions.push(
      l10n.t(
        'Logs without a time zone were taken to be {0} h ahead of UTC, which lays them over the logs that name their zone.',
        -shift / 3_600_000,
      ),
    );
  } else assumptions.push(l10n.t('Logs without a time zone were taken to be on the clock of those that name one.'));
  // Everything is shown on the clock of the local files, for that is what the operator's own logs say.
  return files.map(file => (file.zoneMinutes === undefined ? 0 : toUtc(file) - shift + 0));
}

function spanOfFiles(
  files: readonly FileSummary[],
  shift: (file: FileSummary) => number,
): { start: number; end: number } {
  return {
    start: Math.min(...files.map(file => file.firstTime! + shift(file))),
    end: Math.max(...files.map(file => (file.lastTime ?? file.firstTime!) + shift(file))),
  };
}

/** Milliseconds to add to `local` so that it overlaps `known`: none when it does already. */
function shiftBetween(local: { start: number; end: number }, known: { start: number; end: number }): number {
  if (local.start <= known.end && known.start <= local.end) return 0;
  const middle = (known.start + known.end - local.start - local.end) / 2;
  const shift = Math.round(middle / quarter) * quarter;
  // No zone is further from another than this; a larger distance means different days, which no shift explains.
  return Math.abs(shift) <= 14 * 3_600_000 ? shift + 0 : 0;
}
