import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../client/extension.ts';
import type { RunPage } from '../../core/features/run-page.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { scenarios } from '../../lab/scenarios/scenarios.ts';
import { api } from './window.ts';

const ownRunbook = `runbook: standby-restart
title: Take the standbys out and in
summary: For a test.
when: [mycat-1003-tx-interrupted]
parameters:
  settle: {type: duration, default: 5m, max: 10m}
steps:
  - id: tell
    title: Tell the people on call
    on: none
    effect: change
    manual: Call them.
    undo: {manual: Tell them that it is over.}
  - id: stop-standby
    title: Stop nova-conductor on the standbys
    on: standby
    effect: change
    run: {service: stop, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: stopped, within: 60s}
    undo: {run: {service: start, name: nova-conductor}}
  - id: settle
    title: Wait
    wait: "\${settle}"
  - id: start-standby
    title: Bring them back
    on: standby
    serial: 1
    effect: change
    run: {service: start, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: running, within: 60s}
    undo: {run: {service: stop, name: nova-conductor}}
`;

type Boxes = Record<'showQuickPick' | 'showWarningMessage' | 'showInputBox', (...given: never[]) => unknown>;

describe('runbooks', () => {
  const boxes = vscode.window as unknown as Boxes;
  const { showQuickPick, showWarningMessage, showInputBox } = boxes;
  const environment = { HOME: process.env.HOME, XDG_STATE_HOME: process.env.XDG_STATE_HOME };
  let home: string;
  let lab: Lab;
  let workspaceFile: string;
  let sampleText: string;
  let runbookFile: string;

  before(async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const extension = vscode.extensions.getExtension<ExtensionApi>('nova-doctor.nova-doctor');
    assert.ok(folder && extension);
    home = mkdtempSync(join(tmpdir(), 'nova-doctor-home-'));
    const scenario = scenarios.find(({ name }) => name === 'healthy');
    assert.ok(scenario);
    const knowledgeFolder = join(extension.extensionPath, 'knowledge');
    const started = await startLab({ knowledgeFolder, folder: join(home, 'lab'), scenario });
    assert.ok('folder' in started);
    lab = started;
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/config'), readFileSync(lab.folder.sshConfiguration));
    process.env.HOME = home;
    process.env.XDG_STATE_HOME = join(home, 'state');
    workspaceFile = join(folder, '.nova-doctor.yaml');
    sampleText = readFileSync(workspaceFile, 'utf8');
    runbookFile = join(folder, 'own.runbook.yaml');
    writeFileSync(runbookFile, ownRunbook);
    const reread = clusterChange();
    writeFileSync(workspaceFile, readFileSync(lab.folder.workspaceFile));
    await reread;
    await vscode.commands.executeCommand('novaDoctor.runbooks.refresh');
  });
  afterEach(() => {
    Object.assign(boxes, { showQuickPick, showWarningMessage, showInputBox });
  });
  after(async () => {
    rmSync(runbookFile, { force: true });
    writeFileSync(workspaceFile, sampleText);
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await lab.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function runbooks(): Promise<ExtensionApi['runbooks']> {
    return (await api()).runbooks;
  }

  /** Settles when VS Code has told of the change of the workspace file. */
  async function clusterChange(): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher('**/.nova-doctor.yaml');
    await new Promise<void>(resolve => watcher.onDidChange(() => resolve()));
    watcher.dispose();
  }

  /** Settles with the page of the run when it is as wanted. */
  async function pageWhen(isWanted: (page: RunPage) => boolean): Promise<RunPage> {
    const { page, onDidChangePage } = await runbooks();
    const now = page();
    if (now && isWanted(now)) return now;
    return new Promise(resolve => {
      const subscription = onDidChangePage(() => {
        const next = page();
        if (!next || !isWanted(next)) return;
        subscription.dispose();
        resolve(next);
      });
    });
  }

  /** Accepts the default values, and answers the boxes that agree. */
  function answer(agreement: 'yes' | 'closed'): string[] {
    const shown: string[] = [];
    boxes.showQuickPick = (items: readonly unknown[]) => Promise.resolve(items[0]);
    boxes.showWarningMessage = (title: string, options: { detail?: string } | undefined, yes: string) => {
      shown.push(`${title}\n${options?.detail ?? ''}`);
      return Promise.resolve(agreement === 'yes' ? yes : undefined);
    };
    return shown;
  }

  const conductors = () =>
    lab.world
      .state()
      .controllers.map(
        ({ name, services }) => `${name} ${services.some(one => one.service === 'nova-conductor' && one.isRunning)}`,
      );

  it('are shown with their steps, those of the workspace first', async () => {
    const rows = await (await runbooks()).rows();
    const own = rows.find(row => row.path === runbookFile);
    assert.equal(own?.label, 'Take the standbys out and in');
    assert.deepEqual(
      own?.children?.map(step => step.effect),
      ['manual', 'change', 'wait', 'change'],
    );
  });

  it('are planned first: every command is shown and nothing has run', async () => {
    answer('closed');
    const before = conductors();
    await vscode.commands.executeCommand('novaDoctor.runbook.run', vscode.Uri.file(runbookFile));
    const page = await pageWhen(({ phase }) => phase === 'planned');
    const stop = page.steps.find(({ id }) => id === 'stop-standby');
    assert.deepEqual(stop?.controllers, ['ctl2', 'ctl3']);
    assert.ok(stop.commands.length >= 2);
    assert.deepEqual(page.parameters, [{ name: 'settle', value: '5m', isDefault: true }]);
    assert.deepEqual(conductors(), before);
  });

  it('run nothing that a closed box did not agree to', async () => {
    const shown = answer('closed');
    const { answer: say, stop } = await runbooks();
    const before = conductors();
    const started = say({ kind: 'start' });
    await pageWhen(({ question }) => question?.kind === 'manual');
    await say({ kind: 'agree', rows: [] });
    await pageWhen(({ question }) => question?.kind === 'change');
    assert.equal(shown.length, 1);
    assert.match(shown[0] ?? '', /^Stop nova-conductor on the standbys\nctl2, ctl3:\n/);
    await stop();
    await started;
    const page = await pageWhen(({ phase }) => phase === 'ended');
    assert.equal(page.end?.end, 'cancelled');
    assert.deepEqual(conductors(), before);
  });

  it('go on where they stopped, are agreed to, can be cut short, and leave a report', async () => {
    answer('yes');
    const { answer: say, runRows, statusText, page } = await runbooks();
    const [newest] = await runRows();
    assert.equal(newest?.canResume, true);
    const resumed = vscode.commands.executeCommand('novaDoctor.run.resume', newest);
    const waiting = await pageWhen(({ steps }) =>
      steps.some(({ id, until }) => id === 'settle' && until !== undefined),
    );
    assert.match(statusText(), /Take the standbys out and in 2\/4/);
    assert.equal(waiting.steps[0]?.state, 'done');
    await say({ kind: 'cut-short' });
    await resumed;
    assert.equal(page()?.end?.end, 'done');
    assert.match(page()?.end?.report ?? '', /Take the standbys out and in/);
    assert.equal(statusText(), '');
    const [last] = await runRows();
    assert.equal(last?.state, 'done');
    assert.equal(last?.canResume, false);
  });

  it('of one step stop a service of one controller, agreed to as any other, and the Controllers view shows it', async () => {
    const shown = answer('yes');
    const { controllerRows, runbooks: own } = await api();
    await vscode.commands.executeCommand('novaDoctor.controllers.refresh');
    const all = (rows: ReturnType<typeof controllerRows>): ReturnType<typeof controllerRows> =>
      rows.flatMap(row => [row, ...all(row.children ?? [])]);
    const row = all(controllerRows()).find(
      ({ controller, kind, service }) => kind === 'service' && controller === 'ctl3' && service === 'nova-conductor',
    );
    assert.ok(row);
    await vscode.commands.executeCommand('novaDoctor.service.stop', row);
    assert.deepEqual(
      shown.map(text => text.split('\n').slice(0, 2)),
      [['Stop nova-conductor on ctl3', 'ctl3:']],
    );
    assert.equal(own.page()?.end?.end, 'done', own.page()?.end?.seen);
    assert.deepEqual(conductors(), ['ctl1 true', 'ctl2 true', 'ctl3 false']);
  });

  it('are refused while somebody else holds the lock, which is broken only when a person says so', async () => {
    const lock = '/run/lock/nova-doctor';
    const folders = () => lab.world.state().controllers.map(controller => controller.folders);
    const told: string[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, {
      showInformationMessage: (text: string) => {
        told.push(text);
        return Promise.resolve(undefined);
      },
    });
    try {
      await vscode.commands.executeCommand('novaDoctor.lock.break');
      assert.deepEqual(told, ['No controller is locked.']);
      for (const own of folders()) own[lock] = {};
      answer('closed');
      await vscode.commands.executeCommand('novaDoctor.runbook.run', vscode.Uri.file(runbookFile));
      const { answer: say, page } = await runbooks();
      await say({ kind: 'start' });
      assert.equal(page()?.end?.end, 'refused', page()?.end?.seen);
      const shown = answer('closed');
      await vscode.commands.executeCommand('novaDoctor.lock.break');
      assert.match(shown[0] ?? '', /^Break the lock on the cluster\?\nctl1 has been locked/);
      assert.ok(folders().every(own => lock in own));
      answer('yes');
      await vscode.commands.executeCommand('novaDoctor.lock.break');
      assert.ok(folders().every(own => !(lock in own)));
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
  });

  it('are opened by a link, filled in, without reading anything; a hostile one opens nothing', async () => {
    const refused: string[] = [];
    boxes.showWarningMessage = (text: string) => {
      refused.push(text);
      return Promise.resolve(undefined);
    };
    const { openLink, page } = await runbooks();
    const link = (query: string) =>
      vscode.Uri.from({ scheme: 'vscode', authority: 'nova-doctor.nova-doctor', path: '/runbook', query });
    const before = page();
    await openLink(link('runbook=../own&set.settle=1m'));
    await openLink(link('runbook=standby-restart&cluster=elsewhere'));
    await openLink(link('runbook=none-such'));
    assert.equal(refused.length, 3, refused.join('\n'));
    assert.match(refused[1] ?? '', /about the cluster elsewhere, but this window is about region-one/);
    assert.equal(page(), before);
    await openLink(link('runbook=standby-restart&cluster=region-one&time=1795328220&set.settle=90s&set.other=;reboot'));
    const opened = page();
    assert.equal(opened?.phase, 'opened');
    assert.deepEqual(opened.parameters, [{ name: 'settle', value: '90s', isDefault: false }]);
    assert.ok(opened.notes.some(note => note.includes('2026-11-22T06:17:00Z')));
    assert.ok(opened.notes.some(note => note.includes('other')));
  });
});
