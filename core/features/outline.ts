import type { Analysis } from '../log/analysis.ts';
import { idsIn } from '../log/trace/ids-in-text.ts';
import type { Translator } from '../text/l10n.ts';
import { type FindingHere, findingsIn, incidentsIn, occurrencesText, timesText } from './diagnostics.ts';
import { type LineRange, type LogDocument, textRange } from './document.ts';

/** An element of a log's outline. */
export interface LogSymbol {
  readonly kind: 'group' | 'incident' | 'problem' | 'request';
  readonly name: string;
  readonly detail: string;
  /** The line that it leads to. */
  readonly range: LineRange;
  /** The last line that belongs to it, from 1. */
  readonly lastLine: number;
  readonly children: readonly LogSymbol[];
}

/** An outline is read, not searched: of each kind so many are shown. */
const mostProblems = 200;
const mostRequests = 200;
/** Requests that are counted at all: a long log has hundreds of thousands. */
const mostCounted = 50_000;

/**
 * The outline of a log: what went wrong first, then its problems, then its busiest requests.
 * Requests of large logs are left out.
 * @param analysis of logs that include this document, under the document's path.
 */
export function logOutline(analysis: Analysis, document: LogDocument, l10n: Translator): LogSymbol[] {
  const incidents = incidentsIn(analysis, document.path).map(({ incident, place, lastLine }) => ({
    kind: 'incident' as const,
    name: l10n.t(incident.title),
    detail: timesText(place.count, l10n),
    range: textRange(document, place.line),
    lastLine,
    children: [],
  }));
  const problems = findingsIn(analysis, document.path)
    .slice(0, mostProblems)
    .map(found => problemSymbol(found, document, l10n));
  return [
    group(l10n.t('Incidents'), incidents, document),
    group(l10n.t('Problems'), problems, document),
    group(l10n.t('Requests'), document.isLarge === true ? [] : requestSymbols(document, l10n), document),
  ].filter(symbol => symbol.children.length > 0);
}

function group(name: string, children: LogSymbol[], document: LogDocument): LogSymbol {
  return { kind: 'group', name, detail: String(children.length), range: textRange(document, 1), lastLine: 1, children };
}

function problemSymbol({ finding, here }: FindingHere, document: LogDocument, l10n: Translator): LogSymbol {
  return {
    kind: 'problem',
    name: l10n.t(finding.title),
    detail: occurrencesText(here, l10n),
    range: textRange(document, here.first.line),
    lastLine: here.last.line,
    children: [],
  };
}

/** The requests with most lines, in the order of their first lines. */
function requestSymbols(document: LogDocument, l10n: Translator): LogSymbol[] {
  const requests = new Map<string, { lines: number; range: LineRange; lastLine: number }>();
  for (let line = 1; line <= document.lineCount; line++) {
    const text = document.lineAt(line) ?? '';
    if (!text.includes('req-')) continue;
    const id = idsIn(text).find(candidate => candidate.text.startsWith('req-'));
    if (id === undefined) continue;
    const known = requests.get(id.text);
    if (known !== undefined) {
      known.lines++;
      known.lastLine = line;
    } else if (requests.size < mostCounted) {
      const range = { line, startCharacter: id.start, endCharacter: id.end };
      requests.set(id.text, { lines: 1, range, lastLine: line });
    }
  }
  const busiest = [...requests].sort((one, other) => other[1].lines - one[1].lines).slice(0, mostRequests);
  return busiest
    .sort((one, other) => one[1].range.line - other[1].range.line)
    .map(([name, { lines, range, lastLine }]) => ({
      kind: 'request',
      name,
      detail: lines === 1 ? l10n.t('1 line') : l10n.t('{0} lines', lines),
      range,
      lastLine,
      children: [],
    }));
}
