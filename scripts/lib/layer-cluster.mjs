import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { down } from '../cluster/down.mjs';
import { up } from '../cluster/up.mjs';
import { runMochaLayer } from './layer-mocha.mjs';
import { testResultsFolder } from './paths.mjs';

/** What the scenarios write: one line of JSON for each. */
export const scenariosFile = join(testResultsFolder, 'cluster-scenarios.jsonl');

/**
 * The tests on the real cluster: it is started before them and ended after them.
 *
 * @param {{words?: readonly string[], grep?: string | undefined, keep?: boolean}} selection keep: leave the cluster running
 */
export async function runClusterLayer({ keep = false, ...selection }) {
  rmSync(scenariosFile, { force: true });
  await up(text => console.log(`cluster: ${text}`));
  try {
    return await runMochaLayer('cluster', {
      ...selection,
      environment: { NOVA_DOCTOR_SCENARIOS: scenariosFile },
      testSeconds: 1200,
      layerSeconds: 4800,
    });
  } finally {
    printTable();
    if (!keep) await down();
  }
}

/** The table of scenarios, on the terminal and as Markdown beside the results. */
function printTable() {
  if (!existsSync(scenariosFile)) return;
  /** @type {{scenario: string, cause: string, runbook: string, steps: string, seconds: number}[]} */
  const rows = readFileSync(scenariosFile, 'utf8')
    .split('\n')
    .flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
  const cells = rows.map(({ scenario, cause, runbook, steps, seconds }) => [
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
