/**
 * How many steps a regular expression can need on a hostile text, told from its structure.
 *
 * A quantifier over one kind of character that is followed by a character of another kind leaves no choice; every other
 * quantifier is a choice of as many ways as it may repeat. Choices in a row multiply. A pattern is tried at every place
 * of the text where its fixed beginning can stand.
 */

/** What one piece costs: how many ways it can match from one place, and how many characters it may read. */
interface Cost {
  readonly ways: number;
  readonly width: number;
}

interface Piece {
  /** Which of the first 128 characters it may begin with; undefined for all of them. */
  readonly first: ReadonlySet<number> | undefined;
  /** The characters by which a repetition goes on. */
  readonly again: ReadonlySet<number> | undefined;
  /** The ways of one repetition. */
  readonly inner: number;
  readonly cost: Cost;
  /** Characters that it reads without any choice. */
  readonly fixed: number;
  readonly repeats: { readonly least: number; readonly most: number };
}

export interface PatternSteps {
  /** The most steps on a text of that length. */
  readonly steps: number;
  /** Quantifiers without an upper bound, as they are written. */
  readonly unbounded: readonly string[];
}

interface Reader {
  readonly source: string;
  at: number;
  readonly unbounded: string[];
}

const allCharacters = new Set(Array.from({ length: 128 }, (_, code) => code));
const codesOf = (text: string) => new Set([...text].map(character => character.charCodeAt(0)));
const range = (from: string, to: string) =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, index) => from.charCodeAt(0) + index);
const digits = new Set(range('0', '9'));
const wordCharacters = new Set([...digits, ...range('a', 'z'), ...range('A', 'Z'), 95]);
const spaces = codesOf(' \t\n\r\f\v');
const without = (set: ReadonlySet<number>) => new Set([...allCharacters].filter(code => !set.has(code)));
const classes: Readonly<Record<string, ReadonlySet<number>>> = {
  d: digits,
  D: without(digits),
  w: wordCharacters,
  W: without(wordCharacters),
  s: spaces,
  S: without(spaces),
};

/**
 * Counts the steps that a pattern can need.
 * @param textLength length of the hostile text.
 * @throws Error for syntax that the patterns of this project do not use.
 */
export function patternSteps(pattern: string, textLength: number): PatternSteps {
  const reader: Reader = { source: pattern, at: 0, unbounded: [] };
  let steps = 0;
  for (;;) {
    const pieces = readSequence(reader);
    steps += stepsOfSequence(pieces, textLength);
    if (reader.source[reader.at] !== '|') break;
    reader.at++;
  }
  if (reader.at < pattern.length) throw new Error(`unexpected ${pattern[reader.at]} at ${reader.at} of ${pattern}`);
  return { steps, unbounded: reader.unbounded };
}

function stepsOfSequence(pieces: readonly Piece[], textLength: number): number {
  let fixed = 0;
  for (const [index, piece] of pieces.entries()) {
    if (leavesChoice(piece, pieces.slice(index + 1))) break;
    fixed += piece.fixed;
  }
  const places = textLength / Math.max(1, fixed);
  return textLength + places * costOfSequence(pieces).width;
}

/**
 * The cost of pieces in a row: the ways of what comes before multiply the characters that a piece reads.
 * @param after what can follow the row: its own beginning, where it is repeated.
 */
function costOfSequence(pieces: readonly Piece[], after: readonly Piece[] = []): Cost {
  let ways = 1;
  let width = 0;
  pieces.forEach((piece, index) => {
    width += ways * piece.cost.width;
    ways *= leavesChoice(piece, [...pieces.slice(index + 1), ...after]) ? piece.cost.ways : 1;
  });
  return { ways, width };
}

/** Whether a piece can end at several places, from each of which what follows has to be tried. */
function leavesChoice(piece: Piece, following: readonly Piece[]): boolean {
  if (piece.cost.ways === 1 || following.length === 0) return false;
  if (piece.inner > 1 || piece.again === undefined) return true;
  for (const next of following) {
    if (next.first === undefined || [...next.first].some(code => piece.again!.has(code))) return true;
    if (next.repeats.least > 0) return false;
  }
  return false;
}

function readSequence(reader: Reader): Piece[] {
  const pieces: Piece[] = [];
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at]!))
    pieces.push(readQuantified(reader));
  return pieces;
}

function readQuantified(reader: Reader): Piece {
  const start = reader.at;
  const piece = readPiece(reader);
  const written = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at))?.[0];
  if (written === undefined) return piece;
  reader.at += written.length;
  const { least, most } = boundsOf(written);
  if (most === Number.POSITIVE_INFINITY) reader.unbounded.push(reader.source.slice(start, reader.at));
  const times = Math.min(most, 1e6);
  const inner = piece.cost.ways > 1 ? piece.cost.ways ** Math.min(times, 40) : 1;
  return {
    first: piece.first,
    again: piece.first,
    inner,
    cost: { ways: (times - least + 1) * inner, width: piece.cost.width * times * inner },
    fixed: piece.fixed * least,
    repeats: { least, most },
  };
}

function boundsOf(written: string): { least: number; most: number } {
  if (written[0] === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (written[0] === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
  if (written[0] === '?') return { least: 0, most: 1 };
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(written)!;
  if (comma === '') return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === '' ? Number.POSITIVE_INFINITY : Number(most) };
}

function readPiece(reader: Reader): Piece {
  const character = reader.source[reader.at++]!;
  if (character === '(') return readGroup(reader);
  if (character === '[') return oneOf(readClass(reader));
  if (character === '\\') return readEscape(reader);
  if (character === '.') return oneOf(without(codesOf('\n')));
  if (character === '^' || character === '$') return nothing();
  return oneOf(codesOf(character));
}

function oneOf(kind: ReadonlySet<number>): Piece {
  return { first: kind, again: kind, inner: 1, cost: { ways: 1, width: 1 }, fixed: 1, repeats: { least: 1, most: 1 } };
}

function nothing(width = 0): Piece {
  const cost = { ways: 1, width };
  return { first: undefined, again: undefined, inner: 1, cost, fixed: 0, repeats: { least: 0, most: 1 } };
}

function readGroup(reader: Reader): Piece {
  const opening = /^\?(?::|=|!|<=|<!|<\w+>)/.exec(reader.source.slice(reader.at))?.[0] ?? '';
  reader.at += opening.length;
  const alternatives: Piece[][] = [];
  for (;;) {
    alternatives.push(readSequence(reader));
    if (reader.source[reader.at] !== '|') break;
    reader.at++;
  }
  if (reader.source[reader.at] !== ')') throw new Error(`unclosed group in ${reader.source}`);
  reader.at++;
  const isRepeated = /^(?:[*+]|\{\d*,?(?:[2-9]|\d\d|\}))/.test(reader.source.slice(reader.at));
  const costs = alternatives.map(pieces => costOfSequence(pieces, isRepeated ? pieces : []));
  const width = costs.reduce((sum, cost) => sum + cost.width, 0);
  if (/^\?<?[=!]/.test(opening)) return nothing(width);
  const firsts = alternatives.map(pieces => (pieces[0]?.repeats.least === 0 ? undefined : pieces[0]?.first));
  const first = firsts.includes(undefined) ? undefined : new Set(firsts.flatMap(set => [...set!]));
  const ways = costs.some(cost => cost.ways > 1) ? costs.reduce((sum, cost) => sum + cost.ways, 0) : 1;
  return {
    first,
    again: first,
    inner: ways,
    cost: { ways, width },
    fixed: Math.min(...alternatives.map(pieces => pieces.reduce((sum, piece) => sum + piece.fixed, 0))),
    repeats: { least: 1, most: 1 },
  };
}

function readClass(reader: Reader): ReadonlySet<number> {
  const written = /^\^?\]?(?:\\.|[^\]\\])*\]/s.exec(reader.source.slice(reader.at))?.[0];
  if (written === undefined) throw new Error(`unclosed class in ${reader.source}`);
  reader.at += written.length;
  const set = new Set<number>();
  const parts =
    written
      .slice(0, -1)
      .replace(/^\^/, '')
      .match(/\\.|[^\\]-[^\\\]]|[^\\]/gs) ?? [];
  for (const part of parts) {
    if (part[0] === '\\') for (const code of classes[part[1]!] ?? codesOf(part[1]!)) set.add(code);
    else if (part.length === 3) for (const code of range(part[0]!, part[2]!)) set.add(code);
    else set.add(part.charCodeAt(0));
  }
  return written.startsWith('^') ? without(set) : set;
}

function readEscape(reader: Reader): Piece {
  const character = reader.source[reader.at++]!;
  if (character === 'b' || character === 'B') return nothing();
  if (character === 'n') return oneOf(codesOf('\n'));
  const known = classes[character];
  if (known) return oneOf(known);
  if (/[A-Za-z0-9]/.test(character)) throw new Error(`unknown escape \\${character} in ${reader.source}`);
  return oneOf(codesOf(character));
}
