import type { Analysis } from '../log/analysis.ts';
import type { Translator } from '../text/l10n.ts';

/** An incident or a problem of a log, wherever that lies. */
export interface WorkspaceLogSymbol {
  readonly kind: 'incident' | 'problem';
  readonly name: string;
  /** The signature's id. */
  readonly containerName: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

const mostSymbols = 500;

/**
 * Incidents and problems whose title or signature holds the letters of a query in their order.
 * @param analyses one may be part of another; what both say is told once.
 */
export function workspaceLogSymbols(
  analyses: readonly Analysis[],
  query: string,
  l10n: Translator,
): WorkspaceLogSymbol[] {
  const symbols = new Map<string, WorkspaceLogSymbol>();
  const add = (symbol: WorkspaceLogSymbol) => {
    if (symbols.size >= mostSymbols || !holds(`${symbol.name} ${symbol.containerName}`, query)) return;
    const key = `${symbol.kind} ${symbol.containerName} ${symbol.path}:${symbol.line}`;
    if (!symbols.has(key)) symbols.set(key, symbol);
  };
  for (const { incidents } of analyses) {
    for (const { title, signature, evidence } of incidents) {
      const place = evidence.find(candidate => candidate.signature === signature) ?? evidence[0];
      if (place === undefined) continue;
      add({ kind: 'incident', name: l10n.t(title), containerName: signature, path: place.path, line: place.line });
    }
  }
  for (const { findings } of analyses) {
    for (const { title, signature, perFile } of findings) {
      for (const { path, first } of perFile) {
        add({ kind: 'problem', name: l10n.t(title), containerName: signature, path, line: first.line });
      }
    }
  }
  return [...symbols.values()];
}

/** Whether the letters of a query occur in a text in their order, as editors match. */
function holds(text: string, query: string): boolean {
  const lower = text.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase().replace(/\s+/g, '')) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
