import { appendFileSync } from 'node:fs';

/**
 * Measuring inside the page of a Nova Log View: times are taken in the page itself, in milliseconds.
 *
 * @typedef {import('playwright-core').Frame} Frame
 */

/**
 * Chooses ERROR as the lowest level that is shown, and afterwards all levels again.
 *
 * @param {Frame} frame
 * @returns {Promise<{first: number, all: number}>} until the first entry is shown, and until all are counted
 */
export async function filterByLevel(frame) {
  return frame.evaluate(async () => {
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
}

/**
 * Scrolls 300 steps, every third of them to a distant place.
 *
 * @param {Frame} frame
 * @returns {Promise<number>} how long the page was busy at most
 */
export async function longestTaskOfScrolling(frame) {
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
      const isWhole = () => [...document.querySelectorAll('.row')].every(node => node.querySelector('.text') !== null);
      while (!isWhole()) await frameTime();
      drawn.push(performance.now() - from);
    }
    observer.disconnect();
    drawn.sort((one, other) => one - other);
    return { longTask, longest: Math.max(...blocked), middle: drawn[150] ?? 0, last: drawn.at(-1) ?? 0 };
  });
  console.log(`  (a step is on the screen after ${steps.middle.toFixed(0)} ms, at most ${steps.last.toFixed(0)} ms)`);
  return Math.max(steps.longTask, steps.longest);
}

/**
 * Appends to a log that is followed.
 *
 * @param {Frame} frame
 * @param {{path: string, addition: string, index: number}} options index: a number of its own for each time
 * @returns {Promise<number>} until its last line is on the screen
 */
export async function appendAndSee(frame, { path, addition, index }) {
  const mark = `bench-mark-${index}`;
  const shown = frame.evaluate(async wanted => {
    for (;;) {
      await new Promise(resolve => requestAnimationFrame(resolve));
      if (document.querySelector('.rows')?.textContent?.includes(wanted))
        return performance.timeOrigin + performance.now();
    }
  }, mark);
  const from = performance.timeOrigin + performance.now();
  appendFileSync(path, `${addition}2026-11-23 00:00:00.000 1 INFO nova.x [-] ${mark}\n`);
  return (await shown) - from;
}
