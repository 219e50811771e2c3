import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coloursOf, distinctColoursOf } from './colours.ts';
import { openFile, openServedWindow, type ServedWindow, saveScreenshotOfFailure } from './served-window.ts';

const osloLine =
  '2026-11-22 14:36:05.433 21374 WARNING neutron.agent.dhcp.agent [None req-70df1fdd-8566-417f-ad98-d853a5973bcc - - - - - -] Retrying after OperationalError';
const otherLine = '14:36:05 app[21374] Retrying neutron.agent.dhcp.agent after OperationalError';

describe('a person opens a log that is not of nova', () => {
  let folder: string;
  let window: ServedWindow;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor other logs '));
    writeFileSync(join(folder, 'neutron-dhcp-agent.log'), `${osloLine}\n${otherLine}\n`);
    window = await openServedWindow({ folder });
    await openFile(window, 'neutron-dhcp-agent.log');
  });
  afterEach(async function () {
    await saveScreenshotOfFailure(window, this.currentTest);
  });
  after(async () => {
    await window?.close();
    rmSync(folder, { recursive: true });
  });

  it('and it keeps its language', async () => {
    await window.page.locator('.statusbar-item', { hasText: /^Log$/ }).waitFor();
  });

  it('and its lines of oslo.log are coloured, and only those', async () => {
    const { page } = window;
    const texts = ['neutron.agent', 'req-70df1fdd', 'Retrying', 'OperationalError'];
    const [logger, , , exception] = await distinctColoursOf(page, 'WARNING neutron', texts);
    const [otherLogger, otherException] = await coloursOf(page, 'app[21374]', ['neutron.agent', 'OperationalError']);
    assert.notEqual(otherLogger, logger);
    assert.notEqual(otherException, exception);
  });
});
