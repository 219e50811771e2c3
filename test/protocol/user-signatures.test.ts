import assert from 'node:assert/strict';
import {
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  LogMessageNotification,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver/node';
import { type TemporaryFolder, temporaryFolder } from '../unit/io/temporary-folder.ts';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const uri = 'file:///logs/nova-compute.log';
const raid = `signatures:
  - {id: acme-raid, title: The RAID is degraded, severity: warning, pattern: 'RAID volume \\w+ is degraded'}
`;

describe('the language server with signatures of the user', () => {
  let folder: TemporaryFolder;
  let client: ConnectedClient | undefined;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await client?.close();
    folder.remove();
  });

  it('marks what they match and says what is wrong with the others', async () => {
    folder.write('raid.yaml', raid);
    folder.write('broken.yaml', 'signatures:\n  - id: [\n');
    const shown: string[] = [];
    const logged: string[] = [];
    client = await connectClient('en', { signaturePaths: [folder.path] }, connection => {
      connection.onNotification(ShowMessageNotification.type, ({ type, message }) => {
        assert.equal(type, MessageType.Warning);
        shown.push(message);
      });
      connection.onNotification(LogMessageNotification.type, ({ message }) => {
        logged.push(message);
      });
    });
    assert.equal(shown.length, 1);
    assert.match(shown[0] ?? '', /broken\.yaml:\d+:\d+: This is not valid YAML/);
    assert.ok(logged.includes(shown[0] ?? ''));

    const text = '2026-11-22 14:00:00.000 7 ERROR acme.raid [-] RAID volume md0 is degraded\n';
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'nova-log', version: 1, text },
    });
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    assert.equal(report.kind, 'full');
    assert.deepEqual(report.kind === 'full' ? report.items.map(({ code }) => code) : [], ['acme-raid']);
  });
});
