/** Rotated logs: which files are parts of one log, and in what order they were written. */

/** What the name of a file says about its place in a rotated set. */
export interface RotatedName {
  /** The name of the log that is still being written: `nova-api.log` for `nova-api.log.2.gz`. */
  readonly base: string;
  /** The number of a part (`.2`), larger for older ones; undefined when there is none. */
  readonly number?: number;
  /** The date of a part as digits that sort by time (`20261121`, `2026112114`); undefined when there is none. */
  readonly date?: string;
  /** The date or number stands before the extension (`nova-api-20261121.log`), as logrotate's `extension` writes it. */
  readonly beforeExtension: boolean;
}

const compressedEnding = /\.(?:gz|zst|zstd|xz|bz2|lz4|Z)$/;
const numbered = /^(.*[A-Za-z].*?)\.(\d{1,4})$/;
// logrotate's dateext (`-20261121`, `-2026112114`, `-20261121-1430`, `-1795219200` with `dateformat -%s`) and Python's
// TimedRotatingFileHandler (`.2026-11-21`, `.2026-11-21_14`, `.2026-11-21_14-30-00`).
const dated = /^(.*[A-Za-z].*?)[.-](\d{4}-?\d\d-?\d\d(?:[-_T]?\d\d(?:-?\d\d(?:-?\d\d)?)?)?|1\d{9})(?:\.(\d{1,3}))?$/;
const numberedBefore = /^(.*[A-Za-z].*?)\.(\d{1,4})(\.[A-Za-z]+)$/;
const datedBefore = /^(.*[A-Za-z].*?)[.-](\d{4}-?\d\d-?\d\d(?:[-_T]?\d{2,6})?)(\.[A-Za-z]+)$/;

/** Takes the ending of a compressed file off a name. */
export function withoutCompression(name: string): string {
  return name.replace(compressedEnding, '');
}

/**
 * Reads a file's name as that of a part of a rotated log.
 * @param name the name without folders, compressed or not.
 * @returns undefined when the name shows no rotation.
 */
export function readRotatedName(name: string): RotatedName | undefined {
  const plain = withoutCompression(name);
  let match = dated.exec(plain);
  if (match) {
    const part = { base: match[1]!, date: dateDigits(match[2]!), beforeExtension: false };
    return match[3] === undefined ? part : { ...part, number: Number(match[3]) };
  }
  match = numbered.exec(plain);
  if (match) return { base: match[1]!, number: Number(match[2]), beforeExtension: false };
  match = datedBefore.exec(plain);
  if (match) return { base: match[1]! + match[3]!, date: dateDigits(match[2]!), beforeExtension: true };
  match = numberedBefore.exec(plain);
  if (match) return { base: match[1]! + match[3]!, number: Number(match[2]), beforeExtension: true };
  return undefined;
}

function dateDigits(written: string): string {
  if (/^1\d{9}$/.test(written)) {
    return new Date(Number(written) * 1000).toISOString().replace(/\D/g, '').slice(0, 14);
  }
  return written.replace(/\D/g, '');
}

/** Sorts parts of one log, oldest first: those with dates, then those with numbers, then the one without either. */
function compareAge(left: RotatedName | undefined, right: RotatedName | undefined): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  if (left.date !== right.date) {
    if (left.date === undefined || right.date === undefined) {
      return Number(left.date === undefined) - Number(right.date === undefined);
    }
    return left.date.padEnd(14, '0') < right.date.padEnd(14, '0') ? -1 : 1;
  }
  return (right.number ?? 0) - (left.number ?? 0);
}

/**
 * Groups the names of one folder into logs.
 * @param names the names of files without folders.
 * @returns per log the indexes of its parts, oldest first; logs in the order of their first name. A name with a number
 *   or date is a part of another log only where that is sure: the name without it exists, or it ends like a log's.
 */
export function groupRotated(names: readonly string[]): number[][] {
  const plainNames = new Set(names.map(withoutCompression));
  const groups = new Map<string, { index: number; rotated: RotatedName | undefined }[]>();
  names.forEach((name, index) => {
    const rotated = readRotatedName(name);
    const isPart = rotated !== undefined && (plainNames.has(rotated.base) || isSure(rotated));
    const key = isPart ? rotated.base : withoutCompression(name);
    const parts = groups.get(key) ?? [];
    parts.push({ index, rotated: isPart ? rotated : undefined });
    groups.set(key, parts);
  });
  return [...groups.values()].flatMap(parts => {
    const ages = new Set(parts.map(part => ageKey(part.rotated)));
    // `x.log` beside `x.log.gz`: two copies of the same age are two logs, not parts of one.
    if (ages.size < parts.length) return parts.map(part => [part.index]);
    return [parts.sort((left, right) => compareAge(left.rotated, right.rotated)).map(part => part.index)];
  });
}

function isSure(rotated: RotatedName): boolean {
  return !rotated.beforeExtension && /\.(?:log|err|out)$/.test(rotated.base);
}

function ageKey(rotated: RotatedName | undefined): string {
  return rotated === undefined ? '' : `${rotated.date ?? ''}.${rotated.number ?? ''}`;
}
