import type { StageFinder, StagePlace } from './stages.ts';
import type { TracedStage } from './trace.ts';
import { isError, type TracedEntry } from './traced-entry.ts';

/** What the entries of one stage say. */
interface Collected {
  first: number | undefined;
  last: number | undefined;
  entries: number;
  error: TracedEntry | undefined;
  readonly services: Set<string>;
  readonly hosts: Set<string>;
}

/**
 * Lays a creation along the stages.
 * @param entries of the creation, in the order of time.
 * @param places where they lie.
 * @param time of an entry, with its host's correction.
 * @param indexes of the entries in the trace.
 * @param broke the entry at which the creation broke; it counts as its stage's error whatever its level.
 */
export function summariseStages(
  finder: StageFinder,
  entries: readonly TracedEntry[],
  places: ReadonlyMap<TracedEntry, StagePlace>,
  time: (traced: TracedEntry) => number | undefined,
  indexes: ReadonlyMap<TracedEntry, number>,
  broke: TracedEntry | undefined,
): TracedStage[] {
  const collected = new Map<string, Collected>();
  for (const traced of entries) {
    const place = places.get(traced);
    if (place === undefined) continue;
    const own = collected.get(place.stage.id) ?? newCollected();
    collected.set(place.stage.id, own);
    const at = time(traced);
    if (at !== undefined) {
      own.first = Math.min(own.first ?? at, at - place.tookMs);
      own.last = Math.max(own.last ?? at, at);
    }
    own.entries++;
    if (own.error === undefined && (isError(traced.entry) || traced === broke)) own.error = traced;
    if (traced.service !== undefined) own.services.add(traced.service);
    if (traced.host !== undefined) own.hosts.add(traced.host);
  }
  let previousEnd: number | undefined;
  return finder.stages.map(({ number, id, title }) => {
    const own = collected.get(id) ?? newCollected();
    const durationMs = durationOf(own, previousEnd);
    if (own.last !== undefined) previousEnd = Math.max(previousEnd ?? own.last, own.last);
    return {
      number,
      id,
      title,
      entries: own.entries,
      first: own.first,
      last: own.last,
      durationMs,
      services: [...own.services].sort(),
      hosts: [...own.hosts].sort(),
      error: own.error && indexes.get(own.error),
    };
  });
}

function newCollected(): Collected {
  return { first: undefined, last: undefined, entries: 0, error: undefined, services: new Set(), hosts: new Set() };
}

/** A stage is often seen only when it ends, so the time since the one before it belongs to it. */
function durationOf({ first, last }: Collected, previousEnd: number | undefined): number | undefined {
  if (first === undefined || last === undefined) return undefined;
  if (previousEnd === undefined || previousEnd > last) return last - first;
  return last - Math.min(first, previousEnd);
}
