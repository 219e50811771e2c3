import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { startLab } from '../../scripts/lib/lab.mjs';
import { sampleFolder } from '../../scripts/lib/paths.mjs';
import { accessibilityViolations, tabStops } from './accessibility.ts';
import { chooseTheme } from './choose-theme.ts';
import {
  openFile,
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

const themes = [
  ['Dark Modern', 'vscode-dark', 'dark'],
  ['Light Modern', 'vscode-light', 'light'],
  ['Dark High Contrast', 'vscode-high-contrast', 'contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light', 'contrast-light'],
] as const;

describe('every page can be read by everybody', () => {
  let folder: string;
  let lab: Awaited<ReturnType<typeof startLab>>;
  let window: ServedWindow;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-accessibility-'));
    const region = join(folder, 'region-one');
    cpSync(sampleFolder, region, { recursive: true });
    lab = await startLab(join(folder, 'lab'));
    window = await openServedWindow({
      folder: region,
      settings: { 'workbench.hover.delay': 600_000, 'novaDoctor.controllers.refreshSeconds': 0 },
      machineSettings: { 'novaDoctor.ssh.configFile': lab.sshConfiguration },
      environment: { XDG_STATE_HOME: join(folder, 'state') },
    });
    window.page.setDefaultTimeout(60_000);
    await showViews(window, 'Nova Doctor');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(async () => {
    await window?.close();
    lab?.stop();
    rmSync(folder, { recursive: true });
  });

  const pageOf = (): FrameLocator => webviewPage(window);

  /** Looks at the page that is shown in every theme, and takes a picture of each. */
  async function inEveryTheme(name: string): Promise<void> {
    const found: string[] = [];
    for (const [theme, kind, picture] of themes) {
      await chooseTheme(window, theme);
      await pageOf().locator(`body.${kind}`).waitFor();
      found.push(...(await accessibilityViolations(pageOf())).map(violation => `${theme}: ${violation}`));
      await saveScreenshot(window, `themes-${name}-${picture}`);
    }
    assert.deepEqual(found, []);
    const { stops, unseen } = await tabStops(window.page, pageOf());
    assert.ok(stops.length > 1, `Tab reaches nothing: ${stops}`);
    assert.deepEqual(unseen, [], 'the focus cannot be seen');
  }

  it('the incident report', async () => {
    await window.page.getByRole('button', { name: 'Analyze Workspace' }).click();
    await window.page.locator('.pane-body .monaco-list-row', { hasText: /^A database proxy/ }).waitFor();
    await runCommand(window, 'Nova: Show Incident Report');
    await pageOf().getByRole('heading', { name: 'Next steps' }).waitFor();
    await inEveryTheme('report');
  });

  it('a trace', async () => {
    await runCommand(window, 'Nova: Trace a Request of the Incident');
    await window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'req-' }).first().click();
    await pageOf().locator('.picture .mark').first().waitFor();
    await inEveryTheme('trace');
  });

  it('the triage card', async () => {
    await runCommand(window, 'Nova: Triage');
    await pageOf()
      .getByRole('button', { name: /^Plan the Runbook/ })
      .waitFor();
    await inEveryTheme('triage');
  });

  it('the plan of a run', async () => {
    await pageOf()
      .getByRole('button', { name: /^Plan the Runbook/ })
      .click();
    await window.page
      .locator('.quick-input-widget .monaco-list-row', { hasText: 'Show the plan with these values' })
      .click();
    await pageOf().getByText('This is the plan. Nothing has run.').first().waitFor();
    await inEveryTheme('plan');
  });

  it('the connection capacity', async () => {
    await runCommand(window, 'Nova: Show Connection Capacity');
    await pageOf().getByRole('heading', { level: 1, name: 'Connection Capacity' }).waitFor();
    await pageOf()
      .getByText(/is already more than/)
      .waitFor();
    await inEveryTheme('capacity');
  });

  it('Nova Log View', async () => {
    await showViews(window, 'Explorer');
    await openFile(window, 'ctl1/nova-conductor.log');
    await runCommand(window, 'Nova: Open in Nova Log View');
    await pageOf().locator('.row').first().waitFor();
    await inEveryTheme('log-view');
  });
});
