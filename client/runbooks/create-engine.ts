import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { RunbookEntry } from '../../core/features/runbook-tree.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import { sentences } from '../../core/text/sentences.ts';
import type { ClusterSession } from '../../io/cluster/cluster-session.ts';
import type { RunSurroundings } from '../../io/runbook/run.ts';
import { whyNoControllers } from '../controllers/no-controllers.ts';
import type { WorkspaceCluster } from '../controllers/workspace-cluster.ts';
import type { CheckedParameters, HeldLocks, RunEngine, RunHandlers, RunResult, WantedRun } from './run-engine.ts';
import { whoAmI } from './run-questions.ts';

/** Everything of runbooks is one bundle, loaded when it is needed. */
const door = () => import('../../io/runbook/door.ts');

/** The engine over the controllers of the workspace and the journals of this person. */
export function createRunEngine(context: vscode.ExtensionContext, cluster: WorkspaceCluster): RunEngine {
  const knowledgeFolder = context.asAbsolutePath('knowledge');

  async function store() {
    const { createJournalStore, runsFolder } = await door();
    return createJournalStore(runsFolder());
  }

  async function runbooks(): Promise<readonly RunbookEntry[]> {
    const file = await cluster.look();
    // What a folder that nobody trusts calls a runbook is not even shown.
    if (file === undefined || !vscode.workspace.isTrusted) return [];
    const { findRunbooks, ourWords, problemText } = await door();
    const found = await findRunbooks(knowledgeFolder, dirname(file.fsPath), ourWords, vscode.env.language);
    return found.map(({ path, isShipped, runbook, problems, unreadable }) => ({
      path,
      isShipped,
      runbook,
      problems: [
        ...problems.map(problem => ({
          text: problemText(problem, vscode.l10n),
          line: problem.line,
          isError: problem.severity === 'error',
        })),
        ...(unreadable === undefined ? [] : [{ text: unreadable, line: 1, isError: true }]),
      ],
    }));
  }

  async function parameters(runbook: Runbook, given: ParameterValues): Promise<CheckedParameters> {
    const { checkParameters, parameterProblemText } = await door();
    const { values, problems } = checkParameters(runbook, given);
    const texts = problems.map(problem => [problem.name, parameterProblemText(problem, vscode.l10n)] as const);
    return { values, problems: new Map(texts) };
  }

  async function plan(wanted: WantedRun, signal: AbortSignal): Promise<Plan | { readonly refused: string }> {
    const session = await cluster.session();
    if (session === undefined) return { refused: whyNoControllers() };
    const { values, problems } = await parameters(wanted.runbook, wanted.parameters);
    if (problems.size > 0) return { refused: sentences(...problems.values()) };
    const { makePlanNow } = await door();
    return makePlanNow(session, wanted.runbook, values, { l10n: vscode.l10n, signal, from: wanted.from });
  }

  async function surroundings(session: ClusterSession): Promise<RunSurroundings> {
    const { readLogKnowledge } = await door();
    return {
      session,
      store: await store(),
      knowledge: () => readLogKnowledge(knowledgeFolder, vscode.env.language),
      l10n: vscode.l10n,
      who: whoAmI(),
    };
  }

  async function run(agreed: Plan, { from, isDryRun }: WantedRun, handlers: RunHandlers): Promise<RunResult> {
    const session = await cluster.session();
    if (session === undefined) return refusal(whyNoControllers());
    const { startRun } = await door();
    return withReport(await startRun(await surroundings(session), agreed, { from, isDryRun }, handlers));
  }

  async function resume(id: string, handlers: RunHandlers): Promise<RunResult> {
    const session = await cluster.session();
    if (session === undefined) return refusal(whyNoControllers());
    const { resumeRun } = await door();
    const stored = await (await store()).find(id);
    if (stored === undefined) return refusal(vscode.l10n.t('There is no journal of this run.'));
    const onBegin: RunHandlers['onBegin'] = (...begun) => {
      handlers.onBegin(...begun);
      // The page is to show what an earlier process did, too.
      for (const record of stored.records) {
        if (record.record === 'step-end') handlers.tell({ ...record, event: 'step-ended' });
      }
    };
    return withReport(await resumeRun(await surroundings(session), stored, {}, { ...handlers, onBegin }));
  }

  async function locks(): Promise<HeldLocks | { readonly refused: string }> {
    const session = await cluster.session();
    if (session === undefined) return { refused: whyNoControllers() };
    const { breakLocks, lockText, readLocks } = await door();
    const { locks: held, failures } = await readLocks(session, { l10n: vscode.l10n });
    return {
      texts: [...new Set(held.map(lock => lockText(lock, vscode.l10n)))].sort(),
      failures: failures.map(({ text }) => text),
      break: () => breakLocks(session, held, { l10n: vscode.l10n }),
    };
  }

  async function report(id: string): Promise<string | undefined> {
    const { createRedactor, reportMarkdown, runReport } = await door();
    const stored = await (await store()).find(id);
    const made = stored && runReport(stored.records, createRedactor(), stored.runbook);
    return made && reportMarkdown(made, vscode.l10n);
  }

  async function withReport(outcome: Omit<RunResult, 'report'>): Promise<RunResult> {
    const { run: id, end, seen, notes } = outcome;
    return { run: id, end, seen, notes, report: (id === undefined ? undefined : await report(id)) ?? '' };
  }

  return {
    runbooks,
    parameters,
    plan,
    run,
    resume,
    report,
    locks,
    runs: async () => (await store()).list(),
    watchRuns: onChange => {
      const watching = store().then(made => made.watch(onChange));
      return { dispose: () => void watching.then(watcher => watcher.stop()) };
    },
    cluster: async () => (await cluster.session())?.cluster.file.name,
  };
}

function refusal(seen: string): RunResult {
  return { run: undefined, end: 'refused', seen, notes: [], report: '' };
}
