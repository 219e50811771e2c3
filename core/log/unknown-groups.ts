import { createRedactor } from '../text/redact.ts';
import type { Place, UnknownGroup } from './analysis.ts';
import type { Entry } from './entry.ts';

const mostShapes = 2000;
const longestShape = 200;

const variableParts =
  /\b(?:g?req-)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}\b|\b[0-9a-fA-F]{12,}\b|0x[0-9a-fA-F]+|'[^']*'|"[^"]*"|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\d+(?:\.\d+)?/g;

/**
 * The shape of an entry: level, logger and message with the variable parts starred.
 * @param redact takes secrets out before: among stars they could not be told any more.
 */
export function shapeOf(entry: Entry, redact: (text: string) => string = text => text): string {
  const firstLine = entry.message.split('\n', 1)[0] ?? '';
  const last =
    firstLine === ''
      ? (entry.traceback
          .split('\n')
          .filter(line => /^\S/.test(line))
          .pop() ?? '')
      : firstLine;
  const text = redact(last.slice(0, 1000))
    .replace(variableParts, '*')
    .replace(/\*(?:[\s,]+\*)+/g, '*');
  return `${entry.level ?? ''} ${entry.logger} ${text}`.trim().slice(0, longestShape);
}

export interface UnknownGroups {
  add(entry: Entry, place: Place): void;
  /**
   * Takes over the groups of the next part of a log.
   * @param lines how many lines of the log lie before the part.
   */
  addPart(part: UnknownGroups, lines: number): void;
  /** The groups by their shapes, secrets not taken out yet. */
  readonly groups: ReadonlyMap<string, UnknownGroup>;
  /** The groups, largest first. */
  result(): UnknownGroup[];
}

/** Groups entries that no signature knows. When there are too many shapes, the rest is one group that says so. */
export function createUnknownGroups(): UnknownGroups {
  const groups = new Map<string, { shape: string; count: number; first: Place }>();
  const { redact } = createRedactor();
  return {
    add(entry, place) {
      const shape = shapeOf(entry);
      const isRest = !groups.has(shape) && groups.size >= mostShapes;
      const key = isRest ? `${entry.level ?? ''} *` : shape;
      const group = groups.get(key);
      if (group) group.count++;
      else groups.set(key, { shape: isRest ? key : shapeOf(entry, redact), count: 1, first: place });
    },
    addPart(part, lines) {
      for (const [shape, next] of part.groups) {
        const isRest = !groups.has(shape) && groups.size >= mostShapes;
        const key = isRest ? `${shape.split(' ', 1)[0]} *` : shape;
        const group = groups.get(key);
        if (group) group.count += next.count;
        else {
          const first = lines === 0 ? next.first : { ...next.first, line: next.first.line + lines };
          groups.set(key, { shape: isRest ? key : next.shape, count: next.count, first });
        }
      }
    },
    groups,
    result: () => mergeEqual([...groups.values()]).sort((one, other) => other.count - one.count),
  };
}

/** Shapes that differed only in a secret are one. */
function mergeEqual(groups: readonly UnknownGroup[]): UnknownGroup[] {
  const merged = new Map<string, UnknownGroup>();
  for (const group of groups) {
    const known = merged.get(group.shape);
    merged.set(group.shape, known === undefined ? group : { ...known, count: known.count + group.count });
  }
  return [...merged.values()];
}
