import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  type Diagnostic,
  DiagnosticSeverity,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type Hover,
  HoverRequest,
  LSPErrorCodes,
  RegistrationRequest,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import {
  type ExcerptHoverParams,
  excerptHover,
  largeLogClosed,
  largeLogEdited,
  largeLogOpened,
  largeLogSettled,
} from '../../core/features/protocol.ts';
import { configCapabilities } from '../../server/configuration.ts';
import { logCapabilities } from '../../server/log-features.ts';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const sampleUrl = new URL('../../examples/incident/ctl1/nova-conductor.log', import.meta.url);
const sample = readFileSync(sampleUrl, 'utf8');
const uri = 'file:///logs/nova-conductor.log';

describe('the language server', () => {
  let client: ConnectedClient;

  beforeEach(async () => {
    client = await connectClient();
  });
  afterEach(() => client.close());

  function open(text: string, languageId = 'nova-log', address = uri): Promise<void> {
    return client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: address, languageId, version: 1, text },
    });
  }

  function pull(address = uri, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return client.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: address },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  function itemsOf(report: DocumentDiagnosticReport): Diagnostic[] {
    assert.equal(report.kind, 'full');
    return report.kind === 'full' ? report.items : [];
  }

  function messageOf(diagnostic: Diagnostic | undefined): string {
    return typeof diagnostic?.message === 'string' ? diagnostic.message : '';
  }

  function markdownOf(hover: Hover | null): string {
    assert.ok(hover !== null && typeof hover.contents === 'object' && 'kind' in hover.contents);
    assert.equal(hover.contents.kind, 'markdown');
    return hover.contents.value;
  }

  it('asks the editor for nothing before the handshake is over', async () => {
    const asked: string[] = [];
    const other = await connectClient('en', {}, connection => {
      connection.onRequest(RegistrationRequest.method, () => {
        asked.push(RegistrationRequest.method);
        return null;
      });
    });
    await other.close();
    assert.deepEqual(asked, []);
  });

  it('says what it can do', () => {
    assert.deepEqual(client.initialized.capabilities, {
      ...logCapabilities,
      ...configCapabilities,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: { identifier: 'nova-doctor', interFileDependencies: true, workspaceDiagnostics: false },
      hoverProvider: true,
    });
  });

  it('answers a pull with one diagnostic for each kind of problem, the root cause first', async () => {
    await open(sample);
    const items = itemsOf(await pull());
    assert.deepEqual(
      items.map(({ code, severity, source, range }) => [code, severity, source, range.start.line]),
      [
        ['mycat-1003-tx-interrupted', DiagnosticSeverity.Error, 'Nova Doctor', 1],
        ['mycat-1105-backend-closed', DiagnosticSeverity.Error, 'Nova Doctor', 3],
        ['sa-reset-failed', DiagnosticSeverity.Warning, 'Nova Doctor', 3],
      ],
    );
    assert.match(messageOf(items[0]), /^Root cause: A database proxy/);
    assert.deepEqual(items[2]?.relatedInformation, [
      {
        location: { uri, range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } } },
        message: 'the root cause',
      },
    ]);
  });

  it('says that nothing has changed since a result, and notices an edit', async () => {
    await open(sample);
    const first = await pull();
    assert.equal((await pull(uri, first.resultId)).kind, 'unchanged');
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } }, text: '' }],
    });
    const items = itemsOf(await pull(uri, first.resultId));
    assert.ok(items.length > 0);
    assert.ok(!items.some(({ code }) => code === 'mycat-1003-tx-interrupted'), 'the lines with 1003 are gone');
    assert.equal(items[0]?.range.start.line, 0, 'and those behind them have moved up');
  });

  it('counts lines as editors do where a lone carriage return ends one', async () => {
    const lines = sample.split('\n');
    await open(['a line\rand another', ...lines].join('\r\n'));
    assert.equal(itemsOf(await pull())[0]?.range.start.line, 3);
  });

  it('has nothing to say about other languages and documents that are not open', async () => {
    await open(sample, 'log');
    assert.deepEqual(itemsOf(await pull()), []);
    assert.deepEqual(itemsOf(await pull('file:///logs/unknown.log')), []);
    await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    assert.deepEqual(itemsOf(await pull()), []);
  });

  it('explains a line on hover', async () => {
    await open(sample);
    await pull();
    const position = { line: 1, character: 100 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    assert.match(markdownOf(hover), /Root cause: \*\*A database proxy/);
    assert.match(markdownOf(hover), /### Mycat refuses statements until ROLLBACK/);
    assert.equal(hover?.range?.start.line, 1);
  });

  it('stops an analysis that is cancelled', async () => {
    await open(sample.repeat(2000));
    const source = new CancellationTokenSource();
    const request = client.connection.sendRequest(
      DocumentDiagnosticRequest.type,
      { textDocument: { uri } },
      source.token,
    );
    source.cancel();
    await assert.rejects(
      request,
      error => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
    );
    assert.ok(itemsOf(await pull()).length > 0, 'and the next pull is answered');
  });

  it('speaks the language of the editor', async () => {
    const chinese = await connectClient('zh-cn');
    await chinese.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'nova-log', version: 1, text: sample },
    });
    const report = await chinese.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    await chinese.close();
    assert.match(messageOf(itemsOf(report)[0]), /^根因：/);
  });

  describe('with a large log, whose text stays with the editor', () => {
    let folder: string;
    let file: string;
    let address: string;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'nova-doctor large log '));
      file = join(folder, 'nova-conductor.log');
      writeFileSync(file, sample);
      address = pathToFileURL(file).href;
      await client.connection.sendNotification(largeLogOpened, { uri: address });
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('reads the file', async () => {
      const items = itemsOf(await pull(address));
      assert.equal(items[0]?.code, 'mycat-1003-tx-interrupted');
      assert.deepEqual(items[0]?.range.start, { line: 1, character: 0 });
    });

    it('reads it again when it has grown', async () => {
      const first = await pull(address);
      assert.equal((await pull(address, first.resultId)).kind, 'unchanged');
      writeFileSync(file, sample + sample);
      const items = itemsOf(await pull(address, first.resultId));
      assert.match(messageOf(items[0]), /\(2 times, /);
    });

    it('knows what was typed and is not in the file, until it is saved', async () => {
      await pull(address);
      const start = { line: 0, character: 0 };
      const change = { range: { start, end: { line: 3, character: 0 } }, text: '' };
      await client.connection.sendNotification(largeLogEdited, { uri: address, changes: [change] });
      const edited = itemsOf(await pull(address));
      assert.ok(edited.length > 0 && !edited.some(({ code }) => code === 'mycat-1003-tx-interrupted'));
      assert.equal(edited[0]?.range.start.line, 0);
      await client.connection.sendNotification(largeLogSettled, { uri: address });
      assert.equal(itemsOf(await pull(address))[0]?.code, 'mycat-1003-tx-interrupted');
    });

    it('says nothing when the file was cut under what was typed', async () => {
      await pull(address);
      const start = { line: 0, character: 0 };
      const change = { range: { start, end: start }, text: 'x' };
      await client.connection.sendNotification(largeLogEdited, { uri: address, changes: [change] });
      writeFileSync(file, 'short\n');
      assert.deepEqual(itemsOf(await pull(address)), []);
    });

    it('reads it anew when it was rotated or cut', async () => {
      await pull(address);
      writeFileSync(file, 'nothing of note\n');
      assert.deepEqual(itemsOf(await pull(address)), []);
      writeFileSync(file, `x\n${sample}`);
      assert.equal(itemsOf(await pull(address))[0]?.range.start.line, 2);
    });

    it('has its folds, outline and places too', async () => {
      await pull(address);
      const document = { textDocument: { uri: address } };
      const folds = await client.connection.sendRequest(FoldingRangeRequest.type, document);
      assert.ok((folds ?? []).length > 0);
      const symbols = (await client.connection.sendRequest(DocumentSymbolRequest.type, document)) as DocumentSymbol[];
      assert.deepEqual(
        symbols.map(({ name }) => name),
        ['Incidents', 'Problems'],
      );
    });

    it('explains a line from the lines around it', async () => {
      const lines = sample.split('\n');
      const params: ExcerptHoverParams = {
        uri: address,
        text: lines.join('\n'),
        firstLine: 7000,
        line: 7001,
        character: 100,
      };
      const hover = await client.connection.sendRequest<Hover | null>(excerptHover, params);
      assert.match(markdownOf(hover), /### Mycat refuses statements until ROLLBACK/);
      assert.equal(hover?.range?.start.line, 7001);
    });

    it('says nothing when the file is gone, or closed', async () => {
      rmSync(file);
      assert.deepEqual(itemsOf(await pull(address)), []);
      writeFileSync(file, sample);
      await client.connection.sendNotification(largeLogClosed, { uri: address });
      assert.deepEqual(itemsOf(await pull(address)), []);
    });
  });
});
