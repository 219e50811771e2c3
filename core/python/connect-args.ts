import type { EngineCall } from './engine-calls.ts';
import type { Entry } from './values.ts';

/**
 * An argument for the driver, from `connect_args` or from the query of the address.
 * @returns `unknown` where it may be set, but the text does not tell; `absent` where it is not.
 */
export function connectArgument(call: EngineCall, name: string): Entry | number | 'unknown' | 'absent' {
  const args = call.keywords.get('connect_args')?.value;
  const entry = args?.kind === 'mapping' ? args.entries.find(candidate => candidate.name === name) : undefined;
  if (entry !== undefined) return entry;
  if (args !== undefined && !(args.kind === 'mapping' && args.isWhole)) return 'unknown';
  if (call.keywords.has('creator') || call.url?.query === undefined) return 'unknown';
  const text = call.url.query.get(name);
  return text === undefined ? 'absent' : /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 'unknown';
}
