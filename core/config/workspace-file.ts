import type { ConfigPlace } from './finding.ts';

/** What `.nova-doctor.yaml` says about a deployment for the judging of its configuration. */
export interface DeploymentFacts {
  readonly path: string | undefined;
  /** The text of the file, which comments in it may ask to ignore rules. */
  readonly text?: string;
  /** `2025.1`; undefined for `auto`. */
  readonly release: string | undefined;
  readonly counts: {
    readonly controllers?: number;
    readonly cores?: number;
    readonly cells?: number;
    readonly conductorWorkers?: number;
  };
  readonly database: {
    readonly maxConnections?: number;
    readonly waitTimeout?: number;
    /** Bytes of memory of the database's host. */
    readonly memory?: number;
  };
  /** Zones of the logs' clocks, by host; `default` for all others. */
  readonly timezones?: Readonly<Record<string, string>>;
  /** Paths of files as written, by kind. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Where a number of `counts` or `database` stands, by its path: `database.maxConnections`. */
  placeOf(key: string): ConfigPlace | undefined;
}
