import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findCommand,
  openServedWindow,
  type ServedWindow,
  saveScreenshot,
  saveScreenshotOfFailure,
} from './served-window.ts';

const projectFolder = join(import.meta.dirname, '../..');
const titles: Record<string, string> = JSON.parse(readFileSync(join(projectFolder, 'package.nls.json'), 'utf8'));

describe('a person opens VS Code', () => {
  let window: ServedWindow | undefined;

  before(async () => {
    window = await openServedWindow({ folder: join(projectFolder, 'knowledge') });
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(() => window?.close());

  it('and finds the commands of Nova Doctor in the palette', async () => {
    assert.ok(window);
    const palette = window.page.locator('.quick-input-widget');
    await findCommand(window, 'Nova: ', palette.locator('.monaco-list-row', { hasText: /^Nova: / }).first());
    await saveScreenshot(window, 'commands');
    await window.page.keyboard.press('Escape');
    // The list shows only as many rows as fit; each command is found by its plain words.
    for (const command of ['command.logs.analyze', 'command.triage.show', 'command.output.show']) {
      const title = titles[command] ?? '';
      await findCommand(window, title, palette.locator('.monaco-list-row', { hasText: `Nova: ${title}` }).first());
      await window.page.keyboard.press('Escape');
    }
  });
});
