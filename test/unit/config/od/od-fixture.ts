import assert from 'node:assert/strict';
import type { Deployment } from '../../../../core/config/deployment.ts';
import type { ConfigEdit, ConfigFinding } from '../../../../core/config/finding.ts';
import { lintDeployment } from '../../../../core/config/lint.ts';
import type { Rule } from '../../../../core/config/rule.ts';
import { english } from '../../../../core/text/l10n.ts';
import { deploymentOf } from '../lint-fixture.ts';

export interface OdSample {
  /** `2025.1` where it is left out. */
  readonly release?: string;
  /**
   * By path, as `deploymentOf` takes them: a folder names the service, `nova-compute/nova.conf`. Below a line, `^^^` marks
   * exactly what a finding is about; such lines are taken out before the file is read.
   */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Runs a rule and asserts that it finds exactly what is marked, in order.
 * @returns its findings.
 */
export function findMarked(rule: Rule, sample: OdSample): ConfigFinding[] {
  const marked = Object.entries(sample.files).flatMap(([path, lines]) => markedIn(path, lines));
  const findings = lintDeployment(odDeployment(sample), [rule], { severities: {} }, english);
  assert.deepEqual(
    findings.map(({ place }) => `${place.path} ${place.range.start}-${place.range.end}`),
    marked.map(({ path, start, end }) => `${path} ${start}-${end}`),
    findings.map(({ message, place }) => `${place.range.start}-${place.range.end} ${message}`).join('\n'),
  );
  for (const finding of findings) if (finding.fix !== undefined) checkFix(rule, sample, findings, finding);
  return findings;
}

/** After a fix its finding is gone, the files can still be read, and no other finding has come. */
function checkFix(
  rule: Rule,
  sample: OdSample,
  before: readonly ConfigFinding[],
  { fix, message }: ConfigFinding,
): void {
  const files = Object.fromEntries(
    Object.entries(sample.files).map(([path, marked]) => {
      const edits = fix!.edits.filter(edit => edit.path === path);
      return [path, withEdits(withoutMarks(marked), edits)];
    }),
  );
  const deployment = odDeployment({ ...sample, files });
  for (const file of deployment.nova.flatMap(configuration => configuration.files))
    assert.deepEqual(file.problems, [], `${file.path} is broken after the fix: ${file.text}`);
  const after = lintDeployment(deployment, [rule], { severities: {} }, english).map(each => each.message);
  assert.equal(after.length, before.length - 1, `after the fix of “${message}”: ${after.join('; ')}`);
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { range, text: inserted } of edits.toSorted((left, right) => right.range.start - left.range.start))
    result = result.slice(0, range.start) + inserted + result.slice(range.end);
  return result;
}

type TextEdit = Pick<ConfigEdit, 'range' | 'text'>;

/** As `findMarked`, of a single `nova.conf`. */
export function findInNovaConf(rule: Rule, text: string, release = '2025.1'): ConfigFinding[] {
  return findMarked(rule, { release, files: { 'nova.conf': text } });
}

/** The text of a file without its marks, after the fix of a finding. */
export function fixed(finding: ConfigFinding | undefined, markedText: string): string {
  assert.ok(finding?.fix, 'there is no fix');
  return withEdits(withoutMarks(markedText), finding.fix.edits);
}

export function odDeployment({ release, files }: OdSample): Deployment {
  const texts = Object.fromEntries(Object.entries(files).map(([path, marked]) => [path, withoutMarks(marked)]));
  return deploymentOf(texts, release === undefined ? {} : { release });
}

const markLine = /^ *\^+[ ^]*$/;

function withoutMarks(marked: string): string {
  return marked
    .split('\n')
    .filter(line => !markLine.test(line))
    .join('\n');
}

/** The places of the marks, as offsets into the text without them. */
function markedIn(path: string, marked: string): { path: string; start: number; end: number }[] {
  const places: { path: string; start: number; end: number }[] = [];
  let lineStart = 0;
  let next = 0;
  for (const line of marked.split('\n')) {
    if (!markLine.test(line)) {
      lineStart = next;
      next += line.length + 1;
      continue;
    }
    for (const mark of line.matchAll(/\^+/g)) {
      const start = lineStart + mark.index;
      places.push({ path, start, end: start + mark[0].length });
    }
  }
  return places;
}
