import * as vscode from 'vscode';
import type { ClusterNode } from '../core/cluster/tree.ts';
import type { IncidentNode } from '../core/features/incident-tree.ts';
import { shownError } from '../core/text/shown-error.ts';
import { type CapacityPanel, registerCapacity } from './capacity/capacity-panel.ts';
import { registerControllers } from './controllers/controllers.ts';
import { documentSelector } from './documents.ts';
import { registerIncidents } from './incidents/incidents.ts';
import { registerLab } from './lab/lab.ts';
import { createServerHandle, type ServerHandle } from './language-server.ts';
import { registerLogCommands } from './log-commands.ts';
import { registerLogStatus } from './log-status.ts';
import { registerLogView } from './log-view/log-view.ts';
import type { LogViews } from './log-view/log-view-editor.ts';
import { createOpenPlace } from './open-place.ts';
import { isOtherPython } from './python-documents.ts';
import { registerRelease } from './release.ts';
import { createRunEngine } from './runbooks/create-engine.ts';
import { readReasons } from './runbooks/reasons.ts';
import { type Runbooks, registerRunbooks } from './runbooks/runbooks.ts';
import { registerTrace } from './trace/trace-command.ts';
import { createUnpackedLogs } from './unpacked-log.ts';

/** What other extensions, and tests, get of this one. */
export interface ExtensionApi {
  /** The rows of the Incidents view. */
  incidentRows(): Promise<readonly IncidentNode[]>;
  /** What the language status says of the active log. */
  logStatus(): Pick<vscode.LanguageStatusItem, 'text' | 'busy' | 'severity'>;
  /** The open editors *Nova Log View*. */
  readonly logViews: LogViews;
  /** The rows of the Controllers view. */
  controllerRows(): readonly ClusterNode[];
  /** The panel *Connection Capacity*. */
  readonly capacity: CapacityPanel;
  /** The Runbooks and Runs views, and the run of this window. */
  readonly runbooks: Runbooks;
}

/** Ends what runs when the window closes: a run stops safe, and its journal says how far it came. */
let endRun: (() => Promise<void>) | undefined;

/** Called by VS Code when the extension is first needed: a log of nova, one of its views or commands, is opened. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const output = vscode.window.createOutputChannel('Nova Doctor', { log: true });
  const server = createServerHandle(context, output);
  context.subscriptions.push(
    output,
    server,
    vscode.commands.registerCommand('novaDoctor.output.show', () => output.show()),
    vscode.commands.registerCommand('novaDoctor.server.restart', () => server.restart()),
    vscode.commands.registerCommand('novaDoctor.walkthrough.open', () =>
      vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${context.extension.id}#firstIncident`,
        false,
      ),
    ),
    vscode.workspace.onDidChangeConfiguration(async event => {
      const restarting = [
        'novaDoctor.signatures.paths',
        'novaDoctor.sourceTrees',
        'novaDoctor.rules',
        'novaDoctor.release',
      ];
      if (restarting.some(setting => event.affectsConfiguration(setting))) await server.restart();
    }),
  );
  const unpackedLogs = createUnpackedLogs(context, server);
  const openPlace = createOpenPlace(unpackedLogs, (uri, line) => controllers.openLine(uri, line));
  const incidents = registerIncidents(context, { server, openPlace });
  registerLogCommands(context, server);
  const logViews = registerLogView(context);
  registerRelease(context, server);
  const capacity = registerCapacity(context, { server, openPlace });
  const lab = registerLab(context);
  const controllers = registerControllers(context, output, incidents, lab);
  const runbooks = registerRunbooks(context, {
    engine: createRunEngine(context, controllers.cluster),
    reasons: () => readReasons(incidents.store, controllers),
    onDidChangeReasons: anyOf(context, [incidents.store.onDidChange, controllers.onDidChange]),
    chooseService: controllers.chooseService,
    refreshControllers: () => {
      controllers.refresh().catch(error => output.error(shownError(error)));
    },
  });
  endRun = runbooks.stop;
  registerTrace(context, { openPlace, unpackedLogs });
  startForLogs(context, server, error => output.error(shownError(error)));
  const status = registerLogStatus(context, server);
  return {
    incidentRows: incidents.view.rows,
    controllerRows: controllers.rows,
    logStatus: () => status,
    logViews,
    capacity,
    runbooks,
  };
}

/** Called by VS Code when the window closes or the extension is turned off. */
export async function deactivate(): Promise<void> {
  await endRun?.();
}

/** One event that fires with each of these. */
function anyOf(context: vscode.ExtensionContext, events: readonly vscode.Event<unknown>[]): vscode.Event<void> {
  const any = new vscode.EventEmitter<void>();
  context.subscriptions.push(any, ...events.map(event => event(() => any.fire())));
  return any.event;
}

/** Starts the server as soon as a document of ours is open; a view alone does not need it. */
function startForLogs(context: vscode.ExtensionContext, server: ServerHandle, report: (error: Error) => void): void {
  const look = (document: vscode.TextDocument): void => {
    // Not awaited: VS Code need not wait for the server before it shows the log.
    if (vscode.languages.match(documentSelector, document) > 0 && !isOtherPython(document))
      server.start().catch(report);
  };
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(look),
    // Python may begin to use SQLAlchemy while it is written.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === 'python') look(document);
    }),
  );
  for (const document of vscode.workspace.textDocuments) look(document);
}
