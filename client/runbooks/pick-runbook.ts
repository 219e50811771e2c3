import * as vscode from 'vscode';
import { effectOf, effectWord, targetWord } from '../../core/features/run-words.ts';
import type { RunbookEntry, RunbookNode } from '../../core/features/runbook-tree.ts';
import type { Runbook } from '../../core/runbook/runbook.ts';

/** Lets a person choose a runbook, in the order of the view: what is suggested comes first. */
export async function pickRunbook(
  rows: readonly RunbookNode[],
  entries: readonly RunbookEntry[],
  title: string,
): Promise<Runbook | undefined> {
  const items = rows.flatMap(row => {
    const runbook = entries.find(entry => entry.path === row.path)?.runbook;
    if (row.kind !== 'runbook' || runbook === undefined) return [];
    const label = row.isSuggested ? `$(star-full) ${row.label}` : row.label;
    return [{ label, description: row.description ?? '', detail: runbook.id, runbook }];
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no runbook here that can be run.'));
    return undefined;
  }
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.runbook;
}

/** @returns the id of the step. */
export async function pickStep(runbook: Runbook): Promise<string | undefined> {
  const items = runbook.steps.map((step, index) => ({
    label: `${index + 1}. ${step.title}`,
    description: [effectWord(effectOf(step), vscode.l10n), targetWord(step.on, vscode.l10n)]
      .filter(text => text !== '')
      .join(' · '),
    id: step.id,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which step?') }))?.id;
}
