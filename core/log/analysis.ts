import type { FileSummary } from './entry.ts';
import type { Check, Severity } from './signature.ts';

/**
 * What the analysis of logs returns: the values behind `analyze --format json`, the report, the diagnostics and the
 * Incidents view. Times are those of `Entry`; every position names the file, the line (from 1) and the time.
 */
export interface Analysis {
  readonly files: readonly FileSummary[];
  readonly findings: readonly Finding[];
  /** In order of importance: the first is what the operator should look at first. */
  readonly incidents: readonly Incident[];
  readonly unknown: readonly UnknownGroup[];
  /** What was assumed to order entries of different hosts, in sentences; empty when nothing had to be. */
  readonly assumptions: readonly string[];
}

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly time?: number;
  readonly zoneMinutes?: number;
}

export interface Sample extends Place {
  /** The entry's text, shortened. Not yet redacted: whoever shows it redacts it. */
  readonly text: string;
}

/** All entries that one signature matches. */
export interface Finding {
  readonly signature: string;
  readonly title: string;
  readonly severity: Severity;
  readonly count: number;
  readonly first: Place;
  readonly last: Place;
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  /** Request ids, at most 50. */
  readonly requests: readonly string[];
  /** Per file: how often, first and last place. Editors show one diagnostic for each. */
  readonly perFile: readonly {
    readonly path: string;
    readonly count: number;
    readonly first: Place;
    readonly last: Place;
  }[];
  readonly samples: readonly Sample[];
  /** When it happened, per host. Empty when no entry has a time. */
  readonly timeline: readonly HostTimeline[];
}

/** How often a problem occurred on one host over time, on the common clock of the logs (see `Analysis.assumptions`). */
export interface HostTimeline {
  /** Empty where it is not known, and for the rest where there are very many hosts. */
  readonly host: string;
  /** Milliseconds of each stretch of time; stretches begin at whole multiples of it. */
  readonly step: number;
  /** When each stretch in which something happened begins, ascending, and how often it happened. */
  readonly starts: readonly number[];
  readonly counts: readonly number[];
}

export type Confidence = 'high' | 'medium' | 'low';

/** Findings that belong together: one root cause, its echoes, when, where, how sure and why. */
export interface Incident {
  readonly id: string;
  /** Id of `knowledge/causes.json`. */
  readonly rootCause: string;
  /** The signature that names the cause best. */
  readonly signature: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The evidence in words and numbers, the strongest first. */
  readonly because: readonly string[];
  /** When the cause showed, on the common clock of the logs (see `Analysis.assumptions`); `end` covers what followed. */
  readonly start?: number;
  readonly end?: number;
  readonly zoneMinutes?: number;
  /** Where the cause shows, the earliest first: per file and signature the first place and how often in this incident. */
  readonly evidence: readonly EvidencePlace[];
  /** Indexes into `Analysis.findings`: what shows the cause, and what follows from it. */
  readonly findings: readonly number[];
  readonly echoes: readonly number[];
  readonly checks: readonly Check[];
  readonly remedies: readonly string[];
  readonly runbooks: readonly string[];
}

export interface EvidencePlace extends Place {
  readonly signature: string;
  readonly count: number;
}

/** Entries of WARNING and above that no signature knows, grouped by their shape with the variable parts starred. */
export interface UnknownGroup {
  readonly shape: string;
  readonly count: number;
  readonly first: Place;
}
