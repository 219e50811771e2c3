import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chooseTheme } from './choose-theme.ts';
import {
  openServedWindow,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  showViews,
  webviewPage,
} from './served-window.ts';

const sampleFolder = join(import.meta.dirname, '../../examples/incident');

describe('a person analyses the sample incident', () => {
  let window: ServedWindow;

  before(async () => {
    window = await openServedWindow({
      folder: sampleFolder,
      // What a row says when the mouse rests on it would lie over the next row.
      settings: { 'workbench.hover.delay': 600_000 },
    });
    await window.page.setViewportSize({ width: 1600, height: 1000 });
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(() => window?.close());

  it('from the empty Incidents view', async () => {
    const { page } = window;
    await showViews(window, 'Nova Doctor');
    await page.getByRole('button', { name: 'Analyze Workspace' }).waitFor();
    await saveScreenshot(window, 'incidents-empty');
    // Room for the rows of the Incidents view: what is out of sight has no element.
    for (const other of ['Controllers', 'Runbooks']) {
      await page.locator('.pane-header', { has: page.getByText(other, { exact: true }) }).click();
    }
    await page.getByRole('button', { name: 'Analyze Workspace' }).click();
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: /^A database proxy \(Mycat, ProxySQL\) closed a connection/ }).waitFor();
    await rows.filter({ hasText: /986 s before the error/ }).waitFor();
    // Other views of the container add to the number.
    await page.locator('.activitybar .badge-content', { hasText: /\d/ }).waitFor();
    await saveScreenshot(window, 'incidents-view');
  });

  it('and a click on evidence goes to its line', async () => {
    const { page } = window;
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: /^Evidence/ }).click();
    await rows
      .filter({ hasText: /nova-conductor\.log:67/ })
      .first()
      .click();
    await page.locator('.editor-group-container.active .tab.active', { hasText: 'nova-conductor.log' }).waitFor();
    await page.locator('.line-numbers.active-line-number', { hasText: /^67$/ }).waitFor();
  });

  it('and opens its report', async () => {
    const { page } = window;
    const row = page.locator('.pane-body .monaco-list-row', { hasText: /^A database proxy/ });
    await row.hover();
    await row.getByRole('button', { name: 'Show Incident Report' }).click();
    const report = webviewPage(window);
    await report.getByRole('heading', { level: 1, name: /^error A database proxy/ }).waitFor();
    await report.getByRole('application').locator('canvas').waitFor();
    await saveScreenshot(window, 'report');
    await report.getByRole('heading', { name: 'What follows from it' }).scrollIntoViewIfNeeded();
    await saveScreenshot(window, 'report-chain');
    await report.getByRole('heading', { name: 'Next steps' }).scrollIntoViewIfNeeded();
    await saveScreenshot(window, 'report-below');
  });

  it('and chooses a time with the keyboard, which filters the lists', async () => {
    const report = webviewPage(window);
    const problems = report.locator('section', { has: report.getByRole('heading', { name: 'All problems' }) });
    const before = await problems.locator('tbody tr').count();
    await report.getByRole('application').focus();
    await report.getByRole('application').press('ArrowRight');
    await report.getByRole('application').press('Shift+ArrowRight');
    await report.getByText(/^Only 2024-08-02 09:39:/).waitFor();
    assert.ok((await problems.locator('tbody tr').count()) < before);
    await report.locator('.spoken', { hasText: /09:39:/ }).waitFor({ state: 'attached' });
    await report.getByRole('application').press('Enter');
    await report.locator('.chosen').getByRole('button', { name: 'Whole time' }).click();
    await report.getByText('Drag over the time line to choose a time.').waitFor();
  });

  it('and brushes a time with the mouse, and reads it as a table', async () => {
    const { page } = window;
    const report = webviewPage(window);
    const over = report.locator('.u-over');
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await report.getByText(/^Only 2024-08-02 09:4/).waitFor();
    await report.getByText('The time line as a table').click();
    await report.locator('details table tbody tr').first().waitFor();
    await saveScreenshot(window, 'report-brushed');
  });

  it('and finds it as it was after looking at something else', async () => {
    const { page } = window;
    await page.locator('.tab', { hasText: 'nova-conductor.log' }).first().click();
    await page.locator('.tab', { hasText: 'Incident Report' }).click();
    const report = webviewPage(window);
    await report.getByText(/^Only 2024-08-02 09:4/).waitFor();
    await report.locator('details table tbody tr').first().waitFor();
  });

  it('and sees it in the other themes', async () => {
    const { page } = window;
    for (const [theme, name] of [
      ['Dark Modern', 'dark'],
      ['Dark High Contrast', 'contrast'],
      ['Light High Contrast', 'contrast-light'],
    ] as const) {
      await chooseTheme(window, theme);
      const report = webviewPage(window);
      await report.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
      await page.mouse.move(5, 5);
      await saveScreenshot(window, `report-${name}`);
      await report.getByRole('heading', { name: 'Next steps' }).scrollIntoViewIfNeeded();
      await saveScreenshot(window, `report-${name}-below`);
    }
  });

  it('and finds report and view again after a reload of the window', async () => {
    const { page } = window;
    await page.reload();
    const report = webviewPage(window);
    await report.getByRole('heading', { level: 1, name: /^error A database proxy/ }).waitFor();
    await page.locator('.pane-body .monaco-list-row', { hasText: /^A database proxy/ }).waitFor();
  });
});
