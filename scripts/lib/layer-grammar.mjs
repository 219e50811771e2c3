import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newerNode } from './newer-node.mjs';
import { inProject, projectFolder, testResultsFolder } from './paths.mjs';
import { runQuietly } from './processes.mjs';

/**
 * Runs test/grammar/*.test.*: texts with the scopes that their parts must have. Each line that has such marks is one
 * test. Grammars of VS Code's own that ours hook into are there as *.stub.tmLanguage.json.
 *
 * @param {{words: readonly string[]}} selection
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runGrammarLayer({ words }) {
  const folder = inProject('test/grammar');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const files = names.filter(
    name => name.includes('.test.') && (words.length === 0 || words.some(word => name.includes(word))),
  );
  if (files.length === 0) return { passed: [], failed: [], skipped: [] };
  const reportFolder = join(testResultsFolder, 'grammar');
  rmSync(reportFolder, { recursive: true, force: true });
  mkdirSync(reportFolder, { recursive: true });
  const stubs = names.filter(name => name.endsWith('.stub.tmLanguage.json'));
  const { status, output } = await runQuietly(
    newerNode(),
    [
      inProject('node_modules/vscode-tmgrammar-test/dist/unit.js'),
      ...stubs.flatMap(name => ['--grammar', `test/grammar/${name}`]),
      `--xunit-report=${reportFolder}`,
      '--xunit-format=generic',
      ...files.map(name => `test/grammar/${name}`),
    ],
    { cwd: projectFolder, timeLimitSeconds: 300 },
  );
  return readReports(reportFolder, status, output);
}

/**
 * @param {string} reportFolder
 * @param {number} status
 * @param {string} output
 */
function readReports(reportFolder, status, output) {
  /** @type {import('./test-results.mjs').LayerResult} */
  const result = { passed: [], failed: [], skipped: [] };
  for (const name of readdirSync(reportFolder)) {
    const report = readFileSync(join(reportFolder, name), 'utf8');
    for (const [, title = '', body = ''] of report.matchAll(/<testcase name="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g)) {
      if (/<(?:failure|error)\b/.test(body)) result.failed.push({ title: plainText(title), reason: plainText(body) });
      else result.passed.push(plainText(title));
    }
  }
  if (status !== 0 && result.failed.length === 0)
    result.failed.push({ title: 'the grammar tests ran', reason: output });
  return result;
}

/** @param {string} xml */
function plainText(xml) {
  return xml
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
    .trim();
}
