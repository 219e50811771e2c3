import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { bootInstance, bootRequest, rescheduledBoot } from '../unit/trace/rescheduled-boot.ts';
import {
  openFile,
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  webviewPage,
} from './served-window.ts';

/** Asks for a trace in the palette; resolves when it asks back for the id. */
async function askForTrace(window: ServedWindow) {
  await runCommand(window, 'Nova: Trace Request or Instance…');
  const widget = window.page.locator('.quick-input-widget');
  await widget.filter({ hasText: 'UUID of an instance, or message id' }).waitFor();
  return { widget, input: widget.locator('.quick-input-box input') };
}

async function traceInstance(window: ServedWindow): Promise<FrameLocator> {
  const { input } = await askForTrace(window);
  await input.fill(bootInstance);
  await window.page.keyboard.press('Enter');
  const page = webviewPage(window);
  await page.locator('h1', { hasText: 'Done in 38.1 s: create an instance' }).waitFor();
  return page;
}

const themes = [
  ['Default High Contrast', 'vscode-high-contrast', 'trace-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light', 'trace-high-contrast-light'],
  ['Visual Studio Light', 'vscode-light', 'trace-light'],
  ['Visual Studio Dark', 'vscode-dark', 'trace'],
] as const;

describe('a person traces an instance that was scheduled twice', () => {
  let folder: string;
  let window: ServedWindow | undefined;

  async function openWindow(theme: string): Promise<ServedWindow> {
    window = await openServedWindow({ folder, settings: { 'workbench.colorTheme': theme } });
    await window.page.setViewportSize({ width: 1400, height: 980 });
    await openFile(window, 'ctl1/nova-api.log');
    return window;
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-trace-'));
    for (const [name, text] of Object.entries(rescheduledBoot)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [theme, kind, picture] of themes) {
    it(`and sees its way in the theme ${theme}`, async () => {
      const opened = await openWindow(theme);
      const trace = await traceInstance(opened);
      await trace.locator(`body.${kind}`).waitFor();
      await opened.page.keyboard.press('Control+B');
      await trace.locator('.picture .mark.error').hover();
      await trace.locator('.details', { hasText: 'Virtual Interface creation failed' }).waitFor();
      await saveScreenshot(opened, picture);
    });
  }

  it('and goes through its marks by keys to a line', async () => {
    const opened = await openWindow('Visual Studio Dark');
    const { widget, input } = await askForTrace(opened);
    assert.equal(await input.inputValue(), bootRequest, 'the request of the line is offered');
    await input.fill('req-5');
    await widget.filter({ hasText: 'req-5 is too short to be traced' }).waitFor();
    await input.fill(bootRequest);
    await opened.page.keyboard.press('Enter');
    const trace = webviewPage(opened);
    await trace.locator('h1', { hasText: 'Done in 38.1 s' }).waitFor();
    await trace.locator('.picture .mark').first().focus();
    await trace.locator('.details', { hasText: '/v3/auth/tokens' }).waitFor();
    await opened.page.keyboard.press('ArrowRight');
    await trace.locator('.details', { hasText: 'POST /v2.1/servers' }).waitFor();
    await opened.page.keyboard.press('+');
    await trace.locator('.picture .mark:focus').waitFor();
    await opened.page.keyboard.press('Enter');
    await opened.page.locator('.editor-group-container.active .view-line', { hasText: 'POST /v2.1/servers' }).waitFor();
  });

  it('and reads it as one log, which remains when the panel is hidden', async () => {
    const opened = await openWindow('Visual Studio Light');
    const trace = await traceInstance(opened);
    await trace.locator('.picture .mark.error').hover();
    await trace.locator('.details button', { hasText: 'in the merged log' }).click();
    const { page } = opened;
    const line = page.locator('.view-line', { hasText: 'Instance failed to spawn' });
    await line.first().waitFor();
    await saveScreenshot(opened, 'trace-merged-log');
    await page.locator('.tab', { hasText: 'Trace of' }).click();
    await webviewPage(opened).locator('.details', { hasText: 'Virtual Interface creation failed' }).waitFor();
    await webviewPage(opened).locator('summary').click();
    await webviewPage(opened).locator('table.entries').scrollIntoViewIfNeeded();
    await saveScreenshot(opened, 'trace-entries');
  });
});

describe('a person traces a request of the sample incident', () => {
  let window: ServedWindow | undefined;

  before(async () => {
    window = await openServedWindow({ folder: join(import.meta.dirname, '../../examples/incident') });
    await openFile(window, 'ctl1/nova-api.log');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(() => window?.close());

  it('and sees who did not answer', async () => {
    assert.ok(window);
    const { input } = await askForTrace(window);
    await input.fill('req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38');
    await window.page.keyboard.press('Enter');
    const trace = webviewPage(window);
    await trace.locator('h1', { hasText: 'Failed after 1 min 0 s: attach a volume' }).waitFor();
    await trace.locator('.facts button', { hasText: 'nova-compute' }).click();
    await trace.locator('.details', { hasText: 'MessagingTimeout' }).waitFor();
    await saveScreenshot(window, 'trace-failed');
    await trace.locator('.details button', { hasText: 'ctl1/nova-api.log:40' }).click();
    const line = window.page.locator('.editor-group-container.active .view-line', { hasText: 'MessagingTimeout' });
    await line.first().waitFor();
    await saveScreenshot(window, 'trace-and-line');
  });
});
