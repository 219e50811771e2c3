import assert from 'node:assert/strict';
import { assembleDeployment, type ConfigFile } from '../../../core/config/assemble.ts';
import type { Deployment } from '../../../core/config/deployment.ts';
import { configFileKind } from '../../../core/config/file-kind.ts';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import { type LintSettings, lintDeployment } from '../../../core/config/lint.ts';
import type { Rule } from '../../../core/config/rule.ts';
import { noFacts, readWorkspaceFile } from '../../../core/config/workspace-file.ts';
import { english } from '../../../core/text/l10n.ts';
import { createLineIndex } from '../../../core/text/line-index.ts';
import { readOptionKnowledge } from '../../../io/option-knowledge.ts';
import { inProject } from '../../../scripts/lib/paths.mjs';

/** The options of all releases, read once for all tests. */
export const optionKnowledge = readOptionKnowledge(inProject('knowledge'));

export interface FixtureSettings {
  /** 2025.1 where it is left out, and `.nova-doctor.yaml` says nothing. */
  readonly release?: string;
  readonly longestTransaction?: Deployment['longestTransaction'];
  readonly severities?: LintSettings['severities'];
}

const marker = /^[ \t]*(?:#|;|\/\/|<!--)?[ \t]*\^+[ \t]*([A-Za-z0-9-]+)[ \t]+(error|warning|info)\b.*$/;

/**
 * Makes a deployment of texts by path. Kinds of files are told by their paths: `nova.conf`, `nova-compute.conf`,
 * `ctl1/etc/nova/nova.conf.d/a.conf`, `placement.conf`, `my.cnf`, `haproxy.cfg`, `server.xml`, `proxysql.cnf`, `.nova-doctor.yaml`.
 */
export function deploymentOf(files: Readonly<Record<string, string>>, settings: FixtureSettings = {}): Deployment {
  const list: ConfigFile[] = Object.entries(files).map(([path, text]) => ({ path, text }));
  for (const { path, text } of list)
    assert.notEqual(configFileKind(path, text), undefined, `${path} is of no kind that is judged`);
  const workspace = list.find(({ path, text }) => configFileKind(path, text) === 'workspace');
  const read = workspace === undefined ? undefined : readWorkspaceFile(workspace.path, workspace.text, english);
  assert.deepEqual(read?.problems ?? [], []);
  const facts = read?.facts ?? noFacts;
  const release = settings.release ?? facts.release ?? '2025.1';
  const catalogues = optionKnowledge.cataloguesOf(release);
  assert.ok(catalogues, `no options for the release ${release}`);
  return assembleDeployment(list, { catalogues, facts, longestTransaction: settings.longestTransaction });
}

/**
 * Judges files that carry what is expected: a line such as `# ^^^ OD009 error` (in XML `<!-- ^^^ X006 warning -->`) stands below
 * the line in which a finding begins, several lines for several findings. These lines are taken out before the files are read.
 * Missing findings are failures, and so are surplus ones of the rules that are tested.
 * @returns the findings, for what more a test wants to know: their messages, fixes and related places.
 */
export function checkRules(
  rules: readonly Rule[],
  files: Readonly<Record<string, string>>,
  settings: FixtureSettings = {},
): ConfigFinding[] {
  const expected: string[] = [];
  const texts: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    const kept: string[] = [];
    for (const line of text.split('\n')) {
      const found = marker.exec(line);
      if (found === null) kept.push(line);
      else expected.push(`${path}:${kept.length} ${found[1]} ${found[2]} | ${(kept.at(-1) ?? '').trim()}`);
    }
    texts[path] = kept.join('\n');
  }
  const findings = lintDeployment(
    deploymentOf(texts, settings),
    rules,
    { severities: settings.severities ?? {} },
    english,
  );
  const actual = findings.map(({ place, rule, severity }) => {
    const text = texts[place.path] ?? '';
    const line = createLineIndex(text).lineAt(place.range.start);
    return `${place.path}:${line} ${rule} ${severity} | ${(text.split('\n')[line - 1] ?? '').trim()}`;
  });
  const messages = findings.map(each => each.message).join('\n');
  assert.deepEqual(actual.toSorted(), expected.toSorted(), `the findings are not those that are marked:\n${messages}`);
  return findings;
}

/** The text of a file after a fix: its edits, applied from the last one to the first one. */
export function fixed(text: string, finding: ConfigFinding): string {
  assert.ok(finding.fix, `${finding.rule} has no fix here`);
  const edits = finding.fix.edits.toSorted((left, right) => right.range.start - left.range.start);
  return edits.reduce((each, { range, text: by }) => each.slice(0, range.start) + by + each.slice(range.end), text);
}

/** Every rule must be able to say what it is about, in full. */
export function checkTexts(rules: readonly Rule[]): void {
  for (const rule of rules)
    for (const text of [rule.title(english), rule.why(english), rule.remedy(english), rule.source])
      assert.ok(text.trim() !== '', `${rule.id} leaves a text empty`);
}
