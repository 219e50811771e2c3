/** How much a finding matters: `error` when a start or a request certainly fails, `warning` under load or failover, else `info`. */
export type FindingSeverity = 'error' | 'warning' | 'info';

/** A part of a text: UTF-16 offsets from 0, without the character at `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A part of a file. The path is the one under which the file was handed in. */
export interface ConfigPlace {
  readonly path: string;
  readonly range: TextRange;
}

/** The replacement of a part of a file. An empty range inserts; an empty text deletes. */
export interface ConfigEdit extends ConfigPlace {
  readonly text: string;
}

/** What a quick fix does. */
export interface ConfigFix {
  readonly title: string;
  readonly edits: readonly ConfigEdit[];
  /** Whether it keeps what the service does (a renamed option, a deleted duplicate), so that fix-all may apply it unasked. */
  readonly isSafe: boolean;
}

/** What a rule found at one place of one file. */
export interface ConfigFinding {
  /** Id of the rule: `OD009`, `X002`, `PY001`, `OSLO-unknown`. */
  readonly rule: string;
  readonly place: ConfigPlace;
  readonly severity: FindingSeverity;
  readonly message: string;
  /** `[database]max_overflow`, where it is about one option. */
  readonly option?: string;
  readonly fix?: ConfigFix;
  readonly related?: readonly { readonly place: ConfigPlace; readonly message: string }[];
  /** Address of a page that explains it. */
  readonly docs?: string;
  /** How editors draw it: struck through, or faded. */
  readonly tag?: 'deprecated' | 'unnecessary';
}
