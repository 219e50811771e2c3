import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

const healthy = '2026-11-22 09:00:00.000 22 INFO nova.compute.resource_tracker [-] Final resource view\n';
const lost =
  "2026-11-22 09:00:01.000 22 ERROR oslo_db.sqlalchemy.engines [-] Database connection was found disconnected; reconnecting: DBConnectionError: (pymysql.err.OperationalError) (2013, 'Lost connection to MySQL server during query')\n";

describe('a log that is too large to be sent to the server', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-large-log-'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  // As a person opens it: first there is a tab, then its text.
  for (const name of ['nova-conductor.log', 'nova-compute.log']) {
    it(`has its problems when it is opened from the Explorer: ${name}`, async () => {
      const path = join(folder, name);
      writeFileSync(path, healthy.repeat(80_000) + lost);
      const uri = vscode.Uri.file(path);
      const problems = new Promise<vscode.Diagnostic[]>(resolve => {
        const listener = vscode.languages.onDidChangeDiagnostics(() => {
          const found = vscode.languages.getDiagnostics(uri);
          if (found.length === 0) return;
          listener.dispose();
          resolve(found);
        });
      });
      await vscode.commands.executeCommand('vscode.open', uri);
      assert.equal((await problems)[0]?.range.start.line, 80_000);
    });
  }
});
