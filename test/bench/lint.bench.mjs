// npm run bench -- lint: `nova-doctor lint` of one nova.conf beside `oslo-config-validator` on it, and what a keystroke in a
// file of 6,000 lines costs beside a full lint of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configRules } from '../../core/config/rules/rules.ts';
import { createConfigWorkspace } from '../../core/features/config/workspace.ts';
import { english } from '../../core/text/l10n.ts';
import { readOptionKnowledge } from '../../io/option-knowledge.ts';
import { benchFolder, isQuick, project, roundsOf, runBench } from './lib/bench.mjs';
import { measureInTurn } from './lib/measure.mjs';

const release = 'zed';
const lineCount = 6000;

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
const path = join(benchFolder, 'nova.conf');
mkdirSync(benchFolder, { recursive: true });
writeFileSync(path, text);

/** What nova registers; oslo-config-validator needs them installed. */
const namespaces = [
  'nova.conf',
  'oslo.db',
  'oslo.messaging',
  'oslo.log',
  'oslo.cache',
  'oslo.policy',
  'oslo.service.service',
];

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

await runBench('lint', async ({ figure, peer, part }) => {
  const what = `\`lint\` of a nova.conf of ${lineCount} lines`;
  await part(what, () => {
    const lint = ['lint', path, '--release', release, '--format', 'json'];
    const validator = peer('oslo-config-validator');
    const [own, beside] = measureInTurn(
      [
        { name: 'nova-doctor', command: [process.execPath, join(project, 'dist/cli.js'), ...lint], accepts: [0, 1] },
        ...(validator === undefined ? [] : [validatorOf(validator)]),
      ],
      roundsOf(),
    );
    if (own === undefined) throw new Error('Nothing was measured.');
    figure(what, { unit: 's', ...own, beside, wanted: { ratioAtMost: 0.1 } });
  });

  await part('a keystroke', () => {
    const full = Array.from({ length: isQuick ? 2 : 20 }, () => findingsAfter(newSession(), text));
    const session = newSession();
    findingsAfter(session, text);
    const at = text.indexOf('rpc_response_timeout = ') + 'rpc_response_timeout = '.length;
    const values = Array.from({ length: isQuick ? 2 : 200 }, (_, index) =>
      findingsAfter(session, `${text.slice(0, at)}${index}${text.slice(at)}`),
    );
    figure(`a keystroke in a nova.conf of ${lineCount} lines, until the findings are there`, {
      unit: 'ms',
      values,
      beside: { name: 'full lint', values: full },
      wanted: { ratioAtMost: 1 / 3 },
    });
  });
});

/** @param {import('./lib/peers.mjs').FoundPeer} validator */
function validatorOf({ name, program, version }) {
  const command = [program, ...namespaces.flatMap(namespace => ['--namespace', namespace]), '--input-file', path];
  return { name, version, command, accepts: [0, 1] };
}
