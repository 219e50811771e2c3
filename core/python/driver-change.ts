import type { ConfigEdit } from '../config/finding.ts';
import type { EngineCall } from './engine-calls.ts';
import type { PythonFile } from './rule.ts';

/** Puts another driver into the address of an engine, where that is written out in the call. */
export function driverChange(
  file: Pick<PythonFile, 'path' | 'text'>,
  call: EngineCall,
  driver: string,
): ConfigEdit | undefined {
  if (call.urlRange === undefined) return undefined;
  const { start, end } = call.urlRange;
  const match = /^[a-zA-Z]*(?:'''|"""|'|")(\w+)(\+\w+)?:\/\//.exec(file.text.slice(start, end));
  if (match === null) return undefined;
  const nameEnd = start + match[0].length - 3;
  const driverStart = nameEnd - (match[2]?.length ?? 0);
  return { path: file.path, range: { start: driverStart, end: nameEnd }, text: `+${driver}` };
}
