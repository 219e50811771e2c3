/** What of a line is shown, and how: nothing in a log may act on the screen that shows it. */

/** Longest part of a line that is shown at once, in bytes; the whole line is shown on request. */
export const shownBytes = 8 * 1024;

/**
 * The largest length up to `limit` that does not cut a character of UTF-8 in two.
 * @param bytes may hold anything: bytes that are no UTF-8 are cut anywhere.
 */
export function cutAtCharacter(bytes: Uint8Array, from: number, limit: number): number {
  if (from + limit >= bytes.length) return bytes.length - from;
  for (let back = 0; back < 4 && back < limit; back++) {
    const byte = bytes[from + limit - back]!;
    if ((byte & 0xc0) !== 0x80) return limit - back;
  }
  return limit;
}

/** Control characters but the tab, C1 controls, and the marks that turn the direction of text around. */
const unseen = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes characters visible that would not be seen, or would change how others are: ESC becomes ␛, U+202E its number. */
export function displayText(text: string): string {
  return text.replace(unseen, character => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}
