import * as vscode from 'vscode';
import { triage } from '../../core/cluster/triage.ts';
import type { RunbookReason } from '../../core/features/runbook-tree.ts';
import type { ControllersView } from '../controllers/controllers-view.ts';
import type { AnalyzedLogsStore } from '../incidents/analyzed-logs.ts';

/** What is wrong at the moment: the incidents of the last analysis, then what triage concludes from the cluster as it was read last. */
export async function readReasons(store: AnalyzedLogsStore, controllers: ControllersView): Promise<RunbookReason[]> {
  const logs = await store.last();
  const incidents = (logs?.analysis.incidents ?? []).map(({ title, runbooks, signature, rootCause }) => ({
    title,
    runbooks,
    signs: [signature, rootCause],
  }));
  const state = controllers.last();
  const causes = state === undefined ? [] : triage(state, Date.now(), vscode.l10n).causes;
  return [
    ...incidents,
    ...causes.map(({ id, text, runbook }) => ({
      title: text,
      runbooks: runbook === undefined ? [] : [runbook],
      signs: [id],
    })),
  ];
}
