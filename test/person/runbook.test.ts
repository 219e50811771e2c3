import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { type Lab, startLab } from '../../lab/lab.ts';
import { scenarios } from '../../lab/scenarios/scenarios.ts';
import { chooseTheme } from './choose-theme.ts';
import {
  findCommand,
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

/** A runbook of the team: what a person does by hand, a change on the standbys, a wait, and the way back one by one. */
const ownRunbook = `runbook: standby-restart
title: Take nova-conductor of the standbys out and in
summary: The standbys are taken out, the holder of the VIP works alone for a while, and they come back one by one.
when: [mycat-1003-tx-interrupted]
parameters:
  settle: {type: duration, default: 5m, min: 0s, max: 10m, description: How long the holder of the VIP works alone}
steps:
  - id: close-entry
    title: Close the entry for new instances
    on: none
    effect: change
    manual: Put the maintenance page of the portal up, and tell the people on call.
    undo: {manual: Take the maintenance page down again.}
  - id: stop-standby
    title: Stop nova-conductor on the standbys
    on: standby
    effect: change
    require: [{probe: vip, is: exactly-one-holder}]
    run: {service: stop, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: stopped, for: 1s, within: 60s}
    undo: {run: {service: start, name: nova-conductor}}
  - id: settle
    title: Let the holder of the VIP work alone
    wait: "\${settle}"
  - id: start-standby
    title: Bring the standbys back, one by one
    on: standby
    serial: 1
    effect: change
    run: {service: start, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: running, within: 60s}
    undo: {run: {service: stop, name: nova-conductor}}
`;

/** The same, but what it expects after the stop does not come. */
const failingRunbook = ownRunbook
  .replace('standby-restart', 'standby-failing')
  .replace('Take nova-conductor of the standbys out and in', 'Expect what does not come')
  .replace('is: stopped, for: 1s, within: 60s', 'is: running, within: 2s');

const brokenRunbook = ownRunbook.replace('standby-restart', 'broken').replace('probe: vip,', 'probe: vipp,');

/** Ends, as a crash would, every process that has this in its environment: the editor and all that it has started. */
function killProcessesWith(variable: string): void {
  const killed = readdirSync('/proc').filter(name => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(variable);
    } catch {
      // A process that has ended meanwhile, or of somebody else.
      return false;
    }
  });
  assert.ok(killed.length > 0);
  for (const name of killed) process.kill(Number(name), 'SIGKILL');
}

describe('a person runs a runbook', () => {
  let home: string;
  let lab: Lab;
  let window: ServedWindow | undefined;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'nova-doctor-home-'));
    const scenario = scenarios.find(({ name }) => name === 'healthy');
    assert.ok(scenario);
    const folder = join(home, 'region-one');
    mkdirSync(join(folder, 'runbooks'), { recursive: true });
    const started = await startLab({ knowledgeFolder: join(import.meta.dirname, '../../knowledge'), folder, scenario });
    assert.ok('folder' in started);
    lab = started;
    for (const [name, text] of Object.entries({ own: ownRunbook, failing: failingRunbook, broken: brokenRunbook })) {
      writeFileSync(join(folder, 'runbooks', `${name}.runbook.yaml`), text);
    }
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/config'), readFileSync(lab.folder.sshConfiguration));
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(async () => {
    await lab?.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function open(trusted = true): Promise<ServedWindow> {
    const opened = await openServedWindow({
      folder: lab.folder.path,
      trusted,
      environment: { HOME: home, XDG_STATE_HOME: join(home, 'state') },
      settings: { 'workbench.hover.delay': 600_000, 'novaDoctor.controllers.refreshSeconds': 0 },
    });
    window = opened;
    await opened.page.setViewportSize({ width: 1280, height: 1000 });
    await showViews(opened, 'Nova Doctor');
    return opened;
  }

  const rows = (opened: ServedWindow) => opened.page.locator('.pane-body .monaco-list-row');
  const modal = ({ page }: ServedWindow) => page.locator('.monaco-dialog-box');

  /** The palette offers what needs controllers when it is known that some are named. */
  const knowsControllers = (opened: ServedWindow) =>
    rows(opened).filter({ hasText: 'Take nova-conductor of the standbys out and in' }).waitFor();

  /** From the palette to the plan. */
  async function planOf(opened: ServedWindow, title: string): Promise<FrameLocator> {
    await knowsControllers(opened);
    await runCommand(opened, 'Nova: Run Runbook…');
    const widget = opened.page.locator('.quick-input-widget');
    await widget.locator('input[placeholder]').first().waitFor();
    await widget.locator('.monaco-list-row', { hasText: title }).click();
    await widget.locator('.monaco-list-row', { hasText: 'settle: 5m' }).waitFor();
    await widget.locator('.monaco-list-row', { hasText: 'Show the plan with these values' }).click();
    const page = webviewPage(opened);
    await page.getByText('This is the plan. Nothing has run.').first().waitFor();
    return page;
  }

  it('is told in an untrusted window that nothing is run', async () => {
    const opened = await open(false);
    await opened.page.getByText('so nothing of it is run and nothing connects from it').waitFor();
    await saveScreenshot(opened, 'runbooks-untrusted');
    const widget = opened.page.locator('.quick-input-widget');
    const startLab = widget.locator('.monaco-list-row', { hasText: 'Nova: Start Lab…' });
    await findCommand(opened, 'Nova: Start Lab', startLab);
    await widget.locator('input').first().fill('>Nova: Run Runbook');
    await startLab.waitFor({ state: 'detached' });
    assert.equal(await widget.locator('.monaco-list-row', { hasText: 'Nova: Run Runbook…' }).count(), 0);
    // No page, and no journal: nothing was even planned.
    assert.equal(await opened.page.locator('iframe.webview').count(), 0);
    assert.equal(existsSync(join(home, 'state')), false);
  });

  it('sees every command before anything runs, agrees to it, and gets a report', async () => {
    const opened = await open();
    await rows(opened).filter({ hasText: 'Take nova-conductor of the standbys out and in' }).waitFor();
    await rows(opened).filter({ hasText: 'cannot be run as it is written' }).waitFor();
    const page = await planOf(opened, 'Take nova-conductor of the standbys out and in');
    await saveScreenshot(opened, 'run-plan');

    await page.getByRole('button', { name: 'Run…' }).click();
    await page.getByRole('heading', { name: /^For you to do/ }).waitFor();
    await page.getByRole('button', { name: 'It Is Done' }).click();
    await modal(opened).getByText('ctl2, ctl3:').waitFor();
    await saveScreenshot(opened, 'run-confirm');
    await modal(opened).getByRole('button', { name: 'Run on 2 Controllers' }).click();
    await page.getByRole('timer').waitFor();
    await rows(opened)
      .filter({ hasText: 'Let the holder of the VIP work alone' })
      .filter({ hasText: 'running' })
      .waitFor();
    await saveScreenshot(opened, 'run-half-way');
    await chooseTheme(opened, 'Light Modern');
    await saveScreenshot(opened, 'run-half-way-light');
    await chooseTheme(opened, 'Dark High Contrast');
    await saveScreenshot(opened, 'run-half-way-contrast');
    await chooseTheme(opened, 'Dark Modern');

    await page.getByRole('button', { name: 'Go On Now' }).click();
    await modal(opened)
      .getByRole('button', { name: /^Run on/ })
      .click();
    await page.getByRole('heading', { name: 'done' }).waitFor();
    await page.getByRole('button', { name: 'Copy Report for Ticket' }).waitFor();
    await saveScreenshot(opened, 'run-done');
    await page.getByRole('button', { name: 'Open Report' }).click();
    await opened.page.locator('.tab.active', { hasText: 'Preview' }).waitFor();
    await webviewPage(opened)
      .getByRole('heading', { name: /Take nova-conductor of the standbys out and in/ })
      .first()
      .waitFor();
    await saveScreenshot(opened, 'run-report');
  });

  it('goes on with a run whose editor was killed', async () => {
    const opened = await open();
    const page = await planOf(opened, 'Take nova-conductor of the standbys out and in');
    await page.getByRole('button', { name: 'Run…' }).click();
    await page.getByRole('button', { name: 'It Is Done' }).click();
    await modal(opened).getByRole('button', { name: 'Run on 2 Controllers' }).click();
    await page.getByRole('timer').waitFor();
    killProcessesWith(`XDG_STATE_HOME=${join(home, 'state')}`);
    await opened.close();

    const again = await open();
    await knowsControllers(again);
    await runCommand(again, 'Nova: Resume Run…');
    const widget = again.page.locator('.quick-input-widget');
    await widget.locator('.monaco-list-row', { hasText: 'broken off' }).first().click();
    const resumed = webviewPage(again);
    // The standbys are not stopped a second time, which would be asked: that they are stopped is verified.
    await resumed.getByRole('timer').waitFor();
    await saveScreenshot(again, 'run-resumed');
    await resumed.getByRole('button', { name: 'Go On Now' }).click();
    await modal(again)
      .getByRole('button', { name: /^Run on/ })
      .click();
    await resumed.getByRole('heading', { name: 'done' }).waitFor();
  });

  it('chooses what to do when a step fails, and what was done is taken back', async () => {
    const opened = await open();
    const page = await planOf(opened, 'Expect what does not come');
    await page.getByRole('button', { name: 'Run…' }).click();
    await page.getByRole('button', { name: 'It Is Done' }).click();
    await modal(opened).getByRole('button', { name: 'Run on 2 Controllers' }).click();
    await page.getByRole('heading', { name: /^Failed: Stop nova-conductor/ }).waitFor();
    await page.getByRole('button', { name: 'Take Back' }).waitFor();
    await saveScreenshot(opened, 'run-failure');
    await page.getByRole('button', { name: 'Take Back' }).click();
    await modal(opened).getByRole('button', { name: 'Take It Back' }).click();
    await page.getByText('Take the maintenance page down again.').first().waitFor();
    await page.getByRole('button', { name: 'It Is Done' }).click();
    await page.getByRole('heading', { name: 'taken back', exact: true }).waitFor();
    await saveScreenshot(opened, 'run-undone');
  });
});
