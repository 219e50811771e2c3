import * as vscode from 'vscode';
import type { LogFilter } from '../../core/log/view/log-filter.ts';
import type { ViewCommand } from '../../core/log/view/protocol.ts';
import { type LogViews, type OpenLogView, registerLogViewEditor, viewType } from './log-view-editor.ts';
import { offerForLargeLogs } from './offer.ts';
import { registerWholeLines } from './whole-line.ts';

/** What is to be opened: a file, a line of it to go to, and a filter. */
interface LogViewTarget {
  readonly path: string;
  /** From 1. */
  readonly line?: number;
  readonly filter?: LogFilter;
}

/** Registers Nova Log View and its commands. */
export function registerLogView(context: vscode.ExtensionContext): LogViews {
  const views = registerLogViewEditor(context, (view, what) => void ask(view, what));

  async function open(first?: vscode.Uri | LogViewTarget): Promise<OpenLogView | undefined> {
    const target = first instanceof vscode.Uri || first === undefined ? undefined : first;
    const uri = target ? vscode.Uri.file(target.path) : ((first as vscode.Uri | undefined) ?? uriOfActiveTab());
    const chosen = uri ?? (await askForFile());
    if (chosen === undefined) return undefined;
    const view = await show(views, chosen);
    if (target?.filter) view.tell({ type: 'setFilter', filter: target.filter });
    if (target?.line !== undefined) view.tell({ type: 'goTo', target: { kind: 'line', line: target.line } });
    return view;
  }

  /** @param given an id, or an id with the path of the log. */
  async function filterRequest(given?: string | { readonly id: string; readonly path?: string }): Promise<void> {
    const named = typeof given === 'object' ? given : given === undefined ? undefined : { id: given };
    const id = named?.id ?? (await askForId());
    if (!id) return;
    const view = named?.path === undefined ? (views.active ?? (await open())) : await open({ path: named.path });
    view?.tell({ type: 'setFilter', filter: { id: id.trim() } });
  }

  const tell = (command: ViewCommand) => () => views.active?.tell({ type: 'do', command });
  const askActive = (what: 'line' | 'time' | 'gap') => () => views.active && ask(views.active, what);
  context.subscriptions.push(
    registerWholeLines(),
    offerForLargeLogs(uri => void open(uri)),
    vscode.commands.registerCommand('novaDoctor.logView.open', async first => {
      await open(first);
    }),
    vscode.commands.registerCommand('novaDoctor.logView.filterRequest', filterRequest),
    vscode.commands.registerCommand('novaDoctor.logView.goToLine', askActive('line')),
    vscode.commands.registerCommand('novaDoctor.logView.goToTime', askActive('time')),
    vscode.commands.registerCommand('novaDoctor.logView.nextGap', askActive('gap')),
    vscode.commands.registerCommand('novaDoctor.logView.nextProblem', tell('nextProblem')),
    vscode.commands.registerCommand('novaDoctor.logView.previousProblem', tell('previousProblem')),
    vscode.commands.registerCommand('novaDoctor.logView.find', tell('find')),
    vscode.commands.registerCommand('novaDoctor.logView.clearFilter', tell('clearFilter')),
    vscode.commands.registerCommand('novaDoctor.logView.toggleFollow', tell('toggleFollow')),
    vscode.commands.registerCommand('novaDoctor.logView.copy', tell('copy')),
    vscode.commands.registerCommand('novaDoctor.logView.copyWithPlace', tell('copyPlace')),
    vscode.commands.registerCommand('novaDoctor.logView.copyForTicket', tell('copyTicket')),
    vscode.commands.registerCommand('novaDoctor.logView.openAsText', async () => {
      const uri = views.active?.uri;
      if (uri) await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    }),
  );
  return views;
}

/** Shows a file in the view; the one that shows it already, where there is one. */
async function show(views: LogViews, uri: vscode.Uri): Promise<OpenLogView> {
  const known = views.find(uri);
  if (known) {
    known.panel.reveal();
    return known;
  }
  const opened = new Promise<OpenLogView>(resolve => {
    const listener = views.onDidOpen(view => {
      if (view.uri.toString() !== uri.toString()) return;
      listener.dispose();
      resolve(view);
    });
  });
  await vscode.commands.executeCommand('vscode.openWith', uri, viewType);
  return opened;
}

/** The file of the tab in front. VS Code names no editor for files above 50 MB, but it names their tabs. */
function uriOfActiveTab(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText && input.uri.scheme === 'file' ? input.uri : undefined;
}

async function askForFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Open in Nova Log View') });
  return chosen?.[0];
}

function askForId(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Filter the log by a request or an instance'),
    prompt: vscode.l10n.t('A request id (req-…), an instance UUID or a message id'),
  });
}

async function ask(view: OpenLogView, what: 'line' | 'time' | 'gap'): Promise<void> {
  if (what === 'line') {
    const written = await vscode.window.showInputBox({
      title: vscode.l10n.t('Go to line'),
      validateInput: text => (/^\s*\d+\s*$/.test(text) ? undefined : vscode.l10n.t('Write the number of a line.')),
    });
    if (written) view.tell({ type: 'goTo', target: { kind: 'line', line: Number(written) } });
  } else if (what === 'time') {
    const time = await vscode.window.showInputBox({
      title: vscode.l10n.t('Go to time'),
      prompt: vscode.l10n.t('14:05, 2026-11-22 14:05:30, or 2h for two hours before the end of the log'),
    });
    if (time) view.tell({ type: 'goTo', target: { kind: 'time', time } });
  } else {
    const written = await vscode.window.showInputBox({
      title: vscode.l10n.t('Go to the next gap'),
      prompt: vscode.l10n.t('Seconds in which nothing was logged, at least'),
      value: '30',
      validateInput: text => (Number(text) > 0 ? undefined : vscode.l10n.t('Write a number of seconds.')),
    });
    const line = view.shown?.currentLine ?? 1;
    if (written) view.tell({ type: 'goTo', target: { kind: 'gap', line, seconds: Number(written) } });
  }
}
