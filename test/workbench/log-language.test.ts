import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { codeOf, diagnosticsOf, sampleUri } from './window.ts';

async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap(hover => hover.contents)
    .map(content => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** The code alone; VS Code keeps it with the address of its explanation. */
const isSome = (diagnostics: vscode.Diagnostic[]) => diagnostics.length > 0;

describe('a log of nova in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('gets the language nova-log by its name', async () => {
    for (const path of ['ctl1/nova-conductor.log', 'ctl1/nova-api.log', 'cmp1/nova-compute.log']) {
      assert.equal((await vscode.workspace.openTextDocument(sampleUri(path))).languageId, 'nova-log', path);
    }
    for (const name of [
      'nova-api.log.1',
      'nova-api.log-20240802',
      'placement-api.log',
      'n-cpu.log',
      'n-cond-cell1.log',
    ]) {
      assert.equal((await writtenDocument(name, 'x\n')).languageId, 'nova-log', name);
    }
  });

  it('gets it by its first line where the name says nothing', async () => {
    const line = '2026-11-22 14:14:08.120 21721 WARNING oslo_messaging.rpc.client [-] Using RPCClient manually.\n';
    assert.equal((await writtenDocument('console-output', line)).languageId, 'nova-log');
  });

  it('leaves other logs alone', async () => {
    for (const name of [
      'my.log',
      'server.log.1',
      'nova.txt',
      'nova-notes.md',
      'nova-compute.logic.py',
      'my-nova-x.log',
    ]) {
      assert.notEqual((await writtenDocument(name, 'x\n')).languageId, 'nova-log', name);
    }
  });

  async function writtenDocument(name: string, text: string): Promise<vscode.TextDocument> {
    const uri = sampleUri(join('written', name));
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return vscode.workspace.openTextDocument(uri);
  }

  it('shows one problem of each kind, and the root cause at its line', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    const diagnostics = await diagnosticsOf(uri, isSome);
    assert.deepEqual(diagnostics.map(({ code, source, range }) => [codeOf(code), source, range.start.line]).sort(), [
      ['mycat-1003-tx-interrupted', 'Nova Doctor', 1],
      ['mycat-1105-backend-closed', 'Nova Doctor', 3],
      ['sa-reset-failed', 'Nova Doctor', 3],
    ]);
    const root = diagnostics.find(({ code }) => codeOf(code) === 'mycat-1003-tx-interrupted');
    assert.match(root?.message ?? '', /^Root cause: A database proxy \(Mycat, ProxySQL\) closed a connection/);
    assert.equal(root?.severity, vscode.DiagnosticSeverity.Error);
  });

  it('leads from an echo to the root cause', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    const diagnostics = await diagnosticsOf(uri, isSome);
    const reset = diagnostics.find(({ code }) => codeOf(code) === 'sa-reset-failed');
    assert.deepEqual(
      reset?.relatedInformation?.map(({ location, message }) => [
        location.uri.toString() === uri.toString(),
        location.range.start.line,
        message,
      ]),
      [[true, 1, 'the root cause']],
    );
  });

  it('is analysed again when it is edited, and forgotten when it is closed', async () => {
    const document = await show(sampleUri('ctl1/nova-conductor.log'));
    await diagnosticsOf(document.uri, isSome);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(document.uri, new vscode.Range(0, 0, 3, 0));
    await vscode.workspace.applyEdit(edit);
    const isWithoutRoot = (diagnostics: vscode.Diagnostic[]) =>
      isSome(diagnostics) && !diagnostics.some(({ code }) => codeOf(code) === 'mycat-1003-tx-interrupted');
    const [first] = await diagnosticsOf(document.uri, isWithoutRoot);
    assert.equal(first?.range.start.line, 0);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    assert.deepEqual(await diagnosticsOf(document.uri, diagnostics => diagnostics.length === 0), []);
  });

  it('explains a line on hover, with the evidence', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    await diagnosticsOf(uri, isSome);
    const text = await hoverText(uri, new vscode.Position(1, 120));
    assert.match(text, /Root cause: \*\*A database proxy/);
    assert.match(text, /986 s before the error/);
    assert.match(text, /### Mycat refuses statements until ROLLBACK/);
    assert.match(text, /tail -n 200 logs\/mycat\.log/);
  });

  it('is explained when it is so large that its text stays in the editor', async () => {
    const seed = Buffer.from(await vscode.workspace.fs.readFile(sampleUri('ctl1/nova-conductor.log'))).toString();
    const healthy = '2024-08-02 09:00:00.000 22 INFO nova.compute.resource_tracker [-] Final resource view\n';
    const uri = sampleUri('written/nova-conductor.log');
    const before = healthy.repeat(Math.ceil((6 * 1024 * 1024) / healthy.length));
    await vscode.workspace.fs.writeFile(uri, Buffer.from(before + seed));
    await show(uri);
    const diagnostics = await diagnosticsOf(uri, isSome);
    const root = diagnostics.find(({ code }) => codeOf(code) === 'mycat-1003-tx-interrupted');
    const rootLine = before.split('\n').length - 1 + 1;
    assert.equal(root?.range.start.line, rootLine);
    assert.match(await hoverText(uri, new vscode.Position(rootLine, 120)), /### Mycat refuses statements/);
  });

  it('is explained with signatures of the user, as soon as the setting names them', async () => {
    const signature = {
      id: 'own-note',
      title: 'A note of our own',
      components: ['nova-conductor'],
      severity: 'error',
      pattern: 'Exception during reset or similar',
      samples: {
        positive: ['ERROR sqlalchemy.pool.QueuePool Exception during reset or similar'],
        negative: ['all is well'],
      },
      causes: ['somebody wrote it down'],
      checks: [],
      remedies: [],
      options: [],
      sources: ['this test'],
    };
    const text = Buffer.from(JSON.stringify({ signatures: [signature] }));
    await vscode.workspace.fs.writeFile(sampleUri('own-signatures/own.json'), text);
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    await diagnosticsOf(uri, isSome);
    const configuration = vscode.workspace.getConfiguration('novaDoctor');
    await configuration.update('signatures.paths', ['own-signatures'], vscode.ConfigurationTarget.Workspace);
    const isWithOwn = (diagnostics: vscode.Diagnostic[]) => diagnostics.some(({ code }) => codeOf(code) === 'own-note');
    assert.ok(isWithOwn(await diagnosticsOf(uri, isWithOwn)));
    await configuration.update('signatures.paths', undefined, vscode.ConfigurationTarget.Workspace);
    const isWithout = (diagnostics: vscode.Diagnostic[]) => isSome(diagnostics) && !isWithOwn(diagnostics);
    assert.ok((await diagnosticsOf(uri, isWithout)).length > 0);
  });

  it('is explained again after the language server was restarted', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    await diagnosticsOf(uri, isSome);
    const gone = diagnosticsOf(uri, diagnostics => diagnostics.length === 0);
    const restarted = vscode.commands.executeCommand('novaDoctor.server.restart');
    await gone;
    await restarted;
    assert.ok((await diagnosticsOf(uri, isSome)).length > 0);
  });

  it('is explained again when the language server is restarted while it is being restarted', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    await diagnosticsOf(uri, isSome);
    const restart = () => vscode.commands.executeCommand('novaDoctor.server.restart');
    await Promise.all([restart(), restart()]);
    assert.ok((await diagnosticsOf(uri, isSome)).length > 0);
  });
});
