import * as vscode from 'vscode';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { fileLinesCommand, fileStatusCommand } from '../../core/cluster/files.ts';
import { findTime, lastTimeOfLog } from '../../core/log/time-search.ts';
import { readWrittenTime, timeWindow } from '../../core/log/time-window.ts';
import type { ClusterSession } from '../../io/cluster/cluster-session.ts';
import { remoteUri } from '../remote-path.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

/** Parts of logs that are too large to travel: `nova-ssh-part://ctl1/var/log/nova/nova-api.log?bytes=1000-2000`. */
const scheme = 'nova-ssh-part';

/** A log up to this size is opened as a whole. */
const wholeBytes = 5 * 1024 * 1024;
const bytesBefore = 512 * 1024;
const bytesBehind = 1536 * 1024;
const linesAround = 5000;

/** Opens large logs of controllers where somebody wants to look: only that part travels. */
export function createRemoteParts(context: vscode.ExtensionContext, cluster: WorkspaceCluster) {
  async function sessionFor(controller: string): Promise<ClusterSession> {
    const session = await cluster.session();
    if (session?.cluster.hosts.some(host => host.name === controller)) return session;
    throw new Error(vscode.l10n.t('{0} is not a controller of this workspace.', controller));
  }

  function reader(session: ClusterSession, controller: string, path: string) {
    return async (start: number, length: number): Promise<Uint8Array> => {
      const bytes = await session
        .transport(controller)
        ?.readRange(path, start, length, { become: session.cluster.file.become });
      if (bytes === undefined || isFailure(bytes))
        throw new Error(bytes ? failureText(bytes, vscode.l10n) : controller);
      return bytes;
    };
  }

  async function sizeOf(session: ClusterSession, controller: string, path: string): Promise<number> {
    const status = await session.run(controller, fileStatusCommand(path, session.cluster.file.become === 'sudo'));
    if (isFailure(status)) throw new Error(failureText(status, vscode.l10n));
    if (typeof status === 'string') throw new Error(`${controller}${path}: ${status}`);
    return status.bytes;
  }

  async function provide(uri: vscode.Uri): Promise<string> {
    const session = await sessionFor(uri.authority);
    const range = /^(bytes|lines)=(\d+)-(\d+)$/.exec(uri.query);
    const [from, to] = [Number(range?.[2]), Number(range?.[3])];
    if (range?.[1] === 'lines') {
      const lines = await session.run(uri.authority, fileLinesCommand(uri.path, from, to), {
        keptBytes: 64 * 1024 * 1024,
      });
      if (isFailure(lines)) throw new Error(failureText(lines, vscode.l10n));
      return lines;
    }
    const text = new TextDecoder().decode(await reader(session, uri.authority, uri.path)(from, to - from));
    // The first line of a part may have begun before it.
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  }

  async function show(uri: vscode.Uri, lineOf: (document: vscode.TextDocument) => number): Promise<void> {
    const opened = await vscode.workspace.openTextDocument(uri);
    const document =
      opened.languageId === 'plaintext' ? await vscode.languages.setTextDocumentLanguage(opened, 'nova-log') : opened;
    const position = document.validatePosition(new vscode.Position(lineOf(document), 0));
    const editor = await vscode.window.showTextDocument(document, {
      preview: true,
      selection: new vscode.Range(position, position),
    });
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
  }

  /** Opens a log at the first line that is not before a time, as on the command line: `14:00`, `2h`, a full time. */
  async function openAtTime(controller: string, path: string, when: string): Promise<void> {
    const session = await sessionFor(controller);
    const read = reader(session, controller, path);
    const size = await sizeOf(session, controller, path);
    const written = readWrittenTime(when);
    const end = await lastTimeOfLog(size, read);
    const time = written && end !== undefined ? timeWindow(written, undefined, end).since?.time : undefined;
    if (time === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('{0}: no times are written in it.', path));
      return;
    }
    const offset = await findTime(size, read, time);
    if (offset >= size) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} ends before that time: {1}.', path, new Date(end ?? 0).toISOString().slice(0, 19)),
      );
    }
    const start = size <= wholeBytes ? 0 : Math.max(0, offset - bytesBefore);
    const uri =
      size <= wholeBytes
        ? remoteUri(controller, path)
        : vscode.Uri.from({
            scheme,
            authority: controller,
            path,
            query: `bytes=${start}-${Math.min(size, offset + bytesBehind)}`,
          });
    const before = new TextDecoder().decode(await read(start, offset - start));
    const lines = before.split('\n').length - 1;
    await show(uri, () => (start === 0 ? lines : lines - 1));
  }

  /** Opens a log at a line, from 1; of a large one the lines around it. */
  async function openAtLine(controller: string, path: string, line: number): Promise<void> {
    const session = await sessionFor(controller);
    const isPlain = !/^\/@|\.(?:gz|xz|zst|bz2)$/.test(path);
    if (isPlain && (await sizeOf(session, controller, path)) <= wholeBytes) {
      return show(remoteUri(controller, path), () => line - 1);
    }
    const first = Math.max(1, line - linesAround);
    const query = `lines=${first}-${line + linesAround}`;
    await show(vscode.Uri.from({ scheme, authority: controller, path, query }), () => line - first);
  }

  async function askTime(path: string): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: path,
      prompt: vscode.l10n.t('A time, such as 2026-11-22 14:00, 14:00 or 2h (before the end of the logs)'),
      validateInput: text => (readWrittenTime(text) ? undefined : vscode.l10n.t('This is not a time.')),
    });
  }

  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: provide }),
  );
  return { openAtTime, openAtLine, askTime };
}
