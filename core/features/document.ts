/** A log as an editor shows it. Lines count from 1 and come without their line ends; characters count from 0 (UTF-16). */
export interface LogDocument {
  readonly path: string;
  readonly lineCount: number;
  /** Whether it is so long that it is not read from end to end for anything that editors ask for again and again. */
  readonly isLarge?: boolean;
  /** The text of a line; undefined where it is not at hand, or where there is no such line. */
  lineAt(line: number): string | undefined;
}

/** A part of one line: from `startCharacter` up to and without `endCharacter`. */
export interface LineRange {
  readonly line: number;
  readonly startCharacter: number;
  readonly endCharacter: number;
}

/** Editors end a range that is longer than its line where the line ends. */
const beyondLine = 10_000;

/** A line without the blanks at its ends; an empty range at its start when there is nothing else. */
export function textRange(document: LogDocument, line: number): LineRange {
  const text = document.lineAt(line);
  if (text === undefined) return { line, startCharacter: 0, endCharacter: beyondLine };
  const startCharacter = text.length - text.trimStart().length;
  const endCharacter = Math.max(text.trimEnd().length, startCharacter);
  return { line, startCharacter, endCharacter };
}

/**
 * Text as the readers of logs expect it: they end lines at line feeds only, while editors also end them at a lone
 * carriage return, and line numbers have to agree.
 */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
