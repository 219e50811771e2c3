import type { Level } from './entry.ts';

/** A read-only look at the system that confirms or refutes a cause. */
export interface Check {
  readonly command: string;
  readonly lookFor: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** One signature that is an echo of the one that names it: what else the same trouble writes, how soon and where. */
export interface Explains {
  readonly signature: string;
  /** Seconds after (or, for clocks and buffers, shortly before) the cause in which the echo belongs to it. */
  readonly withinSeconds: number;
  readonly scope: 'same-host' | 'any-host';
}

/** A known failure in logs: an element of a file in `knowledge/signatures/` (schema `signatures.schema.json`). */
export interface Signature {
  readonly id: string;
  readonly title: string;
  readonly components: readonly string[];
  readonly severity: Severity;
  /** Regular expression over the text of an entry (see `matchText` in `signature-matcher.ts`). */
  readonly pattern: string;
  readonly flags?: string;
  /**
   * Strings of which at least one is contained in every text that the pattern matches; they make the search fast.
   * A signature without them is tested against every entry of level WARNING and above.
   */
  readonly literals?: readonly string[];
  /** Lowest level that counts; WARNING when left out. Recoveries and life signs are INFO lines. */
  readonly minimumLevel?: Level;
  readonly samples: { readonly positive: readonly string[]; readonly negative: readonly string[] };
  readonly causes: readonly string[];
  readonly checks: readonly Check[];
  readonly remedies: readonly string[];
  readonly options: readonly string[];
  readonly explains?: readonly Explains[];
  /** Ids of `knowledge/causes.json` that this signature can point to, the likeliest first. */
  readonly rootCauses?: readonly string[];
  readonly sources: readonly string[];
  /** It is a user's: nothing else knows what it means, so it makes an incident by itself. */
  readonly isOwn?: boolean;
}
