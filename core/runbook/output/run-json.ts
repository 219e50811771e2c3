import type { JournalRecord, RunEnd } from '../journal.ts';

/** What `runbook run`, `resume` and `report --format json` print. */
export interface RunJson {
  readonly version: 1;
  /** Null when it was refused before anything was recorded. */
  readonly run: string | null;
  readonly cluster: string | null;
  readonly runbook: string | null;
  readonly dryRun: boolean;
  /** Null for a run that was broken off. */
  readonly end: RunEnd | null;
  readonly seen: string;
  /** Of the step in which it stopped. */
  readonly controllers: readonly RunControllerJson[];
  readonly notes: readonly string[];
  readonly steps: readonly RunStepJson[];
}

export interface RunControllerJson {
  readonly controller: string;
  readonly step: string;
  readonly state: 'done' | 'not-started' | 'failed' | 'unknown';
}

export interface RunStepJson {
  readonly id: string;
  /** Null while it lasts, and where the run was broken off. */
  readonly end: string | null;
  readonly attempts: number;
  readonly controllers: readonly string[];
  readonly seen: string;
  /** Why it was skipped. */
  readonly reason?: string;
  readonly commands: readonly RunCommandJson[];
  readonly checks: readonly {
    readonly purpose: string;
    readonly probe: string;
    readonly holds: boolean;
    readonly seen: string;
  }[];
}

export interface RunCommandJson {
  readonly id: string;
  readonly controller: string;
  readonly effect: string;
  readonly command: string;
  readonly isUndo: boolean;
  /** `unknown`: it was begun, and nobody knows whether it took effect. */
  readonly state: 'done' | 'failed' | 'unknown';
  readonly said: string;
  readonly milliseconds: number | null;
}

export interface RunEnding {
  readonly run: string | undefined;
  readonly end: RunEnd | undefined;
  readonly seen: string;
  readonly controllers: readonly RunControllerJson[];
  readonly notes: readonly string[];
  readonly cluster?: string | undefined;
}

/** A run as one value. @param records of its journal. */
export function runJson(ending: RunEnding, records: readonly JournalRecord[]): RunJson {
  const start = records.find(record => record.record === 'run');
  const steps = new Map<string, Draft>();
  for (const record of records) if ('step' in record) note(draftOf(steps, record.step), record);
  return {
    version: 1,
    run: ending.run ?? null,
    cluster: start?.cluster ?? ending.cluster ?? null,
    runbook: start?.runbook ?? null,
    dryRun: start?.isDryRun ?? false,
    end: ending.end ?? null,
    seen: ending.seen,
    controllers: ending.controllers,
    notes: ending.notes,
    steps: [...steps].map(([id, { reason, ...step }]) => ({
      id,
      ...step,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

interface Draft {
  end: string | null;
  attempts: number;
  controllers: readonly string[];
  seen: string;
  reason: string | undefined;
  commands: RunCommandJson[];
  checks: RunStepJson['checks'][number][];
}

function draftOf(steps: Map<string, Draft>, id: string): Draft {
  const known = steps.get(id);
  if (known) return known;
  const draft: Draft = {
    end: null,
    attempts: 0,
    controllers: [],
    seen: '',
    reason: undefined,
    commands: [],
    checks: [],
  };
  steps.set(id, draft);
  return draft;
}

function note(draft: Draft, record: JournalRecord): void {
  if (record.record === 'step') {
    draft.end = null;
    draft.attempts = record.attempt;
    draft.controllers = record.controllers;
  } else if (record.record === 'check') {
    const { purpose, probe, holds, seen } = record;
    draft.checks.push({ purpose, probe, holds, seen });
  } else if (record.record === 'intent') {
    const { command, controller, effect, printed, isUndo } = record;
    draft.commands.push({
      id: command,
      controller,
      effect,
      command: printed,
      isUndo,
      state: 'unknown',
      said: '',
      milliseconds: null,
    });
  } else if (record.record === 'result') {
    const index = draft.commands.findLastIndex(one => one.id === record.command && one.isUndo === record.isUndo);
    const before = draft.commands[index];
    if (!before) return;
    const { said, milliseconds } = record;
    draft.commands[index] = { ...before, state: record.isDone ? 'done' : 'failed', said, milliseconds };
  } else if (record.record === 'step-end') {
    draft.end = record.end;
    draft.seen = record.seen;
    draft.reason = record.reason;
  }
}
