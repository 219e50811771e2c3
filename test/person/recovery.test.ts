import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

/** The longest that a step of the runbook takes: it watches a log and asks for records that must advance. */
const longestStep = 240_000;

describe('a person recovers a cluster', () => {
  let folder: string;
  let window: ServedWindow | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-recovery-'));
    writeFileSync(join(folder, 'notes.txt'), 'Notes\n');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
    await window?.close();
    window = undefined;
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Starts the lab and gives its window. */
  async function startLab(): Promise<ServedWindow> {
    const first = await openServedWindow({ folder, environment: { XDG_STATE_HOME: join(folder, 'state') } });
    window = first;
    await runCommand(first, 'Nova: Start Lab…');
    const [page] = await Promise.all([
      first.page.context().waitForEvent('page'),
      first.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'seed-case' }).first().click(),
    ]);
    page.setDefaultTimeout(60_000);
    await page.setViewportSize({ width: 1280, height: 1000 });
    return { page, close: first.close };
  }

  /** Gives a parameter another value in the list of all. */
  async function setParameter(page: Page, name: string, value: string): Promise<void> {
    const widget = page.locator('.quick-input-widget');
    await widget
      .locator('.monaco-list-row', { hasText: `${name}: ` })
      .first()
      .click();
    await widget.locator('.quick-input-title', { hasText: `: ${name}` }).waitFor();
    await widget.locator('input').first().fill(value);
    await page.keyboard.press('Enter');
    await widget
      .locator('.monaco-list-row', { hasText: `${name}: ${value}` })
      .first()
      .waitFor();
  }

  /** Answers the one question that is open, as somebody does who agrees to everything. */
  async function agree({ page }: ServedWindow, title: string): Promise<void> {
    const shown = webviewPage({ page });
    if (title.startsWith('For you to do')) return shown.getByRole('button', { name: 'It Is Done' }).click();
    if (title.startsWith('This destroys data')) {
      await shown.getByRole('button', { name: /^Destroy \d+ of \d+…/ }).click();
      const box = page.locator('.quick-input-widget input').first();
      await box.fill('region-one');
      return page.keyboard.press('Enter');
    }
    return page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: /^Run on/ })
      .click();
  }

  it('from the first click to a cluster that works', async function () {
    this.timeout(15 * 60_000);
    const opened = await startLab();
    window = opened;
    const { page } = opened;
    const message = page.locator('.notification-toast', { hasText: 'A simulated cluster runs' });
    await message.getByRole('button', { name: 'Triage' }).click();
    const shown = webviewPage({ page });
    const plan = shown.getByRole('button', { name: 'Plan the Runbook conductor-safe-channel…' });
    await plan.waitFor();
    await showViews({ page }, 'Nova Doctor');
    await page.locator('.pane-body .monaco-list-row', { hasText: /^ctl3/ }).first().waitFor();
    await saveScreenshot(opened, 'recovery-triage');

    await plan.click();
    await setParameter(page, 'quiet', '10s');
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Show the plan with these values' }).click();
    await shown.getByText('This is the plan. Nothing has run.').first().waitFor();
    await saveScreenshot(opened, 'recovery-plan');

    await shown.getByRole('button', { name: 'Run…' }).click();
    const next = shown.locator('section.question h2, section.end h2, li.running button:has-text("Go On Now")').first();
    const asked: string[] = [];
    for (;;) {
      await next.waitFor({ timeout: longestStep });
      const title = (await next.textContent()) ?? '';
      asked.push(title);
      if (await shown.locator('section.end').count()) break;
      assert.ok(!title.startsWith('Failed'), asked.join('\n'));
      if (title.startsWith('This destroys data')) await saveScreenshot(opened, 'recovery-purge');
      if (title === 'Go On Now') {
        await saveScreenshot(opened, 'recovery-settle');
        await next.click();
      } else await agree(opened, title);
      // The same question is not answered twice.
      await shown
        .locator('section.question h2, section.end h2, li.running button')
        .filter({ hasText: title })
        .first()
        .waitFor({ state: 'hidden', timeout: longestStep });
    }
    await shown.getByRole('heading', { name: 'done', exact: true }).waitFor();
    await saveScreenshot(opened, 'recovery-done');
    assert.ok(asked.some(title => title.startsWith('This destroys data')));

    await runCommand(opened, 'Nova: Triage');
    await webviewPage({ page }).getByText('Nothing stands out').waitFor();
    await saveScreenshot(opened, 'recovery-healthy');
  });
});
