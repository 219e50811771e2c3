import type { EngineCall } from './engine-calls.ts';
import { sqlAlchemyName } from './names.ts';
import type { SqlAlchemyVersion } from './version.ts';

/** The class of an engine's pool where `poolclass` names one: `NullPool`; undefined where none is given or it is not known. */
export function namedPool(call: EngineCall): string | undefined {
  const value = call.keywords.get('poolclass')?.value;
  return value?.kind === 'name' ? sqlAlchemyName(value.name) : undefined;
}

/** Whether the arguments leave the choice of the pool to the dialect. */
function isPoolOpen(call: EngineCall): boolean {
  const value = call.keywords.get('poolclass')?.value;
  return (value === undefined || value.kind === 'none') && !call.keywords.has('pool') && call.unresolved.length === 0;
}

/**
 * The class of the pool that an engine gets: the named one, or the default of its dialect (SQLAlchemy,
 * lib/sqlalchemy/dialects/sqlite/pysqlite.py and aiosqlite.py: files have a queue since 2.0 and, with aiosqlite, since 2.0.38).
 */
export function poolOf(call: EngineCall, version: SqlAlchemyVersion | undefined): string | undefined {
  const named = namedPool(call);
  if (named !== undefined) return named;
  if (!isPoolOpen(call) || call.url === undefined) return undefined;
  const isAsync = call.kind === 'async';
  if (call.url.dialect !== 'sqlite') return isAsync ? 'AsyncAdaptedQueuePool' : 'QueuePool';
  if (call.url.isMemory === undefined) return undefined;
  if (isAsync) return call.url.isMemory ? 'StaticPool' : undefined;
  if (call.url.isMemory) return 'SingletonThreadPool';
  if (version === undefined) return undefined;
  return version === '1.3' || version === '1.4' ? 'NullPool' : 'QueuePool';
}

/** Whether a pool keeps connections for later use, as far as that is known. */
export function keepsConnections(call: EngineCall, version: SqlAlchemyVersion | undefined): boolean {
  const pool = poolOf(call, version);
  return pool === 'QueuePool' || pool === 'AsyncAdaptedQueuePool' || pool === 'FallbackAsyncAdaptedQueuePool';
}

/** Whether a boolean argument is known to be on. */
export function isOn(call: EngineCall, keyword: string): boolean {
  const value = call.keywords.get(keyword)?.value;
  return value?.kind === 'boolean' && value.boolean;
}

/** Whether an argument is given and may have an effect: what cannot be read counts as set. */
export function mayBeOn(call: EngineCall, keyword: string): boolean {
  const value = call.keywords.get(keyword)?.value;
  return value !== undefined && value.kind !== 'none' && !(value.kind === 'boolean' && !value.boolean);
}

/** Whether connections are replaced when they get old; -1 is SQLAlchemy's word for never. */
export function mayRecycle(call: EngineCall): boolean {
  const value = call.keywords.get('pool_recycle')?.value;
  return value !== undefined && value.kind !== 'none' && !(value.kind === 'number' && value.number < 0);
}

/** The number that an argument has, where that is known. */
export function numberOf(call: EngineCall, keyword: string): number | undefined {
  const value = call.keywords.get(keyword)?.value;
  return value?.kind === 'number' ? value.number : undefined;
}
