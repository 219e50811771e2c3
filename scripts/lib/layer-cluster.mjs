import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { down } from '../cluster/down.mjs';
import { up } from '../cluster/up.mjs';
import { runMochaLayer, testFiles } from './layer-mocha.mjs';
import { testResultsFolder } from './paths.mjs';
import { runTwiceAtMost } from './second-try.mjs';
import { joinResults } from './test-results.mjs';

/** For so many minutes after the last one was begun, a scenario that fails is tried once more. */
const secondTryMinutes = 8;

/** What the scenarios write: one line of JSON for each. */
const scenariosFile = join(testResultsFolder, 'cluster-scenarios.jsonl');

/**
 * The tests on the real cluster: it is started before them and ended after them. Each scenario begins on a cluster that was
 * brought back to its beginning, so that one that fails can be tried once more; that is said, and both ends are in the results.
 *
 * @param {{words?: readonly string[], grep?: string | undefined, keep?: boolean, beginWithinMinutes?: number | undefined}} selection
 *   keep: leave the cluster running; beginWithinMinutes: no scenario is begun later than this after the start
 * @returns {Promise<import('./test-results.mjs').LayerResult & {leftOut: string[], notStarted?: string}>} leftOut: files for which
 *   no time was left; notStarted: why there is no cluster to test
 */
export async function runClusterLayer({
  words = [],
  grep,
  keep = false,
  beginWithinMinutes = Number.POSITIVE_INFINITY,
}) {
  const files = testFiles('cluster', words);
  const end = Date.now() + beginWithinMinutes * 60_000;
  rmSync(scenariosFile, { force: true });
  /** @type {import('./test-results.mjs').LayerResult[]} */
  const results = [];
  /** @type {string[]} */
  const leftOut = [];
  try {
    await up(text => console.log(`cluster: ${text}`));
  } catch (error) {
    await down();
    return { ...joinResults(results), leftOut, notStarted: error instanceof Error ? error.message : String(error) };
  }
  try {
    for (const file of files) {
      if (Date.now() > end) {
        leftOut.push(file);
        continue;
      }
      // What has been begun in time may be tried again a little later: a failure is not to depend on when it came.
      const isInTime = () => Date.now() <= end + secondTryMinutes * 60_000;
      results.push(await runTwiceAtMost(() => runFile(file, grep), isInTime));
    }
  } finally {
    printTable();
    if (!keep) await down();
  }
  return { ...joinResults(results), leftOut };
}

/**
 * @param {string} file
 * @param {string | undefined} grep
 */
async function runFile(file, grep) {
  const began = Date.now();
  const result = await runMochaLayer('cluster', {
    words: [file],
    grep,
    environment: { NOVA_DOCTOR_SCENARIOS: scenariosFile },
    testSeconds: 900,
    layerSeconds: 1000,
  });
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  console.log(`cluster: ${file}: ${result.passed.length} passed, ${result.failed.length} failed, ${minutes} min`);
  return result;
}

/** The table of scenarios, on the terminal and as Markdown beside the results. */
function printTable() {
  if (!existsSync(scenariosFile)) return;
  /** @type {{scenario: string, cause: string, runbook: string, steps: string, seconds: number}[]} */
  const rows = readFileSync(scenariosFile, 'utf8')
    .split('\n')
    .flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
  const last = new Map(rows.map(row => [row.scenario.split(' ', 1)[0], row]));
  const cells = [...last.values()].map(({ scenario, cause, runbook, steps, seconds }) => [
    scenario,
    cause,
    runbook,
    steps,
    seconds.toFixed(0),
  ]);
  const table = [['scenario', 'found cause', 'runbook', 'steps', 'seconds to recover'], Array(5).fill('---'), ...cells];
  const text = `${table.map(row => `| ${row.join(' | ')} |`).join('\n')}\n`;
  writeFileSync(scenariosFile.replace(/\.jsonl$/, '.md'), text);
  console.log(`\n${text}`);
}
