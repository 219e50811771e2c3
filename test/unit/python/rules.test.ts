import assert from 'node:assert/strict';
import { parser } from '@lezer/python';
import type { ConfigFix } from '../../../core/config/finding.ts';
import { lintPython } from '../../../core/python/lint.ts';
import { pythonRules } from '../../../core/python/rules/py-rules.ts';
import { english } from '../../../core/text/l10n.ts';
import { asMarked, readMarkedPython } from './marked-python.ts';

const fires = readMarkedPython('fires');
const quiet = readMarkedPython('quiet');

describe('the rules on Python code', () => {
  it('have distinct ids, texts, and a source', () => {
    const ids = pythonRules.map(rule => rule.id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
    for (const rule of pythonRules) {
      for (const text of [rule.title(english), rule.why(english), rule.remedy(english), rule.source])
        assert.notEqual(text, '');
      assert.ok(!rule.title(english).endsWith('.'), `${rule.id}: a title is no sentence`);
    }
  });

  it('have a file each in which they find something, and one in which they must not', () => {
    const ids = pythonRules.map(rule => rule.id);
    assert.deepEqual(fires.map(file => file.name).sort(), ids);
    assert.deepEqual(quiet.map(file => file.name).sort(), ids);
    for (const file of fires) {
      assert.ok(
        file.expected.some(line => line.includes(file.name)),
        `${file.path} has no marker of its rule`,
      );
    }
  });

  for (const file of [...fires, ...quiet, ...readMarkedPython('real-style')]) {
    it(`find in ${file.path} what is marked, and nothing else`, () => {
      const findings = lintPython(file.path, file.text, file.options, english);
      assert.deepEqual(asMarked(file.text, findings), file.expected);
    });
  }

  for (const file of fires) {
    it(`mend in ${file.path} what their fixes say they mend`, () => {
      for (const finding of lintPython(file.path, file.text, file.options, english)) {
        if (finding.fix === undefined) continue;
        const mended = applied(file.text, finding.fix);
        assert.ok(!hasSyntaxError(mended), `${finding.rule}: no Python any more:\n${mended}`);
        const count = (text: string) =>
          lintPython(file.path, text, file.options, english).filter(other => other.rule === finding.rule).length;
        assert.ok(count(mended) < count(file.text), `${finding.rule}: still there:\n${mended}`);
      }
    });
  }

  it('never say a password', () => {
    const text = [
      'from sqlalchemy import create_engine',
      "a = create_engine('mysql://nova:Tr0ub4dor@vip/nova', pool_size=-1, echo=True, pool_reset_on_return='Tr0ub4dor')",
      "b = create_engine('mysql+aiomysql://nova:Tr0ub4dor@vip/nova?read_timeout=1', pool_sice='Tr0ub4dor')",
    ].join('\n');
    const findings = lintPython('a.py', text, {}, english);
    assert.ok(findings.length >= 6);
    for (const { message, fix } of findings) {
      assert.ok(!message.includes('Tr0ub4dor'), message);
      assert.ok(!fix?.title.includes('Tr0ub4dor'), fix?.title);
    }
  });
});

function applied(text: string, fix: ConfigFix): string {
  const edits = [...fix.edits].sort((one, other) => other.range.start - one.range.start);
  return edits.reduce(
    (result, { range, text: part }) => result.slice(0, range.start) + part + result.slice(range.end),
    text,
  );
}

function hasSyntaxError(text: string): boolean {
  let found = false;
  parser.parse(text).iterate({
    enter: node => {
      found ||= node.type.isError;
    },
  });
  return found;
}
