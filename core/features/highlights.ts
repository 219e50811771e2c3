import { idsIn } from '../log/trace/ids-in-text.ts';
import type { LineRange, LogDocument } from './document.ts';
import { wordAt } from './log-line.ts';

/** How many places are marked, and how many lines around the cursor are looked at. */
const mostHighlights = 1000;
const linesAround = 20_000;
const linesAroundInLarge = 2000;

/**
 * The places that name the same id, logger, exception or error code as a place does.
 * @param line from 1; @param character from 0.
 * @returns nothing where the place names none: then editors mark the same word by themselves.
 */
export function logHighlights(document: LogDocument, line: number, character: number): LineRange[] {
  const text = document.lineAt(line) ?? '';
  const id = idsIn(text).find(one => one.start <= character && character <= one.end);
  const word = id ?? wordAt(text, character);
  if (word === undefined || ('kind' in word && word.kind === 'level')) return [];
  const found: LineRange[] = [];
  const around = document.isLarge === true ? linesAroundInLarge : linesAround;
  const last = Math.min(document.lineCount, line + around);
  for (let number = Math.max(1, line - around); number <= last && found.length < mostHighlights; number++) {
    addPlaces(found, number, document.lineAt(number) ?? '', word.text);
  }
  return found;
}

/** Adds the places of a text in a line, where no letter or digit stands before or behind it. */
export function addPlaces(found: LineRange[], line: number, text: string, wanted: string): void {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    if (isWordCharacter(text.charCodeAt(at - 1)) && text[at - 1] !== 'g') continue;
    if (isWordCharacter(text.charCodeAt(end))) continue;
    found.push({ line, startCharacter: at, endCharacter: end });
  }
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}
