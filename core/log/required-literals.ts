/**
 * Finds the strings that a regular expression requires: the keys of the search that passes over what cannot match.
 *
 * The pattern is read as a sequence of pieces. A piece that stands for a few exact strings (`Errno (?:111|113)`) is
 * multiplied out; everything else ends the run. Quotes, backslashes and line ends end it too, because a RemoteError
 * writes them escaped, and so do characters outside ASCII, which Python 2 writes as `\xe9`.
 */

/** Shorter strings are in every other line and help nothing. */
const shortest = 4;
/** A run is not multiplied out to more strings than this. */
const mostStrings = 12;

/** What is known about a piece of the pattern. */
interface Piece {
  /** All strings that the piece can match, when they are few and known. */
  readonly exact: readonly string[] | undefined;
  /** Strings of which at least one is in every text that the piece matches. */
  readonly required: readonly string[] | undefined;
}

interface Cursor {
  readonly source: string;
  at: number;
}

const unknownPiece: Piece = { exact: undefined, required: undefined };
const emptyPiece: Piece = { exact: [''], required: undefined };
const unsafeCharacter = /["'`\\\r\n\t]|[^\x20-\x7e]/;

/**
 * Finds strings of which at least one is contained in every text that a pattern matches.
 * @param pattern source of a regular expression (JavaScript or RE2 syntax). When its flags ignore case, so must the
 * search for the strings.
 * @returns the strings, each at least four characters long, or undefined when there are none or the pattern cannot be
 * read: then every text has to be tested.
 */
export function requiredLiterals(pattern: string): string[] | undefined {
  const cursor: Cursor = { source: pattern, at: 0 };
  const piece = readAlternatives(cursor);
  if (piece === undefined || cursor.at < pattern.length) return undefined;
  const best = better(safeStrings(piece.exact), piece.required);
  if (best === undefined) return undefined;
  // A string that contains another of them finds nothing that the shorter one does not find.
  return [...new Set(best)].filter(text => !best.some(other => other !== text && text.includes(other)));
}

/** The strings when each of them is long enough and without characters that are written in several ways. */
function safeStrings(strings: readonly string[] | undefined): readonly string[] | undefined {
  if (strings === undefined || strings.length === 0) return undefined;
  return strings.every(text => text.length >= shortest && !unsafeCharacter.test(text)) ? strings : undefined;
}

/** Prefers the set whose shortest string is longer, then the set of fewer strings. */
function better(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const shortestOf = (strings: readonly string[]) => Math.min(...strings.map(text => text.length));
  const difference = shortestOf(one) - shortestOf(other);
  if (difference !== 0) return difference > 0 ? one : other;
  return one.length <= other.length ? one : other;
}

function readAlternatives(cursor: Cursor): Piece | undefined {
  const alternatives: Piece[] = [];
  for (;;) {
    const piece = readSequence(cursor);
    if (piece === undefined) return undefined;
    alternatives.push(piece);
    if (cursor.source[cursor.at] !== '|') break;
    cursor.at++;
  }
  return alternatives.length === 1 ? alternatives[0] : joinAlternatives(alternatives);
}

function joinAlternatives(alternatives: readonly Piece[]): Piece {
  const exact = alternatives.every(piece => piece.exact !== undefined)
    ? alternatives.flatMap(piece => piece.exact ?? [])
    : undefined;
  const required: string[] = [];
  for (const piece of alternatives) {
    const strings = better(safeStrings(piece.exact), piece.required);
    if (strings === undefined) return { exact: withinBounds(exact), required: undefined };
    required.push(...strings);
  }
  return { exact: withinBounds(exact), required };
}

function withinBounds(strings: readonly string[] | undefined): readonly string[] | undefined {
  return strings !== undefined && strings.length <= mostStrings ? strings : undefined;
}

function readSequence(cursor: Cursor): Piece | undefined {
  let run: readonly string[] = [''];
  let isWhole = true;
  let required: readonly string[] | undefined;
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== '|' && cursor.source[cursor.at] !== ')') {
    const piece = readQuantified(cursor);
    if (piece === undefined) return undefined;
    const longer = piece.exact === undefined ? undefined : multiply(run, piece.exact);
    if (longer !== undefined) {
      run = longer;
      continue;
    }
    isWhole = false;
    required = better(required, better(safeStrings(run), piece.required));
    run = piece.exact ?? [''];
    if (run.some(text => unsafeCharacter.test(text))) run = [''];
  }
  return isWhole ? { exact: run, required } : { exact: undefined, required: better(required, safeStrings(run)) };
}

/** Every string of the one followed by every string of the other; undefined when the run has to end here. */
function multiply(run: readonly string[], next: readonly string[]): readonly string[] | undefined {
  if (run.length * next.length > mostStrings) return undefined;
  if (next.some(text => unsafeCharacter.test(text))) return undefined;
  return run.flatMap(before => next.map(after => before + after));
}

function readQuantified(cursor: Cursor): Piece | undefined {
  const piece = readAtom(cursor);
  if (piece === undefined) return undefined;
  const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/.exec(cursor.source.slice(cursor.at));
  if (!quantifier) return piece;
  cursor.at += quantifier[0].length;
  const written = quantifier[0];
  if (written.startsWith('?')) return { exact: piece.exact && withinBounds(['', ...piece.exact]), required: undefined };
  if (written.startsWith('*') || /^\{0[,}]/.test(written)) return unknownPiece;
  return { exact: undefined, required: better(safeStrings(piece.exact), piece.required) };
}

function readAtom(cursor: Cursor): Piece | undefined {
  const character = cursor.source[cursor.at];
  cursor.at++;
  if (character === '(') return readGroup(cursor);
  if (character === '[') return readClass(cursor);
  if (character === '\\') return readEscape(cursor);
  if (character === '.') return unknownPiece;
  if (character === '^' || character === '$') return emptyPiece;
  if (character === '*' || character === '+' || character === '?') return undefined;
  return literal(character!);
}

function literal(character: string): Piece {
  return { exact: [character], required: undefined };
}

function readGroup(cursor: Cursor): Piece | undefined {
  const opening = /^\?(?::|=|!|<=|<!|P?<[^>=!]*>)/.exec(cursor.source.slice(cursor.at));
  if (!opening && cursor.source[cursor.at] === '?') return undefined;
  cursor.at += opening?.[0].length ?? 0;
  const inner = readAlternatives(cursor);
  if (inner === undefined || cursor.source[cursor.at] !== ')') return undefined;
  cursor.at++;
  const isLookAround = /^\?<?[=!]/.test(opening?.[0] ?? '');
  return isLookAround ? emptyPiece : inner;
}

/** Reads `[…]`; a class of few plain characters stands for each of them. */
function readClass(cursor: Cursor): Piece | undefined {
  const written = /^\^?\]?(?:\\.|[^\]\\])*\]/s.exec(cursor.source.slice(cursor.at));
  if (!written) return undefined;
  cursor.at += written[0].length;
  const inside = written[0].slice(0, -1);
  if (!/^[A-Za-z0-9 _.:,;()/-]{1,4}$/.test(inside) || /.-./.test(inside)) return unknownPiece;
  return { exact: [...inside], required: undefined };
}

/** What belongs to an escape after its letter. */
const escapeTail: Readonly<Record<string, RegExp>> = {
  p: /^(?:\{[^}]*\}|.)/,
  P: /^(?:\{[^}]*\}|.)/,
  k: /^<[^>]*>/,
  x: /^(?:\{[^}]*\}|[0-9a-fA-F]{2})/,
  u: /^(?:\{[^}]*\}|[0-9a-fA-F]{4})/,
  c: /^[A-Za-z]/,
};

function readEscape(cursor: Cursor): Piece | undefined {
  const character = cursor.source[cursor.at];
  if (character === undefined) return undefined;
  cursor.at++;
  if (character === 'b' || character === 'B' || character === 'A' || character === 'z') return emptyPiece;
  if (/[A-Za-z0-9]/.test(character)) {
    const tail = escapeTail[character]?.exec(cursor.source.slice(cursor.at));
    if (tail) cursor.at += tail[0].length;
    return unknownPiece;
  }
  return literal(character);
}
