import * as vscode from 'vscode';
import type { OpenPlace } from '../open-place.ts';
import type { UnpackedLogs } from '../unpacked-log.ts';
import { createMergedLogs } from './merged-log-document.ts';
import { createTracePanels } from './trace-panel.ts';
import { askForId, askForPaths, idInEditor, type TraceTarget } from './trace-target.ts';
import { createTraces } from './traces.ts';

export interface TraceOptions {
  readonly openPlace: OpenPlace;
  readonly unpackedLogs: UnpackedLogs;
}

/** What the command may be called with: what is left out is asked for. */
interface TraceRequest extends Partial<TraceTarget> {
  /** A picture, or the entries as one log. */
  readonly view?: 'picture' | 'log';
}

/** Registers *Nova: Trace Request or Instance…* and what shows its results. */
export function registerTrace(context: vscode.ExtensionContext, { openPlace, unpackedLogs }: TraceOptions): void {
  const traces = createTraces(context);
  const mergedLogs = createMergedLogs(context, traces, unpackedLogs);
  const panels = createTracePanels(context, { traces, mergedLogs, openPlace });

  async function show(first?: TraceRequest | vscode.Uri, selected?: unknown): Promise<void> {
    const target = await targetOf(first, selected);
    const result = target && (await traces.run(target));
    if (result === undefined) return;
    const isLog = first !== undefined && 'view' in first && first.view === 'log';
    if (isLog) await mergedLogs.show(result, result.trace.brokeAt?.entry);
    else panels.show(result);
  }

  context.subscriptions.push(vscode.commands.registerCommand('novaDoctor.trace.show', show));
}

/**
 * What is to be traced. A caller hands over an id, paths or both; the Explorer hands over what is selected in it; the menu
 * of an editor hands over its file, which says nothing that the editor itself does not say.
 */
async function targetOf(
  first: TraceRequest | vscode.Uri | undefined,
  selected: unknown,
): Promise<TraceTarget | undefined> {
  const given = first instanceof vscode.Uri || first === undefined ? {} : first;
  const isMenu = first instanceof vscode.Uri;
  const inExplorer = isMenu && Array.isArray(selected) ? selected.filter(uri => uri instanceof vscode.Uri) : [];
  const found = given.id === undefined && inExplorer.length === 0 ? idInEditor() : undefined;
  const id = given.id ?? (isMenu && found?.isMeant ? found.id : await askForId(found?.id));
  if (id === undefined) return undefined;
  const paths = inExplorer.length > 0 ? inExplorer.map(uri => uri.fsPath) : (given.paths ?? (await askForPaths()));
  return paths && { id: id.trim(), paths };
}
