import * as vscode from 'vscode';
import type { ClusterNode } from '../../core/cluster/tree.ts';
import type { IncidentNode } from '../../core/features/incident-tree.ts';
import type { RunNode } from '../../core/features/run-list.ts';
import type { RunPage, RunRequest } from '../../core/features/run-page.ts';
import type { RunbookEntry, RunbookNode, RunbookReason } from '../../core/features/runbook-tree.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import { type ServiceAction, serviceRunbook } from '../../core/runbook/service-runbook.ts';
import { tellNoControllers } from '../controllers/no-controllers.ts';
import { askParameters } from './ask-parameters.ts';
import { breakLock } from './break-lock.ts';
import { createCurrentRun } from './current-run.ts';
import { registerLinkHandler } from './link-handler.ts';
import { pickRunbook, pickStep } from './pick-runbook.ts';
import { createReportDocuments } from './report-document.ts';
import type { RunEngine } from './run-engine.ts';
import { createRunPanel } from './run-panel.ts';
import { registerRunStatus } from './run-status.ts';
import { createRunbooksView, shownRunOf } from './runbooks-view.ts';
import { createRunsView } from './runs-view.ts';

/** What running needs of the rest of the extension. */
export interface RunbooksOptions {
  readonly engine: RunEngine;
  /** What is wrong at the moment, the most important first. */
  readonly reasons: () => Promise<readonly RunbookReason[]>;
  /** Asks which service of which controller; of those that are not in one of these states. */
  readonly chooseService: (not: readonly string[]) => Promise<ClusterNode | undefined>;
  readonly onDidChangeReasons: vscode.Event<unknown>;
  /** Shows the controllers as they are after a step. */
  readonly refreshControllers: () => void;
}

/** What tests, and the rest of the extension, get of it. */
export interface Runbooks {
  rows(): Promise<readonly RunbookNode[]>;
  runRows(): Promise<readonly RunNode[]>;
  page(): RunPage | undefined;
  /** What the page of the run says, as if it came from there. */
  answer(request: RunRequest): Promise<void>;
  readonly onDidChangePage: vscode.Event<void>;
  openLink(uri: vscode.Uri): Promise<void>;
  statusText(): string;
  /** Ends the run that is on, if there is one, so that it can go on later. */
  stop(): Promise<void>;
}

/** Registers the Runbooks and Runs views, the page of a run, and all that runs. */
export function registerRunbooks(context: vscode.ExtensionContext, options: RunbooksOptions): Runbooks {
  const { engine } = options;
  const current = createCurrentRun(context, engine);
  const reports = createReportDocuments(context, engine);
  const panel = createRunPanel(context, current, {
    changeParameters,
    openStep: async step => openPlace(current.wanted()?.runbook, step),
    openReport: reports.open,
    resume: run => resumeRun(run),
  });
  const view = createRunbooksView(context, {
    entries: engine.runbooks,
    reasons: options.reasons,
    run: () => shownRunOf(current.page(), current.wanted()?.runbook.path),
  });
  const runs = createRunsView(context, engine);
  const status = registerRunStatus(context, current);
  const openLink = registerLinkHandler(context, engine, { current, panel });

  /** Asks for values, makes the plan and shows it; whoever looks at it starts it. */
  async function open(runbook: Runbook | undefined, from?: string, given?: ParameterValues): Promise<boolean> {
    if (runbook === undefined || !(await mayRun())) return false;
    const parameters = await askParameters(engine, runbook, given);
    if (parameters === undefined) return false;
    const opening = current.open({ runbook, parameters, ...(from === undefined ? {} : { from }) });
    panel.show();
    await opening;
    return current.page()?.phase === 'planned';
  }

  async function mayRun(): Promise<boolean> {
    if (current.isOn()) {
      void vscode.window.showWarningMessage(vscode.l10n.t('A run is on already: stop it first, or wait for its end.'));
      panel.show();
      return false;
    }
    if (vscode.workspace.isTrusted && (await engine.cluster()) !== undefined) return true;
    // Not awaited: nobody has to answer.
    void tellNoControllers();
    return false;
  }

  async function runbookOf(given: unknown, title: string): Promise<Runbook | undefined> {
    const entries = await engine.runbooks();
    const known = findRunbook(entries, given);
    if (known !== undefined) return known;
    const named = runbooksOfIncident(entries, given);
    if (named.length === 1) return named[0];
    const rows = await view.rows();
    const offered = named.length === 0 ? rows : rows.filter(row => named.some(({ path }) => path === row.path));
    return pickRunbook(offered, entries, title);
  }

  async function run(given?: unknown): Promise<void> {
    if (!(await mayRun())) return;
    if (isStepNode(given)) return runFrom(given);
    await open(await runbookOf(given, vscode.l10n.t('Which runbook?')));
  }

  async function runFrom(given?: unknown, step?: unknown): Promise<void> {
    if (!(await mayRun())) return;
    const runbook = await runbookOf(given, vscode.l10n.t('Which runbook?'));
    const wanted = isStepNode(given) ? given.step : step;
    const from = runbook && (await stepOf(runbook, wanted));
    if (from !== undefined) await open(runbook, from);
  }

  /** One step of a runbook, and nothing after it. */
  async function runStep(given?: unknown): Promise<void> {
    if (!(await mayRun())) return;
    const runbook = await runbookOf(given, vscode.l10n.t('A step of which runbook?'));
    const id = runbook && (await stepOf(runbook, isStepNode(given) ? given.step : undefined));
    const step = runbook?.steps.find(candidate => candidate.id === id);
    if (runbook !== undefined && step !== undefined) await open({ ...runbook, steps: [step] });
  }

  async function dryRun(given?: unknown, step?: unknown): Promise<void> {
    if (!(await mayRun())) return;
    const runbook = await runbookOf(given, vscode.l10n.t('Which runbook?'));
    const from = typeof step === 'string' ? step : isStepNode(given) ? given.step : undefined;
    const isPlanned = await open(runbook, from === runbook?.steps[0]?.id ? undefined : from);
    if (isPlanned) await panel.answer({ kind: 'dry-run' });
  }

  async function changeParameters(): Promise<void> {
    const wanted = current.wanted();
    if (wanted === undefined || !(await mayRun())) return;
    const parameters = await askParameters(engine, wanted.runbook, wanted.parameters);
    if (parameters !== undefined) await current.open({ ...wanted, parameters, isUnread: false });
  }

  async function resumeRun(given?: unknown): Promise<void> {
    if (!(await mayRun())) return;
    const nodes = (await runs.rows()).filter(node => node.canResume);
    const id = typeof given === 'string' ? given : (given as RunNode | undefined)?.run;
    const node = nodes.find(candidate => candidate.run === id) ?? (await pickRun(nodes, id));
    if (node === undefined) return;
    const resuming = current.resume(node.run, node.label, node.cluster);
    panel.show();
    await resuming;
  }

  async function service(action: ServiceAction, given?: ClusterNode): Promise<void> {
    if (!(await mayRun())) return;
    const row = given ?? (await options.chooseService(action === 'start' ? ['running'] : ['stopped']));
    if (row?.service === undefined || row.controller === undefined) return;
    const runbook = serviceRunbook(action, row.service, row.controller, vscode.l10n);
    // There is one thing to agree to, which the question shows in full.
    if (await open(runbook)) await panel.answer({ kind: 'start' });
  }

  async function chooseRun(given?: RunNode): Promise<string | undefined> {
    return given?.run ?? (await pickRun(await runs.rows(), undefined))?.run;
  }

  const command = vscode.commands.registerCommand;
  context.subscriptions.push(
    command('novaDoctor.runbook.run', run),
    command('novaDoctor.runbook.runStep', runStep),
    command('novaDoctor.runbook.runFrom', runFrom),
    command('novaDoctor.runbook.dryRun', dryRun),
    command('novaDoctor.runbook.open', async (given?: RunbookNode) =>
      given?.path
        ? openFile(given.path, given.line)
        : openPlace(await runbookOf(undefined, vscode.l10n.t('Which runbook?'))),
    ),
    command('novaDoctor.runbooks.refresh', () => view.refresh(true)),
    command('novaDoctor.run.show', () => panel.show()),
    command('novaDoctor.run.stop', () => current.stop()),
    command('novaDoctor.run.resume', resumeRun),
    command('novaDoctor.lock.break', async () => {
      // What this window runs holds the lock itself.
      if (await mayRun()) await breakLock(engine);
    }),
    command('novaDoctor.run.report', async (given?: RunNode) => {
      const chosen = await chooseRun(given);
      if (chosen !== undefined) await reports.open(chosen);
    }),
    command('novaDoctor.run.copyReport', async (given?: RunNode) => {
      const chosen = await chooseRun(given);
      if (chosen !== undefined) await reports.copy(chosen);
    }),
    command('novaDoctor.service.start', (node?: ClusterNode) => service('start', node)),
    command('novaDoctor.service.stop', (node?: ClusterNode) => service('stop', node)),
    command('novaDoctor.service.restart', (node?: ClusterNode) => service('restart', node)),
    ...watchFiles(() => view.refresh(true)),
    options.onDidChangeReasons(() => view.refresh(false)),
    current.onDidChange(() => view.refresh(false)),
    current.onDidEndStep(options.refreshControllers),
    current.onDidAsk(question => {
      // Whoever decides what to do about a failure wants to see how things are.
      if (question.kind === 'failure') options.refreshControllers();
    }),
  );
  return {
    rows: view.rows,
    runRows: runs.rows,
    page: current.page,
    answer: panel.answer,
    onDidChangePage: current.onDidChange,
    openLink,
    statusText: () => (current.isOn() ? status.text : ''),
    stop: current.stop,
  };
}

/** A runbook as callers name it: a row of the view, the file's address (CodeLens), or the id (incidents, triage). */
function findRunbook(entries: readonly RunbookEntry[], given: unknown): Runbook | undefined {
  const usable = entries.filter(entry => !entry.problems.some(problem => problem.isError));
  const path = given instanceof vscode.Uri ? given.fsPath : (given as RunbookNode | undefined)?.path;
  if (path !== undefined) return usable.find(entry => entry.path === path)?.runbook;
  if (typeof given !== 'string') return undefined;
  const address = given.startsWith('file:') ? vscode.Uri.parse(given).fsPath : undefined;
  return usable.find(entry => (address === undefined ? entry.runbook?.id === given : entry.path === address))?.runbook;
}

/** What a row of the Incidents view names. */
function runbooksOfIncident(entries: readonly RunbookEntry[], given: unknown): Runbook[] {
  const ids = (given as IncidentNode | undefined)?.runbooks ?? [];
  return entries.flatMap(({ runbook }) => (runbook !== undefined && ids.includes(runbook.id) ? [runbook] : []));
}

function isStepNode(given: unknown): given is RunbookNode & { readonly step: string } {
  return typeof given === 'object' && given !== null && 'step' in given && typeof given.step === 'string';
}

async function stepOf(runbook: Runbook, wanted: unknown): Promise<string | undefined> {
  if (typeof wanted !== 'string') return pickStep(runbook);
  return runbook.steps.find(step => step.id === wanted)?.id;
}

async function pickRun(nodes: readonly RunNode[], wanted: string | undefined): Promise<RunNode | undefined> {
  if (nodes.length === 0 || wanted !== undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no run of this kind.'));
    return undefined;
  }
  const items = nodes.map(node => ({ label: node.label, description: node.description, node }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which run?') }))?.node;
}

async function openPlace(runbook: Runbook | undefined, step?: string): Promise<void> {
  if (runbook === undefined || runbook.path === '') return;
  await openFile(runbook.path, runbook.steps.find(({ id }) => id === step)?.line ?? 1);
}

/** @param line from 1. */
async function openFile(path: string, line: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(path);
  const position = document.validatePosition(new vscode.Position(line - 1, 0));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
}

function watchFiles(onChange: () => void): vscode.Disposable[] {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.runbook.yaml');
  return [
    watcher,
    watcher.onDidChange(onChange),
    watcher.onDidCreate(onChange),
    watcher.onDidDelete(onChange),
    vscode.workspace.onDidChangeWorkspaceFolders(onChange),
    vscode.workspace.onDidGrantWorkspaceTrust(onChange),
  ];
}
