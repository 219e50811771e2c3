import assert from 'node:assert/strict';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import { lintDeployment } from '../../../core/config/lint.ts';
import type { Rule } from '../../../core/config/rule.ts';
import { english } from '../../../core/text/l10n.ts';
import { type SampleFiles, sampleDeployment } from './sample-deployment.ts';

/** A deployment that a rule judges. */
export interface RuleCase extends SampleFiles {
  readonly about: string;
  /** What it finds: `path: text at the place`, with a severity where it is not that of the rule. Nothing where it is empty. */
  readonly finds: readonly string[];
  /** Whether its findings come with a fix; after all of them the rule finds nothing any more. */
  readonly isFixed?: boolean;
}

function findingsOf(rules: readonly Rule[], sample: SampleFiles): ConfigFinding[] {
  return lintDeployment(sampleDeployment(sample), rules, { severities: {} }, english);
}

/** Files after edits. The same edit twice is made once; edits that overlap are a mistake. */
export function withEdits(files: Readonly<Record<string, string>>, findings: readonly ConfigFinding[]) {
  const edited: Record<string, string> = { ...files };
  for (const path of Object.keys(files)) {
    const edits = findings.flatMap(finding => finding.fix?.edits ?? []).filter(edit => edit.path === path);
    const once = new Map(edits.map(edit => [`${edit.range.start} ${edit.range.end} ${edit.text}`, edit]));
    const sorted = [...once.values()].toSorted((a, b) => b.range.start - a.range.start || b.range.end - a.range.end);
    let before = Number.POSITIVE_INFINITY;
    for (const { range, text } of sorted) {
      assert.ok(range.end <= before, `${path}: edits overlap at ${range.start}`);
      before = range.start;
      edited[path] = edited[path]!.slice(0, range.start) + text + edited[path]!.slice(range.end);
    }
  }
  return edited;
}

/** Makes a test of each case. */
export function testCases(rule: Rule, cases: readonly RuleCase[]): void {
  describe(`${rule.id}: ${rule.title(english)}`, () => {
    it('has a case in which it fires and one in which it does not', () => {
      assert.ok(cases.some(({ finds }) => finds.length > 0));
      assert.ok(cases.some(({ finds }) => finds.length === 0));
      for (const text of [rule.why(english), rule.remedy(english), rule.source]) assert.ok(text.length > 10);
    });
    for (const one of cases)
      it(`${one.finds.length > 0 ? 'fires' : 'is silent'}: ${one.about}`, () => {
        const found = findingsOf([rule], one);
        assert.deepEqual(
          found.map(finding => described(rule, finding, one.files)),
          one.finds,
          found.map(({ message }) => message).join('\n'),
        );
        for (const finding of found) assertWhole(finding, one.files);
        if (one.isFixed !== true) return;
        assert.ok(found.every(finding => finding.fix));
        const files = withEdits(one.files, found);
        assert.deepEqual(
          findingsOf([rule], { ...one, files }).filter(({ severity }) => severity !== 'info'),
          [],
          JSON.stringify(files, undefined, 1),
        );
      });
  });
}

function described(rule: Rule, { place, severity }: ConfigFinding, files: Readonly<Record<string, string>>): string {
  const text = files[place.path]?.slice(place.range.start, place.range.end) ?? '';
  return `${place.path}: ${text}${severity === rule.severity ? '' : ` (${severity})`}`;
}

/** Every place is one of a file at hand; no message has an unfilled value in it. */
function assertWhole(finding: ConfigFinding, files: Readonly<Record<string, string>>): void {
  const places = [finding.place, ...(finding.related ?? []).map(({ place }) => place), ...(finding.fix?.edits ?? [])];
  for (const { path, range } of places) {
    const length = files[path]?.length;
    assert.ok(length !== undefined, `${path} is no file of the case`);
    assert.ok(0 <= range.start && range.start <= range.end && range.end <= length);
  }
  for (const text of [finding.message, finding.fix?.title ?? '']) {
    assert.doesNotMatch(text, /\{\d\}|undefined|NaN/);
  }
}
