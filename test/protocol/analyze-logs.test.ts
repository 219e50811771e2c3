import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  CancellationTokenSource,
  DidOpenTextDocumentNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  HoverRequest,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import {
  type AnalyzeLogsParams,
  type AnalyzeLogsProgress,
  type AnalyzeLogsResult,
  analyzeLogs,
  analyzeLogsProgress,
  type LinesAroundResult,
  type LogStatus,
  linesAroundPlace,
  logStatus,
} from '../../core/features/protocol.ts';
import { type ConnectedClient, connectClient } from './connected-client.ts';

const sampleFolder = join(import.meta.dirname, '../../examples/incident');

describe('the language server with many logs together', () => {
  let client: ConnectedClient;
  let folder: string;
  const progress: AnalyzeLogsProgress[] = [];

  beforeEach(async () => {
    client = await connectClient();
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-test-'));
    progress.length = 0;
    client.connection.onNotification(analyzeLogsProgress, (told: AnalyzeLogsProgress) => {
      progress.push(told);
    });
  });
  afterEach(async () => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function analyze(paths: readonly string[]): Promise<AnalyzeLogsResult> {
    const params: AnalyzeLogsParams = { paths, progress: 'p1' };
    return client.connection.sendRequest(analyzeLogs, params);
  }

  /** A log of 60 MB: a healthy day, and at its end the errors of the sample. */
  function writeLargeLog(): string {
    const path = join(folder, 'nova-conductor.log');
    const healthy = '2024-08-02 09:00:00.000 22 INFO nova.compute.resource_tracker [-] Final resource view\n';
    writeFileSync(path, healthy.repeat(Math.ceil(60e6 / healthy.length)));
    appendFileSync(path, readFileSync(join(sampleFolder, 'ctl1/nova-conductor.log')));
    return path;
  }

  it('finds the incident, and says what it found while it reads', async () => {
    const { analysis, problems, passed } = await analyze([sampleFolder]);
    assert.equal(analysis.incidents[0]?.rootCause, 'middleware-transaction-timeout');
    assert.deepEqual(problems, []);
    assert.ok(passed > 0);
    assert.ok(analysis.files.every(file => file.path.startsWith(sampleFolder)));
    const found = progress.flatMap(told => (told.found === undefined ? [] : [told.found.title]));
    assert.ok(
      found.some(title => /^Mycat/.test(title)),
      found.join('\n'),
    );
    assert.ok(progress.every(told => told.progress === 'p1'));
  });

  it('says in words what it could not read', async () => {
    const { analysis, problems } = await analyze([join(folder, 'gone.log')]);
    assert.deepEqual(analysis.files, []);
    assert.deepEqual(
      problems.map(({ message, isFailure }) => [message, isFailure]),
      [[`${join(folder, 'gone.log')}: there is no such file or folder.`, true]],
    );
  });

  it('shows the diagnostics of an open log in the light of the others', async () => {
    cpSync(sampleFolder, folder, { recursive: true });
    const path = join(folder, 'ctl1/nova-conductor.log');
    const uri = pathToFileURL(path).toString();
    const text = readFileSync(path, 'utf8');
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'nova-log', version: 1, text },
    });
    const pull = (): Promise<DocumentDiagnosticReport> =>
      client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    const before = await pull();
    await analyze([folder]);
    assert.notEqual((await pull()).resultId, before.resultId);
  });

  it('tells how far it is with an open log', async () => {
    const told: LogStatus[] = [];
    client.connection.onNotification(logStatus, (status: LogStatus) => {
      told.push(status);
    });
    const uri = 'file:///logs/nova-conductor.log';
    const text = readFileSync(join(sampleFolder, 'ctl1/nova-conductor.log'), 'utf8');
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'nova-log', version: 1, text },
    });
    for (let times = 0; times < 2; times++) {
      await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    }
    const found = { format: 'oslo', entries: 2, problems: 3, incidents: 1 };
    assert.deepEqual(told, [
      { uri, isBusy: true },
      { uri, isBusy: false, found },
    ]);
  });

  it('answers other requests while it reads', async () => {
    const uri = 'file:///logs/nova-api.log';
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: {
        uri,
        languageId: 'nova-log',
        version: 1,
        text: readFileSync(writeLargeLog(), 'utf8').slice(-3000),
      },
    });
    const order: string[] = [];
    const analysis = analyze([folder]).then(() => order.push('analysis'));
    const hover = client.connection
      .sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line: 2, character: 60 } })
      .then(() => order.push('hover'));
    await Promise.all([analysis, hover]);
    assert.deepEqual(order, ['hover', 'analysis']);
  });

  it('stops when it is cancelled, and keeps nothing of it', async () => {
    const source = new CancellationTokenSource();
    client.connection.onNotification(analyzeLogsProgress, () => source.cancel());
    const params: AnalyzeLogsParams = { paths: [writeLargeLog()], progress: 'p2' };
    await assert.rejects(
      client.connection.sendRequest(analyzeLogs, params, source.token),
      error => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
    );
    assert.equal((await analyze([sampleFolder])).analysis.incidents.length, 1);
  });

  it('gives the lines of a packed log, or says why not', async () => {
    const path = join(folder, 'nova-api.log.2.gz');
    writeFileSync(path, gzipSync('one\ntwo\n'));
    const read: LinesAroundResult = await client.connection.sendRequest(linesAroundPlace, { path, line: 2 });
    assert.deepEqual(read, { text: 'one\ntwo\n', firstLine: 1, isWhole: true });
    const gone: LinesAroundResult = await client.connection.sendRequest(linesAroundPlace, {
      path: `${path}.old`,
      line: 2,
    });
    assert.deepEqual(gone, { failure: `${path}.old: there is no such file or folder.` });
  });
});
