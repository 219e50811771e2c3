import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionRequest,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
} from 'vscode-languageserver/node';
import type { CapacityChanges } from '../../core/config/capacity.ts';
import {
  type CapacityAnswer,
  type CapacityEditsAnswer,
  commands,
  configCapacity,
  configCapacityEdits,
  configChanged,
} from '../../core/features/protocol.ts';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const nova = `[database]
connection = mysql+pymysql://nova:secret@10.0.0.1/nova
max_pool_size = 100
max_overflow = 100
`;

describe('the connection capacity over the language server protocol', () => {
  let client: ConnectedClient;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-capacity-'));
    writeFileSync(join(folder, 'nova.conf'), nova);
    writeFileSync(join(folder, 'my.cnf'), '[mysqld]\nmax_connections = 500\n');
    client = await connectClient('en', { commands: [commands.showCapacity] }, () => {}, [folder]);
  });
  afterEach(async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  });

  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  const capacity = (changes: CapacityChanges = {}, uri?: string) =>
    client.connection.sendRequest<CapacityAnswer | null>(configCapacity, { changes, ...(uri && { uri }) });

  it('is counted from the files of the workspace, though none is open', async () => {
    const answer = await capacity();
    assert.equal(answer?.uri, uriOf('nova.conf'));
    assert.deepEqual(
      answer.deployments.map(({ uri }) => uri),
      [uriOf('nova.conf')],
    );
    assert.equal(answer.data.limits[0]?.value, 500);
    assert.equal(answer.data.fields.find(({ key }) => key === '[database]max_pool_size')?.value, 100);
  });

  it('is counted with changed numbers, which are written where they stand', async () => {
    const changes = { '[database]max_pool_size': 2, 'counts.cores': 4 };
    const before = await capacity();
    const after = await capacity(changes, uriOf('my.cnf'));
    assert.deepEqual(after?.data.before.possible, before?.data.possible);
    assert.notDeepEqual(after?.data.possible, before?.data.possible);
    const answer = await client.connection.sendRequest<CapacityEditsAnswer | null>(configCapacityEdits, {
      uri: uriOf('nova.conf'),
      changes,
    });
    assert.deepEqual(answer, {
      edit: {
        changes: {
          [uriOf('nova.conf')]: [
            { range: { start: { line: 2, character: 16 }, end: { line: 2, character: 19 } }, newText: '2' },
          ],
        },
      },
      newWorkspaceFile: 'counts: { cores: 4 }\n',
    });
  });

  it('follows what is typed, and says that files have changed', async () => {
    const uri = uriOf('nova.conf');
    await capacity();
    const textDocument = { uri, languageId: 'nova-conf', version: 1, text: nova };
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    const changed = new Promise<void>(resolve => client.connection.onNotification(configChanged, () => resolve()));
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: nova.replace('max_pool_size = 100', 'max_pool_size = 7') }],
    });
    await changed;
    const answer = await capacity();
    assert.equal(answer?.data.fields.find(({ key }) => key === '[database]max_pool_size')?.value, 7);
  });

  it('is offered at what is said about the sum', async () => {
    const uri = uriOf('nova.conf');
    await capacity();
    const textDocument = { uri, languageId: 'nova-conf', version: 1, text: nova };
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    const actionsAt = async (line: number) => {
      const position = { line, character: 17 };
      const found = await client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      });
      return ((found ?? []) as CodeAction[]).filter(({ title }) => title === 'Show the connection sum');
    };
    const lines = await Promise.all([0, 1, 2, 3].map(actionsAt));
    const offered = lines.flat();
    assert.ok(offered.length > 0);
    assert.deepEqual(offered[0]?.command, {
      title: 'Show the connection sum',
      command: 'novaDoctor.capacity.show',
      arguments: [uri],
    });
    assert.deepEqual(lines[0], []);
  });

  it('is not there without a file of nova', async () => {
    rmSync(join(folder, 'nova.conf'));
    assert.equal(await capacity(), null);
  });
});
