// npm run bench -- lint: `nova-doctor lint` of one nova.conf beside `oslo-config-validator` on it, and what a keystroke in a
// file of 6,000 lines costs beside a full lint of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configRules } from '../../core/config/rules/rules.ts';
import { createConfigWorkspace } from '../../core/features/config/workspace.ts';
import { english } from '../../core/text/l10n.ts';
import { readOptionKnowledge } from '../../io/option-knowledge.ts';
import { describeMeasured, isThere, machine, measureInTurn, median, saveResults } from './lib/measure.mjs';

const project = join(import.meta.dirname, '../..');
const folder = join(project, '.bench');
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const release = 'zed';
const lineCount = 6000;
mkdirSync(folder, { recursive: true });

/** A nova.conf as packages ship it: each option under lines of comments, many of them set. */
function largeFile() {
  const catalogues = readOptionKnowledge(join(project, 'knowledge')).cataloguesOf(release);
  if (catalogues === undefined) throw new Error(`There are no options of ${release}.`);
  const { nova } = catalogues;
  /** @type {string[]} */
  const lines = [];
  for (const group of nova.groups) {
    lines.push(`[${group}]`, '');
    for (const option of nova.optionsOf(group)) {
      const value = option.default ?? '';
      const isSet = typeof value !== 'object' && value !== '' && !option.isDeprecatedForRemoval;
      lines.push(`# ${option.name} of ${option.namespace}`, '# ', `${isSet ? '' : '#'}${option.name} = ${value}`, '');
    }
  }
  while (lines.length < lineCount) lines.push('# the end');
  return lines.slice(0, lineCount).join('\n');
}

const text = largeFile();
const path = join(folder, 'nova.conf');
writeFileSync(path, text);

const lint = {
  name: 'nova-doctor lint',
  command: [process.execPath, join(project, 'dist/cli.js'), 'lint', path, '--release', release, '--format', 'json'],
  accepts: [0, 1],
};
// The namespaces are those that nova registers; oslo-config-validator needs them installed.
const namespaces = [
  'nova.conf',
  'oslo.db',
  'oslo.messaging',
  'oslo.log',
  'oslo.cache',
  'oslo.policy',
  'oslo.service.service',
];
const program = process.env.NOVA_DOCTOR_OSLO_VALIDATOR ?? 'oslo-config-validator';
const validator = {
  name: 'oslo-config-validator',
  command: [program, ...namespaces.flatMap(name => ['--namespace', name]), '--input-file', path],
  accepts: [0, 1],
};
const hasValidator = isThere(program);
if (!hasValidator)
  console.log(
    `${program} is not here (pip install nova oslo.config in a venv; NOVA_DOCTOR_OSLO_VALIDATOR names it): not compared.`,
  );
const measured = measureInTurn(hasValidator ? [lint, validator] : [lint], rounds);
const reference = measured.at(-1);
if (reference === undefined) throw new Error('nothing was measured');
console.log(`\nOne file of ${lineCount} lines`);
for (const one of measured) console.log(`  ${describeMeasured(one, reference)}`);

/** A session as the editor has it, with options read anew: nothing is remembered from an earlier one. */
function newSession() {
  const { releases, cataloguesOf } = readOptionKnowledge(join(project, 'knowledge'));
  cataloguesOf(release);
  const workspace = createConfigWorkspace({ releases, cataloguesOf, rules: configRules, l10n: english });
  workspace.setRelease(release);
  return workspace;
}

/**
 * Milliseconds from a changed text to its findings.
 * @param {ReturnType<typeof newSession>} workspace
 * @param {string} changed
 */
function findingsAfter(workspace, changed) {
  const started = performance.now();
  workspace.set('nova.conf', changed);
  workspace.deploymentOf('nova.conf')?.findings();
  return performance.now() - started;
}

const full = Array.from({ length: 20 }, () => findingsAfter(newSession(), text));
const session = newSession();
findingsAfter(session, text);
const at = text.indexOf('rpc_response_timeout = ') + 'rpc_response_timeout = '.length;
const keystrokes = Array.from({ length: 200 }, (_, index) =>
  findingsAfter(session, `${text.slice(0, at)}${index}${text.slice(at)}`),
);
const ratio = median(keystrokes) / median(full);
console.log(
  `\nA keystroke in ${lineCount} lines: ${median(keystrokes).toFixed(1)} ms, a full lint ${median(full).toFixed(1)} ms (× ${ratio.toFixed(2)}, at most 0.33)`,
);
saveResults(join(folder, 'results/lint.json'), {
  machine: machine(),
  date: new Date().toISOString(),
  rounds,
  process: { measured, ratio: hasValidator ? (measured[0]?.median ?? 0) / reference.median : undefined, bound: 0.1 },
  keystroke: { milliseconds: median(keystrokes), fullMilliseconds: median(full), ratio, bound: 1 / 3 },
});
