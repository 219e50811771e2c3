/** Laying out text in columns of a terminal. */

const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes text from a log or a file's name harmless for a terminal: control characters, also those that turn the direction
 * of writing, become visible. Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(controlCharacters, character => `\\x${character.codePointAt(0)!.toString(16).padStart(2, '0')}`);
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text.replace(/\s*\n\s*/g, ' ').replaceAll('\t', ' '));
}

/** How many columns a text takes: East Asian characters take two, combining ones none. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += columnsOf(character.codePointAt(0)!);
  return count;
}

function columnsOf(code: number): number {
  if (code < 0x300) return 1;
  if (code <= 0x36f || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return isWide ? 2 : 1;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text;
}

/** Cuts a text to a width; an ellipsis shows the cut. */
export function shorten(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let result = '';
  let used = 1;
  for (const character of text) {
    used += columnsOf(character.codePointAt(0)!);
    if (used > width) break;
    result += character;
  }
  return `${result}…`;
}

/**
 * Breaks a text into lines.
 * @param width columns of each line; a word that is longer (a path) is not broken.
 * @param indent what the second and further lines begin with.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wrapPieces(text)) {
    const next = line + word;
    if (line.trim() !== '' && columns(next.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = indent + word.trimStart();
    } else line = next;
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Words with the spaces behind them; between East Asian characters a line may break anywhere. */
function wrapPieces(text: string): string[] {
  return text.match(/[\u2e80-\u9fff\uff00-\uffef][，。、；：）」]*\s*|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? [];
}
