import type { TextRange } from '../finding.ts';

/** One option of a file of MySQL or MariaDB. */
export interface MySqlSetting {
  readonly section: string;
  /** With underscores, however it is written; `loose_` and such prefixes are taken off. */
  readonly name: string;
  readonly nameRange: TextRange;
  readonly value: string;
  readonly valueRange: TextRange;
}

/** A file of MySQL or MariaDB (`my.cnf`, `galera.cnf`). */
export interface MySqlFile {
  readonly path: string;
  readonly text: string;
  readonly settings: readonly MySqlSetting[];
  readonly problems: readonly { readonly range: TextRange; readonly message: string }[];
}
