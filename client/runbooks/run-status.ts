import * as vscode from 'vscode';
import { progressOf } from '../../core/features/run-page.ts';
import type { CurrentRun } from './current-run.ts';

/** Shows a run in the status bar while it is on: how far it is, and when it waits for an answer. */
export function registerRunStatus(context: vscode.ExtensionContext, current: CurrentRun): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('novaDoctor.run.show', vscode.StatusBarAlignment.Left, 100);
  item.name = vscode.l10n.t('Nova: run of a runbook');
  item.command = 'novaDoctor.run.show';

  function show(): void {
    const page = current.page();
    void vscode.commands.executeCommand('setContext', 'novaDoctor.isRunning', current.isOn());
    void vscode.commands.executeCommand('setContext', 'novaDoctor.hasRun', page !== undefined);
    if (page === undefined || !current.isOn()) {
      item.hide();
      return;
    }
    const { over, all } = progressOf(page);
    const step = page.steps.find(({ state }) => state === 'running' || state === 'asking');
    const isAsking = page.question !== undefined;
    item.text = `${isAsking ? '$(bell-dot)' : '$(sync~spin)'} ${page.runbook.title} ${over}/${all}`;
    item.backgroundColor = isAsking ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    const state = isAsking ? vscode.l10n.t('waits for you') : vscode.l10n.t('running');
    item.tooltip = [page.runbook.title, step?.title ?? '', state].filter(text => text !== '').join('\n');
    item.accessibilityInformation = { label: `${page.runbook.title}, ${over}/${all}, ${state}`, role: 'button' };
    item.show();
  }

  context.subscriptions.push(item, current.onDidChange(show));
  show();
  return item;
}
