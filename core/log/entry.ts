/**
 * The values that pass between the readers of logs and everything that understands them.
 */

/** Levels as oslo.log writes them; other programs' levels are mapped onto these (MariaDB `Note` is INFO). */
export type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'AUDIT' | 'WARNING' | 'ERROR' | 'CRITICAL';

/**
 * One log record: its header line and everything that belongs to it.
 *
 * Times are what the writer's clock showed, as milliseconds since 1970 counted as if that clock ran on UTC;
 * `zoneMinutes` says how far that clock is ahead of UTC where the record itself tells (`undefined` where it does not:
 * oslo.log writes local time without a zone).
 */
export interface Entry {
  /** Byte offset of the first byte of the entry in its file, from 0. */
  readonly offset: number;
  /** Number of bytes up to the end of the entry's last line; lines of other processes may lie between its own. */
  readonly length: number;
  /** Line number of the first line, from 1, and how many lines there are. */
  readonly line: number;
  readonly lineCount: number;
  /** Id of the log format (`knowledge/formats`) that read the header. */
  readonly format: string;
  readonly time?: number;
  readonly zoneMinutes?: number;
  readonly level?: Level;
  readonly pid?: number;
  /** The logger (`oslo_db.sqlalchemy.engines`), or the part of another program that speaks. */
  readonly logger: string;
  readonly requestId?: string;
  readonly globalRequestId?: string;
  readonly userId?: string;
  readonly projectId?: string;
  readonly instance?: string;
  /** The host that a wrapper (syslog, journald) or a JSON field names. */
  readonly host?: string;
  /**
   * Who wrote the entry, in the words of the wrapper, the JSON field or the format: `nova-conductor`, `nova_conductor`,
   * `kolla-nova_conductor-container.service`, `rabbitmq`. `source.ts` tells the service from it.
   */
  readonly service?: string;
  /** The file that grep or a collector put before the line; `source.ts` tells service and host from it. */
  readonly file?: string;
  /** The header's message with its unprefixed continuation lines (`[SQL: …]`), without the header's fields. */
  readonly message: string;
  /**
   * The traceback and other lines that repeat the header's prefix, prefixes removed, joined by newlines; several
   * chained exceptions stay in their order (origin first, outermost last). Empty when there is none. A reader that
   * skips frames keeps of each run of frames only the first two and the last twelve `File "…", line N, in NAME`.
   */
  readonly traceback: string;
}

/** What was found in one log, beside the entries. */
export interface FileSummary {
  /** Path of the file; of the newest one where the log is a rotated set. */
  readonly path: string;
  /** The files of a rotated set, oldest first, with the lines of each; left out for a single file. */
  parts?: readonly { readonly path: string; readonly lines: number }[];
  /** The format that read most entries. */
  format: string;
  service: string | undefined;
  host: string | undefined;
  bytes: number;
  lines: number;
  entries: number;
  firstTime: number | undefined;
  lastTime: number | undefined;
  zoneMinutes: number | undefined;
  /** Milliseconds to add to its times to put them on the common clock of an analysis; left out where there are none. */
  shift?: number;
  /** Lines that belong to no entry and that no format could read. They are counted, never dropped in silence. */
  unreadLines: number;
}
