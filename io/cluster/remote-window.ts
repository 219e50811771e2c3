import type { RemoteLogFile } from '../../core/cluster/log-files.ts';
import type { ThinWindow } from '../../core/cluster/thin-logs.ts';
import type { TimeWindow } from '../../core/log/time-window.ts';

/** Entries of several writers in one file may be out of order by so much. */
const marginMilliseconds = 60_000;

/**
 * A window in the words of a controller's logs, a little wider: what comes is compared again, exactly.
 * @param zoneMinutes by which the controller's local time is ahead of UTC.
 */
export function remoteWindow({ since, until }: TimeWindow, zoneMinutes: number): ThinWindow {
  const text = (bound: NonNullable<TimeWindow['since']>, margin: number) =>
    new Date(localTime(bound, zoneMinutes) + margin).toISOString().slice(0, 19).replace('T', ' ');
  return {
    ...(since ? { since: text(since, -marginMilliseconds) } : {}),
    ...(until ? { until: text(until, marginMilliseconds) } : {}),
  };
}

/** The beginning of a window in seconds since 1970, for what knows no clock of a log; undefined where it has none. */
export function sinceSecondsOf(window: TimeWindow | undefined, zoneMinutes: number): number | undefined {
  if (window?.since === undefined) return undefined;
  return Math.floor((localTime(window.since, zoneMinutes) - marginMilliseconds) / 1000) - zoneMinutes * 60;
}

/** Whether a file ended before a time, so that nothing in it is of interest. */
export function wasWrittenBefore(file: RemoteLogFile, since: TimeWindow['since'], zoneMinutes: number): boolean {
  if (since === undefined) return false;
  const local = (file.lastWrite + zoneMinutes * 60) * 1000;
  return local < localTime(since, zoneMinutes) - marginMilliseconds;
}

/** A bound without a zone is on the clock of the logs already. */
function localTime({ time, zone }: NonNullable<TimeWindow['since']>, zoneMinutes: number): number {
  return zone === undefined ? time : time - zone * 60_000 + zoneMinutes * 60_000;
}
