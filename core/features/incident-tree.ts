import type { Analysis, Finding, Incident, Place } from '../log/analysis.ts';
import { confidenceWord, numberText, spanText } from '../log/output/words.ts';
import type { Severity } from '../log/signature.ts';
import { isoTime } from '../log/time.ts';
import type { Translator } from '../text/l10n.ts';

/** One row of the Incidents view. */
export interface IncidentNode {
  readonly kind:
    | 'incident'
    | 'reasons'
    | 'reason'
    | 'evidence'
    | 'echoes'
    | 'finding'
    | 'place'
    | 'checks'
    | 'check'
    | 'remedies'
    | 'remedy'
    | 'findings'
    | 'unknown'
    | 'problems'
    | 'problem'
    | 'healthy';
  /** The same in the next analysis for the same thing, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  /** Beside the label, in grey. */
  readonly description?: string;
  /** Plain text. */
  readonly tooltip?: string;
  readonly severity?: Severity;
  /** Where a click goes. */
  readonly place?: Pick<Place, 'path' | 'line'>;
  /** What is copied: the command of a check. */
  readonly command?: string;
  /** The incident that it is, or that it belongs to. */
  readonly incident?: string;
  /** Ids of requests and instances that can be followed, of what this row is about. */
  readonly requests?: readonly string[];
  /** Ids of the runbooks that help. */
  readonly runbooks?: readonly string[];
  readonly isOpen?: boolean;
  readonly children?: readonly IncidentNode[];
}

export interface IncidentTreeOptions {
  readonly l10n: Translator;
  /** How a path is shown: without the workspace's own. */
  readonly shorten: (path: string) => string;
  /** What could not be read, in words. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

const mostUnknown = 50;

/** The rows of the Incidents view: incidents in order of importance, then what belongs to none, then what was not read. */
export function incidentTree(analysis: Analysis, options: IncidentTreeOptions): IncidentNode[] {
  const { l10n } = options;
  const nodes = analysis.incidents.map((incident, index) => incidentNode(analysis, incident, index === 0, options));
  if (nodes.length === 0) {
    const label = l10n.t('No incident was found.');
    nodes.push({ kind: 'healthy', id: 'healthy', label, description: l10n.t('logs: {0}', analysis.files.length) });
  }
  const others = [...otherFindings(analysis, options), ...unknownGroups(analysis, options), ...problems(options)];
  return withUniqueIds([...nodes, ...others], '');
}

/** Gives each row an id of its own: that of its parent, and what tells it from its siblings. */
function withUniqueIds(nodes: readonly IncidentNode[], parent: string): IncidentNode[] {
  const known = new Map<string, number>();
  return nodes.map(node => {
    const count = (known.get(node.id) ?? 0) + 1;
    known.set(node.id, count);
    const id = `${parent}/${count === 1 ? node.id : `${node.id} ${count}`}`;
    return node.children === undefined ? { ...node, id } : { ...node, id, children: withUniqueIds(node.children, id) };
  });
}

function incidentNode(
  analysis: Analysis,
  incident: Incident,
  isOpen: boolean,
  options: IncidentTreeOptions,
): IncidentNode {
  const { l10n } = options;
  const own = incident.findings.flatMap(index => analysis.findings[index] ?? []);
  const hosts = [...new Set(own.flatMap(finding => finding.hosts))];
  const span = spanText(incident.start, incident.end, incident.zoneMinutes, l10n);
  const { id } = incident;
  const groups = [
    group('reasons', l10n.t('Why'), id, true, reasonNodes(incident)),
    group('evidence', l10n.t('Evidence'), id, false, evidenceNodes(analysis, incident, options)),
    group('echoes', l10n.t('What follows from it'), id, false, echoNodes(analysis, incident, options)),
    group('checks', l10n.t('Check'), id, true, checkNodes(incident)),
    group('remedies', l10n.t('Do'), id, true, remedyNodes(incident)),
  ];
  return {
    kind: 'incident',
    id: `incident ${incident.rootCause} ${incident.signature}`,
    label: incident.title,
    description: [span, hosts.slice(0, 5).join(', ')].filter(text => text !== '').join(' · '),
    tooltip: [incident.title, confidenceWord(incident.confidence, l10n), span, hosts.join(', ')]
      .filter(text => text !== '')
      .join('\n'),
    severity: incident.severity,
    incident: incident.id,
    requests: [...new Set(own.flatMap(finding => finding.requests))],
    runbooks: incident.runbooks,
    isOpen,
    children: groups.filter(node => node.children?.length !== 0),
  };
}

function group(
  kind: IncidentNode['kind'],
  label: string,
  incident: string,
  isOpen: boolean,
  rows: readonly IncidentNode[],
): IncidentNode {
  const children = rows.map(row => ({ ...row, incident }));
  return { kind, id: kind, label, description: String(rows.length), incident, isOpen, children };
}

function reasonNodes(incident: Incident): IncidentNode[] {
  return incident.because.map(label => ({ kind: 'reason', id: label, label, tooltip: label }));
}

function evidenceNodes(analysis: Analysis, incident: Incident, options: IncidentTreeOptions): IncidentNode[] {
  return incident.evidence.map(place => {
    const finding = analysis.findings.find(candidate => candidate.signature === place.signature);
    return {
      ...placeRow(place, place.count, options),
      id: `${place.signature} ${place.path}`,
      label: finding?.title ?? place.signature,
      ...(finding === undefined ? {} : { severity: finding.severity, requests: finding.requests }),
    };
  });
}

function echoNodes(analysis: Analysis, incident: Incident, options: IncidentTreeOptions): IncidentNode[] {
  return incident.echoes.flatMap(index => {
    const finding = analysis.findings[index];
    return finding === undefined ? [] : [findingRow(finding, options)];
  });
}

function checkNodes(incident: Incident): IncidentNode[] {
  return incident.checks.map(({ command, lookFor }) => ({
    kind: 'check',
    id: command,
    label: command,
    description: lookFor,
    tooltip: `${command}\n${lookFor}`,
    command,
  }));
}

function remedyNodes(incident: Incident): IncidentNode[] {
  return incident.remedies.map(label => ({ kind: 'remedy', id: label, label, tooltip: label }));
}

/** A finding; its files below it where there are several. */
function findingRow(finding: Finding, options: IncidentTreeOptions): IncidentNode {
  const places = finding.perFile.length > 1 ? finding.perFile : [];
  return {
    ...placeRow(finding.first, finding.count, options),
    kind: 'finding',
    id: finding.signature,
    label: finding.title,
    severity: finding.severity,
    requests: finding.requests,
    ...(places.length === 0
      ? {}
      : {
          children: places.map(file => ({
            ...placeRow(file.first, file.count, options),
            label: `${options.shorten(file.path)}:${file.first.line}`,
            description: countAndClock(file.count, file.first, options.l10n),
          })),
        }),
  };
}

function placeRow(place: Place, count: number, { l10n, shorten }: IncidentTreeOptions): IncidentNode {
  const where = `${shorten(place.path)}:${place.line}`;
  return {
    kind: 'place',
    id: where,
    label: where,
    description: `${countAndClock(count, place, l10n)} · ${where}`,
    tooltip: `${place.path}:${place.line}`,
    place: { path: place.path, line: place.line },
  };
}

/** `30× · 09:39:40`. */
function countAndClock(count: number, place: Place, l10n: Translator): string {
  const times = l10n.t('{0}×', numberText(count));
  return place.time === undefined ? times : `${times} · ${isoTime(place.time, undefined).slice(11, 19)}`;
}

function otherFindings(analysis: Analysis, options: IncidentTreeOptions): IncidentNode[] {
  const explained = new Set(analysis.incidents.flatMap(incident => [...incident.findings, ...incident.echoes]));
  const others = analysis.findings.filter((finding, index) => !explained.has(index) && finding.severity !== 'info');
  if (others.length === 0) return [];
  const children = others.map(finding => findingRow(finding, options));
  const label = options.l10n.t('Other findings');
  return [{ kind: 'findings', id: 'findings', label, description: String(others.length), children }];
}

function unknownGroups(analysis: Analysis, options: IncidentTreeOptions): IncidentNode[] {
  const { unknown } = analysis;
  if (unknown.length === 0) return [];
  const children = unknown.slice(0, mostUnknown).map(({ shape, count, first }) => {
    const row = placeRow(first, count, options);
    return { ...row, id: shape, label: shape, tooltip: `${shape}\n${row.tooltip}` };
  });
  const label = options.l10n.t('Warnings and errors that no signature knows');
  return [{ kind: 'unknown', id: 'unknown', label, description: String(unknown.length), children }];
}

function problems({ problems, l10n }: IncidentTreeOptions): IncidentNode[] {
  if (problems.length === 0) return [];
  const children = problems.map(({ path, message }) => ({
    kind: 'problem' as const,
    id: message,
    label: message,
    tooltip: `${path}\n${message}`,
  }));
  const label = l10n.t('Not read, or only in part');
  return [{ kind: 'problems', id: 'problems', label, description: String(problems.length), children }];
}
