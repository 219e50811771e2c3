import type { Entry } from '../entry.ts';

/** An entry with the file it stands in and, where they are known, the host and service that wrote it. */
export interface TracedEntry {
  readonly path: string;
  readonly host: string | undefined;
  readonly service: string | undefined;
  readonly entry: Entry;
  /** The text by which it was found: one that stands in a part of the record that no field keeps, too. */
  readonly foundBy: string;
}

/** Whether an entry names a text: in its fields, its message or its traceback. */
export function entryNames(entry: Entry, text: string): boolean {
  return (
    entry.requestId?.includes(text) === true ||
    entry.globalRequestId?.includes(text) === true ||
    entry.instance === text ||
    entry.userId === text ||
    entry.projectId === text ||
    entry.message.includes(text) ||
    entry.traceback.includes(text)
  );
}

/** Where and what an entry is, in a form by which equal ones are recognised. */
export function entryKey(traced: TracedEntry): string {
  return `${traced.path}\n${traced.entry.offset}`;
}

export function isError(entry: Entry): boolean {
  return entry.level === 'ERROR' || entry.level === 'CRITICAL' || entry.level === 'TRACE';
}
