import type { SyntaxNodeRef, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { childrenOf, dottedName, type SyntaxNode } from './syntax.ts';

/** What a name stands for in a scope. */
export type Binding =
  | { readonly kind: 'import'; readonly name: string }
  | { readonly kind: 'value'; readonly value: SyntaxNode }
  /** A parameter, with its annotation if it has one. */
  | { readonly kind: 'parameter'; readonly annotation: SyntaxNode | undefined }
  /** Whatever cannot be known from the text: a loop's variable, a function, one of several targets. */
  | { readonly kind: 'other' };

/** Where names are bound: the module, a class or a function. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly parent: Scope | undefined;
  readonly node: SyntaxNode | undefined;
  readonly bindings: Map<string, Binding[]>;
}

/** An assignment to something that is no plain name: `self.engine = …`, `app.config['X'] = …`. */
export interface MemberAssignment {
  readonly target: SyntaxNode;
  readonly value: SyntaxNode;
  readonly scope: Scope;
}

/** What one pass over the syntax tree of a Python file gives. */
export interface PythonModule {
  readonly text: string;
  readonly root: Scope;
  /** Names of packages of `from x import *`. */
  readonly starImports: readonly string[];
  /** Everything imported, by its full name: `sqlalchemy.pool`. */
  readonly imports: readonly string[];
  readonly calls: readonly { readonly node: SyntaxNode; readonly scope: Scope }[];
  /** By the dotted name of the target; under `[]` those with another target: `app.config['X'] = …`. */
  readonly memberAssignments: ReadonlyMap<string, readonly MemberAssignment[]>;
  /** Where each name stands: offsets, in their order. */
  readonly namePlaces: ReadonlyMap<string, readonly number[]>;
  readonly tree: Tree;
  /** Plain assignments, in the order of the text. */
  readonly assignments: readonly { readonly name: SyntaxNode; readonly value: SyntaxNode; readonly scope: Scope }[];
  /** Names whose contents are changed somewhere (`options['x'] = 1`, `options.update(…)`): their literals do not count. */
  readonly changedNames: ReadonlySet<string>;
}

interface Reading {
  readonly text: string;
  scope: Scope;
  readonly starImports: string[];
  readonly imports: string[];
  readonly calls: { node: SyntaxNode; scope: Scope }[];
  readonly memberAssignments: Map<string, MemberAssignment[]>;
  readonly namePlaces: Map<string, number[]>;
  readonly assignments: { name: SyntaxNode; value: SyntaxNode; scope: Scope }[];
  readonly changedNames: Set<string>;
}

const scopeKinds: Readonly<Record<string, Scope['kind']>> = {
  FunctionDefinition: 'function',
  LambdaExpression: 'function',
  ClassDefinition: 'class',
};
const changingMethods = new Set(['update', 'pop', 'popitem', 'setdefault', 'clear', '__setitem__']);

/** Reads a Python text, however broken it is. */
export function readPythonModule(text: string): PythonModule {
  const root: Scope = { kind: 'module', parent: undefined, node: undefined, bindings: new Map() };
  const reading: Reading = {
    text,
    scope: root,
    starImports: [],
    imports: [],
    calls: [],
    memberAssignments: new Map(),
    namePlaces: new Map(),
    assignments: [],
    changedNames: new Set(),
  };
  const tree = parser.parse(text);
  tree.iterate({
    enter: node => enter(node, reading),
    leave: node => {
      if (scopeKinds[node.name] !== undefined) reading.scope = reading.scope.parent ?? root;
    },
  });
  return { ...reading, root, tree };
}

function enter(ref: SyntaxNodeRef, reading: Reading): void {
  if (ref.name === 'VariableName') addTo(reading.namePlaces, reading.text.slice(ref.from, ref.to), ref.from);
  const read = readers[ref.name];
  if (read !== undefined) read(ref.node, reading);
}

const readers: Readonly<Record<string, (node: SyntaxNode, reading: Reading) => void>> = {
  FunctionDefinition: openScope,
  LambdaExpression: openScope,
  ClassDefinition: openScope,
  ImportStatement: readImport,
  AssignStatement: readAssignment,
  UpdateStatement: (node, reading) => bindTarget(node.firstChild, reading),
  NamedExpression: (node, reading) => bindTarget(node.firstChild, reading),
  DeleteStatement: (node, reading) => {
    for (const child of childrenOf(node)) bindTarget(child, reading);
  },
  ScopeStatement: (node, reading) => {
    // `global X` lets a function bind the module's name: what it is worth then is unknown.
    for (const child of node.getChildren('VariableName')) {
      for (let scope: Scope | undefined = reading.scope; scope !== undefined; scope = scope.parent) {
        bind(scope, reading.text.slice(child.from, child.to), { kind: 'other' });
      }
    }
  },
  ForStatement: readLoopTargets,
  WithStatement: readAsNames,
  TryStatement: readAsNames,
  CallExpression: (node, reading) => {
    reading.calls.push({ node, scope: reading.scope });
    const callee = node.firstChild;
    if (callee?.name !== 'MemberExpression' || callee.lastChild?.name !== 'PropertyName') return;
    const method = reading.text.slice(callee.lastChild.from, callee.lastChild.to);
    const object = callee.firstChild;
    if (changingMethods.has(method) && object?.name === 'VariableName') {
      reading.changedNames.add(reading.text.slice(object.from, object.to));
    }
  },
};

function addTo<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [item]);
  else known.push(item);
}

function bind(scope: Scope, name: string, binding: Binding): void {
  addTo(scope.bindings, name, binding);
}

function openScope(node: SyntaxNode, reading: Reading): void {
  const kind = scopeKinds[node.name] ?? 'function';
  const name = node.name === 'LambdaExpression' ? null : node.getChild('VariableName');
  if (name !== null) bind(reading.scope, reading.text.slice(name.from, name.to), { kind: 'other' });
  reading.scope = { kind, parent: reading.scope, node, bindings: new Map() };
  const parameters = node.getChild('ParamList');
  if (parameters === null) return;
  let isName = true;
  let last: string | undefined;
  for (const child of childrenOf(parameters)) {
    if (child.name === ',') isName = true;
    else if (child.name === 'VariableName' && isName) {
      last = reading.text.slice(child.from, child.to);
      isName = false;
      bind(reading.scope, last, { kind: 'parameter', annotation: undefined });
    } else if (child.name === 'TypeDef' && last !== undefined) {
      reading.scope.bindings.set(last, [{ kind: 'parameter', annotation: child.lastChild ?? undefined }]);
    }
  }
}

/** `import a.b as c, d` and `from .a import (b as c, d)`. */
function readImport(node: SyntaxNode, reading: Reading): void {
  const { text } = reading;
  const parts = childrenOf(node).filter(child => child.name !== '(' && child.name !== ')');
  const importAt = parts.findIndex(child => child.name === 'import');
  const isFrom = parts[0]?.name === 'from';
  const source = isFrom ? joined(text, parts.slice(1, importAt)) : '';
  for (const item of splitAtCommas(parts.slice(importAt + 1))) {
    if (item[0]?.name === '*') {
      reading.starImports.push(source);
      reading.imports.push(source);
      continue;
    }
    const asAt = item.findIndex(child => child.name === 'as');
    const name = joined(text, asAt === -1 ? item : item.slice(0, asAt));
    if (name === '') continue;
    const full = isFrom ? `${source}.${name}` : name;
    reading.imports.push(full);
    const alias = asAt === -1 ? undefined : item[asAt + 1];
    const local = alias ? text.slice(alias.from, alias.to) : isFrom ? name : name.split('.')[0]!;
    bind(reading.scope, local, { kind: 'import', name: alias || isFrom ? full : local });
  }
}

function joined(text: string, nodes: readonly SyntaxNode[]): string {
  return nodes.map(node => text.slice(node.from, node.to)).join('');
}

function splitAtCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') parts.push([]);
    else parts.at(-1)!.push(node);
  }
  return parts;
}

/** `a = b = value`, `a: int = value`, `a, b = value`, `self.a = value`. */
function readAssignment(node: SyntaxNode, reading: Reading): void {
  const sides: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === 'AssignOp') sides.push([]);
    else if (child.name !== 'TypeDef') sides.at(-1)!.push(child);
  }
  const values = sides.pop() ?? [];
  const value = sides.length > 0 && values.length === 1 ? values[0] : undefined;
  for (const side of sides) {
    const target = side[0];
    if (side.length !== 1 || target === undefined || value === undefined) {
      for (const part of side) bindTarget(part, reading);
    } else if (target.name === 'VariableName') {
      bind(reading.scope, reading.text.slice(target.from, target.to), { kind: 'value', value });
      reading.assignments.push({ name: target, value, scope: reading.scope });
    } else {
      bindTarget(target, reading);
      if (target.name !== 'MemberExpression') continue;
      const name = dottedName(reading.text, target) ?? '[]';
      addTo(reading.memberAssignments, name, { target, value, scope: reading.scope });
    }
  }
}

/** Marks every name in a target of an assignment as one whose value is unknown. */
function bindTarget(target: SyntaxNode | null, reading: Reading): void {
  if (target === null) return;
  if (target.name === 'VariableName') {
    bind(reading.scope, reading.text.slice(target.from, target.to), { kind: 'other' });
  } else if (target.name === 'MemberExpression') {
    if (target.lastChild?.name === 'PropertyName') return;
    const base = target.firstChild === null ? undefined : dottedName(reading.text, target.firstChild);
    if (base !== undefined) reading.changedNames.add(base);
  } else if (['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression'].includes(target.name)) {
    for (const child of childrenOf(target)) bindTarget(child, reading);
  }
}

function readLoopTargets(node: SyntaxNode, reading: Reading): void {
  for (const child of childrenOf(node)) {
    if (child.name === 'in') return;
    bindTarget(child, reading);
  }
}

function readAsNames(node: SyntaxNode, reading: Reading): void {
  let isAs = false;
  for (const child of childrenOf(node)) {
    if (isAs) bindTarget(child, reading);
    isAs = child.name === 'as';
  }
}

/** The bindings of a name as seen from a scope, and the scope that has them. Class bodies are seen only from themselves. */
export function lookUp(
  name: string,
  scope: Scope,
): { readonly bindings: readonly Binding[]; readonly scope: Scope } | undefined {
  for (let current: Scope | undefined = scope; current !== undefined; current = current.parent) {
    if (current.kind === 'class' && current !== scope) continue;
    const bindings = current.bindings.get(name);
    if (bindings !== undefined) return { bindings, scope: current };
  }
  return undefined;
}
