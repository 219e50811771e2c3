import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import type { IncidentNode } from '../../core/features/incident-tree.ts';
import { api, sampleUri } from './window.ts';

async function analyze(...paths: readonly string[]): Promise<readonly IncidentNode[]> {
  await vscode.commands.executeCommand(
    'novaDoctor.logs.analyze',
    paths.map(path => sampleUri(path).fsPath),
  );
  return (await api()).incidentRows();
}

function childOf(row: IncidentNode | undefined, kind: IncidentNode['kind']): IncidentNode {
  const child = row?.children?.find(candidate => candidate.kind === kind);
  assert.ok(child, `${kind} of ${row?.label}`);
  return child;
}

describe('the language status of a log', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('says what is known of the active log', async () => {
    const { logStatus } = await api();
    const uri = sampleUri('ctl1/nova-conductor.log');
    const isAnalyzed = new Promise<void>(resolve => {
      const listener = vscode.languages.onDidChangeDiagnostics(() => {
        if (vscode.languages.getDiagnostics(uri).length === 0) return;
        listener.dispose();
        resolve();
      });
    });
    await vscode.window.showTextDocument(uri);
    await isAnalyzed;
    const { text, busy, severity } = logStatus();
    assert.match(text, /^entries: \d+, problems: 3, incidents: 1$/);
    assert.equal(busy, false);
    assert.equal(severity, vscode.LanguageStatusSeverity.Warning);
  });
});

describe('Analyze Logs… and the Incidents view', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('novaDoctor.incidents.clear');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows the incident of a folder with its reasons, evidence, echoes, checks and remedies', async () => {
    const [incident] = await analyze('.');
    assert.equal(incident?.kind, 'incident');
    assert.match(incident.label, /^A database proxy \(Mycat, ProxySQL\) closed a connection/);
    assert.equal(incident.severity, 'error');
    assert.deepEqual(
      incident.children?.map(child => child.kind),
      ['reasons', 'evidence', 'echoes', 'checks', 'remedies'],
    );
    assert.match(childOf(incident, 'reasons').children?.[2]?.label ?? '', /986 s before the error/);
    assert.match(
      childOf(incident, 'evidence').children?.[0]?.description ?? '',
      /^1× · 09:39:40 · ctl2.nova-conductor\.log:7$/,
    );
    assert.equal(childOf(incident, 'checks').children?.[0]?.command, 'tail -n 200 logs/mycat.log');
  });

  it('opens the line of a row', async () => {
    const [incident] = await analyze('.');
    const place = childOf(incident, 'evidence').children?.[0];
    await vscode.commands.executeCommand('novaDoctor.incident.open', place);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), sampleUri('ctl2/nova-conductor.log').toString());
    assert.equal(editor?.selection.active.line, 6);
  });

  it('opens the line of a packed log as a read-only text', async () => {
    const log = await vscode.workspace.fs.readFile(sampleUri('ctl1/nova-conductor.log'));
    await vscode.workspace.fs.writeFile(sampleUri('packed/nova-conductor.log.3.gz'), gzipSync(log));
    const [incident] = await analyze('packed');
    await vscode.commands.executeCommand('novaDoctor.incident.open', childOf(incident, 'evidence').children?.[0]);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'nova-doctor-log');
    assert.equal(editor?.document.languageId, 'nova-log');
    assert.match(editor?.document.lineAt(editor.selection.active).text ?? '', /ERROR/);
    await vscode.workspace.fs.delete(sampleUri('packed'), { recursive: true });
  });

  it('opens the line of a log that is too large for an editor in Nova Log View', async () => {
    const log = await vscode.workspace.fs.readFile(sampleUri('ctl1/nova-conductor.log'));
    const healthy = '2024-08-02 09:00:00.000 22 INFO nova.compute.resource_tracker [-] Final resource view\n';
    const before = Buffer.from(healthy.repeat(Math.ceil((51 * 1024 * 1024) / healthy.length)));
    const uri = sampleUri('large/nova-conductor.log');
    await vscode.workspace.fs.writeFile(uri, Buffer.concat([before, log]));
    const [incident] = await analyze('large');
    await vscode.commands.executeCommand('novaDoctor.incident.open', childOf(incident, 'evidence').children?.[0]);
    assert.ok((await api()).logViews.find(uri));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(sampleUri('large'), { recursive: true });
  });

  it('copies the command of a check', async () => {
    const [incident] = await analyze('.');
    await vscode.commands.executeCommand('novaDoctor.check.copy', childOf(incident, 'checks').children?.[0]);
    assert.equal(await vscode.env.clipboard.readText(), 'tail -n 200 logs/mycat.log');
  });

  it('says that a healthy log is healthy, and what could not be read', async () => {
    const healthy = '2024-08-02 09:00:00.000 22 INFO nova.compute.resource_tracker [-] Final resource view\n';
    await vscode.workspace.fs.writeFile(sampleUri('written/nova-compute.log'), Buffer.from(healthy));
    const rows = await analyze('written/nova-compute.log', 'gone.log');
    assert.deepEqual(
      rows.map(({ kind, label }) => [kind, label]),
      [
        ['healthy', 'No incident was found.'],
        ['problems', 'Not read, or only in part'],
      ],
    );
    assert.match(rows[1]?.children?.[0]?.label ?? '', /gone\.log: there is no such file or folder\.$/);
  });

  it('exports its report as Markdown and as HTML', async () => {
    await analyze('.');
    const markdown = sampleUri('written/report.md');
    await vscode.commands.executeCommand('novaDoctor.incident.export', 'markdown', markdown);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), markdown.toString());
    assert.match(
      vscode.window.activeTextEditor?.document.getText() ?? '',
      /^# Analysis of Nova logs\n\n## A database proxy/,
    );
    const html = sampleUri('written/report.html');
    await vscode.commands.executeCommand('novaDoctor.incident.export', 'html', html);
    const text = Buffer.from(await vscode.workspace.fs.readFile(html)).toString();
    assert.match(text, /<svg [\s\S]*<rect class="cause"/);
    assert.match(text, /<code>ctl1.nova-conductor\.log:2<\/code>/);
  });

  it('opens its report in a panel, and only one', async () => {
    const [incident] = await analyze('.');
    await vscode.commands.executeCommand('novaDoctor.incident.report', incident);
    await vscode.commands.executeCommand('novaDoctor.incident.report', incident);
    const panels = vscode.window.tabGroups.all
      .flatMap(group => group.tabs)
      .filter(tab => tab.input instanceof vscode.TabInputWebview);
    assert.deepEqual(
      panels.map(tab => tab.label),
      ['Incident Report'],
    );
  });

  it('is empty again when it is cleared', async () => {
    assert.ok((await analyze('.')).length > 0);
    await vscode.commands.executeCommand('novaDoctor.incidents.clear');
    assert.deepEqual(await (await api()).incidentRows(), []);
  });
});
