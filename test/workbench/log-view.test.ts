import assert from 'node:assert/strict';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { OpenLogView } from '../../client/log-view/log-view-editor.ts';
import type { ShownState } from '../../core/log/view/protocol.ts';
import { generateLog } from '../bench/lib/generate-log.mjs';
import { api } from './window.ts';

const request = 'req-a1b2c3d4-0000-4111-8222-333344445555';
const known = (text: string, level = 'INFO') =>
  `2026-11-23 10:00:00.000 99 ${level} nova.conductor.manager [None ${request} - - - - - -] ${text}`;
const lastProblem = known("Exception: (2013, 'Lost connection to MySQL server during query')", 'ERROR');

async function openView(path: string, line?: number): Promise<OpenLogView> {
  const { logViews } = await api();
  await vscode.commands.executeCommand('novaDoctor.logView.open', line === undefined ? { path } : { path, line });
  const view = logViews.find(vscode.Uri.file(path));
  assert.ok(view);
  return view;
}

/** Resolves with what the page shows as soon as it is as wanted. */
function shownWhen(view: OpenLogView, isWanted: (shown: ShownState) => boolean): Promise<ShownState> {
  return new Promise(resolve => {
    const listener = view.onDidShow(look);
    if (view.shown) look(view.shown);
    function look(shown: ShownState): void {
      if (!isWanted(shown)) return;
      listener.dispose();
      resolve(shown);
    }
  });
}

describe('Nova Log View', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-log-view-test-'));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('opens a log of 1 GB, jumps to its last problem, filters by one request, and shows the right lines', async () => {
    const path = join(folder, 'nova-conductor.log');
    const { lines, knownLines } = writeLargeLog(path);
    assert.ok(statSync(path).size > 1 << 30);
    const view = await openView(path);
    await shownWhen(view, shown => shown.isIndexed && shown.rows === lines);

    await openView(path, lines);
    await shownWhen(view, shown => shown.currentLine === lines);
    await vscode.commands.executeCommand('novaDoctor.logView.previousProblem');
    const atProblem = await shownWhen(view, shown => shown.currentLine === knownLines[2]);
    assert.ok(atProblem.texts.includes(lastProblem), 'the line is on the screen');

    await vscode.commands.executeCommand('novaDoctor.logView.filterRequest', { id: request, path });
    const filtered = await shownWhen(
      view,
      shown => shown.isFiltered && shown.isFilterDone && shown.rows === 3 && shown.texts.length === 3,
    );
    assert.equal(filtered.matches, 3);
    assert.deepEqual(filtered.texts, [known('first'), known('second'), lastProblem]);
    await vscode.commands.executeCommand('novaDoctor.logView.clearFilter');
    await shownWhen(view, shown => !shown.isFiltered && shown.rows === lines);
    rmSync(path);
  });

  it('copies lines, with their place, and without secrets for a ticket', async () => {
    const path = join(folder, 'nova-api.log');
    appendFileSync(
      path,
      `${known('one')}\n${known('connection mysql+pymysql://nova:secret@db/nova failed', 'ERROR')}\n`,
    );
    const view = await openView(path, 2);
    await shownWhen(view, shown => shown.currentLine === 2);
    const copied = async (command: string, isWanted: (text: string) => boolean) => {
      await vscode.env.clipboard.writeText('');
      await vscode.commands.executeCommand(command);
      // The page and the thread that reads the file answer one after the other; each answer is asked for again.
      for (;;) {
        const text = await vscode.env.clipboard.readText();
        if (text !== '') {
          assert.ok(isWanted(text), text);
          return;
        }
        await view.textOf({ type: 'text', from: 0, to: 0 });
      }
    };
    await copied(
      'novaDoctor.logView.copyWithPlace',
      text => text.startsWith(`${path}:2\n`) && text.endsWith(' failed'),
    );
    await copied(
      'novaDoctor.logView.copyForTicket',
      text => /nova-api\.log:2\n```\n/.test(text) && !text.includes('secret'),
    );
  });

  it('follows a log that grows', async () => {
    const path = join(folder, 'nova-compute.log');
    appendFileSync(path, `${known('a line')}\n`.repeat(500));
    const view = await openView(path);
    await shownWhen(view, shown => shown.isIndexed && shown.rows === 500);
    await vscode.commands.executeCommand('novaDoctor.logView.toggleFollow');
    await shownWhen(view, shown => shown.isFollowing && shown.currentLine === 500);
    appendFileSync(path, `${known('the newest line')}\n`);
    const shown = await shownWhen(view, ({ texts }) => texts.includes(known('the newest line')));
    assert.equal(shown.currentLine, 501);
  });
});

/**
 * Writes a log of a little more than 1 GB: sixteen times the same generated part, with three entries of one request between,
 * of which the last one is the last problem.
 */
function writeLargeLog(path: string): { lines: number; knownLines: number[] } {
  const part = `${path}.generated`;
  generateLog(part, { bytes: 64 << 20, errorShare: 0.004, seed: 1 });
  const bytes = readFileSync(part);
  rmSync(part);
  let partLines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) partLines++;
  const quiet = Buffer.from(`${known('calm').replace(request, '-')}\n`.repeat(40));
  const file = openSync(path, 'w');
  let lines = 0;
  const knownLines: number[] = [];
  const write = (content: Buffer, count: number) => {
    for (let done = 0; done < content.length; ) done += writeSync(file, content, done);
    lines += count;
  };
  const writeKnown = (text: string) => {
    write(Buffer.from(`${text}\n`), 1);
    knownLines.push(lines);
  };
  for (let round = 0; round < 16; round++) {
    write(bytes, partLines);
    if (round === 3) writeKnown(known('first'));
    if (round === 9) writeKnown(known('second'));
  }
  writeKnown(lastProblem);
  write(quiet, 40);
  closeSync(file);
  return { lines, knownLines };
}
