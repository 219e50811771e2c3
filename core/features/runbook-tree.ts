import type { Runbook, Step } from '../runbook/runbook.ts';
import type { Translator } from '../text/l10n.ts';
import { effectOf, effectWord, type StepEffect, type StepState, stepStateWord, targetWord } from './run-words.ts';

/** A runbook file as it was found: read, or with what is wrong in it. */
export interface RunbookEntry {
  /** Absolute. */
  readonly path: string;
  readonly isShipped: boolean;
  /** Undefined when the file cannot be understood. */
  readonly runbook: Runbook | undefined;
  /** In sentences, with lines from 1. */
  readonly problems: readonly { readonly text: string; readonly line: number; readonly isError: boolean }[];
}

/** Something that is wrong at the moment, and what would help. */
export interface RunbookReason {
  /** Title of an incident, or the cause that triage found. */
  readonly title: string;
  /** Ids of runbooks that it names. */
  readonly runbooks: readonly string[];
  /** Signatures and root causes by which runbooks may claim to help. */
  readonly signs: readonly string[];
}

/** What the view knows of the run that is on, or that was the last one of this window. */
export interface ShownRun {
  readonly runbook: string;
  readonly path: string;
  readonly isOn: boolean;
  readonly steps: Readonly<Record<string, StepState>>;
  /** Ids of the steps that its values leave over. */
  readonly planned: readonly string[];
}

/** One row of the Runbooks view. */
export interface RunbookNode {
  readonly kind: 'runbook' | 'broken' | 'step' | 'problem';
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown is not understood: plain text. */
  readonly tooltip?: string;
  /** Of a runbook: its id. Of a step: that of the runbook that it belongs to. */
  readonly runbook?: string;
  readonly path: string;
  readonly step?: string;
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly effect?: StepEffect;
  readonly state?: StepState;
  readonly isSuggested?: boolean;
  readonly isOn?: boolean;
  readonly isShipped?: boolean;
  readonly isOpen?: boolean;
  readonly children?: readonly RunbookNode[];
}

export interface RunbookTreeOptions {
  readonly l10n: Translator;
  readonly reasons: readonly RunbookReason[];
  readonly run: ShownRun | undefined;
  /** How a path is shown: without the workspace's own. */
  readonly shorten: (path: string) => string;
}

/** The rows of the Runbooks view: what is suggested first, then the team's own, then the others, as they were given. */
export function runbookTree(entries: readonly RunbookEntry[], options: RunbookTreeOptions): RunbookNode[] {
  const ranked = entries.map((entry, index) => ({ entry, index, rank: rankOf(entry, options.reasons) }));
  ranked.sort((one, other) => one.rank - other.rank || one.index - other.index);
  return ranked.map(({ entry }) => entryNode(entry, options));
}

/** Lower comes first: by the importance of the reason, then the team's own files, then those that are shipped. */
function rankOf(entry: RunbookEntry, reasons: readonly RunbookReason[]): number {
  const reason = reasons.findIndex(candidate => helps(entry.runbook, candidate));
  if (reason !== -1) return reason;
  return reasons.length + (entry.isShipped ? 1 : 0);
}

/** Whether a runbook helps with something: it is named, or it claims to by its `when`. */
function helps(runbook: Runbook | undefined, reason: RunbookReason): boolean {
  if (runbook === undefined) return false;
  return reason.runbooks.includes(runbook.id) || runbook.when.some(sign => reason.signs.includes(sign));
}

function entryNode(entry: RunbookEntry, options: RunbookTreeOptions): RunbookNode {
  const { runbook, path } = entry;
  const errors = entry.problems.filter(problem => problem.isError);
  return runbook === undefined || errors.length > 0
    ? brokenNode(entry, options)
    : workingNode(runbook, path, entry, options);
}

function brokenNode(entry: RunbookEntry, { l10n, shorten }: RunbookTreeOptions): RunbookNode {
  const { path, problems, runbook } = entry;
  const children = problems.map(({ text, line }, index) => ({
    kind: 'problem' as const,
    id: `${path} problem ${index}`,
    label: text,
    description: l10n.t('line {0}', line),
    tooltip: text,
    path,
    line,
  }));
  return {
    kind: 'broken',
    id: path,
    label: runbook?.title || shorten(path),
    description: l10n.t('cannot be run as it is written'),
    tooltip: [shorten(path), ...problems.map(({ text, line }) => `${line}: ${text}`)].join('\n'),
    path,
    line: problems[0]?.line ?? 1,
    isOpen: true,
    children,
  };
}

function workingNode(runbook: Runbook, path: string, entry: RunbookEntry, options: RunbookTreeOptions): RunbookNode {
  const { l10n, reasons, shorten } = options;
  const reason = reasons.find(candidate => helps(runbook, candidate));
  const run = options.run?.path === path && options.run.runbook === runbook.id ? options.run : undefined;
  const where = entry.isShipped ? '' : shorten(path);
  const suggestion = reason === undefined ? '' : l10n.t('suggested: {0}', reason.title);
  const state = run?.isOn ? l10n.t('running') : '';
  // What the values of the run leave out is not counted, as in its page.
  const steps = runbook.steps.filter(
    step => step.if === undefined || run === undefined || run.planned.includes(step.id),
  );
  return {
    kind: 'runbook',
    id: path,
    label: runbook.title,
    description: [state, suggestion, where].filter(text => text !== '').join(' · '),
    tooltip: [runbook.title, runbook.id, suggestion, where, runbook.summary].filter(text => text !== '').join('\n'),
    runbook: runbook.id,
    path,
    line: 1,
    isSuggested: reason !== undefined,
    isOn: run?.isOn === true,
    isShipped: entry.isShipped,
    isOpen: run !== undefined,
    children: steps.map((step, index) => stepNode(step, index, runbook, path, run, l10n)),
  };
}

function stepNode(
  step: Step,
  index: number,
  runbook: Runbook,
  path: string,
  run: ShownRun | undefined,
  l10n: Translator,
): RunbookNode {
  const effect = effectOf(step);
  const state = run?.steps[step.id];
  const target = targetWord(step.on, l10n);
  const description = [state === undefined ? '' : stepStateWord(state, l10n), effectWord(effect, l10n), target];
  return {
    kind: 'step',
    id: `${path} ${step.id}`,
    label: `${index + 1}. ${step.title}`,
    description: description.filter(text => text !== '').join(' · '),
    tooltip: [step.title, effectWord(effect, l10n), target, step.description].filter(text => text !== '').join('\n'),
    runbook: runbook.id,
    path,
    step: step.id,
    line: step.line,
    effect,
    ...(state === undefined ? {} : { state }),
  };
}
