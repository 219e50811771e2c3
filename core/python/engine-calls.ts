import type { TextRange } from '../config/finding.ts';
import { type DatabaseUrl, parseDatabaseUrl } from './database-url.ts';
import { coercedKeywords, shortPoolNames } from './keywords.ts';
import type { PythonModule, Scope } from './module.ts';
import { fullName, isSqlAlchemy } from './names.ts';
import { type Argument, argumentsOf, callParts, rangeOf, type SyntaxNode } from './syntax.ts';
import { type Entry, evaluate, keywordsOf, type Value } from './values.ts';

/** A place where an engine, or a pool, gets its arguments. */
export interface EngineCall {
  /** `oslo` are the functions of oslo.db, which take other names and set further ones themselves. */
  readonly kind: 'sync' | 'async' | 'oslo';
  /** As it is called here: `create_engine`, `SQLALCHEMY_ENGINE_OPTIONS`. */
  readonly functionName: string;
  /** What to point at when something is missing: the name of the function. */
  readonly place: TextRange;
  readonly node: SyntaxNode;
  readonly scope: Scope;
  /** Undefined where it is not known. */
  readonly url: DatabaseUrl | undefined;
  readonly urlRange: TextRange | undefined;
  /** Arguments by the name that SQLAlchemy knows them by. */
  readonly keywords: ReadonlyMap<string, Entry>;
  /** Whether there can be no further arguments: everything is written out. */
  readonly isComplete: boolean;
  /** `**options` whose contents the text does not tell. */
  readonly unresolved: readonly TextRange[];
  /** Where a further keyword argument can be written, and what goes before it; undefined where it cannot. */
  readonly insertion: { readonly offset: number; readonly before: string } | undefined;
  /** Whether short names of pool arguments are understood (`recycle`). */
  readonly takesShortNames: boolean;
  /** Whether values are texts that are converted. */
  readonly isCoerced: boolean;
}

type Kind = 'sync' | 'async' | 'pool' | 'config' | 'async-config' | 'oslo' | 'oslo-facade';

/** Functions by the last part of their names, and what they are. */
const functions: Readonly<Record<string, Kind>> = {
  create_engine: 'sync',
  create_async_engine: 'async',
  create_pool_from_url: 'pool',
  engine_from_config: 'config',
  async_engine_from_config: 'async-config',
};

/** All places of a module where engines get arguments. */
export function findEngineCalls(module: PythonModule): EngineCall[] {
  const calls = module.calls.flatMap(({ node, scope }) => {
    const kind = kindOf(module, node, scope);
    const found = kind === undefined ? flaskCall(module, node, scope) : readCall(module, node, scope, kind);
    return found === undefined ? [] : [found];
  });
  return [...calls, ...flaskOptions(module)].sort((one, other) => one.place.start - other.place.start);
}

function kindOf(module: PythonModule, node: SyntaxNode, scope: Scope): Kind | undefined {
  const callee = node.firstChild;
  const name = callee === null ? undefined : fullName(module, callee, scope);
  if (name === undefined || callee === null) return facadeKind(module, node, scope);
  if (name === 'oslo_db.sqlalchemy.engines.create_engine') return 'oslo';
  if (/^oslo_db\.sqlalchemy\.enginefacade\.configure$/.test(name)) return 'oslo-facade';
  const last = name.slice(name.lastIndexOf('.') + 1);
  return isSqlAlchemy(name, last) ? functions[last] : facadeKind(module, node, scope);
}

/** `enginefacade.transaction_context().configure(…)`, and the same on a name that such a context was assigned to. */
function facadeKind(module: PythonModule, node: SyntaxNode, scope: Scope): Kind | undefined {
  const callee = node.firstChild;
  const method = callee?.lastChild;
  if (callee?.name !== 'MemberExpression' || method?.name !== 'PropertyName' || callee.firstChild === null)
    return undefined;
  if (module.text.slice(method.from, method.to) !== 'configure') return undefined;
  const context = contextOf(module, callee.firstChild, scope);
  return context === 'oslo_db.sqlalchemy.enginefacade.transaction_context' ? 'oslo-facade' : undefined;
}

function contextOf(module: PythonModule, node: SyntaxNode, scope: Scope): string | undefined {
  const value = node.name === 'VariableName' ? assignedCall(module, node, scope) : { node, scope };
  const callee = value?.node.name === 'CallExpression' ? value.node.firstChild : null;
  return callee === null || callee === undefined || value === undefined
    ? undefined
    : fullName(module, callee, value.scope);
}

function assignedCall(module: PythonModule, node: SyntaxNode, scope: Scope) {
  const name = module.text.slice(node.from, node.to);
  const found = module.assignments.findLast(
    assignment =>
      module.text.slice(assignment.name.from, assignment.name.to) === name && isSeen(assignment.scope, scope),
  );
  return found === undefined ? undefined : { node: found.value, scope: found.scope };
}

function isSeen(outer: Scope, from: Scope): boolean {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    if (scope === outer) return true;
  }
  return false;
}

function readCall(module: PythonModule, node: SyntaxNode, scope: Scope, kind: Kind): EngineCall | undefined {
  const parts = callParts(node);
  if (parts === undefined) return undefined;
  const { callee, list } = parts;
  const given = argumentsOf(list);
  const nameNode = callee.name === 'MemberExpression' && callee.lastChild ? callee.lastChild : callee;
  const written = keywordsOf(module, list, scope);
  const isConfig = kind === 'config' || kind === 'async-config';
  const config = isConfig ? configured(module, given, scope) : undefined;
  const all = [
    ...(config?.entries ?? []),
    ...written.entries.filter(entry => !isConfig || !configParameters.has(entry.name)),
  ];
  const keywords = new Map(all.map(entry => [longName(entry.name, kind), entry]));
  const url = urlOf(module, given, scope, keywords, kind);
  return {
    kind:
      kind === 'oslo' || kind === 'oslo-facade'
        ? 'oslo'
        : kind === 'async' || kind === 'async-config'
          ? 'async'
          : 'sync',
    functionName: module.text.slice(nameNode.from, nameNode.to),
    place: rangeOf(nameNode),
    node,
    scope,
    url: url?.value.kind === 'string' ? parseDatabaseUrl(url.value.text) : undefined,
    urlRange: url?.range,
    keywords,
    isComplete: written.isWhole && (config?.isWhole ?? true),
    unresolved: unresolvedOf(module, given, scope),
    insertion: insertionIn(module, list, given),
    takesShortNames: kind === 'pool',
    isCoerced: isConfig,
  };
}

const configParameters = new Set(['configuration', 'prefix']);

function longName(name: string, kind: Kind): string {
  return kind === 'pool' ? (shortPoolNames[name] ?? name) : name;
}

function argumentAt(
  module: PythonModule,
  given: readonly Argument[],
  index: number,
  name: string,
): SyntaxNode | undefined {
  const keyword = given.find(
    argument => argument.name && module.text.slice(argument.name.from, argument.name.to) === name,
  );
  const before = given.slice(0, index + 1);
  return keyword?.value ?? (before.every(argument => argument.kind === 'positional') ? given[index]?.value : undefined);
}

function urlOf(
  module: PythonModule,
  given: readonly Argument[],
  scope: Scope,
  keywords: ReadonlyMap<string, Entry>,
  kind: Kind,
): { value: Value; range: TextRange } | undefined {
  const key = kind === 'oslo' ? 'sql_connection' : kind === 'oslo-facade' ? 'connection' : 'url';
  const entry = keywords.get(key);
  if (entry !== undefined) return { value: entry.value, range: entry.valueRange };
  if (kind === 'config' || kind === 'async-config' || kind === 'oslo-facade') return undefined;
  const node = argumentAt(module, given, 0, key);
  return node === undefined ? undefined : { value: evaluate(module, node, scope), range: rangeOf(node) };
}

/** The entries of the mapping of `engine_from_config` whose names begin with its prefix. */
function configured(
  module: PythonModule,
  given: readonly Argument[],
  scope: Scope,
): { entries: Entry[]; isWhole: boolean } {
  const mapping = evaluate(module, argumentAt(module, given, 0, 'configuration'), scope);
  const prefixNode = argumentAt(module, given, 1, 'prefix');
  const prefix: Value =
    prefixNode === undefined ? { kind: 'string', text: 'sqlalchemy.' } : evaluate(module, prefixNode, scope);
  if (mapping.kind !== 'mapping' || prefix.kind !== 'string') return { entries: [], isWhole: false };
  const entries = mapping.entries
    .filter(entry => entry.name.startsWith(prefix.text))
    .map(entry => {
      const name = entry.name.slice(prefix.text.length);
      return { ...entry, name, value: coerced(name, entry.value) };
    });
  return { entries, isWhole: mapping.isWhole };
}

function coerced(name: string, value: Value): Value {
  const type = coercedKeywords[name];
  if (type === undefined || value.kind !== 'string') return value;
  const text = value.text.trim().toLowerCase();
  if (type === 'number') return /^-?\d+$/.test(text) ? { kind: 'number', number: Number(text) } : { kind: 'unknown' };
  if (['true', 'yes', 'on', 'y', 't', '1'].includes(text)) return { kind: 'boolean', boolean: true };
  return ['false', 'no', 'off', 'n', 'f', '0'].includes(text) ? { kind: 'boolean', boolean: false } : value;
}

function unresolvedOf(module: PythonModule, given: readonly Argument[], scope: Scope): TextRange[] {
  return given
    .filter(argument => {
      if (argument.kind !== 'mapping') return false;
      const value = evaluate(module, argument.value, scope);
      return value.kind !== 'mapping' || !value.isWhole;
    })
    .map(argument => argument.range);
}

/** Behind the last argument: on a line of its own where the arguments stand on lines of their own. */
function insertionIn(module: PythonModule, list: SyntaxNode, given: readonly Argument[]): EngineCall['insertion'] {
  const last = given.at(-1);
  if (list.lastChild?.name !== ')') return undefined;
  if (last === undefined) return { offset: list.lastChild.from, before: '' };
  const lineStart = module.text.lastIndexOf('\n', last.range.start - 1) + 1;
  const indentation = module.text.slice(lineStart, last.range.start);
  const hasOwnLine = /^[ \t]*$/.test(indentation) && lineStart > list.from;
  return { offset: last.range.end, before: hasOwnLine ? `,\n${indentation}` : ', ' };
}

const optionsName = 'SQLALCHEMY_ENGINE_OPTIONS';

/** `SQLAlchemy(engine_options={…})` of Flask-SQLAlchemy, and `app.config.update(SQLALCHEMY_ENGINE_OPTIONS={…})`. */
function flaskCall(module: PythonModule, node: SyntaxNode, scope: Scope): EngineCall | undefined {
  const parts = callParts(node);
  if (parts === undefined) return undefined;
  const written = module.text.slice(parts.list.from, parts.list.to);
  if (!written.includes(optionsName) && !written.includes('engine_options')) return undefined;
  const isExtension = fullName(module, parts.callee, scope)?.startsWith('flask_sqlalchemy.') ?? false;
  const entry = keywordsOf(module, parts.list, scope).entries.find(
    ({ name }) => name === optionsName || (isExtension && name === 'engine_options'),
  );
  if (entry === undefined) return undefined;
  const url = keywordsOf(module, parts.list, scope).entries.find(({ name }) => name === 'SQLALCHEMY_DATABASE_URI');
  return flaskEngine(entry.value, entry.nameRange, url?.value, url?.valueRange, node, scope);
}

/** `SQLALCHEMY_ENGINE_OPTIONS = {…}` in a module or a class, and `app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {…}`. */
function flaskOptions(module: PythonModule): EngineCall[] {
  const plain = module.assignments.flatMap(({ name, value, scope }) => {
    if (module.text.slice(name.from, name.to) !== optionsName) return [];
    const url = module.assignments.find(
      other => other.scope === scope && module.text.slice(other.name.from, other.name.to) === 'SQLALCHEMY_DATABASE_URI',
    );
    return [flaskFrom(module, value, name, url?.value, scope)];
  });
  const items = module.memberAssignments.get('[]') ?? [];
  const members = items.flatMap(({ target, value, scope }) => {
    if (!isConfigItem(module, target, optionsName)) return [];
    const url = items.find(other => isConfigItem(module, other.target, 'SQLALCHEMY_DATABASE_URI'));
    return [flaskFrom(module, value, target, url?.value, scope)];
  });
  return [...plain, ...members].filter(found => found !== undefined);
}

function isConfigItem(module: PythonModule, target: SyntaxNode, name: string): boolean {
  const written = module.text.slice(target.from, target.to);
  return written.endsWith(`['${name}']`) || written.endsWith(`["${name}"]`);
}

function flaskFrom(
  module: PythonModule,
  value: SyntaxNode,
  name: SyntaxNode,
  url: SyntaxNode | undefined,
  scope: Scope,
) {
  const urlValue = url === undefined ? undefined : evaluate(module, url, scope);
  return flaskEngine(evaluate(module, value, scope), rangeOf(name), urlValue, url && rangeOf(url), value, scope);
}

function flaskEngine(
  options: Value,
  place: TextRange,
  url: Value | undefined,
  urlRange: TextRange | undefined,
  node: SyntaxNode,
  scope: Scope,
): EngineCall | undefined {
  if (options.kind !== 'mapping') return undefined;
  return {
    kind: 'sync',
    functionName: optionsName,
    place,
    node,
    scope,
    url: url?.kind === 'string' ? parseDatabaseUrl(url.text) : undefined,
    urlRange,
    keywords: new Map(options.entries.map(entry => [entry.name, entry])),
    // The extension adds arguments of its own, by version: what is absent here may be set.
    isComplete: false,
    unresolved: [],
    insertion: undefined,
    takesShortNames: false,
    isCoerced: false,
  };
}
