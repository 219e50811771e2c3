import type { JournalRecord, RunEnd } from './journal.ts';
import type { PlannedCommand } from './plan.ts';
import type { StepEnd } from './run-ports.ts';

/** How far a run is, as its journal tells: what a resumed run begins with. */
export interface JournalState {
  /** The first record; undefined where the journal has none. */
  readonly start: RecordOf<'run'> | undefined;
  readonly steps: ReadonlyMap<string, StepState>;
  /** What was done and not taken back, or may have been done, in the order in which it happened. */
  readonly done: readonly DoneThing[];
  /** Whether it was taking back what it had done. */
  readonly isUndoing: boolean;
  /** Keys of commands of an undo that were done, of steps that are not taken back as a whole. */
  readonly undone: ReadonlySet<string>;
  /** Undefined while it lasts, or where its process was ended. */
  readonly end: RunEnd | undefined;
}

export interface StepState {
  /** Undefined for a step that was begun and not ended. */
  readonly end: StepEnd | undefined;
  /** Of the last attempt, from 1; 0 where it was not begun. */
  readonly attempt: number;
  /** Where its last attempt took place. */
  readonly controllers: readonly string[];
  /** Changes that were begun and of which nobody knows whether they took effect. */
  readonly unknown: readonly RecordOf<'intent'>[];
}

/** Something that a step did. */
export interface DoneThing {
  readonly step: string;
  /** Undefined for what a person did by hand. */
  readonly controller: string | undefined;
  /** Which command it was: see `commandKey`; empty for what was done by hand. */
  readonly key: string;
  readonly id: string;
  readonly printed: string;
  readonly attempt: number;
  /** False where nobody knows whether it took effect. */
  readonly isSure: boolean;
  /** What takes it back, if that was known before; empty otherwise. */
  readonly undoPrinted: readonly string[];
  /** The same as commands, as long as the process lives that planned them. */
  readonly undo?: readonly PlannedCommand[];
}

export type RecordOf<Kind extends JournalRecord['record']> = Extract<JournalRecord, { record: Kind }>;

/** Names a command beyond one plan: numbers of ids may shift when a step is planned anew. */
export function commandKey({ controller, printed }: { readonly controller: string; readonly printed: string }): string {
  return `${controller}\0${printed}`;
}

/**
 * Reads the lines of a journal.
 * @returns the records, and how many lines are none: the last line of a process that was ended may be torn.
 */
export function parseJournal(text: string): { records: JournalRecord[]; unreadLines: number } {
  const records: JournalRecord[] = [];
  let unreadLines = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const record = recordOf(line);
    if (record) records.push(record);
    else unreadLines++;
  }
  return { records, unreadLines };
}

function recordOf(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

type FieldKind = 'text' | 'number' | 'flag' | 'texts' | 'values';

const isField: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number' && Math.abs(value) <= latestTime,
  flag: value => typeof value === 'boolean',
  texts: value => Array.isArray(value) && value.every(isField.text),
  values: value => typeof value === 'object' && value !== null && Object.values(value).every(isField.text),
};

/** The last moment that a date of JavaScript can be, in milliseconds since 1970. */
const latestTime = 8_640_000_000_000_000;

const command = { step: 'text', attempt: 'number', command: 'text', controller: 'text', isUndo: 'flag' } as const;

/** The fields that a record of each kind must have; of those that it may have, each has one type. */
const fieldsOf: Readonly<Record<JournalRecord['record'], Readonly<Record<string, FieldKind>>>> = {
  run: {
    ...{ run: 'text', runbook: 'text', title: 'text', cluster: 'text', parameters: 'values', plan: 'text' },
    ...{ who: 'text', host: 'text', isDryRun: 'flag' },
  },
  resumed: { who: 'text', host: 'text' },
  step: { step: 'text', attempt: 'number', controllers: 'texts' },
  check: { step: 'text', purpose: 'text', probe: 'text', holds: 'flag', seen: 'text' },
  agreed: { step: 'text', effect: 'text', who: 'text', shown: 'texts' },
  intent: { ...command, effect: 'text', printed: 'text', who: 'text' },
  result: { ...command, isDone: 'flag', said: 'text', milliseconds: 'number' },
  'step-end': { step: 'text', end: 'text', seen: 'text' },
  'run-end': { end: 'text', seen: 'text' },
};

const optionalFields = { step: 'text', undo: 'texts', reason: 'text', isUncertain: 'flag' } as const;

/** Records of kinds that are not known are records too: a later version may have written them. */
function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  if (!isField.text(fields.record) || !isField.number(fields.time)) return false;
  const wanted = Object.entries(Object.hasOwn(fieldsOf, String(fields.record)) ? fieldsOf[fields.record as 'run'] : {});
  const possible = Object.entries(optionalFields).filter(([name]) => fields[name] !== undefined);
  return [...wanted, ...possible].every(([name, kind]) => isField[kind](fields[name]));
}

interface Draft {
  start: RecordOf<'run'> | undefined;
  readonly steps: Map<string, StepState>;
  done: DoneThing[];
  isUndoing: boolean;
  readonly undone: Set<string>;
  /** Intents of an undo without a result. */
  undoing: RecordOf<'intent'>[];
  end: RunEnd | undefined;
}

const notBegun: StepState = { end: undefined, attempt: 0, controllers: [], unknown: [] };

/** What the records of a journal come to. Records of kinds that are not known are passed over. */
export function journalState(records: readonly JournalRecord[]): JournalState {
  const draft: Draft = {
    start: undefined,
    steps: new Map(),
    done: [],
    isUndoing: false,
    undone: new Set(),
    undoing: [],
    end: undefined,
  };
  for (const record of records) note(draft, record);
  return draft;
}

function note(draft: Draft, record: JournalRecord): void {
  switch (record.record) {
    case 'run':
      draft.start ??= record;
      return;
    case 'resumed':
      draft.end = undefined;
      return;
    case 'run-end':
      draft.end = record.end;
      return;
    case 'step':
      changeStep(draft, record.step, { end: undefined, attempt: record.attempt, controllers: record.controllers });
      return;
    case 'agreed':
      noteAgreed(draft, record);
      return;
    case 'intent':
      noteIntent(draft, record);
      return;
    case 'result':
      noteResult(draft, record);
      return;
    case 'step-end':
      changeStep(draft, record.step, { end: record.end });
      if (record.end !== 'undone') return;
      draft.done = draft.done.filter(thing => thing.step !== record.step);
      changeStep(draft, record.step, { unknown: [] });
      for (const key of draft.undone) if (key.startsWith(`${record.step}\0`)) draft.undone.delete(key);
      return;
  }
}

function changeStep(draft: Draft, step: string, change: Partial<StepState>): void {
  draft.steps.set(step, { ...(draft.steps.get(step) ?? notBegun), ...change });
}

function noteAgreed(draft: Draft, record: RecordOf<'agreed'>): void {
  if (record.effect === 'undo') draft.isUndoing = true;
  if (record.effect !== 'manual') return;
  const { attempt } = draft.steps.get(record.step) ?? notBegun;
  draft.done.push(doneByHand(record.step, record.shown.join('\n'), attempt));
}

/** What a person says to have done. */
export function doneByHand(step: string, text: string, attempt: number): DoneThing {
  return { step, controller: undefined, key: '', id: '', printed: text, attempt, isSure: true, undoPrinted: [] };
}

function noteIntent(draft: Draft, record: RecordOf<'intent'>): void {
  if (record.effect === 'read' && !record.isUndo) return;
  if (record.isUndo) {
    draft.isUndoing = true;
    draft.undoing.push(record);
    return;
  }
  const { unknown } = draft.steps.get(record.step) ?? notBegun;
  changeStep(draft, record.step, { unknown: [...unknown, record] });
  draft.done.push(doneBy(record));
}

function doneBy(intent: RecordOf<'intent'>): DoneThing {
  return {
    step: intent.step,
    controller: intent.controller,
    key: commandKey(intent),
    id: intent.command,
    printed: intent.printed,
    attempt: intent.attempt,
    isSure: false,
    undoPrinted: intent.undo ?? [],
  };
}

function noteResult(draft: Draft, record: RecordOf<'result'>): void {
  const isItsOwn = (intent: RecordOf<'intent'>) =>
    intent.step === record.step && intent.command === record.command && intent.attempt === record.attempt;
  if (record.isUndo) {
    const intent = draft.undoing.find(isItsOwn);
    draft.undoing = draft.undoing.filter(each => each !== intent);
    if (intent && record.isDone) draft.undone.add(undoneKey(record.step, commandKey(intent)));
    return;
  }
  const { unknown } = draft.steps.get(record.step) ?? notBegun;
  const intent = unknown.find(isItsOwn);
  if (intent === undefined) return;
  changeStep(draft, record.step, { unknown: unknown.filter(each => each !== intent) });
  if (record.isUncertain !== true) {
    draft.done = settled(draft.done, record.step, commandKey(intent), record.attempt, record.isDone);
  }
}

/** The list when it is known what a command came to: done, once, at the end; or nothing that would have to be taken back. */
export function settled(
  done: readonly DoneThing[],
  step: string,
  key: string,
  attempt: number,
  isDone: boolean,
): DoneThing[] {
  const isIt = (thing: DoneThing) => thing.step === step && thing.key === key && !thing.isSure;
  const it = done.find(thing => isIt(thing) && thing.attempt === attempt);
  // What earlier attempts may have done is done now, or is still not known.
  const others = done.filter(thing => !isIt(thing) || (!isDone && thing.attempt !== attempt));
  return isDone && it ? [...others, { ...it, isSure: true }] : others;
}

export function undoneKey(step: string, key: string): string {
  return `${step}\0${key}`;
}
