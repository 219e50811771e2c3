import { newerNode } from './newer-node.mjs';
import { inProject, projectFolder } from './paths.mjs';
import { runQuietly } from './processes.mjs';

/** What is checked without running it: each is one test of this layer. */
const checks = [
  { title: 'types (tsc -b)', args: ['node_modules/typescript/bin/tsc', '-b'] },
  { title: 'format and lint (biome check)', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
];

/**
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runChecks() {
  /** @type {import('./test-results.mjs').LayerResult} */
  const result = { passed: [], failed: [], skipped: [] };
  for (const { title, args } of checks) {
    const [script = '', ...rest] = args;
    const { status, output } = await runQuietly(newerNode(), [inProject(script), ...rest], { cwd: projectFolder });
    if (status === 0) result.passed.push(title);
    else result.failed.push({ title, reason: output });
  }
  return result;
}
