import { Worker } from 'node:worker_threads';

/** Tells which input never comes to its end, and ends the process: nothing in its own thread could. */
export interface Watchdog {
  /** A new input begins. @param seed of it; the name of its reader is told when the watch began. */
  begin(seed: number): void;
  end(): Promise<void>;
}

const patience = 60_000;

const program = `
  const { workerData: { turns, name, patience } } = require('node:worker_threads');
  for (let turn = Atomics.load(turns, 0); turn !== -1; turn = Atomics.load(turns, 0)) {
    if (Atomics.wait(turns, 0, turn, patience) !== 'timed-out') continue;
    require('node:fs').writeSync(2, name + ' does not come to an end: NOVA_DOCTOR_FUZZ_SEED=' + turn + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
`;

export function watchdogOf(name: string): Watchdog {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(program, { eval: true, workerData: { turns, name, patience } });
  const tell = (turn: number) => {
    Atomics.store(turns, 0, turn);
    Atomics.notify(turns, 0);
  };
  return {
    begin: tell,
    async end() {
      tell(-1);
      await new Promise(resolve => worker.once('exit', resolve));
    },
  };
}
