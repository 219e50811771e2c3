import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
} from './served-window.ts';

describe('a person opens the walkthrough', () => {
  let folder: string;
  let window: ServedWindow | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-walkthrough-'));
    writeFileSync(join(folder, 'notes.txt'), 'Notes\n');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  it('sees seven steps, each with its picture, and starts the first', async () => {
    const opened = await openServedWindow({ folder });
    window = opened;
    const { page } = opened;
    // In a narrow window VS Code leaves the pictures out.
    await page.setViewportSize({ width: 1700, height: 1000 });
    await runCommand(opened, 'Nova: Get Started (Walkthrough)');
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    await steps.filter({ hasText: 'Keep what was done' }).waitFor();
    assert.equal(await steps.count(), 7);
    for (const title of ['Inspect the logs', 'Recover, step by step']) {
      await steps.filter({ hasText: title }).click();
      const picture = page.locator('.gettingStartedContainer .getting-started-media img').first();
      await picture.waitFor();
      await picture.evaluate((image: unknown) => (image as { decode(): Promise<void> }).decode());
    }
    await saveScreenshot(opened, 'walkthrough');
    await steps.filter({ hasText: 'Start a cluster to try it on' }).click();
    await page.locator('.gettingStartedContainer').getByRole('button', { name: 'Start Lab' }).click();
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'seed-case' }).first().waitFor();
    // What was done is ticked.
    await steps.filter({ hasText: 'Start a cluster to try it on' }).locator('.codicon.complete').waitFor();
    assert.equal(await steps.locator('.codicon.complete').count(), 1);
  });
});
