import type { KnownWords } from './known-words.ts';
import { type Fields, type Reading, report, textOf, valueOrKey } from './yaml-fields.ts';

/** A file that is being read, and where things stand in it, for the checks that look at several of them. */
export interface RunbookPlaces {
  readonly reading: Reading;
  readonly known: KnownWords;
  /** The mapping that a step, check, action, watch, undo or parameter was read from. */
  readonly fields: Map<object, Fields>;
}

/** Ids are what people type and what folders of journals are called. */
const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** An id of lower-case words with dashes. */
export function idOf(reading: Reading, fields: Fields, key: string): string | undefined {
  const id = textOf(reading, fields, key);
  if (id === undefined || idPattern.test(id)) return id;
  report(reading, valueOrKey(fields, key), 'bad-id', [id]);
  return undefined;
}
