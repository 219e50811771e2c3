/**
 * Three loops over bytes as WebAssembly with 128-bit SIMD, put together here instruction by instruction so that nothing
 * has to be compiled when the program is built and the source is what runs.
 *
 * Why: following one id through a log means finding it and numbering lines, in every byte of it. In JavaScript
 * `Buffer.indexOf` takes 0.25 s for a gigabyte and counting its line ends 0.2 s more; these two loops take less than
 * half of that together, which keeps a trace as fast as `grep`. Instruction codes: WebAssembly core specification 2.0,
 * binary format, https://webassembly.github.io/spec/core/binary/instructions.html.
 */

/** The part of the platform's interface that is used here; the compiler's libraries know it for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};
interface Memory {
  readonly buffer: ArrayBuffer;
}

const pageBytes = 65536;
const i32 = 0x7f;
const v128 = 0x7b;

type Code = readonly number[];

function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 127;
    rest >>>= 7;
    if (rest === 0) return [...out, low];
    out.push(low | 128);
  }
}

const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const tee = (local: number): Code => [0x22, local];
/** A constant below 64, which is one byte in the signed encoding too. */
const constant = (value: number): Code => [0x41, value & 127];
const simd = (code: number): Code => [0xfd, ...unsigned(code)];

const add: Code = [0x6a];
const subtract: Code = [0x6b];
const andNumber: Code = [0x71];
const isZero: Code = [0x45];
const equalLong: Code = [0x51];
const loadLong: Code = [0x29, 0, 0];
const countOnes: Code = [0x69];
const trailingZeros: Code = [0x68];
const equal: Code = [0x46];
const greater: Code = [0x4b];
const greaterOrEqual: Code = [0x4f];
const loadByte: Code = [0x2d, 0, 0];
const block: Code = [0x02, 0x40];
const loop: Code = [0x03, 0x40];
const when: Code = [0x04, 0x40];
const end: Code = [0x0b];
const giveBack: Code = [0x0f];
const again: Code = [0x0c, 0];
/** Leaves the block around the loop when the number on the stack is not 0. */
const leaveIf: Code = [0x0d, 1];

const loadVectorAt = (offset: number): Code => [...simd(0), 0, offset];
const splatByte = simd(15);
const equalBytes = simd(35);
const andBits = simd(78);
const orBits = simd(80);
const anyTrue = simd(83);
const bitmask = simd(100);

const addTo = (local: number, value: number): Code => [...get(local), ...constant(value), ...add, ...set(local)];

/** count(from, to, byte): how often the byte occurs in [from, to). Locals: 3 the total, 4 the byte sixteen times. */
const count: Code = [
  ...[...get(2), ...splatByte, ...set(4)],
  ...[...block, ...loop],
  ...[...get(0), ...constant(16), ...add, ...get(1), ...greater, ...leaveIf],
  ...[...get(3), ...get(0), ...loadVectorAt(0), ...get(4), ...equalBytes, ...bitmask, ...countOnes, ...add, ...set(3)],
  ...[...addTo(0, 16), ...again, ...end, ...end],
  ...[...block, ...loop],
  ...[...get(0), ...get(1), ...greaterOrEqual, ...leaveIf],
  ...[...get(3), ...get(0), ...loadByte, ...get(2), ...equal, ...add, ...set(3)],
  ...[...addTo(0, 1), ...again, ...end, ...end],
  ...[...get(3), ...end],
];

/** Of the 16 places from local 0 + offset on: those with the first byte, and the second one where it must be. */
const likelyPlaces = (offset: number): Code => [
  ...[...get(0), ...loadVectorAt(offset), ...get(13), ...equalBytes],
  ...[...get(0), ...get(3), ...add, ...loadVectorAt(offset), ...get(14), ...equalBytes, ...andBits],
];

/**
 * find(from, to, first, secondAt, second, thirdAt, third, ahead, text, length): the first place p in [from, to), or less
 * than 64 behind it, with the three bytes at p, p + secondAt and p + thirdAt, where the text that begins at p - ahead has
 * the same first 8 and last 8 bytes as the `length` bytes at `text`; -1 when there is none. It reads up to 80 bytes behind
 * the last probe. Locals: 10 a mask of places, 11 where the text would begin, 12 where a closer look ends, 13 to 15 the
 * three bytes sixteen times, 16 what matches so far.
 */
const find: Code = [
  ...[...get(2), ...splatByte, ...set(13)],
  ...[...get(4), ...splatByte, ...set(14)],
  ...[...get(6), ...splatByte, ...set(15)],
  ...[...block, ...loop],
  ...[...get(0), ...get(1), ...greaterOrEqual, ...leaveIf],
  // Passes over 64 places at a time as long as none of them is likely.
  ...[...block, ...loop],
  ...[...get(0), ...constant(32), ...add, ...constant(32), ...add, ...get(1), ...greater, ...leaveIf],
  ...[
    ...likelyPlaces(0),
    ...likelyPlaces(16),
    ...orBits,
    ...likelyPlaces(32),
    ...orBits,
    ...likelyPlaces(48),
    ...orBits,
  ],
  ...[...anyTrue, ...leaveIf, ...addTo(0, 32), ...addTo(0, 32), ...again, ...end, ...end],
  // Looks at the next 64 places, 16 at a time.
  ...[...get(0), ...constant(32), ...add, ...constant(32), ...add, ...set(12)],
  ...[...block, ...loop],
  ...[...get(0), ...get(12), ...greaterOrEqual, ...leaveIf],
  ...[...likelyPlaces(0), ...tee(16), ...anyTrue, ...when],
  ...[...get(16), ...get(0), ...get(5), ...add, ...loadVectorAt(0), ...get(15), ...equalBytes, ...andBits],
  ...[...bitmask, ...set(10)],
  // Every place that is left is compared, from the lowest.
  ...[...block, ...loop],
  ...[...get(10), ...isZero, ...leaveIf],
  ...[...get(0), ...get(10), ...trailingZeros, ...add, ...get(7), ...subtract, ...tee(11), ...loadLong],
  ...[...get(8), ...loadLong, ...equalLong, ...when],
  ...[...get(11), ...get(9), ...add, ...constant(8), ...subtract, ...loadLong],
  ...[...get(8), ...get(9), ...add, ...constant(8), ...subtract, ...loadLong, ...equalLong, ...when],
  ...[...get(11), ...get(7), ...add, ...giveBack, ...end, ...end],
  ...[...get(10), ...get(10), ...constant(1), ...subtract, ...andNumber, ...set(10)],
  ...[...again, ...end, ...end, ...end],
  ...[...addTo(0, 16), ...again, ...end, ...end],
  ...[...again, ...end, ...end],
  ...[0x41, 0x7f, ...end],
];

/** Of the 16 places from local 0 + offset on: those with one of two bytes, and one of two others a distance behind it. */
const likelyPairs = (offset: number): Code => [
  ...[...get(0), ...loadVectorAt(offset), ...tee(12), ...get(8), ...equalBytes],
  ...[...get(12), ...get(9), ...equalBytes, ...orBits],
  ...[...get(0), ...get(2), ...add, ...loadVectorAt(offset), ...tee(12), ...get(10), ...equalBytes],
  ...[...get(12), ...get(11), ...equalBytes, ...orBits, ...andBits],
];

/**
 * pair(from, to, distance, one, other, second, otherSecond): the first place p in [from, to), or less than 64 behind it,
 * with the byte `one` or `other` at p and `second` or `otherSecond` at p + distance; -1 when there is none. It reads up to
 * 80 bytes behind the last place. Locals: 8 to 11 the four bytes sixteen times, 12 a vector.
 */
const pair: Code = [
  ...[...get(3), ...splatByte, ...set(8)],
  ...[...get(4), ...splatByte, ...set(9)],
  ...[...get(5), ...splatByte, ...set(10)],
  ...[...get(6), ...splatByte, ...set(11)],
  ...[...block, ...loop],
  ...[...get(0), ...get(1), ...greaterOrEqual, ...leaveIf],
  ...[...likelyPairs(0), ...likelyPairs(16), ...orBits, ...anyTrue, ...when],
  ...[...likelyPairs(0), ...bitmask, ...tee(7), ...when],
  ...[...get(0), ...get(7), ...trailingZeros, ...add, ...giveBack, ...end],
  ...[
    ...get(0),
    ...constant(16),
    ...add,
    ...likelyPairs(16),
    ...bitmask,
    ...trailingZeros,
    ...add,
    ...giveBack,
    ...end,
  ],
  ...[...addTo(0, 32), ...again, ...end, ...end],
  ...[0x41, 0x7f, ...end],
];

function section(id: number, ...items: readonly Code[]): number[] {
  const body = [...unsigned(items.length), ...items.flat()];
  return [id, ...unsigned(body.length), ...body];
}

/** So many i32 locals, then so many vectors, then the code. */
function body(numbers: number, vectors: number, code: Code): number[] {
  const content = [2, numbers, i32, vectors, v128, ...code];
  return [...unsigned(content.length), ...content];
}

function signature(parameters: number): number[] {
  return [0x60, parameters, ...new Array<number>(parameters).fill(i32), 1, i32];
}

/** The functions of the module. Positions are offsets into its memory; results are as described above. */
export interface SimdCode {
  readonly memory: ArrayBuffer;
  count(from: number, to: number, byte: number): number;
  find(
    from: number,
    to: number,
    first: number,
    secondAt: number,
    second: number,
    thirdAt: number,
    third: number,
    ahead: number,
    text: number,
    length: number,
  ): number;
  pair(
    from: number,
    to: number,
    distance: number,
    one: number,
    other: number,
    second: number,
    otherSecond: number,
  ): number;
}

/**
 * Puts the module together. Takes well below a millisecond.
 * @param size of its memory in bytes.
 */
export function createSimdCode(size: number): SimdCode {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / pageBytes) });
  const [importName, countName, findName, pairName] = ['m', 'c', 'f', 'p'].map(name => [1, name.charCodeAt(0)]);
  const bytes = new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, signature(3), signature(10), signature(7)),
    ...section(2, [...importName!, ...importName!, 2, 0, 1]),
    ...section(3, [0], [1], [2]),
    ...section(7, [...countName!, 0, 0], [...findName!, 0, 1], [...pairName!, 0, 2]),
    ...section(10, body(1, 1, count), body(3, 4, find), body(1, 5, pair)),
  ]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { m: memory } });
  const { c, f, p } = exports as { c: SimdCode['count']; f: SimdCode['find']; p: SimdCode['pair'] };
  return { memory: memory.buffer, count: c, find: f, pair: p };
}
