import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const head = '2026-11-22 14:14:08.120 7';

/** The document of an output channel, once it is shown. */
function documentOf(name: string): Promise<vscode.TextDocument> {
  return new Promise(resolve => {
    const listener = vscode.workspace.onDidOpenTextDocument(look);
    for (const document of vscode.workspace.textDocuments) look(document);
    function look(document: vscode.TextDocument): void {
      if (document.uri.scheme !== 'output' || !decodeURIComponent(document.uri.path).includes(name)) return;
      listener.dispose();
      resolve(document);
    }
  });
}

/** Waits for a finding at a line, from 0. */
function findingAt(uri: vscode.Uri, line: number): Promise<vscode.Diagnostic> {
  return new Promise(resolve => {
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
    function look(): void {
      const found = vscode.languages.getDiagnostics(uri).find(({ range }) => range.start.line === line);
      if (found === undefined) return;
      listener.dispose();
      resolve(found);
    }
  });
}

describe('a log that runs in an output channel', () => {
  it('shows findings while it runs', async () => {
    const channel = vscode.window.createOutputChannel('nova-conductor.log (ctl1)', 'nova-log');
    try {
      channel.appendLine(`${head} INFO nova.service [-] Starting conductor node (version 31.0.0)`);
      const opening = documentOf('nova-conductor.log');
      channel.show(true);
      const document = await opening;
      assert.equal(document.languageId, 'nova-log');
      channel.appendLine(
        `${head} ERROR oslo.messaging._drivers.impl_rabbit [-] Connection failed: [Errno 111] ECONNREFUSED (retrying in 2.0 seconds): ConnectionRefusedError: [Errno 111] ECONNREFUSED`,
      );
      const first = await findingAt(document.uri, 1);
      assert.equal(first.source, 'Nova Doctor');
      channel.appendLine(
        `${head} ERROR oslo_db.sqlalchemy.engines [-] DB exceeded retry limit.: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2003, "Can't connect to MySQL server on '10.0.0.10' ([Errno 111] Connection refused)")`,
      );
      await findingAt(document.uri, 2);
    } finally {
      channel.dispose();
    }
  });
});
