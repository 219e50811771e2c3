import { visible } from '../text/layout.ts';
import type { Redactor } from '../text/redact.ts';
import type { JournalRecord, RunEnd } from './journal.ts';
import { journalState, type RecordOf } from './journal-state.ts';
import type { StepEnd } from './run-ports.ts';
import type { Runbook } from './runbook.ts';

/**
 * What a run did, for people and programs: as its journal tells, without secrets. Times are of ISO 8601 in UTC. This is also what
 * `--format json` writes, so names are kept.
 */
export interface RunReport {
  readonly version: 1;
  readonly run: string;
  readonly runbook: string;
  readonly title: string;
  readonly cluster: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Digest of the plan. */
  readonly plan: string;
  readonly isDryRun: boolean;
  readonly people: readonly { readonly who: string; readonly host: string; readonly time: string }[];
  readonly startedAt: string;
  /** Of the last record. */
  readonly lastAt: string;
  /** Undefined where it lasts, or its process was ended. */
  readonly end: RunEnd | undefined;
  readonly seen: string;
  readonly steps: readonly ReportedStep[];
  /** Commands that were begun and of which nobody knows whether they took effect. */
  readonly unknown: readonly { readonly step: string; readonly controller: string; readonly printed: string }[];
  /** What would take back what is still done, as far as it was known before. */
  readonly wayBack: readonly { readonly step: string; readonly commands: readonly string[] }[];
}

export interface ReportedStep {
  readonly id: string;
  readonly title: string;
  readonly end: StepEnd | undefined;
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly controllers: readonly string[];
  readonly attempts: number;
  /** Why it was skipped. */
  readonly reason: string;
  readonly seen: string;
  readonly agreed: readonly ReportedAgreement[];
  readonly commands: readonly ReportedCommand[];
  readonly checks: readonly ReportedCheck[];
}

export interface ReportedAgreement {
  readonly time: string;
  readonly who: string;
  readonly effect: RecordOf<'agreed'>['effect'];
  readonly shown: readonly string[];
}

export interface ReportedCommand {
  readonly time: string;
  readonly controller: string;
  readonly printed: string;
  readonly isUndo: boolean;
  readonly state: 'done' | 'failed' | 'unknown';
  readonly said: string;
  readonly milliseconds: number | undefined;
  /** What takes it back, if that was known before: the value that was there. */
  readonly undo: readonly string[];
}

export interface ReportedCheck {
  readonly time: string;
  readonly purpose: RecordOf<'check'>['purpose'];
  readonly probe: string;
  readonly holds: boolean;
  readonly seen: string;
}

/**
 * Draws the report up from the records of a journal.
 * @param runbook as it was when the run began, for the titles of its steps.
 * @returns undefined where the journal does not even say what was run.
 */
export function runReport(
  records: readonly JournalRecord[],
  redactor: Redactor,
  runbook?: Pick<Runbook, 'steps'>,
): RunReport | undefined {
  const state = journalState(records);
  const { start } = state;
  if (start === undefined) return undefined;
  const clean = (text: string) => redactor.redact(visible(text));
  const people = [start, ...records.filter(record => record.record === 'resumed')];
  const last = records.findLast(record => record.record === 'run-end');
  const ids = [...new Set(records.flatMap(record => ('step' in record ? [record.step] : [])))];
  const steps = ids.map(id => reportedStep(id, records, clean, runbook?.steps.find(step => step.id === id)?.title));
  return {
    version: 1,
    run: start.run,
    runbook: clean(start.runbook),
    title: clean(start.title),
    cluster: clean(start.cluster),
    parameters: Object.fromEntries(Object.entries(start.parameters).map(([name, value]) => [name, clean(value)])),
    plan: start.plan,
    isDryRun: start.isDryRun,
    people: people.map(({ who, host, time }) => ({ who: clean(who), host: clean(host), time: isoOf(time) })),
    startedAt: isoOf(start.time),
    lastAt: isoOf(records.at(-1)!.time),
    end: state.end,
    seen: state.end === undefined ? '' : clean(last?.seen ?? ''),
    steps,
    unknown: unknownOf(state, clean),
    wayBack: wayBackOf(state, clean),
  };
}

type Clean = (text: string) => string;

function unknownOf({ steps }: ReturnType<typeof journalState>, clean: Clean): RunReport['unknown'] {
  return [...steps].flatMap(([step, { unknown }]) =>
    unknown.map(({ controller, printed }) => ({ step, controller: clean(controller), printed: clean(printed) })),
  );
}

function wayBackOf({ done }: ReturnType<typeof journalState>, clean: Clean): RunReport['wayBack'] {
  const steps = [
    ...new Set(done.filter(({ undoPrinted }) => undoPrinted.length > 0).map(({ step }) => step)),
  ].reverse();
  return steps.map(step => {
    const things = done.filter(thing => thing.step === step).reverse();
    // What was done again found its own work: the way back is that of the first time.
    const firsts = [...new Map(things.map(thing => [thing.key, thing.undoPrinted])).values()];
    return { step, commands: firsts.flat().map(clean) };
  });
}

function reportedStep(
  id: string,
  records: readonly JournalRecord[],
  clean: Clean,
  title: string | undefined,
): ReportedStep {
  const own = records.filter(record => 'step' in record && record.step === id);
  const begun = own.filter(record => record.record === 'step');
  const end = own.findLast(record => record.record === 'step-end');
  // A step that was taken up again after its end has none yet.
  const isEnded = end !== undefined && own.indexOf(end) > own.findLastIndex(record => record.record === 'step');
  return {
    id,
    title: clean(title ?? id),
    end: isEnded ? end.end : undefined,
    startedAt: begun[0] && isoOf(begun[0].time),
    endedAt: isEnded ? isoOf(end.time) : undefined,
    controllers: (begun.at(-1)?.controllers ?? []).map(clean),
    attempts: begun.length,
    reason: isEnded ? clean(end.reason ?? '') : '',
    seen: isEnded ? clean(end.seen) : '',
    agreed: own.flatMap(record => (record.record === 'agreed' ? [agreementOf(record, clean)] : [])),
    commands: commandsOf(own, clean),
    checks: own.flatMap(record => (record.record === 'check' ? [checkOf(record, clean)] : [])),
  };
}

function agreementOf({ time, who, effect, shown }: RecordOf<'agreed'>, clean: Clean): ReportedAgreement {
  return { time: isoOf(time), who: clean(who), effect, shown: shown.map(clean) };
}

function checkOf({ time, purpose, probe, holds, seen }: RecordOf<'check'>, clean: Clean): ReportedCheck {
  return { time: isoOf(time), purpose, probe, holds, seen: clean(seen) };
}

function commandsOf(own: readonly JournalRecord[], clean: Clean): ReportedCommand[] {
  const results = own.filter(record => record.record === 'result');
  return own.flatMap((record, index) => {
    if (record.record !== 'intent') return [];
    const result = results.find(
      each =>
        each.command === record.command &&
        each.attempt === record.attempt &&
        each.isUndo === record.isUndo &&
        own.indexOf(each) > index,
    );
    const isKnown = result !== undefined && result.isUncertain !== true;
    return [
      {
        time: isoOf(record.time),
        controller: clean(record.controller),
        printed: clean(record.printed),
        isUndo: record.isUndo,
        state: isKnown ? (result.isDone ? ('done' as const) : ('failed' as const)) : ('unknown' as const),
        said: clean(result?.said ?? ''),
        milliseconds: result?.milliseconds,
        undo: (record.undo ?? []).map(clean),
      },
    ];
  });
}

/** A time of a journal, whatever is in it. */
function isoOf(time: number): string {
  const isTime = Number.isFinite(time) && Math.abs(time) < 8.64e15;
  return new Date(isTime ? time : 0).toISOString();
}
