import type { Entry } from '../log/entry.ts';
import type { Signature } from '../log/signature.ts';
import type { SignatureMatcher } from '../log/signature-matcher.ts';
import { type LogDocument, withLineFeeds } from './document.ts';
import { excerptLines } from './protocol.ts';

/** How many lines around a place are read to find its entry: longer tracebacks are found near their ends only. */
const linesAround = excerptLines;

/** The entry that a line belongs to, read from the lines around it; its line and offset count from the first of those. */
export function entryAt(
  document: LogDocument,
  line: number,
  readEntries: (text: string) => readonly Entry[],
): { readonly entry: Entry; readonly firstLine: number } | undefined {
  const from = Math.max(1, line - linesAround);
  const to = Math.min(document.lineCount, line + linesAround);
  const lines: string[] = [];
  for (let number = from; number <= to; number++) lines.push(document.lineAt(number) ?? '');
  const entries = readEntries(withLineFeeds(`${lines.join('\n')}\n`));
  const target = line - from + 1;
  const entry = entries.findLast(
    candidate => candidate.line <= target && target < candidate.line + candidate.lineCount,
  );
  return entry && { entry, firstLine: from + entry.line - 1 };
}

/**
 * The signatures that an entry shows: those that come first are the most severe.
 * @param named ids of signatures that come before all others.
 */
export function signaturesOf(
  entry: Entry,
  matcher: SignatureMatcher,
  named: ReadonlySet<string> = new Set(),
): Signature[] {
  const rank = (signature: Signature) =>
    (named.has(signature.id) ? 10 : 0) + { error: 2, warning: 1, info: 0 }[signature.severity];
  return matcher
    .match(entry)
    .map(index => matcher.signatures[index])
    .filter(signature => signature !== undefined)
    .sort((one, other) => rank(other) - rank(one));
}
