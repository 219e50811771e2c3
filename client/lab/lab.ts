import { join } from 'node:path';
import * as vscode from 'vscode';
import { labScenarios } from '../../core/cluster/lab-scenarios.ts';
import { workspaceFileName } from '../controllers/workspace-cluster.ts';
import { startLabProcess } from './lab-process.ts';

/** The simulated cluster of this window. */
export interface LabOfWindow {
  /** The ssh_config by which the lab of a folder is reached; undefined for folders that are no lab's. */
  sshConfiguration(folder: vscode.Uri): Promise<string | undefined>;
}

const scenarioKey = 'scenarioOfLab';
/** The first line of the workspace file of a lab: what begins so may be written over. */
const placeholder = '# Made by nova-doctor lab; removed when it ends.\ncluster: lab\ncontrollers: []\n';

/**
 * The command *Nova: Start Lab…*. A lab lives in a folder of the extension's own and as long as the window in which this folder
 * is open: opening a folder ends the extension, so what was chosen is remembered, and the lab starts in its window.
 */
export function registerLab(context: vscode.ExtensionContext): LabOfWindow {
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'lab');
  const output = vscode.window.createOutputChannel(vscode.l10n.t('Nova Lab'));
  let running: ReturnType<typeof startLabProcess> | undefined;

  function isOpen(): boolean {
    return vscode.workspace.workspaceFolders?.some(({ uri }) => isSame(uri, folder)) ?? false;
  }

  function start(scenario: string): ReturnType<typeof startLabProcess> {
    const before = running;
    running = startLabProcess({
      program: join(context.extensionPath, 'dist/cli.js'),
      folder: folder.fsPath,
      scenario,
      language: vscode.env.language,
      onText: text => output.append(text),
      // Two labs must not write into one folder.
      after: before?.end() ?? Promise.resolve(),
    });
    running.ready.then(
      () => void tell(scenario),
      error => void vscode.window.showErrorMessage(vscode.l10n.t('The lab does not start: {0}', error.message)),
    );
    return running;
  }

  async function tell(scenario: string): Promise<void> {
    const summary = labScenarios.find(({ name }) => name === scenario)?.summary(vscode.l10n) ?? scenario;
    const triage = vscode.l10n.t('Triage');
    const happenings = vscode.l10n.t('What Happens');
    const text = vscode.l10n.t('A simulated cluster runs: {0}.', summary);
    const chosen = await vscode.window.showInformationMessage(text, triage, happenings);
    if (chosen === triage) await vscode.commands.executeCommand('novaDoctor.triage.show');
    if (chosen === happenings) output.show();
  }

  async function choose(): Promise<void> {
    const items = labScenarios.map(({ name, summary }) => ({ label: name, detail: summary(vscode.l10n) }));
    const placeHolder = vscode.l10n.t('What is wrong with the simulated cluster?');
    const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
    if (!chosen) return;
    await context.globalState.update(scenarioKey, chosen.label);
    if (isOpen()) {
      start(chosen.label);
      return;
    }
    await writePlaceholder(folder);
    const forceNewWindow = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
  }

  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('novaDoctor.lab.start', choose),
    new vscode.Disposable(() => void running?.end()),
  );
  if (isOpen() && vscode.workspace.isTrusted) start(context.globalState.get(scenarioKey, labScenarios[0]?.name ?? ''));
  return {
    async sshConfiguration(asked) {
      if (!isSame(asked, folder)) return undefined;
      running ??= start(context.globalState.get(scenarioKey, labScenarios[0]?.name ?? ''));
      return (await running.ready).sshConfiguration;
    },
  };
}

function isSame(one: vscode.Uri, other: vscode.Uri): boolean {
  return one.scheme === 'file' && one.fsPath === other.fsPath;
}

/** The extension is loaded where a folder has a workspace file: there is one before the lab writes its own. */
async function writePlaceholder(folder: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(folder);
  const file = vscode.Uri.joinPath(folder, workspaceFileName);
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(placeholder));
}
