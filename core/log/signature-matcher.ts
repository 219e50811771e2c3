import type { Entry, Level } from './entry.ts';
import { isLifeSignLogger } from './life-sign-loggers.ts';
import { createLiteralSearch } from './literal-search.ts';
import { matchTextOf } from './match-text.ts';
import type { Signature } from './signature.ts';

/** Something that tests a text as a regular expression does; users' patterns run on an engine of linear time. */
export interface TextPattern {
  test(text: string): boolean;
}

/** Finds which signatures an entry shows. */
export interface SignatureMatcher {
  readonly signatures: readonly Signature[];
  /** Indexes into `signatures` of those that match, ascending. */
  match(entry: Entry): number[];
  /** The same for a text (see `matchTextOf`) of an entry of that level; whatever the level when it is left out. */
  matchText(text: string, level?: Level): number[];
  /** Whether entries of this logger may match a signature that asks for less than WARNING. */
  wantsLogger(logger: string): boolean;
}

const levelRank: Readonly<Record<Level, number>> = {
  TRACE: 4,
  DEBUG: 0,
  INFO: 1,
  AUDIT: 1,
  WARNING: 3,
  ERROR: 4,
  CRITICAL: 5,
};

/**
 * Prepares signatures for matching.
 * @param compile makes the pattern of a signature; the platform's `RegExp` when left out.
 * @throws SyntaxError for a pattern that is none: shipped data is tested, users' data is checked before it comes here.
 */
export function createSignatureMatcher(
  signatures: readonly Signature[],
  compile: (signature: Signature) => TextPattern = signature => new RegExp(signature.pattern, signature.flags ?? ''),
): SignatureMatcher {
  const patterns = signatures.map(compile);
  const ranks = signatures.map(signature => levelRank[signature.minimumLevel ?? 'WARNING']);
  // Literals that are too short to search for make no difference: their signatures are always tested.
  const own = signatures.map(signature => ({ literals: signature.literals ?? [], fold: isInsensitive(signature) }));
  const always = indexesWhere(own, ({ literals }) => literals.length === 0 || literals.some(text => text.length < 4));
  const asWritten = literalMarker(own.map(({ literals, fold }) => (fold ? [] : literals)));
  const folded = literalMarker(own.map(({ literals, fold }) => (fold ? literals.map(text => text.toLowerCase()) : [])));
  const candidate = new Uint8Array(signatures.length);

  function matchText(text: string, level?: Level): number[] {
    const rank = level === undefined ? 9 : levelRank[level];
    candidate.fill(0);
    for (const index of always) candidate[index] = 1;
    asWritten?.(text, candidate);
    folded?.(text.toLowerCase(), candidate);
    const result: number[] = [];
    for (let index = 0; index < signatures.length; index++) {
      if (candidate[index] === 1 && ranks[index]! <= rank && patterns[index]!.test(text)) result.push(index);
    }
    return result;
  }

  return {
    signatures,
    match: entry => matchText(matchTextOf(entry), entry.level),
    matchText,
    wantsLogger: isLifeSignLogger,
  };
}

function isInsensitive(signature: Signature): boolean {
  return signature.flags?.includes('i') === true;
}

/** Makes a function that marks the owners of the literals that are in a text; undefined when there are no literals. */
function literalMarker(
  literalsOfOwners: readonly (readonly string[])[],
): ((text: string, marks: Uint8Array) => void) | undefined {
  const literals = [...new Set(literalsOfOwners.flat())].filter(text => text.length >= 4);
  if (literals.length === 0) return undefined;
  const owners = literals.map(literal => indexesWhere(literalsOfOwners, all => all.includes(literal)));
  const search = createLiteralSearch(literals);
  return (text, marks) => {
    search.find(text, literal => {
      for (const owner of owners[literal]!) marks[owner] = 1;
    });
  };
}

function indexesWhere<T>(values: readonly T[], holds: (value: T) => boolean): number[] {
  const result: number[] = [];
  values.forEach((value, index) => {
    if (holds(value)) result.push(index);
  });
  return result;
}
