import type { Translator } from '../text/l10n.ts';
import { visibleText } from '../text/visible.ts';

/** What a link `vscode://nova-doctor.nova-doctor/runbook?…` asks to be opened. Nothing of it was checked against the cluster. */
export interface RunLink {
  readonly runbook: string;
  readonly cluster: string | undefined;
  /** Milliseconds since 1970 of the alert. */
  readonly time: number | undefined;
  /** Values of parameters, as the link writes them. */
  readonly set: Readonly<Record<string, string>>;
}

/** Links come from mails and web pages: what is longer than this, or more, is no alert's. */
const longestValue = 500;
const mostParameters = 30;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
const parameterPattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const clusterPattern = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u;

/**
 * Reads the query of a link: `runbook=ID`, and as wanted `cluster=NAME`, `time=` (ISO 8601 with its zone, or seconds since
 * 1970) and `set.NAME=VALUE`.
 * @returns a sentence about what is wrong, in which the link's own words are made visible.
 */
export function readRunLink(path: string, query: string, l10n: Translator): RunLink | { readonly refused: string } {
  const refuse = (refused: string) => ({ refused });
  if (path !== '/runbook') return refuse(l10n.t('This link opens nothing here: {0}', shown(path)));
  const set: Record<string, string> = {};
  const known = new Map<string, string>();
  for (const [name, value] of pairsOf(query)) {
    if (value.length > longestValue) return refuse(l10n.t('The value of {0} in the link is too long.', shown(name)));
    if (name.startsWith('set.')) {
      const parameter = name.slice('set.'.length);
      if (!parameterPattern.test(parameter) || Object.keys(set).length >= mostParameters) {
        return refuse(l10n.t('The link sets something that is not a parameter: {0}', shown(parameter)));
      }
      set[parameter] = value;
    } else if (!['runbook', 'cluster', 'time'].includes(name) || known.has(name)) {
      return refuse(l10n.t('The link says something that is not understood: {0}', shown(name)));
    } else known.set(name, value);
  }
  const runbook = known.get('runbook') ?? '';
  if (!idPattern.test(runbook)) return refuse(l10n.t('The link names no runbook: {0}', shown(runbook)));
  const cluster = known.get('cluster');
  if (cluster !== undefined && !clusterPattern.test(cluster)) {
    return refuse(l10n.t('The link names something that is not a cluster: {0}', shown(cluster)));
  }
  const written = known.get('time');
  const time = written === undefined ? undefined : readTime(written);
  if (written !== undefined && time === undefined) {
    return refuse(l10n.t('The time in the link is not understood: {0}', shown(written)));
  }
  return { runbook, cluster, time, set };
}

function pairsOf(query: string): [string, string][] {
  return query
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const end = pair.indexOf('=');
      return end === -1 ? [decoded(pair), ''] : [decoded(pair.slice(0, end)), decoded(pair.slice(end + 1))];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Not an encoding: it is shown as it is written.
    return text;
  }
}

function readTime(text: string): number | undefined {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  // A plus sign in a query is a space: the one before the offset is meant as a plus.
  const iso = text.replace(/ (?=\d{2}:?\d{2}$)/, '+');
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(iso)) return undefined;
  const time = Date.parse(iso.replace(' ', 'T').replace(/(\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : time;
}

function shown(text: string): string {
  const visible = visibleText(text).replace(/\s+/g, ' ');
  return visible.length > 80 ? `${visible.slice(0, 80)}…` : visible;
}
