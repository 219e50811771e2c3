import type { Translator } from '../text/l10n.ts';
import { createLineIndex, type LineIndex } from '../text/line-index.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import type { Deployment } from './deployment.ts';
import type { ConfigFinding, FindingSeverity } from './finding.ts';
import { reportedText } from './output/lint-report.ts';
import type { Rule } from './rule.ts';
import { referenceOf } from './rules/fixes.ts';

/** What the user has set about rules. */
export interface LintSettings {
  /** By the id of the rule. */
  readonly severities: Readonly<Record<string, FindingSeverity | 'off'>>;
}

/**
 * Runs rules on a deployment.
 * @returns all findings, by path and position, without those that the files ask to ignore. Addresses that they quote hold no
 * password: a message is shown, copied and sent without its file.
 */
export function lintDeployment(
  deployment: Deployment,
  rules: readonly Rule[],
  settings: LintSettings,
  l10n: Translator,
): ConfigFinding[] {
  const findings: ConfigFinding[] = [];
  for (const rule of rules) {
    const severity = settings.severities[rule.id];
    if (severity === 'off') continue;
    for (const finding of rule.check(deployment, l10n)) {
      const docs = finding.docs ?? referenceOfOption(deployment, finding.option);
      findings.push({
        ...finding,
        rule: rule.id,
        severity: severity ?? finding.severity ?? rule.severity,
        ...(docs === undefined ? {} : { docs }),
      });
    }
  }
  const redactor = createRedactor();
  return withoutRepetitions(sortFindings(withoutIgnored(findings, textsOf(deployment)))).map(finding =>
    withoutPasswords(finding, redactor),
  );
}

function withoutPasswords(finding: ConfigFinding, redactor: Redactor): ConfigFinding {
  const { message, related, fix } = finding;
  return {
    ...finding,
    message: reportedText(message, redactor),
    ...(related === undefined
      ? {}
      : { related: related.map(one => ({ ...one, message: reportedText(one.message, redactor) })) }),
    ...(fix === undefined ? {} : { fix: { ...fix, title: reportedText(fix.title, redactor) } }),
  };
}

/** The reference of the option that a finding names, where the release knows it. */
function referenceOfOption(deployment: Deployment, label: string | undefined): string | undefined {
  const [, group, name] = /^\[([^\]]+)\](\S+)$/.exec(label ?? '') ?? [];
  if (group === undefined || name === undefined) return undefined;
  for (const catalogue of [deployment.options, ...deployment.nova.map(({ options }) => options)]) {
    const option = catalogue.find(group, name)?.option;
    if (option !== undefined) return referenceOf(catalogue, option.group, option.name);
  }
  return undefined;
}

/** A file that several services read is judged with each of them: what is said of it for all of them is said once. */
function withoutRepetitions(findings: readonly ConfigFinding[]): ConfigFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, place, message }) => {
    const key = JSON.stringify([rule, place.path, place.range.start, place.range.end, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** By path, then by position, then by rule. */
export function sortFindings(findings: readonly ConfigFinding[]): ConfigFinding[] {
  return findings.toSorted(
    (left, right) =>
      compare(left.place.path, right.place.path) ||
      left.place.range.start - right.place.range.start ||
      left.place.range.end - right.place.range.end ||
      compare(left.rule, right.rule),
  );
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The texts of all files of a deployment, by path. */
export function textsOf(deployment: Deployment): Map<string, string> {
  const texts = new Map<string, string>();
  for (const configuration of deployment.nova) for (const file of configuration.files) texts.set(file.path, file.text);
  for (const kind of ['mysql', 'haproxy', 'mycatServers', 'mycatSchemas', 'proxysql'] as const)
    for (const file of deployment[kind]) texts.set(file.path, file.text);
  const { path, text } = deployment.facts;
  if (path !== undefined && text !== undefined) texts.set(path, text);
  return texts;
}

/**
 * Takes out findings that a comment in their file asks to ignore: `nova-doctor: ignore OD008, X001` at the end of the line or
 * in a comment on the line above; all findings of the line where no rule is named.
 */
export function withoutIgnored(
  findings: readonly ConfigFinding[],
  texts: ReadonlyMap<string, string>,
): ConfigFinding[] {
  const readers = new Map<string, IgnoreReader | undefined>();
  return findings.filter(({ place, rule }) => {
    if (!readers.has(place.path)) readers.set(place.path, ignoreReader(texts.get(place.path)));
    return readers.get(place.path)?.isIgnored(rule, place.range.start) !== true;
  });
}

interface IgnoreReader {
  isIgnored(rule: string, offset: number): boolean;
}

const ignoreComment = /(?:#|;|\/\/|--).*?\bnova-doctor:[ \t]*ignore\b[ \t]*([A-Za-z0-9_, \t-]*)/;
const onlyComment = /^[ \t]*(?:#|;|\/\/|<!--)/;

/** @returns undefined where the text asks for nothing. */
function ignoreReader(text: string | undefined): IgnoreReader | undefined {
  if (text?.includes('nova-doctor:') !== true) return undefined;
  const index = createLineIndex(text);
  return {
    isIgnored: (rule, offset) => {
      const line = index.lineAt(offset);
      if (asksToIgnore(lineText(text, index, line), rule)) return true;
      const above = line === 1 ? '' : lineText(text, index, line - 1);
      return onlyComment.test(above) && asksToIgnore(above, rule);
    },
  };
}

function lineText(text: string, index: LineIndex, line: number): string {
  return text.slice(index.offsetOf(line), index.offsetOf(line + 1));
}

function asksToIgnore(line: string, rule: string): boolean {
  const ids = ignoreComment.exec(line)?.[1];
  if (ids === undefined) return false;
  const words = ids
    .replace(/-->?.*$|--+$/, '')
    .split(/[, \t]+/)
    .filter(word => word !== '' && word !== '-');
  return words.length === 0 || words.some(word => word.toLowerCase() === rule.toLowerCase());
}
