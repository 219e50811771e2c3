// npm run bench -- editor: how fast the extension is in a real VS Code, each figure beside its measure in the same run.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '../../scripts/lib/extension-package.mjs';
import { installServedVSCode } from '../../scripts/lib/served-vscode.mjs';
import { benchFolder, roundsOf, runBench, sizeOf, sizeText } from './lib/bench.mjs';
import { appendAndSee, filterByLevel, longestTaskOfScrolling } from './lib/editor-log-view.mjs';
import {
  installProbe,
  openByName,
  processorTime,
  serverProcess,
  viewFrame,
  whenMarked,
  whenShown,
} from './lib/editor-window.mjs';
import { generateLog } from './lib/generate-log.mjs';
import { memoryOf } from './lib/measure.mjs';

const rounds = roundsOf();
const megabyte = 1 << 20;
const largeSize = sizeOf(1024);
const tenSize = sizeOf(10);
const documentSize = sizeOf(45);
const inView = `Nova Log View, ${sizeText(largeSize)}`;
const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-bench-'));
/** What the status bar says of problems: so many errors, so many warnings. */
const problems = '[id="status.problems"]';
const hasProblems = '[1-9]';
const hasNone = '^[^1-9]*$';
/** A log is there as a plain text when a line of it is. */
const plainLines = '.editor-group-container.active .view-line';
const inFolder = (/** @type {string} */ name) => join(folder, name);
const large = inFolder('nova-large.view');
const settings = {
  'workbench.editorAssociations': { '*.view': 'novaDoctor.logView' },
  'workbench.editorLargeFileConfirmation': 4096,
};

/** @param {readonly string[]} command @returns {number} milliseconds */
function timeOf([program = '', ...args]) {
  const started = performance.now();
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return performance.now() - started;
}

/** @template T @param {number} count @param {(index: number) => Promise<T>} work */
async function repeated(count, work) {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await work(index));
  return results;
}

function writeLogs() {
  console.log('  Writing logs …');
  // The log that the bench of `analyze` makes, too; here it grows, so that a copy is taken.
  const sparse = join(benchFolder, `nova-conductor-sparse-${largeSize}m.log`);
  generateLog(sparse, { bytes: largeSize * megabyte, errorShare: 0.004, seed: 20261122 });
  copyFileSync(sparse, large);
  generateLog(inFolder('ten.part'), { bytes: tenSize * megabyte, errorShare: 0.004, seed: 1 });
  generateLog(inFolder('one.part'), { bytes: megabyte, errorShare: 0.004, seed: 2 });
  generateLog(inFolder('nova-compute.log'), { bytes: documentSize * megabyte, errorShare: 0.004, seed: 3 });
  for (let index = 0; index <= rounds; index++) {
    copyFileSync(inFolder('ten.part'), inFolder(`nova-conductor-${index}.log`));
    copyFileSync(inFolder('ten.part'), inFolder(`ten-${index}.txt`));
    copyFileSync(inFolder('one.part'), inFolder(`one-${index}.txt`));
  }
  mkdirSync(inFolder('.vscode'), { recursive: true });
  writeFileSync(inFolder('.vscode/settings.json'), JSON.stringify({ ...settings, 'files.watcherExclude': {} }));
}

await runBench('editor', async ({ figure, part, peer }) => {
  const extension = await packExtension();
  await installServedVSCode();
  process.env.NOVA_DOCTOR_PACKAGE = extension.path;
  process.env.NOVA_DOCTOR_PACKAGE_HASH = extension.hash;
  const { openServedWindow, runCommand } = await import('../person/served-window.ts');
  writeLogs();
  const window = await openServedWindow({ folder, settings });
  const { page } = window;
  const closeAll = () => runCommand(window, 'View: Close All Editors');
  const plainText = async (/** @type {string} */ name) => {
    const from = await openByName(page, name);
    const milliseconds = (await whenShown(page, plainLines, 'req-')) - from;
    await closeAll();
    return milliseconds;
  };
  try {
    await installProbe(page);
    await page.reload();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0");

    // The first log starts the extension and its server.
    await openByName(page, 'nova-conductor-0.log');
    const shown = await whenShown(page, problems, hasProblems);
    const first = shown - (await page.evaluate(() => /** @type {any} */ (globalThis).benchEnter));
    figure(`first log of a window, ${sizeText(tenSize)}: first diagnostics, with the start of the language server`, {
      unit: 'ms',
      values: [first],
    });
    await closeAll();
    await plainText('ten-0.txt');

    await pictured('editor: first diagnostics', diagnostics);
    await pictured('Nova Log View', logView);
    await pictured('editor: a line typed into a large log', typing);
    await pictured('editor: activation', activation);
  } finally {
    await window.close();
    rmSync(folder, { recursive: true, force: true });
  }

  /** What cannot be measured leaves a picture. @param {string} name @param {() => Promise<void>} work */
  async function pictured(name, work) {
    if (await part(name, work)) return;
    await page.screenshot({ path: join(benchFolder, `failed ${name.replaceAll(':', '')}.png`) });
  }

  async function diagnostics() {
    const pairs = await repeated(rounds, async index => {
      const plain = await plainText(`ten-${index + 1}.txt`);
      const from = await openByName(page, `nova-conductor-${index + 1}.log`);
      const own = (await whenShown(page, problems, hasProblems)) - from;
      await closeAll();
      await whenShown(page, problems, hasNone);
      return { plain, own };
    });
    figure(`${sizeText(tenSize)} log in the editor: first diagnostics`, {
      unit: 'ms',
      values: pairs.map(({ own }) => own),
      beside: { name: 'the same bytes as plain text', values: pairs.map(({ plain }) => plain) },
      wanted: { ratioAtMost: 1.5 },
    });
  }

  async function logView() {
    // The first view of a window starts the machinery of webviews, which VS Code shares between all of them.
    await openByName(page, 'nova-large.view');
    await whenMarked(await viewFrame(page), 'indexed');
    await closeAll();
    const opened = await repeated(rounds, async index => {
      const plain = await plainText(`one-${index + 1}.txt`);
      const from = await openByName(page, 'nova-large.view');
      const frame = await viewFrame(page);
      const shown = (await whenMarked(frame, 'first-screen')) - from;
      const indexed = (await whenMarked(frame, 'indexed')) - from;
      await closeAll();
      return { plain, shown, indexed, counted: timeOf(['wc', '-l', large]) };
    });
    figure(`${inView}: first screen`, {
      unit: 'ms',
      values: opened.map(({ shown }) => shown),
      beside: { name: '1 MB as plain text', values: opened.map(({ plain }) => plain) },
      wanted: { ratioAtMost: 1.5 },
    });
    figure(`${inView}: index complete, from the key on`, {
      unit: 'ms',
      values: opened.map(({ indexed }) => indexed),
      beside: { name: 'wc', version: peer('wc')?.version, does: '`-l`', values: opened.map(({ counted }) => counted) },
      wanted: { ratioAtMost: 4 },
    });

    await openByName(page, 'nova-large.view');
    const frame = await viewFrame(page);
    await whenMarked(frame, 'indexed');
    // The problems of the file are looked for in the background; what is measured comes after.
    await frame.locator('canvas[aria-label*="F8"]').waitFor();
    await filtering(frame);
    figure(`${inView}: longest task of the page in 300 steps of scrolling`, {
      unit: 'ms',
      values: [await longestTaskOfScrolling(frame)],
      wanted: { atMost: 50 },
    });
    await frame.getByRole('button', { name: 'Follow the log' }).click();
    const addition = readFileSync(inFolder('one.part'), 'utf8');
    const values = await repeated(rounds, index => appendAndSee(frame, { path: large, addition, index }));
    figure('1 MB appended to a followed log: on the screen', { unit: 'ms', values, wanted: { atMost: 500 } });
    await closeAll();
  }

  /** @param {import('playwright-core').Frame} frame */
  async function filtering(frame) {
    const filtered = await repeated(rounds, async () => {
      const times = await filterByLevel(frame);
      return { ...times, grep: timeOf(['grep', '-c', ' ERROR ', large]) };
    });
    const beside = {
      name: 'grep',
      version: peer('grep')?.version,
      does: 'lines of this level',
      values: filtered.map(({ grep }) => grep),
    };
    figure(`${inView}: filter by level, first results`, {
      unit: 'ms',
      values: filtered.map(({ first }) => first),
      beside,
      wanted: { ratioAtMost: 0.3 },
    });
    figure(`${inView}: filter by level, all results`, {
      unit: 'ms',
      values: filtered.map(({ all }) => all),
      beside,
      wanted: { ratioAtMost: 1.5 },
    });
  }

  async function typing() {
    const server = serverProcess();
    const before = processorTime(server);
    await openByName(page, 'nova-compute.log');
    await whenShown(page, problems, hasProblems);
    const whole = processorTime(server) - before;
    await page.keyboard.press('Control+End');
    const lines = 40;
    const beforeTyping = processorTime(server);
    for (let index = 0; index < lines; index++)
      await page.keyboard.insertText(`2026-11-23 00:00:00.000 1 INFO nova.x [-] typed ${index}\n`);
    const deadlock = 'Deadlock found when trying to get lock; try restarting transaction';
    const beforeLast = await page.locator(problems).textContent();
    await page.keyboard.insertText(`2026-11-23 00:00:01.000 1 ERROR nova.x [-] ${deadlock} (1213, '${deadlock}')\n`);
    await page.waitForFunction(
      ([selector, text]) => document.querySelector(selector)?.textContent !== text,
      /** @type {const} */ ([problems, beforeLast]),
      { timeout: 60_000 },
    );
    const values = [(processorTime(server) - beforeTyping) / (lines + 1)];
    const what = `${sizeText(documentSize)} log in the editor`;
    figure(`${what}: processor time of the server for a typed line, mean of ${lines + 1}`, {
      unit: 'ms',
      values,
      beside: { name: 'the same for the first analysis', values: [whole] },
      wanted: { ratioAtMost: 0.01 },
    });
    figure(`${what}: most memory of the server`, {
      unit: 'MB',
      values: [memoryOf(server).most],
      wanted: { atMost: 300 },
    });
  }

  async function activation() {
    await runCommand(window, 'Developer: Show Running Extensions');
    const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Nova Doctor' });
    const values = [Number(/Activation: (\d+)ms/.exec((await row.textContent()) ?? '')?.[1])];
    figure('activation of the extension, as VS Code reports it', { unit: 'ms', values, wanted: { atMost: 100 } });
  }
});
