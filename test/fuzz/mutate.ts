/** A source of numbers that are random and the same for the same seed (mulberry32). */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** What breaks readers: ends of lines, quotes, brackets, numbers at their limits, escapes, bytes that are no UTF-8. */
const tokens = [
  ...['\n', '\r', '\r\n', '\0', '\t', ' ', '"', "'", '`', '\\', '/', '#', ';', '=', ':', ',', '|', '&', '*', '%', '$'],
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '<!--',
    '-->',
    '<![CDATA[',
    '&amp;',
    '&#x0;',
    '{{',
    '}}',

    '$(id)',
  ],
  ...[
    '0',
    '-1',
    '1e309',
    '9999999999999999999999',
    '0x10',
    'NaN',
    'null',
    'true',
    '2026-13-45 25:61:61.999',
    '1970-01-01',
  ],
  ...['\u001b[31m', '\u001b]8;;command:x\u0007', '\u202e', '\ufeff', '\u2028', '😀', '\ud800'],
  ...[
    'Traceback (most recent call last):\n',
    '[database]\n',
    '- *a\n',
    '&a ',
    '!!js/function ',
    '%YAML 9.9\n',
    '---\n',
  ],
  ...[
    'include /dev/zero\n',
    'Include ~/*\n',
    'Match exec "id"\n',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ],
].map(text => Buffer.from(text));
tokens.push(Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0x80, 0x80]));

/** Longest input that is made, in bytes: readers are to be hit often, not with long texts. */
const longest = 24_000;

/** A text that is like those given, and wrong in a few places. */
export function mutated(seeds: readonly Buffer[], random: Random): Buffer {
  let bytes = partOf(pick(seeds, random), random);
  for (let count = 1 + random(8); count > 0; count--) bytes = mutateOnce(bytes, seeds, random);
  return bytes.subarray(0, longest);
}

function mutateOnce(bytes: Buffer, seeds: readonly Buffer[], random: Random): Buffer {
  const at = random(bytes.length + 1);
  const length = random(Math.min(bytes.length - at, 200) + 1);
  const before = bytes.subarray(0, at);
  const cut = bytes.subarray(at, at + length);
  const after = bytes.subarray(at + length);
  switch (random(8)) {
    case 0:
      return Buffer.concat([before, pick(tokens, random), bytes.subarray(at)]);
    case 1:
      return Buffer.concat([before, pick(tokens, random), after]);
    case 2:
      return Buffer.concat([before, after]);
    case 3:
      return Buffer.concat([before, ...Array.from({ length: 2 + random(30) }, () => cut), after]);
    case 4:
      return Buffer.concat([before, partOf(pick(seeds, random), random).subarray(0, 400), after]);
    case 5:
      return Buffer.concat([before, Buffer.alloc(random(300), pick(tokens, random)), after]);
    case 6: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = random(256);
      return changed;
    }
    default:
      return before;
  }
}

/** All of a text, or a part of a long one that begins with a line. */
function partOf(seed: Buffer, random: Random): Buffer {
  if (seed.length <= 4000 || random(20) === 0) return seed.subarray(0, longest);
  const start = seed.lastIndexOf(10, random(seed.length - 2000)) + 1;
  return seed.subarray(start, start + 500 + random(3500));
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item;
}
