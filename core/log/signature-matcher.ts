import type { Entry, Level } from './entry.ts';
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
 * Loggers whose entries below WARNING tell how services and their peers come and go (recoveries, starts, stops).
 * Every other logger's INFO lines are passed over unread; that is what makes large logs quick to read.
 */
const lifeSignLoggers = [
  'oslo.messaging._drivers.impl_rabbit',
  'oslo_messaging._drivers.impl_rabbit',
  'nova.servicegroup.drivers.db',
  'nova.service',
  'nova.wsgi',
  'oslo_service.service',
  'nova.openstack.common.service',
  'nova.cmd.compute',
  // What users were refused (quota, no such thing) is an INFO line of the API.
  'nova.api.openstack.wsgi',
];

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
  const searches = [
    createLiteralSearch(signatures, signature => !isInsensitive(signature), 'g'),
    createLiteralSearch(signatures, isInsensitive, 'gi'),
  ];
  const always = indexesWhere(signatures, signature => (signature.literals ?? []).length === 0);
  const candidate = new Uint8Array(signatures.length);

  function matchText(text: string, level?: Level): number[] {
    const rank = level === undefined ? 9 : levelRank[level];
    candidate.fill(0);
    for (const index of always) candidate[index] = 1;
    for (const search of searches) search(text, candidate);
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
    wantsLogger: logger => lifeSignLoggers.includes(logger),
  };
}

function isInsensitive(signature: Signature): boolean {
  return signature.flags?.includes('i') === true;
}

/** Makes a search that marks, in one pass over a text, the signatures of whose literals one is in it. */
function createLiteralSearch(
  signatures: readonly Signature[],
  include: (signature: Signature) => boolean,
  flags: string,
): (text: string, candidate: Uint8Array) => void {
  const fold = (text: string) => (flags.includes('i') ? text.toLowerCase() : text);
  const own = signatures.map(signature => (include(signature) ? (signature.literals ?? []).map(fold) : []));
  const literals = [...new Set(own.flat())];
  if (literals.length === 0) return () => {};
  const owners = new Map(
    literals.map(literal => [literal, indexesWhere(own, mine => mine.some(text => isRelated(text, literal)))]),
  );
  // Longer ones first, so that the alternation reports the most specific literal at a place.
  const sorted = [...literals].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(sorted.map(escapePattern).join('|'), flags);
  return (text, candidate) => {
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
      for (const owner of owners.get(fold(hit[0])) ?? []) candidate[owner] = 1;
      pattern.lastIndex = hit.index + 1;
    }
  };
}

function indexesWhere<T>(values: readonly T[], holds: (value: T) => boolean): number[] {
  const result: number[] = [];
  values.forEach((value, index) => {
    if (holds(value)) result.push(index);
  });
  return result;
}

/** The alternation reports one literal at a place; those that begin alike or lie inside it may be there as well. */
function isRelated(own: string, reported: string): boolean {
  return reported.includes(own) || own.startsWith(reported);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
