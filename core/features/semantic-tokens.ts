import type { LogDocument } from './document.ts';
import { type LogWordKind, wordsOf } from './log-line.ts';

/** A piece of a line that has a meaning of its own. Lines count from 1, characters from 0. */
export interface LogToken {
  readonly line: number;
  readonly startCharacter: number;
  readonly length: number;
  readonly type: LogTokenType;
}

/**
 * The types of tokens, in the order in which the protocol numbers them. They are the protocol's own names, so that every
 * editor has a colour for them; package.json gives them those of the grammar.
 */
export const logTokenTypes = ['namespace', 'variable', 'property', 'number', 'class', 'enumMember'] as const;
export type LogTokenType = (typeof logTokenTypes)[number];

/** Levels are not among them: the grammar colours them by how bad they are. */
const typeOfKind: Readonly<Partial<Record<LogWordKind, LogTokenType>>> = {
  logger: 'namespace',
  request: 'variable',
  instance: 'property',
  'error-code': 'number',
  exception: 'class',
  option: 'enumMember',
  message: 'variable',
};

/** Ranges of more characters get no tokens: an editor that asks for so much shows nobody all of it. */
export const mostTokenCharacters = 100_000;

/**
 * The tokens of some lines.
 * @param firstLine from 1; @param lastLine is one of them too.
 * @returns in the order of their places, none over another; none at all where the lines are too long altogether.
 */
export function logTokens(document: LogDocument, firstLine: number, lastLine: number): LogToken[] {
  const tokens: LogToken[] = [];
  const last = Math.min(lastLine, document.lineCount);
  let characters = 0;
  for (let line = Math.max(1, firstLine); line <= last; line++) {
    const text = document.lineAt(line) ?? '';
    characters += text.length;
    if (characters > mostTokenCharacters) return [];
    addTokens(tokens, line, text);
  }
  return tokens;
}

function addTokens(tokens: LogToken[], line: number, text: string): void {
  let end = 0;
  for (const word of wordsOf(text).sort((one, other) => one.start - other.start)) {
    const type = typeOfKind[word.kind];
    if (type === undefined || word.start < end) continue;
    tokens.push({ line, startCharacter: word.start, length: word.end - word.start, type });
    end = word.end;
  }
}
