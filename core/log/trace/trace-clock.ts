import type { Trace, TraceLine } from './trace.ts';

/** Minutes that the aligned times are ahead of UTC: 0 where every entry names its zone, else not known. */
export function alignedZone(trace: Trace): number | undefined {
  return trace.entries.length > 0 && trace.entries.every(line => line.zoneMinutes !== undefined) ? 0 : undefined;
}

/** Minutes that the shown times are ahead of the aligned ones: the zone of the first entry where all zones are known. */
export function displayZone(trace: Trace): number {
  return alignedZone(trace) === undefined ? 0 : (trace.entries[0]?.zoneMinutes ?? 0);
}

/** How the times of a trace are shown together: with the corrections of the clocks. Milliseconds as in `Entry`. */
export function displayTime(trace: Trace): (line: TraceLine) => number | undefined {
  const zone = displayZone(trace);
  return ({ alignedTime }) => (alignedTime === undefined ? undefined : alignedTime + zone * 60_000);
}
