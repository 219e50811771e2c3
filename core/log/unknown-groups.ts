import type { Place, UnknownGroup } from './analysis.ts';
import type { Entry } from './entry.ts';

const mostShapes = 2000;
const longestShape = 200;

const variableParts =
  /\b(?:g?req-)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}\b|\b[0-9a-fA-F]{12,}\b|0x[0-9a-fA-F]+|'[^']*'|"[^"]*"|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\d+(?:\.\d+)?/g;

/** The shape of an entry: level, logger and message with the variable parts starred. */
export function shapeOf(entry: Entry): string {
  const firstLine = entry.message.split('\n', 1)[0] ?? '';
  const last =
    firstLine === ''
      ? (entry.traceback
          .split('\n')
          .filter(line => /^\S/.test(line))
          .pop() ?? '')
      : firstLine;
  const text = last
    .slice(0, 1000)
    .replace(variableParts, '*')
    .replace(/\*(?:[\s,]+\*)+/g, '*');
  return `${entry.level ?? ''} ${entry.logger} ${text}`.trim().slice(0, longestShape);
}

export interface UnknownGroups {
  add(entry: Entry, place: Place): void;
  /** The groups, largest first. */
  result(): UnknownGroup[];
}

/** Groups entries that no signature knows. When there are too many shapes, the rest is one group that says so. */
export function createUnknownGroups(): UnknownGroups {
  const groups = new Map<string, { shape: string; count: number; first: Place }>();
  return {
    add(entry, place) {
      let shape = shapeOf(entry);
      if (!groups.has(shape) && groups.size >= mostShapes) shape = `${entry.level ?? ''} *`;
      const group = groups.get(shape);
      if (group) group.count++;
      else groups.set(shape, { shape, count: 1, first: place });
    },
    result: () => [...groups.values()].sort((one, other) => other.count - one.count),
  };
}
