import { basename } from 'node:path';
import * as vscode from 'vscode';

/** What the links of the empty view say that is to be analysed. */
const places = ['workspace', 'files', 'folder'] as const;
type PlaceName = (typeof places)[number];

/**
 * The absolute paths of what is to be analysed.
 * @param first what the caller of the command hands over: the Explorer the file that was clicked (and as `selected` all
 *   that are selected), a link the name of a place, other code a list of paths; nothing from the palette.
 * @returns undefined when the user gave up.
 */
export async function chooseLogs(first: unknown, selected: unknown): Promise<readonly string[] | undefined> {
  if (first instanceof vscode.Uri) return pathsOf(Array.isArray(selected) && selected.length > 0 ? selected : [first]);
  if (Array.isArray(first)) return first.filter(path => typeof path === 'string');
  const place = places.find(candidate => candidate === first) ?? (await askForPlace());
  if (place === undefined || Array.isArray(place)) return place;
  if (place === 'workspace') return workspacePaths();
  return browse(place);
}

function workspacePaths(): readonly string[] {
  return pathsOf((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri));
}

/** Only what lies on a disk can be read; everything else has no path there. */
function pathsOf(uris: readonly unknown[]): string[] {
  return uris.flatMap(uri => (uri instanceof vscode.Uri && uri.scheme === 'file' ? [uri.fsPath] : []));
}

async function askForPlace(): Promise<PlaceName | string[] | undefined> {
  const folders = workspacePaths();
  const document = vscode.window.activeTextEditor?.document;
  const open = document?.uri.scheme === 'file' ? document.uri.fsPath : undefined;
  const choices: (vscode.QuickPickItem & { readonly chosen: PlaceName | string[] })[] = [
    ...(folders.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('The workspace'),
            description: folders.map(path => basename(path)).join(', '),
            chosen: 'workspace' as const,
          },
        ]),
    ...(folders.length < 2
      ? []
      : folders.map(path => ({
          label: vscode.l10n.t('The folder {0}', basename(path)),
          description: path,
          chosen: [path],
        }))),
    ...(open === undefined
      ? []
      : [{ label: vscode.l10n.t('The open file'), description: basename(open), chosen: [open] }]),
    { label: vscode.l10n.t('Choose files…'), chosen: 'files' },
    { label: vscode.l10n.t('Choose a folder…'), chosen: 'folder' },
  ];
  const title = vscode.l10n.t('Which logs are to be analyzed?');
  return (await vscode.window.showQuickPick(choices, { title }))?.chosen;
}

async function browse(what: 'files' | 'folder'): Promise<readonly string[] | undefined> {
  const uris = await vscode.window.showOpenDialog({
    canSelectFiles: what === 'files',
    canSelectFolders: what === 'folder',
    canSelectMany: true,
    openLabel: vscode.l10n.t('Analyze'),
  });
  return uris && pathsOf(uris);
}
