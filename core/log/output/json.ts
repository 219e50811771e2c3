import type { Redactor } from '../../text/redact.ts';
import type { Analysis, Finding, Incident, Place } from '../analysis.ts';
import type { FileSummary } from '../entry.ts';
import { isoTime } from '../time.ts';

/** What could not be read, in words. */
export interface ProblemText {
  readonly path: string;
  readonly kind: string;
  readonly message: string;
}

export interface JsonOptions {
  readonly redactor: Redactor;
  readonly elapsedMs: number;
  readonly problems: readonly ProblemText[];
  /** Files in the folders that are no logs. */
  readonly passed: number;
}

/**
 * The value that `analyze --format json` prints (version 1; scripts depend on it: add to it, never rename).
 *
 * Times are ISO 8601 and carry a zone only where the log names one; what is not known is null.
 */
export function analysisJson(analysis: Analysis, options: JsonOptions): Record<string, unknown> {
  const { redactor } = options;
  return {
    version: 1,
    files: analysis.files.map(fileJson),
    findings: analysis.findings.map(finding => findingJson(finding, redactor)),
    incidents: analysis.incidents.map(incident => incidentJson(incident, redactor)),
    unknown: analysis.unknown.map(group => ({
      shape: redactor.redact(group.shape),
      count: group.count,
      first: placeJson(group.first),
    })),
    assumptions: analysis.assumptions,
    problems: options.problems,
    passedFiles: options.passed,
    elapsedMs: Math.round(options.elapsedMs),
  };
}

function fileJson(file: FileSummary): Record<string, unknown> {
  return {
    path: file.path,
    format: file.format,
    service: file.service ?? null,
    host: file.host ?? null,
    bytes: file.bytes,
    lines: file.lines,
    entries: file.entries,
    firstTime: timeJson(file.firstTime, file.zoneMinutes),
    lastTime: timeJson(file.lastTime, file.zoneMinutes),
    unreadLines: file.unreadLines,
    ...(file.parts === undefined ? {} : { parts: file.parts }),
  };
}

function findingJson(finding: Finding, redactor: Redactor): Record<string, unknown> {
  return {
    signature: finding.signature,
    title: finding.title,
    severity: finding.severity,
    count: finding.count,
    first: placeJson(finding.first),
    last: placeJson(finding.last),
    services: finding.services,
    hosts: finding.hosts,
    requests: finding.requests,
    perFile: finding.perFile.map(file => ({
      path: file.path,
      count: file.count,
      first: placeJson(file.first),
      last: placeJson(file.last),
    })),
    samples: finding.samples.map(sample => ({ ...placeJson(sample), text: redactor.redact(sample.text) })),
    timeline: finding.timeline.map(({ host, step, starts, counts }) => ({
      host: host === '' ? null : host,
      stepSeconds: step / 1000,
      starts: starts.map(start => timeJson(start, undefined)),
      counts,
    })),
  };
}

function incidentJson(incident: Incident, redactor: Redactor): Record<string, unknown> {
  return {
    id: incident.id,
    rootCause: incident.rootCause,
    signature: incident.signature,
    title: redactor.redact(incident.title),
    severity: incident.severity,
    confidence: incident.confidence,
    because: incident.because.map(text => redactor.redact(text)),
    start: timeJson(incident.start, incident.zoneMinutes),
    end: timeJson(incident.end, incident.zoneMinutes),
    evidence: incident.evidence.map(place => ({ ...placeJson(place), signature: place.signature, count: place.count })),
    findings: incident.findings,
    echoes: incident.echoes,
    checks: incident.checks,
    remedies: incident.remedies,
    runbooks: incident.runbooks,
  };
}

function placeJson(place: Place): Record<string, unknown> {
  return { path: place.path, line: place.line, time: timeJson(place.time, place.zoneMinutes) };
}

function timeJson(time: number | undefined, zone: number | undefined): string | null {
  return time === undefined || Number.isNaN(time) ? null : isoTime(time, zone);
}
