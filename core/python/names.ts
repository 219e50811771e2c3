import { type Binding, lookUp, type PythonModule, type Scope } from './module.ts';
import { dottedName, type SyntaxNode } from './syntax.ts';

/** Chains of names are followed this far: a text can make them as long as it likes, and circular. */
const longestChain = 12;

/** The one value that a name has wherever it is read, if it is bound once. */
export function onlyValue(
  module: PythonModule,
  name: string,
  scope: Scope,
): { value: SyntaxNode; scope: Scope } | undefined {
  const found = lookUp(name, scope);
  if (found?.bindings.length !== 1) return undefined;
  const binding = found.bindings[0]!;
  if (binding.kind !== 'value' || module.changedNames.has(name)) return undefined;
  return { value: binding.value, scope: found.scope };
}

/**
 * The full name that an expression stands for, imports and aliases followed: `sqlalchemy.create_engine` for `sa.create_engine`.
 * @returns undefined where it is no name, or one that is not imported.
 */
export function fullName(module: PythonModule, node: SyntaxNode, scope: Scope, depth = 0): string | undefined {
  const written = dottedName(module.text, node);
  if (written === undefined || depth > longestChain) return undefined;
  const [first = '', ...rest] = written.split('.');
  const base = fullNameOf(module, first, scope, depth);
  return base === undefined ? undefined : [base, ...rest].join('.');
}

function fullNameOf(module: PythonModule, name: string, scope: Scope, depth: number): string | undefined {
  const found = lookUp(name, scope);
  if (found === undefined) {
    // What a star import brings cannot be known; of these packages it is what has the name.
    const star = module.starImports.find(from => /^(?:sqlalchemy|sqlmodel)(?:\.|$)/.test(from));
    return star === undefined ? undefined : `${star}.${name}`;
  }
  const imported = found.bindings.filter(binding => binding.kind === 'import');
  // `try: import a except ImportError: import b` binds one name twice.
  if (imported.length === found.bindings.length) return preferred(imported);
  const only = onlyValue(module, name, scope);
  return only === undefined ? undefined : fullName(module, only.value, only.scope, depth + 1);
}

function preferred(imported: readonly Binding[]): string | undefined {
  const names = imported.flatMap(binding => (binding.kind === 'import' ? [binding.name] : []));
  return names.find(name => /^(?:sqlalchemy|oslo_db|sqlmodel)\b/.test(name)) ?? names[0];
}

/** Whether a full name is this one of SQLAlchemy's, from whichever of its modules it was imported. */
export function isSqlAlchemy(name: string | undefined, last: string): boolean {
  return name !== undefined && /^(?:sqlalchemy|sqlmodel)\./.test(name) && name.endsWith(`.${last}`);
}

/** The last part of a name of SQLAlchemy's: `NullPool` for `sqlalchemy.pool.NullPool`. */
export function sqlAlchemyName(name: string | undefined): string | undefined {
  return name !== undefined && /^(?:sqlalchemy|sqlmodel)\./.test(name)
    ? name.slice(name.lastIndexOf('.') + 1)
    : undefined;
}
