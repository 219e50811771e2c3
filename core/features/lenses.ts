import type { Analysis, Incident } from '../log/analysis.ts';
import type { Translator } from '../text/l10n.ts';
import { briefTitle, incidentsIn, statement, timesText } from './diagnostics.ts';
import { commands } from './protocol.ts';

/** What stands above the first line of an incident. */
export interface LogLens {
  /** From 1. */
  readonly line: number;
  readonly title: string;
  /** What it does; undefined where it only says something. */
  readonly command: { readonly id: string; readonly arguments: readonly unknown[] } | undefined;
}

const mostIncidents = 50;

/**
 * The lenses of a document: the root cause with how often it shows, then what can be done.
 * @param analysis of logs that include this document, under the document's path.
 * @param isWhole whether it is the analysis of many logs that the user asked for last: there is a report of that one.
 * @param known ids of the commands that the editor has: nothing is offered that would not work.
 */
export function logLenses(
  analysis: Analysis,
  path: string,
  isWhole: boolean,
  known: ReadonlySet<string>,
  l10n: Translator,
): LogLens[] {
  return incidentsIn(analysis, path)
    .slice(0, mostIncidents)
    .flatMap(({ incident, place }) => {
      const title = statement(incident, briefTitle(l10n.t(incident.title)), timesText(place.count, l10n), l10n);
      const { line } = place;
      const offered = offersOf(analysis, incident, isWhole, l10n);
      return [
        { line, title, command: undefined },
        ...offered
          .filter(({ id }) => known.has(id))
          .map(({ title: name, id, values }) => ({ line, title: name, command: { id, arguments: values } })),
      ];
    });
}

interface Offer {
  readonly title: string;
  readonly id: string;
  readonly values: readonly unknown[];
}

function offersOf(analysis: Analysis, incident: Incident, isWhole: boolean, l10n: Translator): Offer[] {
  const findings = incident.findings.flatMap(index => analysis.findings[index] ?? []);
  const request = findings.flatMap(finding => finding.requests)[0];
  return [
    ...(request === undefined ? [] : [{ title: l10n.t('trace'), id: commands.showTrace, values: [{ id: request }] }]),
    { title: l10n.t('explain'), id: commands.explain, values: [incident.signature] },
    ...(isWhole ? [{ title: l10n.t('report'), id: commands.showReport, values: [{ incident: incident.id }] }] : []),
  ];
}
