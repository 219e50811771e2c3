import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const sample = readFileSync(join(import.meta.dirname, '../../examples/incident/ctl1/nova-conductor.log'), 'utf8');

describe('diagnostics for an editor that cannot ask for them', () => {
  let client: ConnectedClient;
  let next: () => Promise<PublishDiagnosticsParams>;

  async function connect(canAsk: boolean): Promise<void> {
    const arrived: PublishDiagnosticsParams[] = [];
    const waiting: ((sent: PublishDiagnosticsParams) => void)[] = [];
    const listen: Parameters<typeof connectClient>[2] = connection =>
      void connection.onNotification(PublishDiagnosticsNotification.type, sent => {
        const tell = waiting.shift();
        if (tell) tell(sent);
        else arrived.push(sent);
      });
    next = () => {
      const sent = arrived.shift();
      return sent ? Promise.resolve(sent) : new Promise(resolve => waiting.push(resolve));
    };
    const textDocument = canAsk ? { diagnostic: {} } : {};
    client = await connectClient('en', {}, listen, [], { textDocument });
  }

  afterEach(() => client.close());

  async function open(uri: string, languageId: string, text: string): Promise<void> {
    const textDocument = { uri, languageId, version: 1, text };
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  it('are sent when a log is opened, changed and closed', async () => {
    await connect(false);
    const uri = 'file:///logs/nova-conductor.log';
    await open(uri, 'nova-log', sample);
    const opened = await next();
    assert.equal(opened.uri, uri);
    assert.equal(opened.version, 1);
    assert.equal(opened.diagnostics[0]?.code, 'mycat-1003-tx-interrupted');

    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: '2026-11-22 14:00:00.000 7 INFO nova.service [-] all is well\n' }],
    });
    const changed = await next();
    assert.deepEqual([changed.version, changed.diagnostics], [2, []]);

    await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    assert.deepEqual(await next(), { uri, diagnostics: [] });
  });

  it('are sent for configuration', async () => {
    await connect(false);
    await open('file:///etc/nova/nova.conf', 'nova-conf', '[database]\nmax_overflow = many\n');
    const codes = (await next()).diagnostics.map(({ code }) => code);
    assert.ok(codes.length > 0);
  });

  it('are not sent to one that asks', async () => {
    await connect(true);
    await open('file:///logs/nova-conductor.log', 'nova-log', sample);
    const sent = next().then(() => 'sent');
    // The server answers in order: when it has answered this, it would have begun to send.
    const answered = client.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: 'file:///logs/nova-conductor.log' },
    });
    assert.notEqual(await Promise.race([sent, answered.then(() => 'answered')]), 'sent');
  });
});
