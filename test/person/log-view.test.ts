import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { generateLog } from '../bench/lib/generate-log.mjs';
import {
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  webviewPage,
} from './served-window.ts';

const sampleFolder = join(import.meta.dirname, '../../examples/incident');
const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern', 'high-contrast': 'Default High Contrast' };

for (const [name, theme] of Object.entries(themes)) {
  describe(`a person opens a large log in Nova Log View, ${name}`, () => {
    let folder: string;
    let window: ServedWindow;
    let view: FrameLocator;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'nova-doctor log view '));
      cpSync(sampleFolder, folder, { recursive: true });
      generateLog(join(folder, 'nova-conductor.log'), { bytes: 24 << 20, errorShare: 0.01, seed: 7 });
      window = await openServedWindow({
        folder,
        settings: {
          'workbench.colorTheme': theme,
          // The served VS Code is a remote one, which asks above 10 MB before it shows anything.
          'workbench.editorLargeFileConfirmation': 1024,
        },
      });
      await window.page.setViewportSize({ width: 1500, height: 900 });
      view = await openLogView(window, 'nova-conductor.log');
    });
    afterEach(async function () {
      await saveScreenshotOfFailure(window, this.currentTest);
    });
    after(async () => {
      await window?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('and sees its lines, how many there are, and where its problems are', async () => {
      await view.getByText(/^[\d,]+ lines, 24 MB$/).waitFor();
      await view.locator('.row .logger').first().waitFor();
      await view.getByRole('img', { name: /^[\d,]+ problems in the log/ }).waitFor();
      await saveScreenshot(window, `log-view-${name}`);
    });

    it('and jumps from problem to problem', async () => {
      await view.locator('.viewport').click();
      await window.page.keyboard.press('F8');
      await view.locator('.message', { hasText: 'Connection dropped during the handshake' }).waitFor();
      await view.locator('.row.current', { hasText: 'Exception during message handling' }).waitFor();
      await saveScreenshot(window, `log-view-problem-${name}`);
    });

    it('and filters by level, with the other fields at hand', async () => {
      await view.getByLabel('Level').selectOption('ERROR');
      await view.getByText(/^[\d,]+ entries match$/).waitFor();
      await view.getByRole('button', { name: 'Filter by request, logger' }).click();
      await view.locator('.row .exception').first().waitFor();
      await saveScreenshot(window, `log-view-filter-${name}`);
      const levels = await view.locator('.row .text').allTextContents();
      assert.ok(
        levels.every(text => text.includes(' ERROR ')),
        'whole entries of the level, and no others',
      );
    });

    it('and dims what does not match instead', async () => {
      await view.getByRole('button', { name: 'Dim what does not match' }).click();
      await view.locator('.row.dimmed').first().waitFor();
      await view.locator('.row:not(.dimmed)').first().waitFor();
      await saveScreenshot(window, `log-view-dimmed-${name}`);
    });

    it('and follows it as it grows, until scrolling up', async () => {
      await view.getByRole('button', { name: 'Clear', exact: true }).click();
      await view.getByRole('button', { name: 'Follow the log' }).click();
      await view.locator('.row.current').last().waitFor();
      appendFileSync(
        join(folder, 'nova-conductor.log'),
        '2026-11-22 23:59:59.999 20 WARNING nova.conductor.manager [None req-11111111-2222-4333-a444-555555555555 - - - - - -] The last line was written just now.\n',
      );
      await view.locator('.row.current', { hasText: 'written just now' }).waitFor();
      await view.locator('.viewport').hover();
      await window.page.mouse.wheel(0, -300);
      await view.getByRole('button', { name: 'Resume following' }).waitFor();
      await saveScreenshot(window, `log-view-follow-${name}`);
    });
  });
}

/** Opens a large log and accepts the view that is offered; gives the inside of it. */
async function openLogView(window: ServedWindow, file: string): Promise<FrameLocator> {
  const { page } = window;
  const row = page.locator('.explorer-folders-view .monaco-list-row', { has: page.getByText(file, { exact: true }) });
  await row.click();
  await page.locator('.editor-group-container.active .tab.active', { hasText: file }).waitFor();
  const offer = page.locator('.notification-toast', { hasText: `${file} is large (24 MB)` });
  await offer.getByRole('button', { name: 'Open in Nova Log View' }).click();
  await page.locator('iframe.webview.ready').waitFor();
  await runCommand(window, 'Notifications: Clear All Notifications');
  return webviewPage(window);
}
