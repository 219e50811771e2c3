import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
} from 'vscode-languageserver/node';
import { usedBytes } from '../held.ts';
import { connectClient } from './connected-client.ts';

const project = join(import.meta.dirname, '../..');
const documents = [
  { languageId: 'nova-log', name: 'nova-conductor.log', path: 'examples/incident/ctl1/nova-conductor.log' },
  {
    languageId: 'nova-conf',
    name: 'nova.conf',
    path: 'test/fixtures/deployments/kolla-2025.1/etc/kolla/nova-api/nova.conf',
  },
].map(document => ({ ...document, text: readFileSync(join(project, document.path), 'utf8') }));

describe('a language server for which 1,000 documents were opened and closed', () => {
  it('holds no more memory and no more handles than after the first hundred', async () => {
    const client = await connectClient();
    const { connection } = client;
    const openAndClose = async (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        const { languageId, name, text } = documents[index % documents.length]!;
        const textDocument = { uri: `file:///fleet/host${index}/${name}`, languageId, version: 1, text };
        await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
        const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
        assert.ok(report.kind === 'full');
        await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
        await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
      }
    };
    await openAndClose(0, 100);
    const memory = usedBytes();
    const handles = process.getActiveResourcesInfo().length;
    await openAndClose(100, 1000);
    const kept = usedBytes() - memory;
    // The text of one of these logs alone is some 100 KB: 900 of them that are kept, or a tenth, would show.
    assert.ok(kept < 6_000_000, `${kept} bytes are kept`);
    assert.ok(process.getActiveResourcesInfo().length <= handles + 2, process.getActiveResourcesInfo().join());
    await client.close();
  });
});
