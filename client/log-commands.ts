import * as vscode from 'vscode';
import {
  explainSignature,
  type IgnoredSignatures,
  ignoredSignaturesChanged,
  type TicketParams,
  ticketText,
} from '../core/features/protocol.ts';
import type { ServerHandle } from './language-server.ts';
import { excerptAround } from './log-excerpt.ts';

const explanationScheme = 'nova-doctor-explanation';

/** Registers what lenses, actions and links of logs do. */
export function registerLogCommands(context: vscode.ExtensionContext, server: ServerHandle): void {
  const explanations: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async ({ path }) => {
      const id = path.replace(/^\/|\.md$/g, '');
      const text = await server.request<string | null>(explainSignature, id);
      return text ?? vscode.l10n.t('There is no signature {0}.', id);
    },
  };
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(explanationScheme, explanations),
    vscode.commands.registerCommand('novaDoctor.signature.explain', explain),
    vscode.commands.registerCommand('novaDoctor.signature.ignore', ignoreSignature),
    vscode.commands.registerCommand('novaDoctor.ticket.copy', (uri?: string, line?: number) =>
      copyForTicket(server, uri, line),
    ),
    vscode.workspace.onDidChangeConfiguration(async event => {
      if (event.affectsConfiguration('novaDoctor.signatures.ignore')) {
        await server.notify(ignoredSignaturesChanged, ignoredSignatures());
      }
    }),
  );
}

/** What the user does not want to see. */
function ignoredSignatures(): IgnoredSignatures {
  const configuration = vscode.workspace.getConfiguration('novaDoctor');
  return configuration.get<IgnoredSignatures>('signatures.ignore', {});
}

async function explain(id: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: explanationScheme, path: `/${id}.md` });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

/**
 * Stops showing a signature in one log, or in all where none is named; in the settings of the workspace where there is one,
 * for the team to share.
 */
async function ignoreSignature(id: string, address?: string): Promise<void> {
  const uri = address === undefined ? undefined : vscode.Uri.parse(address);
  const pattern = uri === undefined ? '**' : `**/${vscode.workspace.asRelativePath(uri, false).replace(/^\/+/, '')}`;
  const ignored = ignoredSignatures();
  const patterns = [...new Set([...(ignored[id] ?? []), pattern])];
  const hasWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const target = hasWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const configuration = vscode.workspace.getConfiguration('novaDoctor');
  await configuration.update('signatures.ignore', { ...ignored, [id]: patterns }, target);
}

/** Copies what is known about a place: that of the arguments, or that of the cursor. */
async function copyForTicket(server: ServerHandle, address?: string, line?: number): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = address ?? editor?.document.uri.toString();
  if (uri === undefined) return;
  const params: TicketParams = { uri, line: line ?? (editor?.selection.active.line ?? 0) + 1 };
  const document = vscode.workspace.textDocuments.find(candidate => candidate.uri.toString() === uri);
  const excerpt = document && excerptAround(document, params.line - 1);
  const text = await server.request<string | null>(ticketText, excerpt === undefined ? params : { ...params, excerpt });
  if (text === null) {
    await vscode.window.showWarningMessage(vscode.l10n.t('This is not an open log of nova.'));
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied for a ticket, without secrets.'), 5000);
}
