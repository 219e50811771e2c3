/**
 * Finds which of many words are in a text, in one pass. (A regular expression with hundreds of alternatives reads 30 MB
 * a second; this reads ten times as much, and signatures are looked up in every entry of an error storm.)
 *
 * From every word the four characters that are rarest in logs are taken. A table says for each place of the text, by its
 * four characters, which words may stand around it; only those are compared.
 */
export interface LiteralSearch {
  /** Calls `found` with the index of every literal that is in the text; with some more than once. */
  find(text: string, found: (literal: number) => void): void;
}

const gram = 4;
const slots = 1 << 16;

/** How much a character tells: those that running text seldom has tell most. */
function rarity(code: number): number {
  if (code >= 97 && code <= 122) return 'etaoinsrhldcumfpgwybvkxjqz'.indexOf(String.fromCharCode(code)) / 8;
  if (code === 32) return 0;
  if (code >= 48 && code <= 57) return 2;
  return 4;
}

function slotOf(first: number, second: number, third: number, fourth: number): number {
  return (first + second * 31 + third * 1021 + fourth * 8209) & (slots - 1);
}

function slotAt(text: string, at: number): number {
  return slotOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2), text.charCodeAt(at + 3));
}

/**
 * Prepares the search.
 * @param literals words of at least four characters; they are compared letter by letter, with case.
 */
export function createLiteralSearch(literals: readonly string[]): LiteralSearch {
  const table = new Int32Array(slots).fill(-1);
  const lists: { literal: number; offset: number }[][] = [];
  literals.forEach((literal, index) => {
    const offset = rarestGram(literal);
    const slot = slotAt(literal, offset);
    if (table[slot] === -1) {
      table[slot] = lists.length;
      lists.push([]);
    }
    lists[table[slot]!]!.push({ literal: index, offset });
  });

  function find(text: string, found: (literal: number) => void): void {
    const end = text.length - gram;
    let first = text.charCodeAt(0);
    let second = text.charCodeAt(1);
    let third = text.charCodeAt(2);
    for (let at = 0; at <= end; at++) {
      const fourth = text.charCodeAt(at + 3);
      const list = table[slotOf(first, second, third, fourth)]!;
      if (list !== -1) {
        for (const { literal, offset } of lists[list]!) {
          if (at >= offset && text.startsWith(literals[literal]!, at - offset)) found(literal);
        }
      }
      first = second;
      second = third;
      third = fourth;
    }
  }

  return { find };
}

function rarestGram(literal: string): number {
  let best = 0;
  let most = -1;
  for (let at = 0; at + gram <= literal.length; at++) {
    let sum = 0;
    for (let index = at; index < at + gram; index++) sum += rarity(literal.charCodeAt(index));
    if (sum <= most) continue;
    most = sum;
    best = at;
  }
  return best;
}
