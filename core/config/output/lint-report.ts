import { createLineIndex, type LineIndex } from '../../text/line-index.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Capacity } from '../capacity.ts';
import type { ConfigFinding, ConfigPlace } from '../finding.ts';

/** What a lint found, for all ways to write it. */
export interface LintReport {
  readonly release: string;
  /** How the release is known. */
  readonly releaseOrigin: 'user' | 'workspace' | 'live' | 'globals' | 'log' | 'assumed';
  readonly releasePath: string | undefined;
  /** The version that the file names, where there are no options of its release: `nova 15.1.5`. */
  readonly releaseNearestTo: string | undefined;
  readonly findings: readonly ConfigFinding[];
  readonly capacity: Capacity;
  /** Paths of all files that were judged. */
  readonly files: readonly string[];
  /** What could not be read, in words. */
  readonly problems: readonly { readonly path: string; readonly message: string; readonly isFailure: boolean }[];
  /** Texts of the files, by path, for lines and columns. */
  readonly texts: ReadonlyMap<string, string>;
  readonly redactor: Redactor;
}

/** Lines and columns from 1, as editors show them. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Gives places lines and columns. */
export function regionsOf(texts: ReadonlyMap<string, string>): (place: ConfigPlace) => Region {
  const indexes = new Map<string, LineIndex>();
  return ({ path, range }) => {
    let index = indexes.get(path);
    if (index === undefined) {
      index = createLineIndex(texts.get(path) ?? '');
      indexes.set(path, index);
    }
    const start = index.positionAt(range.start);
    const end = index.positionAt(range.end);
    return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  };
}

/**
 * A text of ours, which may quote an address with a password. Only then it is redacted: “password: take it out” is a sentence.
 */
export function reportedText(text: string, redactor: Redactor): string {
  return text.includes('://') ? redactor.redact(text) : text;
}

/** A fix whose text holds a secret stays in the editor: a report is shown to others. */
export function reportedFix({ fix }: ConfigFinding, redactor: Redactor): ConfigFinding['fix'] {
  if (fix === undefined) return undefined;
  return fix.edits.every(({ text }) => redactor.redact(text) === text) ? fix : undefined;
}
