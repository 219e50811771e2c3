import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Files, sockets and pipes that this process holds, and the processes that it has started. */
export interface Held {
  readonly files: readonly string[];
  readonly children: readonly string[];
}

export function held(): Held {
  const files = readdirSync('/proc/self/fd').flatMap(name => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`).replace(/:.*/, '')];
    } catch {
      // The folder itself was open while it was read.
      return [];
    }
  });
  const listed = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const children = listed.split('\n').filter(args => args !== '' && !args.startsWith('ps '));
  return { files: files.sort(), children: children.sort() };
}

/** What Node still waits for, by its kind and number: timers, sockets, servers. */
export function awaited(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Listeners on what lives as long as the process. */
export function processListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap in use after everything that can be freed was freed. */
export function usedBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The same, after what is closed but not yet given up is given up too: sockets are, some turns of the event loop later. */
export async function usedAtRest(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turns = 0; turns < 50; turns++) {
    await new Promise(resolve => setImmediate(resolve));
    const now = usedBytes();
    if (now > least - 10_000) return Math.min(now, least);
    least = now;
  }
  return least;
}
