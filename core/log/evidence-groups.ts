import type { PartEvidence, PlacedEvidence } from './part-evidence.ts';

/** The evidence of several parts of a log that follow each other, put together once. */
export interface EvidenceGroup {
  /** Index of its first part, and how many parts it has. */
  readonly first: number;
  readonly length: number;
  /** The parts, with the numbers of lines from the first of them on. */
  readonly parts: readonly PlacedEvidence[];
  readonly joined: PartEvidence;
  /** The last time of its events. */
  readonly lastEvent: number;
}

/** About the root of the number of parts that a log of the size that editors open has. */
const mostParts = 32;

/**
 * Puts parts into groups, so that a change of one part costs the joining of few.
 * @param before groups from which those whose parts are the same are taken.
 */
export function groupsOf(
  parts: readonly PlacedEvidence[],
  before: readonly EvidenceGroup[],
  join: (parts: readonly PlacedEvidence[]) => PartEvidence,
): EvidenceGroup[] {
  const known = new Map(before.map(group => [group.parts[0]!.evidence, group]));
  const groups: EvidenceGroup[] = [];
  let first = 0;
  while (first < parts.length) {
    const same = known.get(parts[first]!.evidence);
    if (same !== undefined && isStillThere(same, parts, first)) {
      groups.push({ ...same, first });
      first += same.length;
      continue;
    }
    let end = first + 1;
    while (end < parts.length && end - first < mostParts && !known.has(parts[end]!.evidence)) end++;
    groups.push(newGroup(parts, first, end, join));
    first = end;
  }
  return groups;
}

function isStillThere(group: EvidenceGroup, parts: readonly PlacedEvidence[], first: number): boolean {
  const start = parts[first]!.lines;
  return group.parts.every(({ evidence, lines }, index) => {
    const part = parts[first + index];
    return part !== undefined && part.evidence === evidence && part.lines - start === lines;
  });
}

function newGroup(
  parts: readonly PlacedEvidence[],
  first: number,
  end: number,
  join: (parts: readonly PlacedEvidence[]) => PartEvidence,
): EvidenceGroup {
  const start = parts[first]!.lines;
  const own = parts.slice(first, end).map(({ evidence, lines }) => ({ evidence, lines: lines - start }));
  const joined = join(own);
  let lastEvent = Number.NEGATIVE_INFINITY;
  for (const { time } of joined.events) if (time > lastEvent) lastEvent = time;
  return { first, length: end - first, parts: own, joined, lastEvent };
}
