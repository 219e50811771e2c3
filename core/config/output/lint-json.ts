import type { Capacity } from '../capacity.ts';
import type { ConfigFinding } from '../finding.ts';
import { type LintReport, type Region, regionsOf, reportedFix, reportedText } from './lint-report.ts';

type Json = Record<string, unknown>;

/** The report for programs: `lint --format json`. A number without a limit is null. */
export function lintJson(report: LintReport): Json {
  const regionOf = regionsOf(report.texts);
  return {
    version: 1,
    release: report.release,
    releaseOrigin: report.releaseOrigin,
    ...(report.releasePath === undefined ? {} : { releasePath: report.releasePath }),
    files: report.files,
    findings: report.findings.map(finding => findingJson(finding, report, regionOf)),
    capacity: capacityJson(report.capacity),
    problems: report.problems.map(({ path, message }) => ({ path, message: reportedText(message, report.redactor) })),
  };
}

function findingJson(
  finding: ConfigFinding,
  { redactor }: LintReport,
  regionOf: (place: ConfigFinding['place']) => Region,
): Json {
  const { path } = finding.place;
  const fix = reportedFix(finding, redactor);
  return {
    rule: finding.rule,
    path,
    ...regionOf(finding.place),
    severity: finding.severity,
    message: reportedText(finding.message, redactor),
    ...(finding.option === undefined ? {} : { option: finding.option }),
    ...(fix === undefined
      ? {}
      : {
          fix: {
            title: reportedText(fix.title, redactor),
            isSafe: fix.isSafe,
            edits: fix.edits.map(edit => ({
              ...(edit.path === path ? {} : { path: edit.path }),
              ...regionOf(edit),
              text: edit.text,
            })),
          },
        }),
    ...(finding.related === undefined
      ? {}
      : {
          related: finding.related.map(({ place, message }) => ({
            path: place.path,
            line: regionOf(place).line,
            message: reportedText(message, redactor),
          })),
        }),
    ...(finding.docs === undefined ? {} : { docs: finding.docs }),
  };
}

function capacityJson({ services, possible, steady, maxConnections, missing }: Capacity): Json {
  return {
    services: services.map(({ service, processes, perProcess, engines, possible, steady }) => ({
      service,
      processes,
      perProcess: finite(perProcess),
      engines,
      possible: finite(possible),
      steady: finite(steady),
    })),
    possible: finite(possible),
    steady: finite(steady),
    maxConnections: maxConnections.value,
    maxConnectionsOrigin: maxConnections.origin,
    missing,
  };
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
