import type { RunEnd } from '../runbook/journal.ts';
import type { Plan, PlannedCommand, PlannedStep, PreviewRow } from '../runbook/plan.ts';
import type { RunEvent, RunQuestion, StepFailure } from '../runbook/run-ports.ts';
import { effectOf, type StepEffect, type StepState } from './run-words.ts';

/** What the page of a run shows and says. All values can be sent as JSON; what strangers wrote in them is shown as text. */

/** How far one command on one controller is. */
export type CommandState = 'planned' | 'running' | 'done' | 'failed' | 'unknown';

export interface RunPageCommand {
  readonly id: string;
  readonly controller: string;
  readonly effect: PlannedCommand['effect'];
  readonly printed: string;
  readonly state: CommandState;
  /** What it said; empty before. */
  readonly said: string;
  /** Printed commands that take it back. */
  readonly undo: readonly string[];
  readonly row?: string;
}

export interface RunPageStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly effect: StepEffect;
  readonly on: string;
  readonly isOneByOne: boolean;
  readonly controllers: readonly string[];
  readonly state: StepState;
  /** What was seen last: a check, or how it ended. */
  readonly seen: string;
  readonly notes: readonly string[];
  readonly refusal: string | undefined;
  readonly manual: string | undefined;
  readonly commands: readonly RunPageCommand[];
  readonly rows: readonly PreviewRow[];
  readonly columns: readonly string[];
  /** What takes it back, as its file says it: what is done by hand, or the words of a call. */
  readonly undo: string | undefined;
  /** Milliseconds since 1970 until when it waits or checks. */
  readonly until: number | undefined;
  /** The end of what commands print, and of the log that is watched, by controllers. */
  readonly output: Readonly<Record<string, string>>;
}

/** What the run waits for: an answer of a person. */
export interface RunPageQuestion {
  readonly kind: RunQuestion['kind'];
  readonly step: string;
  readonly text: string;
  readonly failures: readonly StepFailure[];
  readonly canUndo: boolean;
  /** What would be run. */
  readonly commands: readonly RunPageCommand[];
  readonly rows: readonly PreviewRow[];
  readonly columns: readonly string[];
}

export interface RunPage {
  /** `opened`: nothing was read yet, as from a link. */
  readonly phase: 'opened' | 'planning' | 'planned' | 'running' | 'ended' | 'failed';
  readonly runbook: { readonly id: string; readonly title: string; readonly summary: string };
  readonly cluster: string;
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly isDefault: boolean }[];
  /** The first step that is run; undefined for all. */
  readonly from: string | undefined;
  readonly isDryRun: boolean;
  /** What is known of why it was opened, as the time of an alert. Sentences. */
  readonly notes: readonly string[];
  readonly steps: readonly RunPageStep[];
  readonly question: RunPageQuestion | undefined;
  readonly isStopping: boolean;
  /** Name of the run in the journals; undefined before it has begun. */
  readonly run: string | undefined;
  /** Why nothing could be planned. */
  readonly failure: string | undefined;
  readonly end: { readonly end: RunEnd; readonly seen: string; readonly report: string } | undefined;
}

/** What the extension tells the page. */
export type RunMessage = { readonly kind: 'show'; readonly page: RunPage } | { readonly kind: 'nothing' };

/** What the page asks of the extension. */
export type RunRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start' }
  | { readonly kind: 'dry-run' }
  | { readonly kind: 'parameters' }
  | { readonly kind: 'plan' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'cut-short' }
  /** Agrees: what follows is asked in a box of VS Code, never in the page alone. */
  | { readonly kind: 'agree'; readonly rows: readonly string[] }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'report' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'open'; readonly step: string };

/** A page before its plan is made. */
export function pageBeforePlan(
  runbook: RunPage['runbook'],
  cluster: string,
  more: Partial<Pick<RunPage, 'phase' | 'notes' | 'parameters' | 'from' | 'failure'>> = {},
): RunPage {
  return {
    phase: 'planning',
    runbook,
    cluster,
    parameters: [],
    from: undefined,
    isDryRun: false,
    notes: [],
    steps: [],
    question: undefined,
    isStopping: false,
    run: undefined,
    failure: undefined,
    end: undefined,
    ...more,
  };
}

/** The page with its plan: nothing has run. */
export function pageOfPlan(before: RunPage, plan: Plan): RunPage {
  const defaults = new Map(plan.runbook.parameters.map(parameter => [parameter.name, parameter.default]));
  return {
    ...before,
    phase: 'planned',
    runbook: { id: plan.runbook.id, title: plan.runbook.title, summary: plan.runbook.summary },
    cluster: plan.cluster,
    parameters: Object.entries(plan.parameters).map(([name, value]) => ({
      name,
      value,
      isDefault: defaults.get(name) === value,
    })),
    steps: plan.steps.map(pageStep),
    question: undefined,
    failure: undefined,
    end: undefined,
  };
}

function pageStep(planned: PlannedStep): RunPageStep {
  const { step } = planned;
  return {
    id: step.id,
    title: step.title,
    description: step.description,
    effect: effectOf(step),
    on: step.on,
    isOneByOne: step.serial === 'one',
    controllers: planned.controllers,
    state: 'planned',
    seen: '',
    notes: planned.notes,
    refusal: planned.refusal,
    manual: step.manual,
    commands: planned.commands.map(pageCommand),
    rows: planned.rows,
    columns: planned.columns ?? [],
    undo: undoText(planned),
    until: undefined,
    output: {},
  };
}

function pageCommand(command: PlannedCommand): RunPageCommand {
  return {
    id: command.id,
    controller: command.controller,
    effect: command.effect,
    printed: command.printed,
    state: 'planned',
    said: '',
    undo: (command.undo ?? []).map(back => back.printed),
    ...(command.row === undefined ? {} : { row: command.row }),
  };
}

function undoText({ step: { undo } }: PlannedStep): string | undefined {
  if (undo?.run === undefined) return undo?.manual;
  const words = Object.entries(undo.run.arguments).map(([name, value]) => `${name}: ${value}`);
  return words.join(', ');
}

/** The page when its run has begun. */
export function pageOfRun(page: RunPage, run: { readonly run: string; readonly isDryRun: boolean }): RunPage {
  return { ...page, phase: 'running', run: run.run, isDryRun: run.isDryRun, question: undefined, end: undefined };
}

/** The page after something has happened in its run. */
export function pageAfter(page: RunPage, event: RunEvent): RunPage {
  return { ...page, steps: page.steps.map(step => (step.id === event.step ? stepAfter(step, event) : step)) };
}

/** Characters of live output that are kept for each controller. */
const mostOutput = 4000;

/**
 * The page after a controller has printed something.
 * @param step empty for the step that runs now.
 */
export function pageWithOutput(page: RunPage, step: string, controller: string, text: string): RunPage {
  const id = step || page.steps.find(({ state }) => state === 'running')?.id;
  const steps = page.steps.map(one => {
    if (one.id !== id) return one;
    const whole = (one.output[controller] ?? '') + text;
    return { ...one, output: { ...one.output, [controller]: whole.slice(-mostOutput) } };
  });
  return { ...page, steps };
}

function stepAfter(step: RunPageStep, event: RunEvent): RunPageStep {
  switch (event.event) {
    case 'step-started':
      // Targets are found anew right before a step: what was planned for it may have changed.
      return { ...pageStep(event.planned), state: 'running', seen: step.seen };
    case 'checking':
      return { ...step, state: 'running', seen: event.seen, until: event.until };
    case 'waiting':
      return { ...step, state: 'running', until: event.until };
    case 'command-started':
      return withCommand(step, event.command, { state: 'running', said: '' });
    case 'command-ended':
      return withCommand(step, event.command, { state: event.isDone ? 'done' : 'failed', said: event.said });
    case 'step-ended':
      return { ...step, state: event.end, seen: event.seen, until: undefined, commands: settled(step.commands) };
  }
}

/** What was still running when its step ended may or may not have happened. */
function settled(commands: readonly RunPageCommand[]): readonly RunPageCommand[] {
  return commands.map(command => (command.state === 'running' ? { ...command, state: 'unknown' as const } : command));
}

function withCommand(
  step: RunPageStep,
  command: PlannedCommand,
  change: Pick<RunPageCommand, 'state' | 'said'>,
): RunPageStep {
  const isKnown = step.commands.some(({ id }) => id === command.id);
  const commands = isKnown ? step.commands : [...step.commands, pageCommand(command)];
  return {
    ...step,
    state: 'running',
    commands: commands.map(one => (one.id === command.id ? { ...one, ...change } : one)),
  };
}

/** The page while a question is open. */
export function pageAsking(page: RunPage, question: RunQuestion): RunPage {
  const step = stepOf(question).id;
  return { ...page, question: pageQuestion(question), steps: withState(page.steps, step, 'asking') };
}

/** The page after its question was answered. */
export function pageAnswered(page: RunPage): RunPage {
  if (page.question === undefined) return page;
  return { ...page, question: undefined, steps: withState(page.steps, page.question.step, 'running') };
}

function withState(steps: readonly RunPageStep[], id: string, state: StepState): readonly RunPageStep[] {
  return steps.map(step => (step.id === id ? { ...step, state, until: undefined } : step));
}

/** The step that a question is about. */
function stepOf(question: RunQuestion): PlannedStep['step'] {
  return 'planned' in question ? question.planned.step : question.step;
}

function pageQuestion(question: RunQuestion): RunPageQuestion {
  const planned = 'planned' in question ? question.planned : undefined;
  const commands = question.kind === 'undo' ? question.commands : (planned?.commands ?? []);
  return {
    kind: question.kind,
    step: stepOf(question).id,
    text: questionText(question),
    failures: question.kind === 'failure' ? question.failures : [],
    canUndo: question.kind === 'failure' && question.canUndo,
    commands: commands.map(pageCommand),
    rows: planned?.rows ?? [],
    columns: planned?.columns ?? [],
  };
}

function questionText(question: RunQuestion): string {
  if (question.kind === 'manual') return question.text;
  if (question.kind === 'unknown') return question.seen;
  return question.kind === 'undo' ? (question.manual ?? '') : '';
}

/** The page when its run is over. @param report Markdown; empty where none could be made. */
export function pageAtEnd(page: RunPage, end: RunEnd, seen: string, report: string): RunPage {
  const steps = page.steps.map(step => {
    const isOpen = step.state === 'running' || step.state === 'asking';
    return isOpen ? { ...step, state: 'cancelled' as const, until: undefined, commands: settled(step.commands) } : step;
  });
  return { ...page, phase: 'ended', steps, question: undefined, isStopping: false, end: { end, seen, report } };
}

/** Equal commands of several controllers, as one row of a list. */
export interface CommandGroup {
  readonly printed: string;
  readonly effect: RunPageCommand['effect'];
  readonly undo: readonly string[];
  readonly commands: readonly RunPageCommand[];
}

/** Puts the same command on several controllers together: with fifty controllers nobody reads it fifty times. */
export function commandGroups(commands: readonly RunPageCommand[]): CommandGroup[] {
  const groups = new Map<string, { first: RunPageCommand; commands: RunPageCommand[] }>();
  for (const command of commands) {
    const key = JSON.stringify([command.printed, command.effect, command.undo]);
    const group = groups.get(key);
    if (group) group.commands.push(command);
    else groups.set(key, { first: command, commands: [command] });
  }
  return [...groups.values()].map(({ first, commands }) => ({
    printed: first.printed,
    effect: first.effect,
    undo: first.undo,
    commands,
  }));
}

/** The commands that are run when only these rows are chosen. */
export function chosenCommands(commands: readonly RunPageCommand[], rows: readonly string[]): RunPageCommand[] {
  return commands.filter(({ row }) => row === undefined || rows.includes(row));
}

/** What was done on each controller, for whoever must know how things are left. */
export interface ControllerTrail {
  readonly controller: string;
  readonly entries: readonly { readonly step: string; readonly printed: string; readonly state: CommandState }[];
}

/** All controllers of a run with what changed there; a controller on which nothing changed has no entries. */
export function controllerTrails(page: RunPage): ControllerTrail[] {
  const names = [...new Set(page.steps.flatMap(step => step.controllers))].sort();
  return names.map(controller => ({
    controller,
    entries: page.steps.flatMap(step =>
      step.commands
        .filter(one => one.controller === controller && one.effect !== 'read' && one.state !== 'planned')
        .map(({ printed, state }) => ({ step: step.title, printed, state })),
    ),
  }));
}

/** How far a run is: steps that are over, of all. */
export function progressOf(page: RunPage): { readonly over: number; readonly all: number } {
  const isOver = (state: StepState) => !['planned', 'running', 'asking'].includes(state);
  return { over: page.steps.filter(step => isOver(step.state)).length, all: page.steps.length };
}
