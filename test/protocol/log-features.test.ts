import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  DefinitionRequest,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentHighlightRequest,
  type DocumentLink,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  type Location,
  ReferencesRequest,
  SemanticTokensRangeRequest,
  type SymbolInformation,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver/node';
import {
  type AnalyzeLogsParams,
  analyzeLogs,
  commands,
  explainSignature,
  forgetAnalysis,
  ignoredSignaturesChanged,
  type TicketParams,
  ticketText,
} from '../../core/features/protocol.ts';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const request = 'req-0a1b2c3d-1111-4222-8333-444455556666';
const failure = [
  `2026-11-22 14:14:08.120 7 INFO nova.compute.manager [None ${request} u p - - - -] Starting instance`,
  `2026-11-22 14:14:09.120 7 ERROR nova.compute.manager [None ${request} u p - - - -] Failed: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2013, 'Lost connection to MySQL server during query')`,
  '2026-11-22 14:14:09.120 7 ERROR nova.compute.manager Traceback (most recent call last):',
  '2026-11-22 14:14:09.120 7 ERROR nova.compute.manager   File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 3, in build',
  '2026-11-22 14:14:09.120 7 ERROR nova.compute.manager     self._build()',
  "2026-11-22 14:14:09.120 7 ERROR nova.compute.manager OperationalError: (2013, 'Lost connection to MySQL server during query')",
  '2026-11-22 14:14:10.120 7 INFO nova.compute.manager [-] Next',
  '',
].join('\n');

describe('the features of a log', () => {
  let folder: string;
  let client: ConnectedClient;
  let uri: string;

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'nova-doctor features ')));
    mkdirSync(join(folder, 'src/nova/compute'), { recursive: true });
    writeFileSync(join(folder, 'src/nova/compute/manager.py'), 'x\n');
    mkdirSync(join(folder, 'ctl1'));
    writeFileSync(
      join(folder, 'ctl1/nova-api.log'),
      `2026-11-22 14:14:07.000 9 INFO nova.api [-] up\n2026-11-22 14:14:07.500 9 INFO nova.api [None ${request} u p - - - -] POST\n`,
    );
    const file = join(folder, 'nova-compute.log');
    writeFileSync(file, failure);
    uri = pathToFileURL(file).href;
    const options = { commands: Object.values(commands), sourceTrees: [join(folder, 'src')] };
    client = await connectClient('en', options, () => {}, [folder]);
    await open('nova-log');
  });
  afterEach(async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  });

  function open(languageId: string, text = failure, address = uri): Promise<void> {
    return client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: address, languageId, version: 1, text },
    });
  }

  const textDocument = () => ({ textDocument: { uri } });
  const inRequest = () => ({ line: 1, character: (failure.split('\n')[1] ?? '').indexOf(request) + 5 });

  it('folds entries and their tracebacks', async () => {
    const folds = await client.connection.sendRequest(FoldingRangeRequest.type, textDocument());
    assert.deepEqual(
      folds?.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [1, 5],
        [2, 5],
      ],
    );
  });

  it('has an outline of incidents, problems and requests', async () => {
    const symbols = (await client.connection.sendRequest(DocumentSymbolRequest.type, textDocument())) ?? [];
    assert.deepEqual(
      (symbols as DocumentSymbol[]).map(({ name, children = [] }) => [
        name,
        children.map(child => child.selectionRange.start.line),
      ]),
      [
        ['Incidents', [1]],
        ['Problems', [1]],
        ['Requests', [0]],
      ],
    );
  });

  it('links frames to sources and ids to their traces', async () => {
    const links = ((await client.connection.sendRequest(DocumentLinkRequest.type, textDocument())) ??
      []) as DocumentLink[];
    assert.equal(links[0]?.target, `${pathToFileURL(join(folder, 'src/nova/compute/manager.py')).href}#L3`);
    assert.equal(links[1]?.target, `command:novaDoctor.trace.show?${encodeURIComponent(`[{"id":"${request}"}]`)}`);
    assert.equal(links.length, 3);
  });

  it('leads from an id to its first place and to all others, in other logs too', async () => {
    const position = inRequest();
    const first = await client.connection.sendRequest(DefinitionRequest.type, { ...textDocument(), position });
    const api = pathToFileURL(join(folder, 'ctl1/nova-api.log')).href;
    assert.deepEqual(first, [
      { uri: api, range: { start: { line: 1, character: 46 }, end: { line: 1, character: 46 + request.length } } },
    ]);
    const places = await client.connection.sendRequest(ReferencesRequest.type, {
      ...textDocument(),
      position,
      context: { includeDeclaration: true },
    });
    assert.deepEqual(
      (places as Location[]).map(place => [place.uri, place.range.start.line]),
      [
        [uri, 0],
        [uri, 1],
        [api, 1],
      ],
    );
  });

  it('highlights an id and colours fields', async () => {
    const position = inRequest();
    const marks = await client.connection.sendRequest(DocumentHighlightRequest.type, { ...textDocument(), position });
    assert.deepEqual(
      marks?.map(({ range }) => range.start.line),
      [0, 1],
    );
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const tokens = await client.connection.sendRequest(SemanticTokensRangeRequest.type, { ...textDocument(), range });
    assert.deepEqual(tokens?.data, [0, 31, 20, 0, 0, 0, 27, 40, 1, 0]);
  });

  it('says above an incident what it is, and what can be done', async () => {
    const lenses = (await client.connection.sendRequest(CodeLensRequest.type, textDocument())) ?? [];
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.command]),
      [
        [1, ''],
        [1, commands.showTrace],
        [1, commands.explain],
      ],
    );
    assert.match(lenses[0]?.command?.title ?? '', /root cause: .+ \(once\)$/);
  });

  it('leads from a log to the report of all logs', async () => {
    const params: AnalyzeLogsParams = { paths: [folder], progress: 'p' };
    await client.connection.sendRequest(analyzeLogs, params);
    const lenses = (await client.connection.sendRequest(CodeLensRequest.type, textDocument())) ?? [];
    const report = lenses.find(({ command }) => command?.command === commands.showReport);
    assert.deepEqual(report?.command?.arguments, [{ incident: 'i1' }]);
    await client.connection.sendNotification(forgetAnalysis, {});
    const without = (await client.connection.sendRequest(CodeLensRequest.type, textDocument())) ?? [];
    assert.ok(!without.some(({ command }) => command?.command === commands.showReport));
  });

  it('leads from an echo to the cause in another file, when all logs were analysed', async () => {
    const sample = fileURLToPath(new URL('../../examples/incident', import.meta.url));
    const echo = pathToFileURL(join(sample, 'ctl3/nova-api.log')).href;
    await open('nova-log', readFileSync(join(sample, 'ctl3/nova-api.log'), 'utf8'), echo);
    const leads = async () => {
      const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: { uri: echo },
      });
      const items = report.kind === 'full' ? report.items : [];
      return items.flatMap(({ relatedInformation = [] }) =>
        relatedInformation.map(({ location, message }) => `${message} ${location.uri}`),
      );
    };
    const cause = `the root cause ${pathToFileURL(join(sample, 'ctl2/nova-conductor.log')).href}`;
    assert.ok(!(await leads()).includes(cause));
    const params: AnalyzeLogsParams = { paths: [sample], progress: 'p' };
    await client.connection.sendRequest(analyzeLogs, params);
    assert.ok((await leads()).includes(cause));
  });

  it('offers actions for a problem, and ignores a signature on demand', async () => {
    const diagnostics = await pull();
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      ...textDocument(),
      range,
      context: { diagnostics },
    })) as CodeAction[];
    assert.deepEqual(
      actions.map(({ command }) => command?.command),
      [commands.explain, commands.ignoreSignature, commands.filterRequest, commands.showTrace, commands.copyForTicket],
    );
    assert.match(diagnostics[0]?.codeDescription?.href ?? '', /^command:novaDoctor\.signature\.explain\?/);
    const [code] = actions[0]?.command?.arguments ?? [];
    await client.connection.sendNotification(ignoredSignaturesChanged, { [code]: ['**/*.log'] });
    assert.ok(!(await pull()).some(diagnostic => diagnostic.code === code));
  });

  async function pull(): Promise<Diagnostic[]> {
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, textDocument());
    return report.kind === 'full' ? report.items : [];
  }

  it('finds problems by their titles', async () => {
    const [diagnostic] = await pull();
    const symbols = await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'lost' });
    const found = (symbols as SymbolInformation[]).find(({ containerName }) => containerName === diagnostic?.code);
    assert.equal(found?.location.uri, uri);
    assert.equal(found?.location.range.start.line, 1);
    assert.deepEqual(await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'zzzz' }), []);
  });

  it('explains a signature and writes what a ticket needs', async () => {
    const [diagnostic] = await pull();
    assert.match(await client.connection.sendRequest<string>(explainSignature, diagnostic?.code), /^### /);
    assert.equal(await client.connection.sendRequest(explainSignature, 'no-such'), null);
    const params: TicketParams = { uri, line: 4 };
    const text = await client.connection.sendRequest<string>(ticketText, params);
    assert.match(text, /nova-compute\.log:2`/);
    assert.match(text, new RegExp(request));
    assert.match(text, /```text\n2026-11-22 14:14:09\.120 7 ERROR/);
  });

  it('explains an option that a message names', async () => {
    const line = '2026-11-22 14:14:08.120 7 WARNING nova.x [-] raise [database] max_overflow, please';
    const other = pathToFileURL(join(folder, 'nova-api.log')).href;
    await open('nova-log', line, other);
    const position = { line: 0, character: line.indexOf('max_overflow') };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri: other }, position });
    assert.match(JSON.stringify(hover?.contents), /default `50`.*It plays a part in/);
  });

  it('has nothing for documents of other languages', async () => {
    const other = pathToFileURL(join(folder, 'other.log')).href;
    await open('log', failure, other);
    const document = { textDocument: { uri: other } };
    assert.deepEqual(await client.connection.sendRequest(FoldingRangeRequest.type, document), null);
    assert.deepEqual(await client.connection.sendRequest(DocumentSymbolRequest.type, document), null);
    assert.deepEqual(await client.connection.sendRequest(DocumentLinkRequest.type, document), null);
    assert.deepEqual(await client.connection.sendRequest(CodeLensRequest.type, document), null);
    const position = inRequest();
    assert.deepEqual(await client.connection.sendRequest(DefinitionRequest.type, { ...document, position }), null);
    assert.deepEqual(
      await client.connection.sendRequest(DocumentHighlightRequest.type, { ...document, position }),
      null,
    );
  });
});
