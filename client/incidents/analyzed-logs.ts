import * as vscode from 'vscode';
import type { AnalyzeLogsResult } from '../../core/features/protocol.ts';

/** The last analysis that the user asked for, with what was analysed. */
export interface AnalyzedLogs extends AnalyzeLogsResult {
  /** Absolute paths of the files and folders that were named. */
  readonly paths: readonly string[];
}

/** Keeps the last analysis: for the views that show it, and over a reload of the window. */
export interface AnalyzedLogsStore {
  /** Undefined before there was any. The first call looks for what an earlier window left. */
  last(): Promise<AnalyzedLogs | undefined>;
  set(logs: AnalyzedLogs | undefined): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** Counted up when the shape of what is kept changes: what an older version left is passed over then. */
const fileName = 'last-analysis-1.json';

export function createAnalyzedLogsStore(context: vscode.ExtensionContext): AnalyzedLogsStore {
  const changed = new vscode.EventEmitter<void>();
  const folder = context.storageUri;
  const file = folder && vscode.Uri.joinPath(folder, fileName);
  let loading: Promise<AnalyzedLogs | undefined> | undefined;
  context.subscriptions.push(changed);

  async function load(): Promise<AnalyzedLogs | undefined> {
    if (file === undefined) return undefined;
    let bytes: Uint8Array;
    try {
      bytes = await vscode.workspace.fs.readFile(file);
    } catch {
      // Nothing was analysed in this workspace before.
      return undefined;
    }
    return JSON.parse(new TextDecoder().decode(bytes)) as AnalyzedLogs;
  }

  function last(): Promise<AnalyzedLogs | undefined> {
    loading ??= load();
    return loading;
  }

  async function set(logs: AnalyzedLogs | undefined): Promise<void> {
    loading = Promise.resolve(logs);
    changed.fire();
    if (folder === undefined || file === undefined) return;
    await vscode.workspace.fs.createDirectory(folder);
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(logs === undefined ? 'null' : JSON.stringify(logs)),
    );
  }

  return {
    last: async () => (await last()) ?? undefined,
    set,
    onDidChange: changed.event,
  };
}
