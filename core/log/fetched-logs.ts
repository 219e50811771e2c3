import type { WrittenTime } from './time-window.ts';

/** A log on a controller: a file, or a rotated set of files, oldest first. */
export interface FetchedLog {
  /** The path of the newest file. */
  readonly path: string;
  readonly files: readonly FetchedFile[];
}

export interface FetchedFile {
  /** How it is shown. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** The logs of one controller as they came: thinned (see `core/log/thinned-log.ts`), in a file on this machine. */
export interface FetchedLogs {
  readonly controller: string;
  /** In the order in which they were asked for. */
  readonly logs: readonly FetchedLog[];
  /** Where the bytes lie that came; undefined where none came. */
  readonly file?: string;
  /** Bytes that travelled. */
  readonly bytes: number;
  /** What went wrong over there. */
  readonly problems: readonly FetchProblem[];
}

export interface FetchProblem {
  /** `unreadable`: a file, and `detail` is what the system said; `controller`: `detail` is the whole sentence. */
  readonly kind: 'unreadable' | 'controller';
  readonly path: string;
  readonly detail: string;
}

/** What came from all controllers. */
export interface Fetch {
  readonly fetched: readonly FetchedLogs[];
  /** The times that were asked for, on the clock of the logs: `2h` counts from the last time that any of them was written. */
  readonly since?: WrittenTime;
  readonly until?: WrittenTime;
}
