// npm run bench -- editor: how fast the extension is in a real VS Code, each figure beside its measure in the same run.
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '../../scripts/lib/extension-package.mjs';
import { installServedVSCode } from '../../scripts/lib/served-vscode.mjs';
import {
  installProbe,
  openByName,
  peakMegabytes,
  processorTime,
  serverProcess,
  viewFrame,
  whenMarked,
  whenShown,
} from './lib/editor-window.mjs';
import { generateLog } from './lib/generate-log.mjs';
import { machine, median, saveResults } from './lib/measure.mjs';

const project = join(import.meta.dirname, '../..');
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const megabyte = 1 << 20;
const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-bench-'));
/** What the status bar says of problems: so many errors, so many warnings. */
const problems = '[id="status.problems"]';
const hasProblems = '[1-9]';
const hasNone = '^[^1-9]*$';
const inFolder = (/** @type {string} */ name) => join(folder, name);
/** @type {{what: string, milliseconds: number, beside: string, measure: number, ratio: number, allowed: number}[]} */
const table = [];

/**
 * @param {string} what
 * @param {readonly number[]} own
 * @param {string} beside what it is measured by
 * @param {readonly number[] | number} measure its times, or a fixed limit
 * @param {number} allowed the largest ratio
 */
function compare(what, own, beside, measure, allowed) {
  const milliseconds = median(own);
  const other = typeof measure === 'number' ? measure : median(measure);
  const ratio = milliseconds / other;
  table.push({ what, milliseconds, beside, measure: other, ratio, allowed });
  const verdict = ratio <= allowed ? 'within' : 'ABOVE';
  console.log(
    `${what}\n    ${milliseconds.toFixed(0)} ms; ${beside}: ${other.toFixed(0)} ms; × ${ratio.toFixed(2)}, ${verdict} ${allowed}  (${own.map(value => value.toFixed(0)).join(' ')})`,
  );
}

/** @param {readonly string[]} command */
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

const extension = await packExtension();
await installServedVSCode();
process.env.NOVA_DOCTOR_PACKAGE = extension.path;
process.env.NOVA_DOCTOR_PACKAGE_HASH = extension.hash;
const { openServedWindow, runCommand } = await import('../person/served-window.ts');

console.log('Writing logs …');
const large = inFolder('nova-large.view');
// The log that the bench of `analyze` makes, too; here it grows, so that a copy is taken.
const sparse = join(project, '.bench/nova-conductor-sparse-1g.log');
generateLog(sparse, { bytes: 1024 * megabyte, errorShare: 0.004, seed: 20261122 });
copyFileSync(sparse, large);
generateLog(inFolder('ten.part'), { bytes: 10 * megabyte, errorShare: 0.004, seed: 1 });
generateLog(inFolder('one.part'), { bytes: megabyte, errorShare: 0.004, seed: 2 });
generateLog(inFolder('nova-compute.log'), { bytes: 45 * megabyte, errorShare: 0.004, seed: 3 });
for (let index = 0; index <= rounds; index++) {
  copyFileSync(inFolder('ten.part'), inFolder(`nova-conductor-${index}.log`));
  copyFileSync(inFolder('ten.part'), inFolder(`ten-${index}.txt`));
  copyFileSync(inFolder('one.part'), inFolder(`one-${index}.txt`));
}
mkdirSync(join(project, '.bench/results'), { recursive: true });
mkdirSync(inFolder('.vscode'), { recursive: true });
writeFileSync(
  inFolder('.vscode/settings.json'),
  JSON.stringify({
    'workbench.editorLargeFileConfirmation': 4096,
    'workbench.editorAssociations': { '*.view': 'novaDoctor.logView' },
    'files.watcherExclude': {},
  }),
);

const window = await openServedWindow({
  folder,
  settings: {
    'workbench.editorAssociations': { '*.view': 'novaDoctor.logView' },
    'workbench.editorLargeFileConfirmation': 4096,
  },
});
const { page } = window;
try {
  await installProbe(page);
  await page.reload();
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  await page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0");
  const closeAll = () => runCommand(window, 'View: Close All Editors');

  /** What cannot be measured is told, with a picture, and the rest is measured nevertheless. */
  const part = async (/** @type {string} */ name, /** @type {() => Promise<void>} */ work) => {
    try {
      await work();
    } catch (error) {
      console.log(`FAILED ${name}: ${error}`);
      process.exitCode = 1;
      await page.screenshot({ path: join(project, `.bench/results/failed ${name}.png`) });
    }
  };

  // The first log starts the extension and its server: how long that took VS Code itself says.
  await openByName(page, 'nova-conductor-0.log');
  const first = await whenShown(page, problems, hasProblems).then(
    async shown => shown - (await page.evaluate(() => /** @type {any} */ (globalThis).benchEnter)),
  );
  console.log(`first log of a window, with the start of the extension and its server: ${first.toFixed(0)} ms`);
  await closeAll();
  await openByName(page, 'ten-0.txt');
  await whenShown(page, '.editor-group-container.active .view-line', 'req-');
  await closeAll();

  await part('diagnostics', async () => {
    const pairs = await repeated(rounds, async index => {
      const plainFrom = await openByName(page, `ten-${index + 1}.txt`);
      const plain = (await whenShown(page, '.editor-group-container.active .view-line', 'req-')) - plainFrom;
      await closeAll();
      const ownFrom = await openByName(page, `nova-conductor-${index + 1}.log`);
      const own = (await whenShown(page, problems, hasProblems)) - ownFrom;
      await closeAll();
      await whenShown(page, problems, hasNone);
      return { plain, own };
    });
    compare(
      '10 MB log: first diagnostics',
      pairs.map(({ own }) => own),
      'the same bytes as plain text',
      pairs.map(({ plain }) => plain),
      1.5,
    );
  });
  await part('log view', async () => {
    // The first view of a window starts the machinery of webviews, which VS Code shares between all of them.
    await openByName(page, 'nova-large.view');
    await whenMarked(await viewFrame(page), 'indexed');
    await closeAll();
    const opened = await repeated(rounds, async index => {
      const plainFrom = await openByName(page, `one-${index + 1}.txt`);
      const plain = (await whenShown(page, '.editor-group-container.active .view-line', 'req-')) - plainFrom;
      await closeAll();
      const from = await openByName(page, 'nova-large.view');
      const frame = await viewFrame(page);
      const shown = (await whenMarked(frame, 'first-screen')) - from;
      const indexed = (await whenMarked(frame, 'indexed')) - from;
      await closeAll();
      return { plain, shown, indexed, counted: timeOf(['wc', '-l', large]) };
    });
    compare(
      '1 GB log: first screen',
      opened.map(({ shown }) => shown),
      '1 MB as plain text',
      opened.map(({ plain }) => plain),
      1.5,
    );
    compare(
      '1 GB log: index complete, from the key on',
      opened.map(({ indexed }) => indexed),
      'wc -l',
      opened.map(({ counted }) => counted),
      4,
    );
    compare(
      '1 GB log: index complete, from the first screen on',
      opened.map(({ indexed, shown }) => indexed - shown),
      'wc -l',
      opened.map(({ counted }) => counted),
      4,
    );

    await openByName(page, 'nova-large.view');
    const frame = await viewFrame(page);
    await whenMarked(frame, 'indexed');
    // The problems of the file are looked for in the background; what is measured comes after.
    await frame.locator('canvas[aria-label*="F8"]').waitFor();
    const filtered = await repeated(rounds, async () => {
      const times = await frame.evaluate(async () => {
        const select = /** @type {HTMLSelectElement} */ (document.querySelector('select'));
        const choose = (/** @type {string} */ value) => {
          select.value = value;
          select.dispatchEvent(new Event('change'));
        };
        /** @param {(text: string) => boolean} isWanted */
        const until = async isWanted => {
          for (;;) {
            await new Promise(resolve => requestAnimationFrame(resolve));
            if (isWanted(document.querySelector('.filtered')?.textContent ?? '')) return performance.now();
          }
        };
        const from = performance.now();
        choose('ERROR');
        const first = await until(
          text => /[1-9]/.test(text) && document.querySelector('.row .error, .row .prefix') !== null,
        );
        const all = await until(text => /match$/.test(text));
        choose('');
        await until(text => text === '');
        return { first: first - from, all: all - from };
      });
      return {
        ...times,
        one: timeOf(['grep', '-c', ' ERROR ', large]),
        three: timeOf(['grep', '-cE', ' (ERROR|WARNING|CRITICAL) ', large]),
      };
    });
    compare(
      '1 GB log: first results of a filter by level',
      filtered.map(({ first }) => first),
      'grep -c of ERROR',
      filtered.map(({ one }) => one),
      0.3,
    );
    compare(
      '1 GB log: all results of a filter by level',
      filtered.map(({ all }) => all),
      'grep -c of ERROR',
      filtered.map(({ one }) => one),
      1.5,
    );
    console.log(`    (grep -cE of three levels: ${median(filtered.map(({ three }) => three)).toFixed(0)} ms)`);

    const steps = await frame.evaluate(async () => {
      const viewport = /** @type {HTMLElement} */ (document.querySelector('.viewport'));
      const bar = /** @type {HTMLElement} */ (document.querySelector('.scroll-bar'));
      let longTask = 0;
      const observer = new PerformanceObserver(list => {
        for (const entry of list.getEntries()) longTask = Math.max(longTask, entry.duration);
      });
      observer.observe({ entryTypes: ['longtask'] });
      const frameTime = () => new Promise(resolve => requestAnimationFrame(resolve));
      const blocked = [];
      const drawn = [];
      for (let step = 0; step < 300; step++) {
        const from = performance.now();
        if (step % 3 === 0) bar.scrollTop = (((step * 7919) % 300) / 300) * (bar.scrollHeight - bar.clientHeight);
        else viewport.dispatchEvent(new WheelEvent('wheel', { deltaY: 700, cancelable: true }));
        blocked.push(performance.now() - from);
        await frameTime();
        const isWhole = () =>
          [...document.querySelectorAll('.row')].every(node => node.querySelector('.text') !== null);
        while (!isWhole()) await frameTime();
        drawn.push(performance.now() - from);
      }
      observer.disconnect();
      drawn.sort((one, other) => one - other);
      return { longTask, longest: Math.max(...blocked), middle: drawn[150] ?? 0, last: drawn.at(-1) ?? 0 };
    });
    compare(
      '1 GB log: longest task of the page in 300 steps of scrolling',
      [Math.max(steps.longTask, steps.longest)],
      'limit',
      50,
      1,
    );
    console.log(
      `    (a step is on the screen after ${steps.middle.toFixed(0)} ms, at most ${steps.last.toFixed(0)} ms)`,
    );

    await frame.getByRole('button', { name: 'Follow the log' }).click();
    const addition = readFileSync(inFolder('one.part'), 'utf8');
    const followed = await repeated(rounds, async index => {
      const mark = `bench-mark-${index}`;
      const shown = frame.evaluate(async wanted => {
        for (;;) {
          await new Promise(resolve => requestAnimationFrame(resolve));
          if (document.querySelector('.rows')?.textContent?.includes(wanted))
            return performance.timeOrigin + performance.now();
        }
      }, mark);
      const from = performance.timeOrigin + performance.now();
      appendFileSync(large, `${addition}2026-11-23 00:00:00.000 1 INFO nova.x [-] ${mark}\n`);
      return (await shown) - from;
    });
    compare('1 MB appended to a followed file: on the screen', followed, 'limit', 500, 1);
    await closeAll();
  });
  await part('45 MB document', async () => {
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
    const warning =
      '2026-11-23 00:00:01.000 1 ERROR nova.x [-] Deadlock found when trying to get lock; try restarting transaction';
    const beforeLast = await page.locator(problems).textContent();
    await page.keyboard.insertText(
      `${warning} (1213, 'Deadlock found when trying to get lock; try restarting transaction')\n`,
    );
    await page.waitForFunction(
      ([selector, text]) => document.querySelector(selector)?.textContent !== text,
      /** @type {const} */ ([problems, beforeLast]),
      { timeout: 60_000 },
    );
    const edits = (processorTime(server) - beforeTyping) / (lines + 1);
    compare(
      '45 MB document: processor time of the server for a typed line',
      [edits],
      'for the first analysis',
      [whole],
      0.01,
    );
    compare('server memory meanwhile, in MB', [peakMegabytes(server)], 'limit', 300, 1);
  });
  await part('activation', async () => {
    await runCommand(window, 'Developer: Show Running Extensions');
    const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Nova Doctor' });
    const activation = Number(/Activation: (\d+)ms/.exec((await row.textContent()) ?? '')?.[1]);
    compare('activation, as VS Code reports it', [activation], 'limit', 100, 1);
  });
} finally {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
}
saveResults(join(project, '.bench/results/editor.json'), {
  machine: machine(),
  date: new Date().toISOString(),
  rounds,
  table,
});
