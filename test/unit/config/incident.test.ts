import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleDeployment } from '../../../core/config/assemble.ts';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import { lintDeployment } from '../../../core/config/lint.ts';
import { configRules } from '../../../core/config/rules/rules.ts';
import { readWorkspaceFile } from '../../../core/config/workspace-file.ts';
import { compileFormats } from '../../../core/log/format.ts';
import { longestTransactionOf, type MeasuredTransaction } from '../../../core/log/longest-transaction.ts';
import { english } from '../../../core/text/l10n.ts';
import { analyzePaths } from '../../../io/files/analyze-paths.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { readOptionKnowledge } from '../../../io/option-knowledge.ts';
import { withEdits } from './x-cases.ts';

const project = join(import.meta.dirname, '../../..');
const incident = join(project, 'examples/incident');
const names = ['etc/nova.conf', 'etc/my.cnf', 'etc/haproxy.cfg', 'etc/server.xml', '.nova-doctor.yaml'];
const original = Object.fromEntries(names.map(name => [name, readFileSync(join(incident, name), 'utf8')]));
const options = readOptionKnowledge(join(project, 'knowledge'));

type Files = Readonly<Record<string, string>>;

function lint(files: Files, release: string, longest: MeasuredTransaction | undefined): ConfigFinding[] {
  const facts = readWorkspaceFile('.nova-doctor.yaml', files['.nova-doctor.yaml']!, english).facts;
  const deployment = assembleDeployment(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { catalogues: options.cataloguesOf(release)!, facts, longestTransaction: longest },
  );
  return lintDeployment(deployment, configRules, { severities: {} }, english);
}

const isSerious = (finding: ConfigFinding) => finding.severity !== 'info';
const brief = (finding: ConfigFinding) => `${finding.rule} ${finding.place.path} ${finding.message}`;

describe('the files of the sample incident', () => {
  let longest: MeasuredTransaction | undefined;
  before(async () => {
    const knowledge = readLogKnowledge(join(project, 'knowledge'));
    const { analysis } = await analyzePaths([incident], { ...knowledge, formats: compileFormats(knowledge.formats) });
    longest = longestTransactionOf(analysis);
  });

  it('are judged with the transaction that the logs beside them show', () => {
    assert.equal(longest?.seconds, 986);
    assert.match(longest.measuredIn, /ctl1\/nova-conductor\.log$/);
    assert.equal(longest.line, 2);
  });

  it('show the chain that brought it about', () => {
    const findings = lint(original, 'yoga', longest);
    const found = (rule: string) => findings.filter(finding => finding.rule === rule);
    const cut = (finding: ConfigFinding) =>
      original[finding.place.path]?.slice(finding.place.range.start, finding.place.range.end);
    assert.deepEqual(found('X007').map(cut), ['300']);
    assert.match(found('X007')[0]!.message, /986 s/);
    assert.equal(found('X007')[0]!.severity, 'error');
    assert.deepEqual(found('X001').map(cut), ['3600', '3600']);
    const related = found('X001')[0]!.related!.map(({ place }) => place.path);
    assert.deepEqual([...new Set(related)], ['etc/haproxy.cfg', 'etc/server.xml']);
    const [sum] = found('X010');
    assert.equal(sum?.severity, 'error');
    assert.match(sum.message, /nova may open 63000 connections/);
    assert.ok(sum.related!.some(({ place }) => place.path === 'etc/my.cnf'));
  });

  it('are clean after all quick fixes where nothing was measured, and where the counts are not known', () => {
    const { '.nova-doctor.yaml': _, ...withoutCounts } = original;
    for (const files of [original, { ...withoutCounts, '.nova-doctor.yaml': 'cluster: region-one\n' }]) {
      const findings = lint(files, 'zed', undefined).filter(isSerious);
      assert.ok(findings.length > 5);
      assert.deepEqual(lint(withEdits(files, findings), 'zed', undefined).filter(isSerious).map(brief), []);
    }
  });

  for (const release of options.releases)
    it(`are clean after all quick fixes, as ${release} reads them`, () => {
      const findings = lint(original, release, longest).filter(isSerious);
      assert.deepEqual(findings.filter(finding => !finding.fix).map(brief), [], 'without a fix');
      const files = withEdits(original, findings);
      assert.deepEqual(
        lint(files, release, longest).filter(isSerious).map(brief),
        [],
        JSON.stringify(files, undefined, 1),
      );
    });
});
