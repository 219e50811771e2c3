import { mutated, randomOf } from './mutate.ts';
import { fuzzedReaders } from './readers.ts';
import { watchdogOf } from './watchdog.ts';

/** Inputs for each reader; `npm run fuzz` tries on for as long as one likes. */
const inputs = Number(process.env.NOVA_DOCTOR_FUZZ_INPUTS ?? 200);
const firstSeed = Number(process.env.NOVA_DOCTOR_FUZZ_SEED ?? Date.now() % 1_000_000_000);

describe(`readers of what strangers write never throw, and come to an end (first seed ${firstSeed})`, () => {
  for (const { name, seeds, read } of fuzzedReaders) {
    it(name, async () => {
      const watchdog = watchdogOf(name);
      for (let seed = firstSeed; seed < firstSeed + inputs; seed++) {
        watchdog.begin(seed);
        const input = mutated(seeds, randomOf(seed));
        try {
          await read(input);
        } catch (error) {
          await watchdog.end();
          const shown = JSON.stringify(input.toString('latin1').slice(0, 2000));
          throw new Error(`NOVA_DOCTOR_FUZZ_SEED=${seed}: ${(error as Error).stack}\ninput: ${shown}`);
        }
      }
      await watchdog.end();
    });
  }
});
