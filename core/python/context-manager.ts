import type { ConfigEdit, ConfigFix } from '../config/finding.ts';
import type { PythonFile } from './rule.ts';
import type { Acquisition } from './sessions.ts';
import type { SyntaxNode } from './syntax.ts';

const mostLines = 200;

/** Turns `name = call` and the statements behind it into `with call as name:` and a body. */
export function contextManagerFix(
  file: PythonFile,
  acquisition: Acquisition,
  title: string,
): { readonly fix?: ConfigFix } {
  const { statement, variable } = acquisition;
  const body = statement === undefined ? [] : following(statement);
  const last = body.at(-1);
  // Raw connections are no context managers, and neither are the sessions of SQLAlchemy 1.3.
  if (acquisition.functionName === 'raw_connection' || file.facts.version === '1.3') return {};
  if (statement === undefined || variable === undefined || last === undefined || hasLongText(file, body)) return {};
  const lineStart = file.text.lastIndexOf('\n', statement.from - 1) + 1;
  const indentation = file.text.slice(lineStart, statement.from);
  if (!/^[ \t]*$/.test(indentation)) return {};
  const isAsync = acquisition.kind.startsWith('async');
  const call = file.text.slice(acquisition.range.start, acquisition.range.end);
  const opening: ConfigEdit = {
    path: file.path,
    range: { start: statement.from, end: statement.to },
    text: `${isAsync ? 'async with' : 'with'} ${call} as ${variable}:`,
  };
  const indents = linesOf(file.text, statement.to, last.to).map(offset => ({
    path: file.path,
    range: { start: offset, end: offset },
    text: indentation.includes('\t') ? '\t' : '    ',
  }));
  if (indents.length === 0 || indents.length > mostLines) return {};
  return { fix: { title, edits: [opening, ...indents], isSafe: false } };
}

function following(statement: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let next = statement.nextSibling; next !== null; next = next.nextSibling) {
    if (next.name === ';' || next.name === '⚠') return [];
    if (next.name !== 'Comment') found.push(next);
  }
  return found;
}

/** Texts over several lines would get other contents by being moved to the right. */
function hasLongText(file: PythonFile, body: readonly SyntaxNode[]): boolean {
  const text = file.text.slice(body[0]?.from ?? 0, body.at(-1)?.to ?? 0);
  return /'''|"""/.test(text);
}

/** Offsets of the starts of the lines between two places that are not empty. */
function linesOf(text: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    if (/^[ \t]*\S/.test(text.slice(at + 1, at + 400).split('\n')[0] ?? '')) found.push(at + 1);
  }
  return found;
}
