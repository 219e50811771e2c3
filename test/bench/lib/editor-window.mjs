import { readdirSync, readFileSync } from 'node:fs';

/**
 * Measuring in a window of VS Code: times are taken in the page itself, from the key that opens something to the picture
 * that shows it, so that nothing of the program that drives the browser is measured.
 *
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Frame} Frame
 */

/**
 * Runs in the window before anything else: notes when Enter was pressed, and tells when things are there.
 */
const probe = () => {
  const page = /** @type {any} */ (globalThis);
  const now = () => performance.timeOrigin + performance.now();
  page.benchNow = now;
  addEventListener(
    'keydown',
    event => {
      if (event.key === 'Enter') page.benchEnter = now();
    },
    true,
  );
  /** @param {string} selector @param {string} pattern */
  page.benchFirst = (selector, pattern) => {
    const wanted = new RegExp(pattern);
    return [...document.querySelectorAll(selector)].some(node =>
      wanted.test((node.textContent ?? '').replaceAll('\u00a0', ' ')),
    );
  };
};

/** @param {Page} page */
export async function installProbe(page) {
  await page.addInitScript(probe);
}

/**
 * Opens a file of the workspace with *Go to File*.
 *
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<number>} when Enter was pressed, in milliseconds since 1970
 */
export async function openByName(page, name) {
  await page.keyboard.press('F1');
  const widget = page.locator('.quick-input-widget');
  await widget.locator('input').first().fill(name);
  await widget.locator('.monaco-list-row.focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  return page.evaluate(() => /** @type {any} */ (globalThis).benchEnter);
}

/**
 * When something is on the screen of the window itself.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {string} pattern of its text
 */
export async function whenShown(page, selector, pattern) {
  const handle = await page.waitForFunction(
    ([wanted, content]) => {
      const { benchFirst, benchNow } = /** @type {any} */ (globalThis);
      return benchFirst(wanted, content) ? benchNow() : undefined;
    },
    /** @type {const} */ ([selector, pattern]),
    { polling: 'raf', timeout: 120_000 },
  );
  return Number(await handle.jsonValue());
}

/**
 * The page inside the Nova Log View that is open.
 *
 * @param {Page} page
 * @returns {Promise<Frame>}
 */
export async function viewFrame(page) {
  for (;;) {
    for (const frame of page.frames()) {
      if (frame.isDetached()) continue;
      const isView = await frame.evaluate(() => document.querySelector('.viewport .rows') !== null).catch(() => false);
      if (isView) return frame;
    }
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  }
}

/**
 * When a view left a mark.
 *
 * @param {Frame} frame
 * @param {'first-screen' | 'indexed'} mark
 */
export async function whenMarked(frame, mark) {
  const handle = await frame.waitForFunction(
    name => {
      const [entry] = performance.getEntriesByName(name);
      return entry && performance.timeOrigin + entry.startTime;
    },
    `nova-doctor/${mark}`,
    { timeout: 120_000 },
  );
  return Number(await handle.jsonValue());
}

/**
 * The process of the language server that was started last: the number by which the system knows it.
 */
export function serverProcess() {
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (command.includes('nova-doctor-person-') && command.includes('dist/server.js')) found.push(Number(name));
    } catch {
      // It has ended meanwhile.
    }
  }
  if (found.length === 0) throw new Error('The language server does not run.');
  return Math.max(...found);
}

/**
 * Milliseconds that a process has spent on the processors.
 *
 * @param {number} process
 */
export function processorTime(process) {
  const fields = readFileSync(`/proc/${process}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
