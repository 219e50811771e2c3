import type { PythonModule, Scope } from './module.ts';
import { functionNames, type SyntaxNode } from './syntax.ts';

/** What becomes of a session or a connection that has a name. */
export interface VariableUses {
  /** A `with`, a `finally` or a clean-up gives it back whatever happens. */
  readonly isManaged: boolean;
  /** It is closed somewhere. */
  readonly isClosed: boolean;
  /** It is returned, stored or handed on. */
  readonly escapes: boolean;
}

const closing = new Set(['close', 'aclose', 'invalidate']);
/** Parents in which a name is only looked at. */
const looks = new Set([
  'BinaryExpression',
  'UnaryExpression',
  'IfStatement',
  'WhileStatement',
  'AssertStatement',
  'DeleteStatement',
  'FormatReplacement',
]);

/**
 * Follows a name through the function, or the module, that it is assigned in.
 * @param statement the assignment; only what comes after it counts.
 */
export function variableUses(module: PythonModule, scope: Scope, name: string, statement: SyntaxNode): VariableUses {
  const top = scope.node ?? module.tree.topNode;
  const uses = { isManaged: false, isClosed: false, escapes: false };
  for (const offset of module.namePlaces.get(name) ?? []) {
    if (offset < statement.to || offset >= top.to) continue;
    take(module, module.tree.resolveInner(offset, 1), top, uses);
  }
  return uses;
}

function take(
  module: PythonModule,
  node: SyntaxNode,
  top: SyntaxNode,
  uses: { isManaged: boolean; isClosed: boolean; escapes: boolean },
): void {
  const parent = node.parent;
  if (parent === null || isKeywordName(node)) return;
  if (isInOtherFunction(node, top)) {
    uses.escapes = true;
    return;
  }
  if (parent.name === 'WithStatement') {
    uses.isManaged = true;
  } else if (parent.name === 'MemberExpression' && parent.firstChild?.from === node.from) {
    const method = parent.lastChild === null ? '' : module.text.slice(parent.lastChild.from, parent.lastChild.to);
    if (!closing.has(method)) return;
    if (parent.parent?.name !== 'CallExpression' || isInFinally(parent)) uses.isManaged = true;
    else uses.isClosed = true;
  } else if (parent.name === 'AssignStatement' && parent.firstChild?.from === node.from) {
    // It is given another value.
  } else if (!looks.has(parent.name)) {
    uses.escapes = true;
  }
}

function isKeywordName(node: SyntaxNode): boolean {
  return node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
}

function isInOtherFunction(node: SyntaxNode, top: SyntaxNode): boolean {
  for (let parent = node.parent; parent !== null && parent.from >= top.from; parent = parent.parent) {
    if (parent.from === top.from && parent.to === top.to && parent.name === top.name) return false;
    if (functionNames.includes(parent.name) && parent.name !== 'Script') return true;
  }
  return false;
}

function isInFinally(node: SyntaxNode): boolean {
  for (let current: SyntaxNode | null = node; current !== null; current = current.parent) {
    if (current.name !== 'Body' || current.parent?.name !== 'TryStatement') continue;
    if (current.prevSibling?.name === 'finally') return true;
  }
  return false;
}
