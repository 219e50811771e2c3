import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { PageCommand, PageRequest, ShownState, ViewAnswer, ViewRequest } from '../../core/log/view/protocol.ts';
import type { LogViewWorkerData } from '../../io/log-view/worker.ts';
import { signaturePaths } from '../setting-paths.ts';
import { webviewHtml, webviewOptions } from '../webview-page.ts';
import { copyRows } from './copy-rows.ts';
import { showWholeLine } from './whole-line.ts';

export const viewType = 'novaDoctor.logView';

/** One open Nova Log View. */
export interface OpenLogView {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  /** Tells the page something; what comes before the page is there waits for it. */
  tell(command: PageCommand): void;
  /** Asks the thread that reads the file for text. */
  textOf(
    request: { type: 'text'; from: number; to: number } | { type: 'wholeLine'; offset: number },
  ): Promise<ViewText>;
  /** What is on the page. */
  readonly shown: ShownState | undefined;
  readonly onDidShow: vscode.Event<ShownState>;
}

export type ViewText = Extract<ViewAnswer, { type: 'text' }>;

/** The views that are open. */
export interface LogViews {
  readonly active: OpenLogView | undefined;
  find(uri: vscode.Uri): OpenLogView | undefined;
  readonly onDidOpen: vscode.Event<OpenLogView>;
}

/** Registers the editor *Nova Log View*, which reads files of any size in a thread of its own. */
export function registerLogViewEditor(
  context: vscode.ExtensionContext,
  onAsk: (view: OpenLogView, what: 'line' | 'time' | 'gap') => void,
): LogViews {
  const open = new Set<OpenLogView>();
  const opened = new vscode.EventEmitter<OpenLogView>();

  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: uri => ({ uri, dispose: () => {} }),
    resolveCustomEditor: ({ uri }, panel) => {
      const view = startView(context, uri, panel, onAsk);
      open.add(view);
      panel.onDidDispose(() => open.delete(view));
      opened.fire(view);
    },
  };
  context.subscriptions.push(
    opened,
    vscode.window.registerCustomEditorProvider(viewType, provider, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { retainContextWhenHidden: true },
    }),
  );
  return {
    get active() {
      return [...open].find(({ panel }) => panel.active);
    },
    find: uri => [...open].find(view => view.uri.toString() === uri.toString()),
    onDidOpen: opened.event,
  };
}

function startView(
  context: vscode.ExtensionContext,
  uri: vscode.Uri,
  panel: vscode.WebviewPanel,
  onAsk: (view: OpenLogView, what: 'line' | 'time' | 'gap') => void,
): OpenLogView {
  const { webview } = panel;
  const shown = new vscode.EventEmitter<ShownState>();
  const waiting: (ViewAnswer | PageCommand)[] = [];
  const asked = new Map<number, (answer: ViewText) => void>();
  const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-log-view-'));
  const workerData: LogViewWorkerData = {
    path: uri.fsPath,
    unpackedPath: join(folder, 'unpacked.log'),
    knowledgeFolder: context.asAbsolutePath('knowledge'),
    locale: vscode.env.language,
    signaturePaths: signaturePaths(),
    scanWorker: context.asAbsolutePath('dist/scan-ahead-worker.js'),
  };
  const worker = new Worker(context.asAbsolutePath('dist/log-view-worker.js'), { workerData });
  let isReady = false;
  let lastShown: ShownState | undefined;
  let nextId = -1;

  function post(message: ViewAnswer | PageCommand): void {
    if (isReady) void webview.postMessage(message);
    else waiting.push(message);
  }

  worker.on('message', (answer: ViewAnswer) => {
    const wanted = answer.type === 'text' ? asked.get(answer.id) : undefined;
    if (wanted === undefined || answer.type !== 'text') return post(answer);
    asked.delete(answer.id);
    wanted(answer);
  });
  worker.on('error', error => post({ type: 'failed', message: error.message }));
  webview.onDidReceiveMessage((message: ViewRequest | PageRequest) => take(message));
  webview.options = webviewOptions(context);
  webview.html = webviewHtml(context, webview, {
    script: 'log-view.js',
    style: 'log-view.css',
    title: vscode.l10n.t('Nova Log View'),
  });
  panel.onDidDispose(async () => {
    // What the thread still says has nowhere to go: a page that is gone throws.
    isReady = false;
    shown.dispose();
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  });

  const view: OpenLogView = {
    uri,
    panel,
    tell: post,
    textOf: request =>
      new Promise(resolve => {
        const id = nextId--;
        asked.set(id, resolve);
        worker.postMessage({ ...request, id } satisfies ViewRequest);
      }),
    get shown() {
      return lastShown;
    },
    onDidShow: shown.event,
  };

  function take(message: ViewRequest | PageRequest): void {
    switch (message.type) {
      case 'ready':
        isReady = true;
        for (const answer of waiting.splice(0)) post(answer);
        return;
      case 'shown':
        lastShown = message.shown;
        shown.fire(message.shown);
        return;
      case 'copy':
        void copyRows(view, message);
        return;
      case 'showWhole':
        void showWholeLine(view, message.offset);
        return;
      case 'ask':
        onAsk(view, message.what);
        return;
      default:
        worker.postMessage(message);
    }
  }

  return view;
}
