import type { SyntaxNode } from '@lezer/common';
import type { TextRange } from '../config/finding.ts';

export type { SyntaxNode } from '@lezer/common';

export function rangeOf(node: { readonly from: number; readonly to: number }): TextRange {
  return { start: node.from, end: node.to };
}

/** All direct children, punctuation among them. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** `a.b.c` as it is written, without spaces; undefined for anything but names and their attributes. */
export function dottedName(text: string, node: SyntaxNode): string | undefined {
  const parts: string[] = [];
  let current = node;
  while (current.name === 'MemberExpression') {
    const attribute = current.lastChild;
    const object = current.firstChild;
    if (attribute?.name !== 'PropertyName' || object === null) return undefined;
    parts.unshift(text.slice(attribute.from, attribute.to));
    current = object;
  }
  if (current.name !== 'VariableName') return undefined;
  parts.unshift(text.slice(current.from, current.to));
  return parts.join('.');
}

/** An argument of a call: `5`, `name=5`, `*list` or `**mapping`. */
export interface Argument {
  readonly kind: 'positional' | 'keyword' | 'list' | 'mapping';
  /** Of a keyword. */
  readonly name: SyntaxNode | undefined;
  /** Null where the text is incomplete. */
  readonly value: SyntaxNode | undefined;
  readonly range: TextRange;
}

/** The arguments of a call's `ArgList`, in their order. */
export function argumentsOf(list: SyntaxNode): Argument[] {
  const found: Argument[] = [];
  let part: SyntaxNode[] = [];
  const take = () => {
    if (part.length > 0) found.push(argumentOf(part));
    part = [];
  };
  for (const child of childrenOf(list)) {
    if (child.name === '(' || child.name === ')') continue;
    if (child.name === ',') take();
    else part.push(child);
  }
  take();
  return found;
}

function argumentOf(part: readonly SyntaxNode[]): Argument {
  const range = { start: part[0]!.from, end: part.at(-1)!.to };
  const [first, second, third] = part;
  if (first?.name === 'VariableName' && second?.name === 'AssignOp') {
    return { kind: 'keyword', name: first, value: third, range };
  }
  if (first?.name === '**' || first?.name === '*') {
    return { kind: first.name === '**' ? 'mapping' : 'list', name: undefined, value: second, range };
  }
  // A generator expression is several children without a comma: its value is unknown.
  return { kind: 'positional', name: undefined, value: part.length === 1 ? first : undefined, range };
}

/** The callee of a `CallExpression`, and its `ArgList`. */
export function callParts(call: SyntaxNode): { callee: SyntaxNode; list: SyntaxNode } | undefined {
  const callee = call.firstChild;
  const list = call.getChild('ArgList');
  return callee !== null && list !== null && callee.name !== 'ArgList' ? { callee, list } : undefined;
}

/** The nearest ancestor with one of these names, without going past `last`. */
export function ancestor(
  node: SyntaxNode,
  names: readonly string[],
  last: readonly string[] = [],
): SyntaxNode | undefined {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (names.includes(parent.name)) return parent;
    if (last.includes(parent.name)) return undefined;
  }
  return undefined;
}

/** The statement that a node is in, and the statements that end a search for it. */
export const functionNames = ['FunctionDefinition', 'LambdaExpression', 'ClassDefinition', 'Script'];
