import type { TextRange } from '../config/finding.ts';
import type { EngineCall } from './engine-calls.ts';
import type { PythonModule, Scope } from './module.ts';
import { type SessionTypes, sessionTypes } from './session-types.ts';
import { ancestor, callParts, dottedName, functionNames, rangeOf, type SyntaxNode } from './syntax.ts';
import { variableUses } from './variable-uses.ts';

/** A place where a session or a connection is taken from its pool. */
export interface Acquisition {
  readonly kind: 'session' | 'async-session' | 'connection' | 'async-connection';
  /** The call: `engine.connect()`. */
  readonly range: TextRange;
  /** Its method, or its class: `connect`. */
  readonly functionName: string;
  /** The name it is given, where it is assigned to one. */
  readonly variable: string | undefined;
  /** The assignment, where it is one of a plain name. */
  readonly statement: SyntaxNode | undefined;
  readonly node: SyntaxNode;
  readonly scope: Scope;
  /**
   * `managed`: given back whatever happens. `escapes`: somebody else may give it back. `closed`: given back unless something fails.
   * `open`: nothing in sight gives it back.
   */
  readonly handling: 'managed' | 'escapes' | 'closed' | 'open';
}

/** A `commit()` on a session that lives longer than the function that commits. */
export interface Commit {
  readonly node: SyntaxNode;
  readonly range: TextRange;
  /** What is committed, as written: `self.session`. */
  readonly object: string;
  readonly isAsync: boolean;
  /** Whether a failure leads to a rollback. */
  readonly hasRollback: boolean;
  /** Whether the function tries again when the database asks for it. */
  readonly hasRetry: boolean;
  readonly lifetime: 'function' | 'longer';
}

export function findAcquisitions(module: PythonModule, engines: readonly EngineCall[]): Acquisition[] {
  const types = sessionTypes(module, engines);
  return module.calls.flatMap(({ node, scope }) => {
    const kind = acquiredBy(module, node, scope, types);
    return kind === undefined ? [] : [acquisitionOf(module, node, scope, kind)];
  });
}

function acquiredBy(
  module: PythonModule,
  node: SyntaxNode,
  scope: Scope,
  types: SessionTypes,
): Acquisition['kind'] | undefined {
  const callee = callParts(node)?.callee;
  if (callee === undefined) return undefined;
  const method = callee.name === 'MemberExpression' ? callee.lastChild : null;
  if (method?.name === 'PropertyName' && callee.firstChild !== null) {
    const name = module.text.slice(method.from, method.to);
    if (name === 'connect' || name === 'raw_connection') {
      const source = types.kindOf(callee.firstChild, scope);
      return source === 'engine' ? 'connection' : source === 'async-engine' ? 'async-connection' : undefined;
    }
  }
  return types.sessionOf(callee, scope);
}

function acquisitionOf(module: PythonModule, node: SyntaxNode, scope: Scope, kind: Acquisition['kind']): Acquisition {
  const callee = node.firstChild!;
  const nameNode = callee.name === 'MemberExpression' && callee.lastChild ? callee.lastChild : callee;
  const whole = wholeExpression(module, node);
  const parent = whole.parent;
  const target = parent?.name === 'AssignStatement' ? parent.firstChild : null;
  const isPlain = target?.name === 'VariableName' && target.nextSibling?.nextSibling?.from === whole.from;
  const variable = isPlain && target !== null ? module.text.slice(target.from, target.to) : undefined;
  const isItem = parent?.name === 'WithStatement';
  return {
    kind,
    range: rangeOf(node),
    functionName: module.text.slice(nameNode.from, nameNode.to),
    variable: isItem ? nameOfItem(module, whole) : variable,
    statement: variable === undefined ? undefined : (parent ?? undefined),
    node,
    scope,
    handling: variable === undefined ? handlingInPlace(module, whole) : handlingOf(module, parent!, variable, scope),
  };
}

/** The name that `with` gives to one of its items. */
function nameOfItem(module: PythonModule, item: SyntaxNode): string | undefined {
  const name = item.nextSibling?.name === 'as' ? item.nextSibling.nextSibling : null;
  return name?.name === 'VariableName' ? module.text.slice(name.from, name.to) : undefined;
}

/** The expression that is the acquired thing: `await` and what returns the same connection go with it. */
function wholeExpression(module: PythonModule, node: SyntaxNode): SyntaxNode {
  let whole = node;
  for (;;) {
    const parent: SyntaxNode | null = whole.parent;
    if (parent === null) return whole;
    if (parent.name === 'AwaitExpression' || parent.name === 'ParenthesizedExpression') {
      whole = parent;
    } else if (parent.name === 'MemberExpression' && parent.parent?.name === 'CallExpression') {
      const method = parent.lastChild;
      if (method === null || module.text.slice(method.from, method.to) !== 'execution_options') return whole;
      whole = parent.parent;
    } else {
      return whole;
    }
  }
}

/** How something is handled that is given no name. */
function handlingInPlace(module: PythonModule, whole: SyntaxNode): Acquisition['handling'] {
  const parent = whole.parent;
  if (parent === null) return 'escapes';
  if (parent.name === 'WithStatement') return 'managed';
  if (parent.name === 'ExpressionStatement') return 'open';
  if (parent.name !== 'MemberExpression') return 'escapes';
  const method = parent.lastChild === null ? '' : module.text.slice(parent.lastChild.from, parent.lastChild.to);
  if (method === 'close') return 'managed';
  return parent.parent?.name === 'CallExpression' ? 'open' : 'escapes';
}

function handlingOf(
  module: PythonModule,
  statement: SyntaxNode,
  variable: string,
  scope: Scope,
): Acquisition['handling'] {
  const uses = variableUses(module, scope, variable, statement);
  if (uses.isManaged) return 'managed';
  if (uses.escapes) return 'escapes';
  return uses.isClosed ? 'closed' : 'open';
}

/** All `commit()` calls on sessions that the file is known to have made. */
export function findCommits(module: PythonModule, acquisitions: readonly Acquisition[]): Commit[] {
  const sessions = acquisitions.filter(({ kind }) => kind === 'session' || kind === 'async-session');
  return module.calls.flatMap(({ node, scope }) => {
    const callee = callParts(node)?.callee;
    const method = callee?.name === 'MemberExpression' ? callee.lastChild : null;
    if (callee?.firstChild == null || method?.name !== 'PropertyName') return [];
    if (module.text.slice(method.from, method.to) !== 'commit') return [];
    const object = dottedName(module.text, callee.firstChild);
    const found = object === undefined ? undefined : ownerOf(module, object, scope, sessions);
    return object === undefined || found === undefined ? [] : [commitOf(module, node, object, found, scope)];
  });
}

/** The acquisition that a name stands for: of the same function, or of a longer life. */
function ownerOf(module: PythonModule, object: string, scope: Scope, sessions: readonly Acquisition[]) {
  if (object.includes('.')) {
    const assigned = module.memberAssignments.get(object)?.[0];
    return sessions.find(({ range }) => range.start === assigned?.value.from);
  }
  for (let seen: Scope | undefined = scope; seen !== undefined; seen = seen.parent) {
    const found = sessions.find(session => session.variable === object && session.scope === seen);
    if (found !== undefined || seen.bindings.has(object)) return found;
  }
  return undefined;
}

function commitOf(module: PythonModule, node: SyntaxNode, object: string, owner: Acquisition, scope: Scope): Commit {
  return {
    node,
    range: rangeOf(node),
    object,
    isAsync: owner.kind === 'async-session',
    hasRollback: hasRollback(module, node, object),
    hasRetry: hasRetry(module, node),
    lifetime: owner.scope === scope && owner.variable !== undefined ? 'function' : 'longer',
  };
}

/** Whether a `try` around a place rolls back or closes when something fails, or a context manager does. */
function hasRollback(module: PythonModule, node: SyntaxNode, object: string): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (functionNames.includes(parent.name)) return false;
    if (parent.name === 'TryStatement') {
      const handlers = module.text.slice(parent.getChild('Body')?.to ?? parent.from, parent.to);
      if (/\.(?:rollback|close|remove)\b|\brollback\w*\(|_rollback\b/.test(handlers)) return true;
    }
    if (parent.name === 'WithStatement') {
      const items = module.text.slice(parent.from, parent.getChild('Body')?.from ?? parent.from);
      if (items.includes(object)) return true;
    }
  }
  return false;
}

/** Whether a function is tried again: by a decorator (`wrap_db_retry`, tenacity's `retry`), or in a loop with a `try`. */
function hasRetry(module: PythonModule, node: SyntaxNode): boolean {
  for (let owner = ancestor(node, ['FunctionDefinition']); owner; owner = ancestor(owner, ['FunctionDefinition'])) {
    const decorated = owner.parent?.name === 'DecoratedStatement' ? owner.parent : undefined;
    if (decorated && /retr(?:y|ies)/i.test(module.text.slice(decorated.from, owner.from))) return true;
  }
  const attempt = ancestor(node, ['TryStatement'], functionNames);
  return attempt !== undefined && ancestor(attempt, ['ForStatement', 'WhileStatement'], functionNames) !== undefined;
}
