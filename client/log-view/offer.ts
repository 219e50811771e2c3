import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { kindByName } from '../../io/files/log-names.ts';

/** From this size on VS Code colours and folds nothing, and above 50 MB it hands nothing to extensions. */
const large = 20 * 1024 * 1024;

/** Offers Nova Log View, once for each file, when a large log is shown as plain text. */
export function offerForLargeLogs(open: (uri: vscode.Uri) => void): vscode.Disposable {
  const offered = new Set<string>();

  async function look(tab: vscode.Tab): Promise<void> {
    if (!(tab.input instanceof vscode.TabInputText)) return;
    const { uri } = tab.input;
    if (uri.scheme !== 'file' || offered.has(uri.toString()) || !isOurs(uri)) return;
    const size = await stat(uri.fsPath).then(
      status => status.size,
      // A file that is gone is the editor's matter.
      () => 0,
    );
    if (size < large || offered.has(uri.toString())) return;
    offered.add(uri.toString());
    const use = vscode.l10n.t('Open in Nova Log View');
    const text = vscode.l10n.t(
      '{0} is large ({1} MB): the text editor colours nothing of it. Nova Log View shows it at any size, with filters and its problems.',
      basename(uri.fsPath),
      Math.round(size / 1024 / 1024),
    );
    if ((await vscode.window.showInformationMessage(text, use)) === use) open(uri);
  }

  for (const group of vscode.window.tabGroups.all) for (const tab of group.tabs) if (tab.isActive) void look(tab);
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
    for (const tab of [...opened, ...changed]) if (tab.isActive) void look(tab);
  });
}

/** Logs of nova and placement by their names, as package.json recognises them. */
function isOurs(uri: vscode.Uri): boolean {
  const name = basename(uri.fsPath);
  return /^(?:nova|placement)[-_]|^n-(?:api|cond|cpu|novnc|sch|super-cond)/.test(name) && kindByName(name) === 'log';
}
