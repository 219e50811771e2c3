import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { assembleDeployment } from '../../../core/config/assemble.ts';
import { capacityOf } from '../../../core/config/capacity.ts';
import { databasePaths } from '../../../core/config/idle-chain.ts';
import { lintDeployment } from '../../../core/config/lint.ts';
import { configRules } from '../../../core/config/rules/rules.ts';
import { type DeploymentFacts, noFacts } from '../../../core/config/workspace-file.ts';
import { english } from '../../../core/text/l10n.ts';
import { readOptionKnowledge } from '../../../io/option-knowledge.ts';

const project = join(import.meta.dirname, '../../..');
const folder = join(project, 'test/fixtures/installers');
const knowledge = readOptionKnowledge(join(project, 'knowledge'));

function deploymentOf(installer: string, release: string, facts: DeploymentFacts = noFacts) {
  const entries = readdirSync(join(folder, installer), { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }));
  return assembleDeployment(files, { catalogues: knowledge.cataloguesOf(release)!, facts });
}

/** Files as installers write them: their makers know what they do, and nothing in them fails for certain. */
describe('files of installers', () => {
  for (const installer of readdirSync(folder))
    it(`of ${installer} hold no error`, () => {
      for (const release of ['train', 'zed', '2024.1', '2025.1']) {
        const deployment = deploymentOf(installer, release);
        const found = lintDeployment(deployment, configRules, { severities: {} }, english);
        const errors = found.filter(({ severity }) => severity === 'error');
        assert.deepEqual(
          errors.map(({ rule, place, message }) => `${release} ${rule} ${place.path} ${message}`),
          [],
        );
      }
    });

  it('of kolla lead through haproxy, and add up to more than the database accepts once the counts are known', () => {
    const facts = { ...noFacts, counts: { controllers: 3, cells: 1 } };
    const deployment = deploymentOf('kolla', '2024.1', facts);
    const ways = databasePaths(deployment).map(path => path.hops.map(({ program }) => program).join(' '));
    assert.deepEqual([...new Set(ways)], ['haproxy mysql']);
    const { possible, steady, maxConnections } = capacityOf(deployment);
    assert.deepEqual([possible, steady, maxConnections.value], [108_165, 165, 10_000]);
    const found = lintDeployment(deployment, configRules, { severities: {} }, english);
    const of = (rule: string) => found.filter(finding => finding.rule === rule).map(({ severity }) => severity);
    assert.deepEqual(of('X010'), ['error']);
    assert.deepEqual([...new Set(of('X043'))], ['warning']);
    assert.deepEqual([...new Set(of('X044'))], ['info']);
    assert.deepEqual(of('X001'), []);
  });
});
