// Loaded before the program that is measured: says at its end how much memory it had at most, in MB.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const file = process.env.BENCH_MEMORY_FILE;
  if (file !== undefined) writeFileSync(file, String(Math.round(peakKilobytes() / 1024)));
});

/** The kernel's `maxRSS` begins with what the parent had when it forked; `VmHWM` is of this program alone. */
function peakKilobytes() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
