import type { ConfigFix } from '../config/finding.ts';
import type { PythonFile } from './rule.ts';
import { ancestor, type SyntaxNode } from './syntax.ts';

/**
 * Writes the statement that a node is in anew, where it stands on a line of its own.
 * @param write gets the statement, the indentation of its line and one step of indentation.
 */
export function statementFix(
  file: PythonFile,
  node: SyntaxNode,
  title: string,
  write: (statement: string, indentation: string, step: string) => string,
): { readonly fix?: ConfigFix } {
  const statement = ancestor(node, ['ExpressionStatement']);
  if (statement === undefined || statement.parent?.name === 'StatementGroup') return {};
  const lineStart = file.text.lastIndexOf('\n', statement.from - 1) + 1;
  const indentation = file.text.slice(lineStart, statement.from);
  const text = file.text.slice(statement.from, statement.to).trimEnd();
  if (!/^[ \t]*$/.test(indentation) || text.includes('\n')) return {};
  const range = { start: statement.from, end: statement.from + text.length };
  const written = write(text, indentation, indentation.includes('\t') ? '\t' : '    ');
  return { fix: { title, edits: [{ path: file.path, range, text: written }], isSafe: false } };
}
