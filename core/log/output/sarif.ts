import { uriOfPath } from '../../text/file-uri.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Analysis, Finding, Incident, Place } from '../analysis.ts';
import type { Severity } from '../signature.ts';
import { isoTime } from '../time.ts';
import type { ProblemText } from './json.ts';

export interface SarifOptions {
  readonly redactor: Redactor;
  readonly version: string;
  readonly problems: readonly (ProblemText & { readonly isFailure: boolean })[];
}

type Json = Record<string, unknown>;

const mostRelated = 50;

/**
 * The analysis as SARIF 2.1.0 (OASIS): a result for each incident, with its root cause as the rule, and one for each
 * finding in each file, with the signature as the rule.
 */
export function analysisSarif(analysis: Analysis, options: SarifOptions): Json {
  const rules: Json[] = [];
  const ruleIndexes = new Map<string, number>();
  const results: Json[] = [];

  function ruleIndex(id: string, title: string): number {
    const known = ruleIndexes.get(id);
    if (known !== undefined) return known;
    rules.push({ id, shortDescription: { text: title } });
    ruleIndexes.set(id, rules.length - 1);
    return rules.length - 1;
  }

  for (const incident of analysis.incidents) {
    const index = ruleIndex(incident.rootCause, options.redactor.redact(incident.title));
    results.push(incidentResult(analysis, incident, index, options.redactor));
  }
  for (const finding of analysis.findings) {
    const index = ruleIndex(finding.signature, finding.title);
    results.push(...findingResults(finding, index));
  }
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Nova Doctor', version: options.version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: !options.problems.some(problem => problem.isFailure),
            toolExecutionNotifications: options.problems.map(problem => ({
              level: problem.isFailure ? 'error' : 'note',
              message: { text: problem.message },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOfPath(problem.path) } } }],
            })),
          },
        ],
        results,
      },
    ],
  };
}

function incidentResult(analysis: Analysis, incident: Incident, ruleIndex: number, redactor: Redactor): Json {
  const echoes = incident.echoes.flatMap(index => analysis.findings[index] ?? []);
  const places: { place: Place; title: string }[] = incident.evidence.map(place => ({
    place,
    title: analysis.findings.find(finding => finding.signature === place.signature)?.title ?? place.signature,
  }));
  const related = [
    ...places.slice(1),
    ...echoes.flatMap(finding => finding.perFile.map(file => ({ place: file.first, title: finding.title }))),
  ];
  const text = [incident.title, ...incident.because].map(line => redactor.redact(line)).join('\n');
  const first = places[0];
  return {
    ruleId: incident.rootCause,
    ruleIndex,
    level: levelOf(incident.severity),
    message: { text },
    locations: first === undefined ? [] : [locationOf(first.place)],
    relatedLocations: related.slice(0, mostRelated).map(({ place, title }, index) => ({
      id: index + 1,
      ...locationOf(place),
      message: { text: title },
    })),
    properties: {
      kind: 'incident',
      id: incident.id,
      confidence: incident.confidence,
      signature: incident.signature,
      start: timeOf(incident.start, incident.zoneMinutes),
      end: timeOf(incident.end, incident.zoneMinutes),
      remedies: incident.remedies,
      runbooks: incident.runbooks,
    },
  };
}

function findingResults(finding: Finding, ruleIndex: number): Json[] {
  return finding.perFile.map(file => ({
    ruleId: finding.signature,
    ruleIndex,
    level: levelOf(finding.severity),
    message: { text: file.count === 1 ? finding.title : `${finding.title} (${file.count}×)` },
    locations: [locationOf(file.first)],
    ...(file.count === 1 ? {} : { relatedLocations: [{ id: 1, ...locationOf(file.last), message: { text: 'last' } }] }),
    occurrenceCount: file.count,
    partialFingerprints: { 'signatureAndFile/v1': `${finding.signature}:${file.path}` },
    properties: {
      kind: 'finding',
      first: timeOf(file.first.time, file.first.zoneMinutes),
      last: timeOf(file.last.time, file.last.zoneMinutes),
    },
  }));
}

function locationOf(place: Place): Json {
  return {
    physicalLocation: { artifactLocation: { uri: uriOfPath(place.path) }, region: { startLine: place.line } },
  };
}

/** SARIF has three levels; `note` is what does not harm. */
function levelOf(severity: Severity): string {
  return severity === 'info' ? 'note' : severity;
}

function timeOf(time: number | undefined, zone: number | undefined): string | undefined {
  return time === undefined || Number.isNaN(time) ? undefined : isoTime(time, zone);
}
