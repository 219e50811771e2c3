import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseTheme } from './choose-theme.ts';
import {
  openFile,
  openServedWindow,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
  webviewPage,
} from './served-window.ts';

const sampleFolder = join(import.meta.dirname, '../../examples/incident');

describe('a person looks at the connection capacity', () => {
  let window: ServedWindow;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-capacity-'));
    cpSync(sampleFolder, folder, { recursive: true });
    window = await openServedWindow({
      folder,
      settings: { 'files.autoSave': 'off', 'workbench.hover.delay': 600_000 },
    });
    await window.page.setViewportSize({ width: 1500, height: 1000 });
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('from the title of nova.conf', async () => {
    const { page } = window;
    await openFile(window, 'etc/nova.conf');
    await page
      .locator('.editor-actions')
      .getByRole('button', { name: /Show Connection Capacity/ })
      .click();
    const capacity = webviewPage(window);
    await capacity.getByRole('heading', { level: 1, name: 'Connection Capacity' }).waitFor();
    await capacity.getByText(/is already more than the 4,096 that the database accepts/).waitFor();
    await capacity.getByRole('img', { name: /nova-api: .* possible/ }).waitFor();
    await saveScreenshot(window, 'capacity');
    await capacity.getByRole('heading', { name: 'The connection sum' }).scrollIntoViewIfNeeded();
    await saveScreenshot(window, 'capacity-sum');
    await capacity.getByRole('heading', { name: /^To 10\.77\.0\.10:8066/ }).scrollIntoViewIfNeeded();
    await capacity.getByText('Mycat sqlExecuteTimeout').scrollIntoViewIfNeeded();
    await saveScreenshot(window, 'capacity-times');
  });

  it('and tries a number with the keyboard', async () => {
    const capacity = webviewPage(window);
    const input = capacity.getByLabel(/^Connections that an engine keeps open \[database\]max_pool_size/);
    const before = await capacity.getByRole('status').first().textContent();
    await input.fill('5');
    await capacity.getByText(/^The files as they are: /).waitFor();
    assert.notEqual(await capacity.getByRole('status').first().textContent(), before);
    await capacity.locator('.writes').getByText('max_pool_size = 5').first().waitFor();
    await input.fill('-3');
    await capacity.getByText('A whole number from 0.').waitFor();
    await input.fill('7');
    await capacity.getByText('A whole number from 0.').waitFor({ state: 'hidden' });
    await input.press('Tab');
    await capacity.locator('button:focus', { hasText: 'Back to 50' }).press('Enter');
    await capacity.getByText(/^The files as they are: /).waitFor({ state: 'detached' });
  });

  it('and finds what was tried again after looking at something else', async () => {
    const { page } = window;
    const capacity = webviewPage(window);
    await capacity.getByRole('spinbutton', { name: /max_connections/ }).fill('9000');
    await capacity.locator('.writes').getByText('max_connections = 9000').waitFor();
    await page.locator('.tab', { hasText: 'nova.conf' }).click();
    await page.locator('.tab', { hasText: 'Connection Capacity' }).click();
    await webviewPage(window).locator('.writes').getByText('max_connections = 9000').waitFor();
    await webviewPage(window).getByRole('button', { name: 'Reset' }).click();
    await webviewPage(window).locator('.writes').waitFor({ state: 'detached' });
  });

  it('and takes the suggestion and writes it to the files, which are not saved', async () => {
    const { page } = window;
    const capacity = webviewPage(window);
    await capacity.getByRole('button', { name: 'Suggest' }).click();
    await capacity.locator('.verdict.good', { hasText: /connections at most fit into 4,096/ }).waitFor();
    await capacity.getByRole('button', { name: 'Write to Files' }).scrollIntoViewIfNeeded();
    await saveScreenshot(window, 'capacity-suggested');
    await capacity.getByRole('button', { name: 'Write to Files' }).click();
    await capacity.getByText(/^Written, not saved/).waitFor();
    await page.locator('.tab.dirty', { hasText: 'nova.conf' }).waitFor();
    await capacity.locator('.verdict.good').waitFor();
    await saveScreenshot(window, 'capacity-written');
    const before = readFileSync(join(sampleFolder, 'etc/nova.conf'), 'utf8');
    assert.equal(readFileSync(join(folder, 'etc/nova.conf'), 'utf8'), before);
    await page.locator('.tab', { hasText: 'nova.conf' }).click();
    await page.locator('.editor-group-container.active .view-lines').click();
    await page.keyboard.press('Control+z');
    await page.locator('.tab:not(.dirty)', { hasText: 'nova.conf' }).waitFor();
    await page.locator('.tab', { hasText: 'Connection Capacity' }).click();
    await webviewPage(window).locator('.verdict.error').waitFor();
  });

  it('and sees it in the other themes', async () => {
    const { page } = window;
    for (const [theme, name] of [
      ['Dark Modern', 'dark'],
      ['Dark High Contrast', 'contrast'],
      ['Light High Contrast', 'contrast-light'],
    ] as const) {
      await chooseTheme(window, theme);
      const capacity = webviewPage(window);
      await capacity.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
      await page.mouse.move(5, 5);
      await saveScreenshot(window, `capacity-${name}`);
      await capacity.getByText('Mycat sqlExecuteTimeout').scrollIntoViewIfNeeded();
      await saveScreenshot(window, `capacity-${name}-times`);
    }
  });
});
