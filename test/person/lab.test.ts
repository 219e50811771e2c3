import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab } from '../../scripts/lib/lab.mjs';
import { sampleFolder } from '../../scripts/lib/paths.mjs';
import {
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

describe('a person tries Nova Doctor on a simulated cluster', () => {
  let folder: string;
  let window: ServedWindow | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-lab-person-'));
    writeFileSync(join(folder, 'notes.txt'), 'Notes\n');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(() => rmSync(folder, { recursive: true }));

  it('chooses what is wrong with it, and finds it in its controllers, its logs and in triage', async () => {
    const first = await openServedWindow({ folder });
    window = first;
    await runCommand(first, 'Nova: Start Lab…');
    const widget = first.page.locator('.quick-input-widget');
    await widget.locator('.monaco-list-row', { hasText: 'broker-restarted-service-lost' }).waitFor();
    const [page] = await Promise.all([
      first.page.context().waitForEvent('page'),
      widget.locator('.monaco-list-row', { hasText: 'seed-case' }).first().click(),
    ]);
    const opened: ServedWindow = { page, close: first.close };
    window = opened;
    page.setDefaultTimeout(30_000);
    // Toasts go by themselves, and the bell keeps what they said.
    await page.locator('.notification-toast', { hasText: 'A simulated cluster runs' }).waitFor();
    await runCommand(opened, 'Nova: Triage');
    const card = webviewPage(opened);
    await card.getByText('conductor-safe-channel').first().waitFor();
    await showViews(opened, 'Nova Doctor');
    for (const name of ['ctl1', 'ctl2', 'ctl3']) {
      await page.locator('.pane-body .monaco-list-row', { hasText: name }).first().waitFor();
    }
    await saveScreenshot(opened, 'lab-triage');
    await runCommand(opened, 'Nova: Start Lab…');
    const choice = page.locator('.quick-input-widget');
    await choice.locator('.monaco-list-row', { hasText: 'seed-case' }).first().waitFor();
    await choice.locator('input').first().fill('healthy');
    await choice.locator('.monaco-list-row.focused', { hasText: 'everything works' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.notification-toast', { hasText: 'everything works' }).waitFor();
    await runCommand(opened, 'Nova: Refresh Controllers');
    await page.locator('.pane-body .monaco-list-row', { hasText: 'ctl2' }).first().click();
    await page.keyboard.press('ArrowRight');
    await page.locator('.pane-body .monaco-list-row', { hasText: 'nova-conductor' }).first().waitFor();
    await saveScreenshot(opened, 'lab-healthy');

    await runCommand(opened, 'Nova: Restart Service…');
    await choice.locator('.monaco-list-row', { hasText: 'ctl1' }).first().waitFor();
    await choice.locator('input').first().fill('nova-conductor');
    await choice.locator('.monaco-list-row', { hasText: 'nova-conductor' }).filter({ hasText: 'ctl2' }).first().click();
    const question = page.locator('.monaco-dialog-box', { hasText: 'nova-conductor' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await page.locator('.notification-toast.error').count(), 0);
  });

  it('has the live configuration judged, is told that the database refused, and opens the file of a controller', async () => {
    const lab = await startLab(join(folder, 'refusing'), ['--scenario', 'too-many-connections']);
    try {
      const opened = await openServedWindow({
        folder: lab.folder,
        machineSettings: { 'novaDoctor.ssh.configFile': lab.sshConfiguration },
      });
      window = opened;
      const { page } = opened;
      await runCommand(opened, 'Nova: Lint Live Configuration');
      const told = page.locator('.notification-toast', { hasText: /Live configuration: \d+ errors, \d+ warnings/ });
      await told.filter({ hasText: 'The database could not be asked (ERROR 1040' }).waitFor();
      const problems = page.locator('.markers-panel .monaco-list-row');
      await problems.filter({ hasText: 'ctl1/etc/kolla/nova-api' }).waitFor();
      const sum = problems.filter({ hasText: 'nova may open 23520 connections' });
      await sum.waitFor();
      await problems.filter({ hasText: 'ctl2: [DEFAULT]osapi_compute_workers = 5' }).first().waitFor();
      await saveScreenshot(opened, 'lab-live-configuration');
      await sum.dblclick();
      await page.locator('.editor-group-container.active .tab.active', { hasText: 'nova.conf' }).waitFor();
      await page.locator('.editor-group-container.active .view-line', { hasText: 'max_overflow' }).first().waitFor();
      await saveScreenshot(opened, 'lab-live-file');
    } finally {
      lab.stop();
    }
  });

  it('finds the sample incident wired to a cluster, as npm start opens it', async () => {
    const lab = await startLab(join(folder, 'lab'));
    try {
      const opened = await openServedWindow({
        folder: sampleFolder,
        machineSettings: { 'novaDoctor.ssh.configFile': lab.sshConfiguration },
      });
      window = opened;
      await runCommand(opened, 'Nova: Triage');
      const card = webviewPage(opened);
      await card.getByText('conductor-safe-channel').first().waitFor();
      await card.getByText('10.77.0.10 on ctl1').waitFor();
      await saveScreenshot(opened, 'lab-sample');
    } finally {
      lab.stop();
    }
  });
});
