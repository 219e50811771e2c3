import * as l10n from '@vscode/l10n';
import { type CodeAction, CodeActionKind, type Connection, type Diagnostic } from 'vscode-languageserver/node';
import type { ConfigFinding, TextRange } from '../core/config/finding.ts';
import { readChanges } from '../core/features/config/capacity-page.ts';
import type { ConfigService } from '../core/features/config/config-service.ts';
import {
  type CapacityAnswer,
  type CapacityEditsAnswer,
  type CapacityParams,
  commands,
  configCapacity,
  configCapacityEdits,
} from '../core/features/protocol.ts';
import type { ConfigDocuments } from './config-documents.ts';
import { type ConfigTexts, toWorkspaceEdit } from './convert-config.ts';
import { pathOf } from './open-logs.ts';

export interface CapacityContext {
  readonly documents: ConfigDocuments;
  readonly service: () => ConfigService | undefined;
  readonly texts: ConfigTexts;
}

/** Answers what the connection capacity view asks. The files of the workspace are read first, also when none is open. */
export function serveCapacity(connection: Connection, { documents, service, texts }: CapacityContext): void {
  connection.onRequest(configCapacity, async ({ uri, changes }: CapacityParams): Promise<CapacityAnswer | null> => {
    await documents.whenRead();
    const deployments = (service()?.capacityFiles() ?? []).map(path => ({ uri: texts.uriOf(path), path }));
    const paths = [...(uri === undefined ? [] : [pathOf(uri)]), ...deployments.map(({ path }) => path)];
    for (const path of paths) {
      const found = service()?.capacity(path, readChanges(changes));
      if (found !== undefined) return { uri: texts.uriOf(found.file), data: found.data, deployments };
    }
    return null;
  });

  connection.onRequest(
    configCapacityEdits,
    async ({ uri, changes }: CapacityParams): Promise<CapacityEditsAnswer | null> => {
      await documents.whenRead();
      const writing = uri === undefined ? undefined : service()?.capacityWriting(pathOf(uri), readChanges(changes));
      if (writing === undefined) return null;
      const { edits, newWorkspaceFile } = writing;
      return { edit: toWorkspaceEdit(edits, texts), ...(newWorkspaceFile !== undefined && { newWorkspaceFile }) };
    },
  );
}

/** Rules on the sum of connections, and on limits that it does not go with. */
const capacityRules: ReadonlySet<string> = new Set(['X010', 'X011', 'X012', 'X013', 'X014']);

/** Leads from a finding about the sum of connections to the view that shows it. */
export function capacityActions(
  uri: string,
  place: TextRange,
  findings: readonly ConfigFinding[],
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const here = findings.some(
    ({ place: { range }, rule }) => capacityRules.has(rule) && range.start <= place.end && place.start <= range.end,
  );
  if (!here) return [];
  const title = l10n.t('Show the connection sum');
  const about = diagnostics.filter(({ code }) => capacityRules.has(String(code)));
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      command: { title, command: commands.showCapacity, arguments: [uri] },
      ...(about.length > 0 && { diagnostics: about }),
    },
  ];
}
