import { homedir } from 'node:os';
import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { idAt, isIdAt } from '../../core/log/trace/ids-in-text.ts';
import { readTraceId } from '../../core/log/trace/trace-id.ts';
import { idProblemText } from '../../core/log/trace/trace-id-words.ts';

/** What a trace is made of: an id, and the files and folders in which it is followed. */
export interface TraceTarget {
  readonly id: string;
  /** Absolute. */
  readonly paths: readonly string[];
}

/** Addresses of merged logs: `nova-trace:/nova-trace-ID.log?{"id":…,"paths":[…]}`. The name makes them logs of nova. */
export const mergedLogScheme = 'nova-trace';

/** What the address of a merged log says. */
export function targetOfAddress(uri: vscode.Uri): TraceTarget | undefined {
  try {
    return readTarget(JSON.parse(uri.query));
  } catch {
    // Somebody wrote the address by hand.
    return undefined;
  }
}

/** Reads what a page or an address kept. @returns undefined when it is no target. */
export function readTarget(value: unknown): TraceTarget | undefined {
  const { id, paths } = (value ?? {}) as Partial<TraceTarget>;
  const isTarget = typeof id === 'string' && Array.isArray(paths) && paths.every(path => typeof path === 'string');
  return isTarget ? { id, paths } : undefined;
}

/**
 * The id that the editor gives: what is selected, else what the cursor stands on or its line names.
 * @returns `isMeant` when the selection or the cursor leaves no doubt.
 */
export function idInEditor(): { readonly id: string; readonly isMeant: boolean } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const selected = selection.isSingleLine ? document.getText(selection).trim() : '';
  const read = readTraceId(selected);
  if ('id' in read) return { id: selected, isMeant: true };
  const { line, character } = selection.active;
  const text = document.lineAt(line).text;
  const id = idAt(text, character);
  return id === undefined ? undefined : { id, isMeant: isIdAt(text, character) };
}

/** Asks for the id, with the best guess filled in. @returns undefined when the user gave up. */
export async function askForId(guess: string | undefined): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Trace Request or Instance'),
    prompt: vscode.l10n.t('Request id (req-…), global request id, UUID of an instance, or message id'),
    placeHolder: 'req-00000000-0000-0000-0000-000000000000',
    value: guess ?? (await idInClipboard()) ?? '',
    ignoreFocusOut: true,
    validateInput: written => {
      const read = readTraceId(written);
      return 'problem' in read ? idProblemText(read.problem, written, vscode.l10n) : undefined;
    },
  });
}

/** Only what is an id for sure: other texts in the clipboard are nobody's business. */
async function idInClipboard(): Promise<string | undefined> {
  // A browser asks whether it may be read, or refuses; the question for the id would wait for the answer.
  if (vscode.env.uiKind === vscode.UIKind.Web) return undefined;
  const text = (await vscode.env.clipboard.readText()).trim();
  const read = readTraceId(text);
  return 'id' in read && read.id.shape !== 'text' ? text : undefined;
}

/**
 * Where an id is looked for: in the logs that an open merged log was made of; in the folders of the workspace; in the folder of the open log where there are none; and where
 * the open log lies outside of them, the user says which.
 * @returns undefined when the user gave up.
 */
export async function askForPaths(): Promise<readonly string[] | undefined> {
  const open = vscode.window.activeTextEditor?.document.uri;
  const merged = open?.scheme === mergedLogScheme ? targetOfAddress(open) : undefined;
  if (merged !== undefined) return merged.paths;
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  const document = vscode.window.activeTextEditor?.document;
  const log = document?.uri.scheme === 'file' ? document.uri : undefined;
  const logFolder = log && dirname(log.fsPath);
  const isInside = log !== undefined && vscode.workspace.getWorkspaceFolder(log) !== undefined;
  if (folders.length > 0 && (log === undefined || isInside || document?.languageId !== 'nova-log')) return folders;
  if (logFolder !== undefined && folders.length === 0) return [logFolder];
  const choices = [
    ...(logFolder === undefined ? [] : [choice(vscode.l10n.t('The folder of the open log'), [logFolder])]),
    ...(folders.length === 0 ? [] : [choice(vscode.l10n.t('The folders of the workspace'), folders)]),
    { label: vscode.l10n.t('Choose files or a folder…'), paths: undefined },
  ];
  const title = vscode.l10n.t('In which logs?');
  const chosen = choices.length === 1 ? choices[0] : await vscode.window.showQuickPick(choices, { title });
  if (chosen === undefined) return undefined;
  return chosen.paths ?? browse();
}

function choice(label: string, paths: readonly string[]): vscode.QuickPickItem & { paths: readonly string[] } {
  return { label, description: paths.map(path => withTilde(path)).join(', '), paths };
}

async function browse(): Promise<readonly string[] | undefined> {
  const uris = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: true,
    canSelectMany: true,
    openLabel: vscode.l10n.t('Trace in these'),
  });
  return uris?.map(uri => uri.fsPath);
}

function withTilde(path: string): string {
  return path.startsWith(homedir() + sep) ? `~${path.slice(homedir().length)}` : path;
}

/** How a path is shown: below the folder that is traced, with that folder's name where there are several. */
export function pathLabels(paths: readonly string[]): (path: string) => string {
  return path => {
    const root = paths.find(candidate => path === candidate || path.startsWith(candidate + sep));
    if (root === undefined || path === root) return basename(path);
    const below = relative(root, path).split(sep).join('/');
    return paths.length > 1 ? `${basename(root)}/${below}` : below;
  };
}
