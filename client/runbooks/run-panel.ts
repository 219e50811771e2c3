import * as vscode from 'vscode';
import type { RunMessage, RunRequest } from '../../core/features/run-page.ts';
import type { RunQuestion } from '../../core/runbook/run-ports.ts';
import { webviewHtml, webviewOptions } from '../webview-page.ts';
import type { CurrentRun } from './current-run.ts';
import { askAgreement, askReason } from './run-questions.ts';

const viewType = 'novaDoctor.run.show';

/** What the page of the run leads to outside of the run itself. */
export interface RunPanelActions {
  changeParameters(): Promise<void>;
  openStep(step: string): Promise<void>;
  openReport(run: string): Promise<void>;
  resume(run: string): Promise<void>;
}

/** The panel of the run; there is one at most. */
export interface RunPanel {
  show(): void;
  /** What the page says, as if it came from there. */
  answer(request: RunRequest): Promise<void>;
}

export function createRunPanel(
  context: vscode.ExtensionContext,
  current: CurrentRun,
  actions: RunPanelActions,
): RunPanel {
  let panel: vscode.WebviewPanel | undefined;
  let isAsking = false;

  function show(): void {
    if (panel) panel.reveal();
    else
      connect(
        vscode.window.createWebviewPanel(viewType, titleOf(current), vscode.ViewColumn.Active, {
          enableFindWidget: true,
        }),
      );
  }

  function connect(made: vscode.WebviewPanel): void {
    panel = made;
    made.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    made.webview.options = webviewOptions(context);
    made.webview.onDidReceiveMessage((request: RunRequest) => answer(request));
    made.onDidDispose(() => {
      panel = undefined;
    });
    made.webview.html = webviewHtml(context, made.webview, { script: 'run.js', style: 'run.css', title: made.title });
  }

  async function answer(request: RunRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return post();
      case 'start':
        return void (await current.start(false));
      case 'dry-run':
        return void (await current.start(true));
      case 'plan':
        return current.plan();
      case 'parameters':
        return actions.changeParameters();
      case 'stop':
        return current.stop();
      case 'cut-short':
        return current.cutShort();
      case 'agree':
        return agree(request.rows);
      case 'open':
        return actions.openStep(request.step);
      case 'copy':
        return copyReport();
      case 'report':
      case 'resume':
        return withRun(request.kind === 'report' ? actions.openReport : actions.resume);
      default:
        return choose(request.kind);
    }
  }

  /** Opens the box that agrees to the open question, unless it is open already. */
  async function agree(rows: readonly string[]): Promise<void> {
    const question = current.question();
    if (question === undefined || isAsking) return;
    isAsking = true;
    try {
      const answer = await askAgreement(question, knownRows(question, rows));
      if (answer !== undefined && current.question() === question) current.reply(answer);
    } finally {
      isAsking = false;
    }
  }

  async function choose(choice: 'refuse' | 'retry' | 'skip' | 'undo' | 'leave'): Promise<void> {
    const question = current.question();
    if (question === undefined) return;
    if (choice === 'refuse') return current.reply({ answer: 'no' });
    if (choice !== 'skip') return current.reply({ answer: choice });
    const step = 'planned' in question ? question.planned.step : question.step;
    const answer = await askReason(step.title);
    if (answer !== undefined && current.question() === question) current.reply(answer);
  }

  async function copyReport(): Promise<void> {
    const report = current.page()?.end?.report;
    if (report === undefined || report === '') return;
    await vscode.env.clipboard.writeText(report);
    vscode.window.setStatusBarMessage(vscode.l10n.t('The report was copied.'), 5000);
  }

  async function withRun(work: (run: string) => Promise<void>): Promise<void> {
    const run = current.page()?.run;
    if (run !== undefined && run !== '') await work(run);
  }

  async function post(): Promise<void> {
    if (!panel) return;
    const page = current.page();
    panel.title = titleOf(current);
    const message: RunMessage = page === undefined ? { kind: 'nothing' } : { kind: 'show', page };
    await panel.webview.postMessage(message);
  }

  context.subscriptions.push(
    current.onDidChange(post),
    current.onDidAsk(question => {
      show();
      // What is lost is chosen in the page first; what is done by hand is confirmed there, when it is done.
      const isByHand = question.kind === 'undo' && question.commands.length === 0;
      const isBoxed = question.kind === 'change' || question.kind === 'unknown' || question.kind === 'undo';
      return isBoxed && !isByHand ? agree([]) : undefined;
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async made => connect(made),
    }),
  );
  return { show, answer };
}

/** Only rows that were shown can be chosen; those of a change, where nothing is chosen in the page, all are. */
function knownRows(question: RunQuestion, rows: readonly string[]): readonly string[] {
  if (!('planned' in question)) return [];
  const known = question.planned.rows.map(row => row.id);
  return question.kind === 'destroy' ? known.filter(id => rows.includes(id)) : known;
}

function titleOf(current: CurrentRun): string {
  return current.page()?.runbook.title || vscode.l10n.t('Run');
}
