import * as vscode from 'vscode';
import { type MergedLineOrigin, type MergedLog, mergedLog } from '../../core/log/trace/merged-log.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { isPlainFile, type UnpackedLogs } from '../unpacked-log.ts';
import { mergedLogScheme, pathLabels, type TraceTarget, targetOfAddress } from './trace-target.ts';
import { keyOf, type TraceResult, type Traces } from './traces.ts';

/** In longer logs, places are neither aligned nor dimmed. */
const mostDecorated = 20_000;

/** Shows traces as one read-only log whose lines lead to their files. */
export interface MergedLogs {
  /** @param entry index of the entry that the cursor is put on. */
  show(result: TraceResult, entry?: number): Promise<void>;
}

export function createMergedLogs(
  context: vscode.ExtensionContext,
  traces: Traces,
  unpackedLogs: UnpackedLogs,
): MergedLogs {
  const logs = new Map<string, MergedLog>();

  async function logOf(uri: vscode.Uri): Promise<MergedLog | undefined> {
    const known = logs.get(uri.toString());
    if (known !== undefined) return known;
    const target = targetOfAddress(uri);
    const result = target && (traces.known(target) ?? (await traces.run(target)));
    if (result === undefined) return undefined;
    const log = mergedLog(result.trace, {
      l10n: vscode.l10n,
      redactor: createRedactor(),
      pathLabel: pathLabels(result.target.paths),
    });
    logs.set(uri.toString(), log);
    return log;
  }

  async function show(result: TraceResult, entry?: number): Promise<void> {
    const uri = uriOf(result.target);
    const document = await vscode.workspace.openTextDocument(uri);
    const line = entry === undefined ? -1 : ((await logOf(uri))?.origins.findIndex(at => at?.entry === entry) ?? -1);
    const position = new vscode.Position(Math.max(0, line), 0);
    const selection = new vscode.Range(position, position);
    await vscode.window.showTextDocument(document, { preview: false, ...(line < 0 ? {} : { selection }) });
  }

  async function placeOf(path: string, line: number): Promise<vscode.Location | undefined> {
    if (await isPlainFile(path)) return new vscode.Location(vscode.Uri.file(path), new vscode.Position(line - 1, 0));
    const opened = await unpackedLogs.open(path, line);
    if ('failure' in opened) return undefined;
    return new vscode.Location(opened.document.uri, new vscode.Position(line - opened.linesBefore - 1, 0));
  }

  const originAt = async (document: vscode.TextDocument, line: number) => (await logOf(document.uri))?.origins[line];

  const definitions: vscode.DefinitionProvider = {
    provideDefinition: async (document, position) => {
      const origin = await originAt(document, position.line);
      return origin && position.character < origin.prefix ? placeOf(origin.path, origin.line) : undefined;
    },
  };
  const origins = new WeakMap<vscode.DocumentLink, MergedLineOrigin>();
  const links: vscode.DocumentLinkProvider = {
    provideDocumentLinks: async document => {
      const log = await logOf(document.uri);
      return log?.origins.flatMap((origin, line) => {
        if (origin === undefined) return [];
        const link = new vscode.DocumentLink(new vscode.Range(line, 0, line, origin.prefix - 1));
        origins.set(link, origin);
        link.tooltip = vscode.l10n.t('Open {0}, line {1}', origin.path, origin.line);
        return [link];
      });
    },
    resolveDocumentLink: async link => {
      const origin = origins.get(link);
      const place = origin && (await placeOf(origin.path, origin.line));
      if (place) link.target = place.uri.with({ fragment: `L${place.range.start.line + 1}` });
      return link;
    },
  };

  const dimmed = vscode.window.createTextEditorDecorationType({
    color: new vscode.ThemeColor('descriptionForeground'),
  });
  const aligned = vscode.window.createTextEditorDecorationType({});
  function decorate(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const log = logs.get(editor.document.uri.toString());
      if (log === undefined || log.origins.length > mostDecorated) continue;
      const width = Math.max(0, ...log.origins.map(origin => origin?.prefix ?? 0));
      const places = log.origins.flatMap((origin, line) => (origin ? [{ line, prefix: origin.prefix }] : []));
      editor.setDecorations(
        dimmed,
        places.map(({ line, prefix }) => new vscode.Range(line, 0, line, prefix)),
      );
      editor.setDecorations(
        aligned,
        places.map(({ line, prefix }) => ({
          range: new vscode.Range(line, prefix, line, prefix),
          renderOptions: { before: { contentText: '\u00a0'.repeat(width - prefix + 1) } },
        })),
      );
    }
  }

  const selector = { scheme: mergedLogScheme };
  context.subscriptions.push(
    dimmed,
    aligned,
    vscode.workspace.registerTextDocumentContentProvider(mergedLogScheme, {
      provideTextDocumentContent: async uri => (await logOf(uri))?.text ?? vscode.l10n.t('The trace was cancelled.'),
    }),
    vscode.languages.registerDocumentLinkProvider(selector, links),
    vscode.languages.registerDefinitionProvider(selector, definitions),
    vscode.window.onDidChangeVisibleTextEditors(decorate),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => logs.delete(uri.toString())),
  );
  return { show };
}

function uriOf(target: TraceTarget): vscode.Uri {
  const name = target.id.replaceAll(/[^\w.-]+/g, '_').slice(0, 80);
  return vscode.Uri.from({ scheme: mergedLogScheme, path: `/nova-trace-${name}.log`, query: keyOf(target) });
}
