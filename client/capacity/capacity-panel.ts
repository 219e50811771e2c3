import * as vscode from 'vscode';
import type { CapacityChanges } from '../../core/config/capacity.ts';
import { type CapacityMessage, type CapacityRequest, readChanges } from '../../core/features/config/capacity-page.ts';
import {
  type CapacityAnswer,
  type CapacityParams,
  configCapacity,
  configChanged,
} from '../../core/features/protocol.ts';
import type { ServerHandle } from '../language-server.ts';
import type { OpenPlace } from '../open-place.ts';
import { webviewHtml, webviewOptions } from '../webview-page.ts';
import { writeCapacity } from './write-capacity.ts';

/** Also an activation event of package.json: VS Code asks for the panels that a reload closes. */
const viewType = 'novaDoctor.capacity.show';

export interface CapacityPanelOptions {
  readonly server: ServerHandle;
  readonly openPlace: OpenPlace;
}

/** *Nova: Show Connection Capacity*. There is one panel at most. */
export interface CapacityPanel {
  /** What the page says, as if it came from there. */
  answer(request: CapacityRequest): Promise<void>;
  /** What the page was told last; undefined before. */
  last(): CapacityMessage | undefined;
}

export function registerCapacity(
  context: vscode.ExtensionContext,
  { server, openPlace }: CapacityPanelOptions,
): CapacityPanel {
  let panel: vscode.WebviewPanel | undefined;
  let last: CapacityMessage | undefined;
  /** The file whose deployment is shown; undefined for the first deployment there is. */
  let shown: string | undefined;
  /** A file that the user has asked for, which counts before what a page that comes back had. */
  let wanted: string | undefined;
  let changes: CapacityChanges = {};
  let counting: Promise<void> | undefined;
  let isOutdated = false;

  async function show(about: unknown): Promise<void> {
    const uri = about instanceof vscode.Uri ? about : vscode.window.activeTextEditor?.document.uri;
    wanted = typeof about === 'string' ? about : uri?.toString();
    if (panel === undefined) {
      const title = vscode.l10n.t('Connection Capacity');
      connect(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, { enableFindWidget: true }));
      return;
    }
    panel.reveal();
    await count();
  }

  function connect(made: vscode.WebviewPanel): void {
    panel = made;
    made.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    made.webview.options = webviewOptions(context);
    made.webview.onDidReceiveMessage((request: CapacityRequest) => answer(request));
    made.onDidDispose(() => {
      panel = undefined;
      last = undefined;
      changes = {};
    });
    made.webview.html = webviewHtml(context, made.webview, {
      script: 'capacity.js',
      style: 'capacity.css',
      title: made.title,
    });
  }

  async function answer(request: CapacityRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        // Only over a reload of the window does the page know more: a hidden page may have missed the last numbers.
        if (last === undefined && request.kept !== undefined) {
          shown = request.kept.uri ?? shown;
          changes = readChanges(request.kept.changes);
        }
        return count();
      case 'count':
        shown = request.uri ?? shown;
        changes = readChanges(request.changes);
        return count();
      case 'open':
        // Beside the page where that is in the only group: it stays in sight.
        return openPlace(request, {
          viewColumn: panel?.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One,
        });
      case 'write':
        return write(request);
    }
  }

  /** Counts, and again if something has changed meanwhile. */
  function count(): Promise<void> {
    isOutdated = true;
    counting ??= countUntilCurrent();
    return counting;
  }

  async function countUntilCurrent(): Promise<void> {
    try {
      while (isOutdated) {
        isOutdated = false;
        await countOnce();
      }
    } finally {
      counting = undefined;
    }
  }

  async function countOnce(): Promise<void> {
    const asked = changes;
    const uri = wanted ?? shown;
    const params: CapacityParams = { changes: asked, ...(uri !== undefined && { uri }) };
    const found = await server.request<CapacityAnswer | null>(configCapacity, params);
    if (found === null) return post({ kind: 'nothing' });
    wanted = undefined;
    const isOther = shown !== undefined && shown !== found.uri;
    shown = found.uri;
    if (isOther && Object.keys(asked).length > 0) {
      // Numbers that were tried on another deployment mean nothing here.
      changes = {};
      isOutdated = true;
      return;
    }
    const { data, deployments } = found;
    await post({ kind: 'show', uri: found.uri, data, changes: asked, deployments, labels: labelsOf(found) });
  }

  async function write({ uri, changes: asked, isPreview }: CapacityRequest & { kind: 'write' }): Promise<void> {
    const paths = await writeCapacity(server, { uri, changes: asked, isPreview });
    if (paths.length === 0) return;
    changes = {};
    const labels = Object.fromEntries(paths.map(path => [path, vscode.workspace.asRelativePath(path)]));
    await post({ kind: 'written', paths, labels });
    await count();
  }

  async function post(message: CapacityMessage): Promise<void> {
    last = message;
    await panel?.webview.postMessage(message);
  }

  context.subscriptions.push(
    vscode.commands.registerCommand('novaDoctor.capacity.show', show),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async made => connect(made),
    }),
    server.onNotification(configChanged, async () => {
      // A page that is hidden is made anew when it comes back, and counts then.
      if (panel?.visible) await count();
    }),
  );
  return { answer, last: () => last };
}

function labelsOf({ data, deployments }: CapacityAnswer): Record<string, string> {
  const { chains, fields, limits, writes } = data;
  const places = [
    ...deployments,
    ...fields.flatMap(field => field.places),
    ...limits.map(limit => limit.place),
    ...writes,
    ...chains.flatMap(({ hops, lending, pools, timeouts }) => [
      ...[...hops, ...timeouts, ...pools].map(one => one.place),
      ...pools.map(pool => pool.recycle.place),
      lending?.place,
    ]),
  ];
  const paths = new Set(places.flatMap(place => place?.path ?? []));
  return Object.fromEntries([...paths].map(path => [path, vscode.workspace.asRelativePath(path)]));
}
