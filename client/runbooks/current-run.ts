import * as vscode from 'vscode';
import {
  pageAfter,
  pageAnswered,
  pageAsking,
  pageAtEnd,
  pageBeforePlan,
  pageOfPlan,
  pageOfRun,
  pageWithOutput,
  type RunPage,
} from '../../core/features/run-page.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import type { RunAnswer, RunEvent, RunQuestion } from '../../core/runbook/run-ports.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import { sentences } from '../../core/text/sentences.ts';
import type { RunEngine, RunHandlers, RunResult, RunSignal, WantedRun } from './run-engine.ts';

/** What somebody wants to run; it is planned and shown first. */
export interface OpenRun {
  readonly runbook: Runbook;
  readonly parameters: ParameterValues;
  readonly from?: string;
  /** Sentences that say why it was opened. */
  readonly notes?: readonly string[];
  /** Whether it is left at what was asked for, without reading the cluster: what a link opens. */
  readonly isUnread?: boolean;
}

/** The one run of this window: what is planned, what runs, or what ran last. */
export interface CurrentRun {
  /** Undefined before the first. */
  page(): RunPage | undefined;
  /** What is shown: undefined for a run that was resumed from its journal, until its plan is known. */
  wanted(): OpenRun | undefined;
  question(): RunQuestion | undefined;
  isOn(): boolean;
  /** Shows what is wanted and makes its plan. Refused while a run is on. */
  open(wanted: OpenRun): Promise<void>;
  /** Makes the plan anew. */
  plan(): Promise<void>;
  start(isDryRun: boolean): Promise<RunResult | undefined>;
  resume(run: string, title: string, cluster: string): Promise<RunResult | undefined>;
  reply(answer: RunAnswer): void;
  cutShort(): void;
  /** Settles when the run has stopped and its journal is closed. */
  stop(): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
  readonly onDidAsk: vscode.Event<RunQuestion>;
  readonly onDidEndStep: vscode.Event<string>;
}

interface Pending {
  readonly question: RunQuestion;
  settle(answer: RunAnswer): void;
}

export function createCurrentRun(context: vscode.ExtensionContext, engine: RunEngine): CurrentRun {
  const changed = new vscode.EventEmitter<void>();
  const asked = new vscode.EventEmitter<RunQuestion>();
  const stepEnded = new vscode.EventEmitter<string>();
  let wanted: OpenRun | undefined;
  let page: RunPage | undefined;
  let plan: Plan | undefined;
  let pending: Pending | undefined;
  let stopping: AbortController | undefined;
  let planning: AbortController | undefined;
  let waiting: AbortController | undefined;
  let running: Promise<RunResult> | undefined;
  context.subscriptions.push(changed, asked, stepEnded);

  function show(next: RunPage): void {
    page = next;
    changed.fire();
  }

  async function open(next: OpenRun): Promise<void> {
    if (running) return;
    planning?.abort();
    wanted = next;
    plan = undefined;
    const { runbook, parameters, notes = [], from } = next;
    const given = Object.entries(parameters).map(([name, value]) => ({ name, value, isDefault: false }));
    const cluster = (await engine.cluster()) ?? '';
    show(pageBeforePlan(titlesOf(runbook), cluster, { phase: 'opened', notes, from, parameters: given }));
    if (!next.isUnread) await makePlan();
  }

  async function makePlan(): Promise<void> {
    if (running || wanted === undefined || page === undefined) return;
    planning?.abort();
    const controller = new AbortController();
    planning = controller;
    plan = undefined;
    show({ ...page, phase: 'planning', failure: undefined, steps: [] });
    const made = await engine.plan(wantedRun(wanted, false), controller.signal);
    if (controller.signal.aborted || page === undefined) return;
    if ('refused' in made) {
      show({ ...page, phase: 'failed', failure: made.refused });
      return;
    }
    plan = made;
    show(pageOfPlan(page, made));
  }

  async function start(isDryRun: boolean): Promise<RunResult | undefined> {
    if (running || plan === undefined || wanted === undefined || page === undefined) return undefined;
    const agreed = plan;
    const request = wantedRun(wanted, isDryRun);
    show(pageOfRun(pageOfPlan(page, agreed), { run: '', isDryRun }));
    return follow(handlers => engine.run(agreed, request, handlers));
  }

  async function resume(run: string, title: string, cluster: string): Promise<RunResult | undefined> {
    if (running) return undefined;
    planning?.abort();
    wanted = undefined;
    plan = undefined;
    const before = pageBeforePlan({ id: '', title, summary: '' }, cluster);
    show(pageOfRun(before, { run, isDryRun: false }));
    return follow(handlers => engine.resume(run, handlers));
  }

  async function follow(begin: (handlers: RunHandlers) => Promise<RunResult>): Promise<RunResult> {
    const controller = new AbortController();
    stopping = controller;
    const started = begin({ onBegin, ask, tell, onOutput, cutShort: newWaiting, signal: controller.signal });
    running = started;
    changed.fire();
    try {
      const result = await started;
      running = undefined;
      if (page) show(pageAtEnd(withRun(page, result.run), result.end, seenOf(result), result.report));
      return result;
    } catch (error) {
      // A bug of ours: the page must not look as if the run went on.
      running = undefined;
      if (page) show(pageAtEnd(page, 'stopped', String(error), ''));
      throw error;
    } finally {
      running = undefined;
      pending = undefined;
      // What a run has done changes what its plan would be.
      plan = undefined;
    }
  }

  function onBegin(run: string, begun: Plan, notes: readonly string[]): void {
    if (!page) return;
    const base = page.steps.length === 0 ? pageOfPlan(page, begun) : page;
    show({ ...pageOfRun(base, { run, isDryRun: page.isDryRun }), notes: [...page.notes, ...notes] });
  }

  function tell(event: RunEvent): void {
    if (page) show(pageAfter(page, event));
    if (event.event === 'step-ended') stepEnded.fire(event.step);
  }

  function onOutput(step: string, controller: string, text: string): void {
    if (page) show(pageWithOutput(page, step, controller, text));
  }

  function ask(question: RunQuestion, signal: RunSignal): Promise<RunAnswer> {
    return new Promise(resolve => {
      const settle = (answer: RunAnswer) => {
        if (pending?.question !== question) return;
        pending = undefined;
        signal.removeEventListener('abort', refuse);
        if (page) show(pageAnswered(page));
        resolve(answer);
      };
      const refuse = () => settle({ answer: 'no' });
      pending = { question, settle };
      if (page) show(pageAsking(page, question));
      if (signal.aborted) return refuse();
      signal.addEventListener('abort', refuse);
      asked.fire(question);
    });
  }

  function newWaiting(): AbortSignal {
    waiting = new AbortController();
    return waiting.signal;
  }

  return {
    page: () => page,
    wanted: () => wanted,
    question: () => pending?.question,
    isOn: () => running !== undefined,
    open,
    plan: makePlan,
    start,
    resume,
    reply: answer => pending?.settle(answer),
    cutShort: () => waiting?.abort(),
    stop: async () => {
      planning?.abort();
      if (!running) return;
      if (page) show({ ...page, isStopping: true });
      stopping?.abort();
      // Whoever started it hears of a failure.
      await running.catch(() => undefined);
    },
    onDidChange: changed.event,
    onDidAsk: asked.event,
    onDidEndStep: stepEnded.event,
  };
}

function titlesOf({ id, title, summary }: Runbook): RunPage['runbook'] {
  return { id, title, summary };
}

function wantedRun({ runbook, parameters, from }: OpenRun, isDryRun: boolean): WantedRun {
  return { runbook, parameters, from, isDryRun };
}

function seenOf({ seen, notes }: RunResult): string {
  return sentences(seen, ...notes);
}

function withRun(page: RunPage, run: string | undefined): RunPage {
  return run === undefined ? page : { ...page, run };
}
