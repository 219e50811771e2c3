import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import { lintDeployment } from '../../../core/config/lint.ts';
import { odRules } from '../../../core/config/rules/od-rules.ts';
import { osloRules } from '../../../core/config/rules/oslo-rules.ts';
import { english } from '../../../core/text/l10n.ts';
import { createLineIndex } from '../../../core/text/line-index.ts';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { deploymentOf } from './lint-fixture.ts';

const folder = inProject('test/fixtures/validator');

/** What oslo.config of Zed did with a file: `load.out` was written by a script that asked it for every option of the file. */
function loaded(name: string) {
  const text = readFileSync(`${folder}/${name}/load.out`, 'utf8');
  const values = new Map<string, string>();
  const refused = new Set<string>();
  for (const line of text.split('\n')) {
    const value = /^([\w-]+\.[\w-]+) = (.*?)(?: \(by its deprecated name .*\))?$/.exec(line);
    if (value !== null) values.set(value[1]!, value[2]!);
    const error = /^([\w-]+\.[\w-]+) ERROR /.exec(line);
    if (error !== null) refused.add(error[1]!);
  }
  return { values, refused, parseErrorLine: Number(/nova\.conf:(\d+), /.exec(text)?.[1] ?? 0) };
}

function judged(name: string) {
  const text = readFileSync(`${folder}/${name}/nova.conf`, 'utf8');
  const deployment = deploymentOf({ 'nova.conf': text }, { release: 'zed' });
  const index = createLineIndex(text);
  const findings = lintDeployment(deployment, [...osloRules, ...odRules], { severities: {} }, english);
  const lineOf = (finding: ConfigFinding) => index.lineAt(finding.place.range.start);
  const rules = (severity: string) =>
    findings.filter(each => each.severity === severity).map(each => `${lineOf(each)} ${each.rule}`);
  return { configuration: deployment.nova[0]!, findings, lineOf, rules };
}

/** As Python's `repr` writes it. */
function pythonText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

describe('The cases that oslo.config and its validator were asked about', () => {
  const cases = readdirSync(folder).filter(name => /^\d/.test(name));

  it('are all there', () => assert.equal(cases.length, 10));

  for (const name of cases)
    it(`${name}: what is refused is an error, and the values are the same`, () => {
      const { values, refused, parseErrorLine } = loaded(name);
      const { configuration, findings, lineOf } = judged(name);
      for (const [option, value] of values) {
        const [group, optionName] = option.split('.') as [string, string];
        const plain = optionName.replaceAll('-', '_');
        assert.equal(pythonText(configuration.get(group, plain).value), value, option);
      }
      const errors = findings.filter(each => each.severity === 'error');
      const wrongValues = errors.filter(each => /^(?:OSLO-(?:type|range|choice)|OD004)$/.test(each.rule));
      assert.deepEqual(
        wrongValues.map(each => each.option?.replace(/^\[(.*)\]/, '$1.')).toSorted(),
        [...refused].toSorted(),
      );
      const syntax = errors.filter(each => each.rule === 'OSLO-syntax');
      assert.equal(syntax[0] === undefined ? 0 : lineOf(syntax[0]), parseErrorLine);
    });

  it('find nothing wrong with a good file', () => {
    const { rules } = judged('01_good');
    assert.deepEqual([...rules('error'), ...rules('warning')], []);
  });

  it('warn of what is loaded with a surprise', () => {
    assert.deepEqual(judged('02_unknown_option').rules('warning'), ['3 OD001', '4 OD001']);
    assert.deepEqual(judged('03_deprecated_name').rules('warning'), ['2 OD002', '6 OSLO-deprecated', '7 OD044']);
    assert.deepEqual(judged('07_deprecated_for_removal').rules('warning'), [
      '2 OSLO-unknown',
      '6 OSLO-deprecated',
      '7 OSLO-deprecated',
    ]);
    const dynamic = judged('10_keystone_authtoken_and_dynamic');
    assert.deepEqual(dynamic.rules('warning'), ['7 OSLO-group']);
    assert.deepEqual(dynamic.rules('info'), ['6 OSLO-unknown']);
    assert.deepEqual(judged('12_case_and_dashes').rules('warning'), [
      '1 OD044',
      '4 OD001',
      '5 OD001',
      '6 OD014',
      '7 OSLO-group',
    ]);
    assert.deepEqual(judged('15_only_deprecated').rules('warning'), ['2 OD044', '3 OD044']);
  });
});
