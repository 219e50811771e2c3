import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionRequest,
  type CompletionItem,
  CompletionRequest,
  CompletionResolveRequest,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  type MarkupContent,
  PrepareRenameRequest,
  RenameRequest,
} from 'vscode-languageserver/node';
import { type ConnectedClient, connectClient } from './connected-client.ts';

describe('configuration over the language server protocol', () => {
  let client: ConnectedClient;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-configuration-'));
    client = await connectClient('en', {}, () => {}, [folder], {
      workspace: { diagnostics: { refreshSupport: true } },
    });
  });
  afterEach(async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  });

  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;

  async function open(name: string, text: string, languageId = 'nova-conf'): Promise<string> {
    const uri = uriOf(name);
    const textDocument = { uri, languageId, version: 1, text };
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    return uri;
  }

  async function diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    assert.equal(report.kind, 'full');
    return report.kind === 'full' ? report.items : [];
  }

  async function actions(uri: string, only?: string[]): Promise<CodeAction[]> {
    const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const context = { diagnostics: await diagnostics(uri), ...(only === undefined ? {} : { only }) };
    const found = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context,
    });
    return (found ?? []) as CodeAction[];
  }

  it('gives findings with their fixes, and lets a line ignore them', async () => {
    const uri = await open('nova.conf', '[database]\nmax_overflow = -5\n');
    const found = (await diagnostics(uri)).filter(({ code }) => /^OD/.test(String(code)));
    assert.notEqual(found.length, 0);
    assert.equal(found[0]?.source, 'Nova Doctor');
    assert.equal(found[0]?.range.start.line, 1);
    const ignoring = (await actions(uri)).find(({ title }) => title === `Ignore ${found[0]?.code} on this line`);
    const edit = ignoring?.edit?.changes?.[uri]?.[0];
    assert.deepEqual(edit?.range.start, { line: 1, character: 0 });
    const text = `[database]\n${edit?.newText}max_overflow = -5\n`;
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text }],
    });
    assert.ok((await diagnostics(uri)).every(({ code }) => code !== found[0]?.code));
  });

  it('judges an open file with those of the workspace on the disk', async () => {
    writeFileSync(join(folder, '.nova-doctor.yaml'), 'release: zed\n');
    mkdirSync(join(folder, 'nova.conf.d'));
    writeFileSync(join(folder, 'nova.conf.d', 'pool.conf'), '[database]\nmax_pool_size = 20\n');
    const refreshed = new Promise<void>(resolve => {
      client.connection.onRequest(DiagnosticRefreshRequest.type, () => resolve());
    });
    const uri = await open('nova.conf', '[database]\nmax_pool_size = 10\n');
    await refreshed;
    const position = { line: 1, character: 3 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    assert.ok(hover);
    const { value } = hover.contents as MarkupContent;
    assert.match(value, /zed/);
    assert.match(value, /Effective: `20`, from `pool\.conf` line 2/);
  });

  it('completes, outlines, folds, hints and renames', async () => {
    const uri = await open('nova.conf', '[database]\nconnection_recycle_time = 3600\n\n[DEFAULT]\n');
    const textDocument = { uri };
    const position = { line: 2, character: 0 };
    const items = (await client.connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position,
    })) as CompletionItem[];
    const item = items.find(({ label }) => label === 'max_overflow');
    assert.ok(item);
    const resolved = await client.connection.sendRequest(CompletionResolveRequest.type, item);
    assert.match((resolved.documentation as MarkupContent).value, /default `50`/);
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    assert.deepEqual(
      symbols?.map(({ name }) => name),
      ['[database]', '[DEFAULT]'],
    );
    assert.deepEqual(await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument }), [
      { startLine: 0, endLine: 1 },
      { startLine: 3, endLine: 3 },
    ]);
    const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
    const hints = await client.connection.sendRequest(InlayHintRequest.type, { textDocument, range });
    assert.deepEqual(
      hints?.map(({ label, position: place }) => [label, place.line]),
      [['1 h', 1]],
    );
    const place = { textDocument, position: { line: 1, character: 4 } };
    assert.ok(await client.connection.sendRequest(PrepareRenameRequest.type, place));
    const edit = await client.connection.sendRequest(RenameRequest.type, { ...place, newName: 'idle_timeout' });
    assert.equal(edit?.changes?.[uri]?.[0]?.newText, 'idle_timeout');
  });

  it('offers all safe fixes to editors that ask for them', async () => {
    const uri = await open('nova.conf', '[DEFAULT]\ndebug = True\ndebug = True\n');
    const all = await actions(uri, ['source.fixAll']);
    assert.ok(all.every(({ kind }) => kind === 'source.fixAll.novaDoctor'));
    assert.ok((await actions(uri)).every(({ kind }) => kind === 'quickfix'));
  });

  it('judges Python that uses SQLAlchemy', async () => {
    const text = 'from sqlalchemy import create_engine\nengine = create_engine(url, pool_size=-1)\n';
    const uri = await open('db.py', text, 'python');
    assert.deepEqual(
      (await diagnostics(uri)).map(({ code }) => code),
      ['PY017'],
    );
    const [fix] = await actions(uri);
    assert.equal(fix?.edit?.changes?.[uri]?.[0]?.newText, '5');
    assert.deepEqual(await diagnostics(await open('other.py', 'create_engine(url, pool_size=-1)\n', 'python')), []);
  });

  it('judges Python by the version that its project requires', async () => {
    writeFileSync(join(folder, 'requirements.txt'), 'SQLAlchemy==1.4.54\n');
    mkdirSync(join(folder, 'app'));
    const text = "from sqlalchemy import create_engine\nengine = create_engine(url, encoding='utf8')\n";
    const found = await diagnostics(await open('app/db.py', text, 'python'));
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [['PY011', DiagnosticSeverity.Warning]],
    );
  });

  it('says nothing about files of others', async () => {
    const texts: readonly (readonly [string, string, string])[] = [
      ['server.xml', '<Server port="8005"><Connector maxConnections="1"/></Server>\n', 'xml'],
      ['openssl.cnf', '[req]\nwait_timeout = 1\n', 'plaintext'],
      ['setup.cfg', '[metadata]\nname = x\n', 'ini'],
      ['docker-compose.yaml', 'release: x\n', 'yaml'],
      ['main.py', 'print(1)\n', 'python'],
    ];
    for (const [name, text, languageId] of texts) {
      const uri = await open(name, text, languageId);
      const textDocument = { uri };
      const position = { line: 0, character: 2 };
      const range = { start: position, end: { line: 2, character: 0 } };
      assert.deepEqual(await diagnostics(uri), [], name);
      const { connection } = client;
      assert.equal(await connection.sendRequest(HoverRequest.type, { textDocument, position }), null, name);
      assert.equal(await connection.sendRequest(DocumentSymbolRequest.type, { textDocument }), null, name);
      assert.equal(await connection.sendRequest(FoldingRangeRequest.type, { textDocument }), null, name);
      assert.equal(await connection.sendRequest(CompletionRequest.type, { textDocument, position }), null, name);
      assert.equal(await connection.sendRequest(InlayHintRequest.type, { textDocument, range }), null, name);
      assert.equal(await connection.sendRequest(PrepareRenameRequest.type, { textDocument, position }), null, name);
      assert.deepEqual(await actions(uri), [], name);
    }
  });
});
