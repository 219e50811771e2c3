/**
 * Shows that something long is going on: one line that is rewritten on a terminal, a line now and then elsewhere.
 *
 * @param {string} what for example "Installing the dependencies"
 * @param {number | undefined} total of the steps, where known
 */
export function startProgress(what, total) {
  const started = Date.now();
  const onTerminal = process.stderr.isTTY === true;
  let done = 0;
  let lastPrinted = 0;
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const line = () => {
    const packages = total === undefined ? done : `${Math.min(done, total)} of ${total}`;
    return done === 0 ? `${what}: ${seconds()}` : `${what}: ${seconds()}, packages fetched: ${packages}`;
  };

  if (onTerminal) process.stderr.write(`${what} …`);
  else console.error(`${what} …`);
  const ticker = onTerminal ? setInterval(() => process.stderr.write(`\r\x1b[K${line()}`), 500) : undefined;
  ticker?.unref();

  return {
    /** @param {number} steps how many are done */
    show(steps) {
      done = steps;
      if (onTerminal || done - lastPrinted < 100) return;
      lastPrinted = done;
      console.error(`  ${line()}`);
    },
    /** @param {boolean} succeeded */
    end(succeeded) {
      clearInterval(ticker);
      const text = `${what}: ${succeeded ? 'done' : 'failed'} after ${seconds()}`;
      if (onTerminal) process.stderr.write(`\r\x1b[K${text}\n`);
      else console.error(`  ${text}`);
    },
  };
}
