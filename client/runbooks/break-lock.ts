import * as vscode from 'vscode';
import { sentences } from '../../core/text/sentences.ts';
import type { RunEngine } from './run-engine.ts';

/** *Nova: Break Lock…*: shows who holds the lock on the cluster, and removes it when a person says so. */
export async function breakLock(engine: RunEngine): Promise<void> {
  const found = await engine.locks();
  if ('refused' in found) {
    void vscode.window.showWarningMessage(found.refused);
    return;
  }
  if (found.texts.length === 0) {
    const text = sentences(vscode.l10n.t('No controller is locked.'), ...found.failures);
    void vscode.window.showInformationMessage(text);
    return;
  }
  const yes = vscode.l10n.t('Break the Lock');
  const detail = [...found.texts, '', vscode.l10n.t('Two runs at once can leave no conductor running.')].join('\n');
  const title = vscode.l10n.t('Break the lock on the cluster?');
  if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, yes)) !== yes) return;
  const left = await found.break();
  if (left.length > 0) void vscode.window.showWarningMessage(sentences(...left));
  else void vscode.window.showInformationMessage(vscode.l10n.t('The lock is removed.'));
}
