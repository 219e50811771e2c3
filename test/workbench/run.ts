import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Mocha from 'mocha';
import ResultsReporter from '../../scripts/lib/results-reporter.mjs';

/**
 * Called by VS Code in its extension host: runs every bundle of tests beside this file.
 * @throws when a test has failed, which gives VS Code its exit status.
 */
export async function run(): Promise<void> {
  const grep = process.env.NOVA_DOCTOR_TEST_GREP;
  // Mocha is an ES module, which the loader of older extension hosts does not let a bundle require.
  const { default: MochaRunner } = await import('mocha');
  const mocha = new MochaRunner({
    timeout: 120_000,
    forbidOnly: true,
    reporter: ResultsReporter as unknown as Mocha.ReporterConstructor,
    ...(grep ? { grep } : {}),
  });
  for (const path of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (path.endsWith('.test.js')) mocha.addFile(join(import.meta.dirname, path));
  }
  const failures = await new Promise<number>(resolve => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
