import assert from 'node:assert/strict';
import { join } from 'node:path';
import { distinctColoursOf } from './colours.ts';
import {
  openFile,
  openServedWindow,
  runCommand,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
} from './served-window.ts';

const sampleFolder = join(import.meta.dirname, '../../examples/incident');

describe('a person opens the log of the sample incident', () => {
  let window: ServedWindow;

  before(async () => {
    window = await openServedWindow({ folder: sampleFolder });
    // So high that the whole log is drawn beside the lens and the Problems view.
    await window.page.setViewportSize({ width: 1600, height: 900 });
    await openFile(window, 'ctl1/nova-conductor.log');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(() => window?.close());

  it('and the Problems view names the transaction that was interrupted behind Mycat as the root cause', async () => {
    const { page } = window;
    await runCommand(window, 'View: Focus Problems');
    const rows = page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: /^Root cause: A database proxy \(Mycat, ProxySQL\) closed a connection/ }).waitFor();
    await rows
      .filter({ hasText: /(?:evidence|an echo) of the root cause/ })
      .first()
      .waitFor();
    const texts = await page.locator('.markers-panel .monaco-list-row .marker-source').allTextContents();
    await page.locator('.view-overlays .squiggly-error').first().waitFor();
    assert.deepEqual(texts, ['Nova Doctor', 'Nova Doctor', 'Nova Doctor'], 'one row for each kind of problem');
  });

  it('and the text is coloured', async () => {
    const { page } = window;
    const header = ['2024-08-02', 'ERROR', 'sqlalchemy.pool.QueuePool', 'req-9cb61e30', 'Exception during reset'];
    await distinctColoursOf(page, 'Exception during reset or similar', header);
    await distinctColoursOf(page, "InternalError: (1105, u'receive", ['InternalError', '1105', 'receive']);
    await distinctColoursOf(page, 'line 636, in _finalize_fairy', ['/pool.py', '636', '_finalize_fairy']);
  });

  it('and the whole picture looks like this', async () => {
    const { page } = window;
    await page.mouse.move(640, 300);
    await page.locator('.codelens-decoration', { hasText: 'Root cause: A database proxy' }).waitFor();
    await saveScreenshot(window, 'incident');
  });

  it('and a hover explains the line', async () => {
    const { page } = window;
    const line = page.locator('.view-lines .view-line', { hasText: 'Exception during reset or similar' }).first();
    await line.locator('span > span', { hasText: 'Exception during reset' }).first().hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Mycat lost a backend connection' });
    await hover.first().waitFor();
    await hover.first().getByText('986 s before the error').waitFor();
    await saveScreenshot(window, 'hover');
  });
});
