import { uriOfPath } from '../../text/file-uri.ts';
import type { ConfigFinding, FindingSeverity } from '../finding.ts';
import { type LintReport, type Region, regionsOf, reportedFix, reportedText } from './lint-report.ts';

type Json = Record<string, unknown>;

/** What SARIF says about a rule. */
export interface RuleText {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
}

export interface SarifOptions {
  /** Of this program. */
  readonly version: string;
  /** All rules that were run. */
  readonly rules: readonly RuleText[];
}

/** The report as SARIF 2.1.0 (OASIS), for code scanning. */
export function lintSarif(report: LintReport, { version, rules }: SarifOptions): Json {
  const regionOf = regionsOf(report.texts);
  const found = new Set(report.findings.map(finding => finding.rule));
  const shown = rules.filter(rule => found.has(rule.id));
  const indexes = new Map(shown.map((rule, index) => [rule.id, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Nova Doctor', version, rules: shown.map(ruleJson) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: !report.problems.some(problem => problem.isFailure),
            toolExecutionNotifications: report.problems.map(({ path, message, isFailure }) => ({
              level: isFailure ? 'error' : 'note',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOfPath(path) } } }],
            })),
          },
        ],
        results: report.findings.map(finding => resultJson(finding, indexes.get(finding.rule), report, regionOf)),
      },
    ],
  };
}

function ruleJson({ id, severity, title, why, remedy }: RuleText): Json {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: remedy },
    defaultConfiguration: { level: levelOf(severity) },
  };
}

type RegionOf = (place: ConfigFinding['place']) => Region;

function resultJson(
  finding: ConfigFinding,
  ruleIndex: number | undefined,
  { redactor }: LintReport,
  regionOf: RegionOf,
): Json {
  const fix = reportedFix(finding, redactor);
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(finding.severity),
    message: { text: reportedText(finding.message, redactor) },
    locations: [locationOf(finding.place, regionOf)],
    ...(finding.related === undefined
      ? {}
      : {
          relatedLocations: finding.related.map(({ place, message }, index) => ({
            id: index + 1,
            ...locationOf(place, regionOf),
            message: { text: reportedText(message, redactor) },
          })),
        }),
    ...(fix === undefined ? {} : { fixes: [fixJson(fix, regionOf)] }),
    properties: { option: finding.option, docs: finding.docs },
  };
}

function fixJson(fix: NonNullable<ConfigFinding['fix']>, regionOf: RegionOf): Json {
  const paths = [...new Set(fix.edits.map(edit => edit.path))];
  return {
    description: { text: fix.title },
    artifactChanges: paths.map(path => ({
      artifactLocation: { uri: uriOfPath(path) },
      replacements: fix.edits
        .filter(edit => edit.path === path)
        .map(edit => ({ deletedRegion: regionJson(regionOf(edit)), insertedContent: { text: edit.text } })),
    })),
  };
}

function locationOf(place: ConfigFinding['place'], regionOf: RegionOf): Json {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOfPath(place.path) },
      region: regionJson(regionOf(place)),
    },
  };
}

function regionJson({ line, column, endLine, endColumn }: Region): Json {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** SARIF has three levels; `note` is what does not harm. */
function levelOf(severity: FindingSeverity): string {
  return severity === 'info' ? 'note' : severity;
}
