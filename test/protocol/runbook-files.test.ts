import assert from 'node:assert/strict';
import {
  CodeLensRequest,
  CompletionRequest,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  HoverRequest,
  type MarkupContent,
} from 'vscode-languageserver/node';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const uri = 'file:///nowhere/repair.runbook.yaml';
const text = `runbook: repair
title: Repair it
when: [mycat-1003-tx-interrupted, no-such-signature]
steps:
  - id: stop
    on: standby
    effect: change
    run: {service: stop, name: nova-conductor}
    verify: {probe: srvice, name: nova-conductor, is: stopped}
    undo: none
`;

describe('runbook files over the language server protocol', () => {
  let client: ConnectedClient;

  async function connect(commands: string[]) {
    client = await connectClient('en', { commands });
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  afterEach(() => client.close());

  it('are judged, completed, explained and outlined', async () => {
    await connect([]);
    const textDocument = { uri };
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    assert.equal(report.kind, 'full');
    assert.deepEqual(
      report.kind === 'full' &&
        report.items.map(({ message, range }) => [range.start.line, range.start.character, message]),
      [
        [2, 6, 'There is no signature no-such-signature.'],
        [8, 20, 'There is no probe srvice. Did you mean service?'],
      ],
    );
    const completions = await client.connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position: { line: 8, character: 22 },
    });
    assert.ok(Array.isArray(completions) && completions.some(({ label }) => label === 'service'));
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument,
      position: { line: 5, character: 10 },
    });
    assert.match((hover!.contents as MarkupContent).value, /all controllers but the one that holds the VIP/);
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    assert.deepEqual(
      symbols?.map(({ name }) => name),
      ['stop'],
    );
  });

  it('can be run from a step where the editor has the commands', async () => {
    await connect(['novaDoctor.runbook.runFrom', 'novaDoctor.runbook.dryRun']);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
    assert.deepEqual(
      lenses?.map(({ command, range }) => [range.start.line, command?.title, command?.command, command?.arguments]),
      [
        [4, 'Run from here', 'novaDoctor.runbook.runFrom', [uri, 'stop']],
        [4, 'Dry run', 'novaDoctor.runbook.dryRun', [uri, 'stop']],
      ],
    );
  });

  it('offer nothing that the editor cannot do', async () => {
    await connect([]);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
    assert.deepEqual(lenses, []);
  });
});
