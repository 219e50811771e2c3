import { open, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type LinesAroundParams, type LinesAroundResult, linesAroundPlace } from '../core/features/protocol.ts';
import { isTar, packingOf } from '../io/files/sniff.ts';
import type { ServerHandle } from './language-server.ts';

/** Texts of logs that lie packed or in an archive, and parts of logs that are too large for an editor. */
const scheme = 'nova-doctor-log';

/** VS Code hands no text above this to extensions. */
const largestText = 50 * 1024 * 1024;

export interface UnpackedText {
  readonly document: vscode.TextDocument;
  /** How many lines of the log are missing before the first one of the document. */
  readonly linesBefore: number;
}

/** Shows logs that an editor cannot open as read-only texts. */
export interface UnpackedLogs {
  /** @returns a sentence that says what to do when the place cannot be read. */
  open(path: string, line: number): Promise<UnpackedText | { readonly failure: string }>;
}

/**
 * What shows a file: an editor; Nova Log View where it is too large for one; or a text that the server reads from it, where it is
 * packed, an archive, or not there (it may lie in an archive; else the server says what is wrong).
 */
export async function fileKindOf(path: string): Promise<'text' | 'large' | 'unpacked'> {
  try {
    const status = await stat(path);
    if (!status.isFile()) return 'unpacked';
    const file = await open(path);
    try {
      const head = new Uint8Array(512);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      const bytes = head.subarray(0, bytesRead);
      if (packingOf(bytes) !== undefined || isTar(bytes)) return 'unpacked';
      return status.size > largestText ? 'large' : 'text';
    } finally {
      await file.close();
    }
  } catch {
    return 'unpacked';
  }
}

/** Whether an editor can open a file as it is: it is there, is not packed and not too large. */
export async function isPlainFile(path: string): Promise<boolean> {
  return (await fileKindOf(path)) === 'text';
}

export function createUnpackedLogs(context: vscode.ExtensionContext, server: ServerHandle): UnpackedLogs {
  const read = new Map<string, LinesAroundResult>();

  async function linesAround(params: LinesAroundParams): Promise<LinesAroundResult> {
    return server.request<LinesAroundResult>(linesAroundPlace, params);
  }

  async function openText(path: string, line: number): ReturnType<UnpackedLogs['open']> {
    const result = await linesAround({ path, line });
    if ('failure' in result) return result;
    const uri = vscode.Uri.file(path).with({ scheme, query: result.isWhole ? '' : `line=${line}` });
    read.set(uri.toString(), result);
    const document = await vscode.workspace.openTextDocument(uri);
    // The first line of a part says which part it is.
    return { document, linesBefore: result.isWhole ? 0 : result.firstLine - 2 };
  }

  async function provideText(uri: vscode.Uri): Promise<string> {
    const known = read.get(uri.toString());
    read.delete(uri.toString());
    const line = Number(/^line=(\d+)$/.exec(uri.query)?.[1] ?? 1);
    const result = known ?? (await linesAround({ path: uri.with({ scheme: 'file', query: '' }).fsPath, line }));
    if ('failure' in result) return result.failure;
    if (result.isWhole) return result.text;
    const note = vscode.l10n.t('… a part of {0} that begins at line {1} …', uri.path, result.firstLine);
    return `${note}\n${result.text}`;
  }

  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: provideText }),
  );
  return { open: openText };
}
