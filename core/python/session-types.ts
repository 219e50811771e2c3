import type { EngineCall } from './engine-calls.ts';
import { lookUp, type PythonModule, type Scope } from './module.ts';
import { fullName, isSqlAlchemy } from './names.ts';
import { argumentsOf, dottedName, type SyntaxNode } from './syntax.ts';
import { keywordsOf } from './values.ts';

/** What an expression gives, where it is one of the things that connections come from. */
export type SourceKind =
  | 'engine'
  | 'async-engine'
  | 'session-factory'
  | 'async-session-factory'
  /** `scoped_session`: one session per thread, given back by `remove()`. */
  | 'scoped-session';

/** Tells what expressions of a module are. */
export interface SessionTypes {
  kindOf(node: SyntaxNode, scope: Scope): SourceKind | undefined;
  /** Whether a call makes a session by itself: `Session(engine)`. */
  sessionOf(callee: SyntaxNode, scope: Scope): 'session' | 'async-session' | undefined;
}

const annotations: Readonly<Record<string, SourceKind>> = {
  Engine: 'engine',
  AsyncEngine: 'async-engine',
  sessionmaker: 'session-factory',
  async_sessionmaker: 'async-session-factory',
  scoped_session: 'scoped-session',
};

export function sessionTypes(module: PythonModule, engines: readonly EngineCall[]): SessionTypes {
  const engineKinds = new Map(
    engines
      .filter(call => call.node.name === 'CallExpression' && /engine/.test(call.functionName))
      .map(call => [call.node.from, call.kind === 'async' ? ('async-engine' as const) : ('engine' as const)]),
  );

  function kindOfCall(node: SyntaxNode, scope: Scope): SourceKind | undefined {
    const engine = engineKinds.get(node.from);
    if (engine !== undefined && node.name === 'CallExpression') return engine;
    const callee = node.firstChild;
    const name = callee === null ? undefined : fullName(module, callee, scope);
    if (isSqlAlchemy(name, 'async_sessionmaker')) return 'async-session-factory';
    if (isSqlAlchemy(name, 'scoped_session') || isSqlAlchemy(name, 'async_scoped_session')) return 'scoped-session';
    return isSqlAlchemy(name, 'sessionmaker') ? factoryKind(node, scope) : undefined;
  }

  function factoryKind(node: SyntaxNode, scope: Scope): SourceKind {
    const list = node.getChild('ArgList');
    const made =
      list === null ? undefined : keywordsOf(module, list, scope).entries.find(entry => entry.name === 'class_')?.value;
    return made?.kind === 'name' && isSqlAlchemy(made.name, 'AsyncSession')
      ? 'async-session-factory'
      : 'session-factory';
  }

  function kindOf(node: SyntaxNode, scope: Scope): SourceKind | undefined {
    if (node.name === 'CallExpression') return kindOfCall(node, scope);
    const name = dottedName(module.text, node);
    if (name === undefined) return undefined;
    if (node.name === 'VariableName') return kindOfName(name, scope);
    const assigned = module.memberAssignments.get(name)?.[0];
    return assigned === undefined || assigned.value.name !== 'CallExpression'
      ? undefined
      : kindOfCall(assigned.value, assigned.scope);
  }

  function kindOfName(name: string, scope: Scope): SourceKind | undefined {
    const found = lookUp(name, scope);
    for (const binding of found?.bindings ?? []) {
      if (binding.kind === 'value' && binding.value.name === 'CallExpression') {
        const kind = kindOfCall(binding.value, found?.scope ?? scope);
        if (kind !== undefined) return kind;
      }
      if (binding.kind === 'parameter' && binding.annotation !== undefined) {
        const type = fullName(module, binding.annotation, scope);
        const last = type?.slice(type.lastIndexOf('.') + 1) ?? '';
        if (isSqlAlchemy(type, last)) return annotations[last];
      }
    }
    return undefined;
  }

  /** `Session()` without an engine has nothing to take connections from. */
  function isUnbound(callee: SyntaxNode): boolean {
    const list = callee.parent?.getChild('ArgList');
    return list === undefined || list === null || argumentsOf(list).length === 0;
  }

  function sessionOf(callee: SyntaxNode, scope: Scope): 'session' | 'async-session' | undefined {
    const kind = kindOf(callee, scope);
    if (kind === 'session-factory') return 'session';
    if (kind === 'async-session-factory') return 'async-session';
    if (kind !== undefined) return undefined;
    if (isUnbound(callee)) return undefined;
    const name = fullName(module, callee, scope);
    if (isSqlAlchemy(name, 'AsyncSession')) return 'async-session';
    return isSqlAlchemy(name, 'Session') ? 'session' : undefined;
  }

  return { kindOf, sessionOf };
}
