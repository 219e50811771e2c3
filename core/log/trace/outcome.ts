import type { Entry } from '../entry.ts';
import { readAccessLine } from './access-line.ts';
import type { Operation, OperationRecogniser } from './operations.ts';
import type { OutcomeState } from './trace.ts';
import { isError, type TracedEntry } from './traced-entry.ts';

/** How the entries of one operation say that it ended. */
export interface Ended {
  readonly state: OutcomeState;
  /** The entry that decides, or the last sign of life; undefined when there are no entries. */
  readonly entry: TracedEntry | undefined;
  /** The first error of an operation that did not end well. */
  readonly broke: TracedEntry | undefined;
  /** Errors that it survived. */
  readonly errors: number;
}

/** How nova-api tells at INFO why it answers with 4xx. */
const refusal = /^HTTP exception thrown: /;

/**
 * Tells how an operation ended.
 * @param operation undefined when none was recognised: then only errors tell.
 * @param entries its entries, in the order of time.
 * @param isOnward whether an entry shows that the work went on behind another one (a later stage of a creation).
 */
export function endOf(
  recogniser: OperationRecogniser,
  operation: Operation | undefined,
  entries: readonly TracedEntry[],
  isOnward: (later: TracedEntry, than: TracedEntry) => boolean,
): Ended {
  let decisive: { state: 'success' | 'failed'; entry: TracedEntry } | undefined;
  for (const traced of entries) {
    const state = decides(recogniser, operation, traced);
    if (state !== undefined) decisive = { state, entry: traced };
  }
  const isTrouble = ({ entry }: TracedEntry) =>
    isError(entry) || refusal.test(entry.message) || failsWith(recogniser, operation, entry);
  const troubles = entries.filter(isTrouble);
  if (decisive?.state === 'success') {
    return { state: 'success', entry: decisive.entry, broke: undefined, errors: troubles.length };
  }
  const broke = troubles[0] ?? decisive?.entry;
  if (decisive) return { state: 'failed', entry: decisive.entry, broke, errors: 0 };
  const last = entries.at(-1);
  const lastTrouble = troubles.at(-1);
  if (lastTrouble === undefined) return { state: 'unfinished', entry: last, broke: undefined, errors: 0 };
  const wentOn = entries.slice(entries.indexOf(lastTrouble) + 1).some(later => isOnward(later, lastTrouble));
  if (wentOn) return { state: 'unfinished', entry: last, broke, errors: 0 };
  return { state: 'failed', entry: lastTrouble, broke, errors: 0 };
}

function decides(
  recogniser: OperationRecogniser,
  operation: Operation | undefined,
  { service, entry }: TracedEntry,
): 'success' | 'failed' | undefined {
  if (operation === undefined) return undefined;
  const ending = recogniser.endingOf(operation, entry);
  if (ending !== undefined) return ending === 'success' ? 'success' : 'failed';
  const access = readAccessLine(entry.message);
  if (access?.status === undefined) return undefined;
  // Among the answers of other services, a 404 or 409 may be a question that was expected to fail.
  const isOwnAnswer =
    service === undefined || service === 'nova-api' || recogniser.signOf(entry)?.operation === operation;
  if (!isOwnAnswer) return undefined;
  if (access.status >= 400) return 'failed';
  return operation.answerEnds ? 'success' : undefined;
}

function failsWith(recogniser: OperationRecogniser, operation: Operation | undefined, entry: Entry): boolean {
  return operation !== undefined && recogniser.endingOf(operation, entry) === 'failure';
}
