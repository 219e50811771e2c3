import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const projectFolder = join(import.meta.dirname, '../..');
const sample = readFileSync(join(projectFolder, 'examples/incident/ctl1/nova-conductor.log'), 'utf8');

describe('nova-doctor serve --stdio', () => {
  it('serves another editor from its start to its end', async () => {
    const server = spawn(process.execPath, [join(projectFolder, 'dist/cli.js'), 'serve', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(server, 'exit');
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const { serverInfo } = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(serverInfo?.name, 'Nova Doctor');
    await connection.sendNotification(InitializedNotification.type, {});
    const textDocument = { uri: 'file:///logs/nova-conductor.log', languageId: 'nova-log', version: 1, text: sample };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    assert.ok(report.kind === 'full');
    assert.equal(report.items[0]?.code, 'mycat-1003-tx-interrupted');
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    assert.deepEqual(await ended, [0, null]);
    connection.dispose();
  });
});
