import type { ConfigPlace } from './finding.ts';
import type { HaproxyFile } from './haproxy/haproxy-file.ts';
import type { MycatSchema, MycatServer } from './mycat/mycat-files.ts';
import type { MySqlFile } from './mysql/my-cnf.ts';
import type { Option, OptionCatalogue } from './option.ts';
import type { OsloFile } from './oslo/oslo-file.ts';
import type { ProxySqlFile } from './proxysql/proxysql-file.ts';
import type { DeploymentFacts } from './workspace-file.ts';

/** What an option is worth to a service: what its files say, or the default of the release. */
export interface EffectiveOption {
  /** Undefined where the release does not know it. */
  readonly option: Option | undefined;
  /** As oslo.config would give it, substitution done: a number, a boolean, a list …; undefined where there is none, or where it is not valid. */
  readonly value: string | number | boolean | readonly string[] | Readonly<Record<string, string>> | undefined;
  /** Whether oslo.config raises an exception instead of giving a value. */
  readonly isRefused?: boolean;
  /** As it stands in the file; undefined where the default counts. */
  readonly raw: string | undefined;
  /** The whole assignment, its name and its value; undefined where the default counts. */
  readonly place: ConfigPlace | undefined;
  readonly namePlace: ConfigPlace | undefined;
  readonly valuePlace: ConfigPlace | undefined;
  /** The name under which the file gives it, where that is a deprecated one. */
  readonly givenAs: { readonly group: string; readonly name: string } | undefined;
}

/** What one set of nova's configuration files says: those that one service reads, in their order. */
export interface OsloConfiguration {
  /** Paths of the files, the first one first. Later files win. */
  readonly files: readonly OsloFile[];
  /** The service that reads it, where its place or its name tells: `nova-compute`, `placement-api`. */
  readonly service: string | undefined;
  /** The controller it is from, where known. */
  readonly host: string | undefined;
  /** The options that this service knows: those of nova, or those of placement. */
  readonly options: OptionCatalogue;
  /** Whether another program lays these files over one that is not here (kolla's overrides): what they leave out is not known. */
  readonly isPartial: boolean;
  get(group: string, name: string): EffectiveOption;
  /** As `get`, of a whole number; undefined where it is none. */
  numberOf(group: string, name: string): number | undefined;
  stringOf(group: string, name: string): string | undefined;
  booleanOf(group: string, name: string): boolean | undefined;
  /** Whether a file sets it, under whatever name. */
  isSet(group: string, name: string): boolean;
  /** Where to point when something is missing: the header of the group, or the start of the first file. */
  groupPlace(group: string): ConfigPlace;
}

/** Everything that belongs together and is judged together. Rules never read files: what is here is all there is. */
export interface Deployment {
  readonly options: OptionCatalogue;
  readonly nova: readonly OsloConfiguration[];
  /** Each with the host that it is from, where that is known: files of one host belong to one server. */
  readonly mysql: readonly (MySqlFile & { readonly host?: string | undefined })[];
  readonly haproxy: readonly HaproxyFile[];
  readonly mycatServers: readonly MycatServer[];
  readonly mycatSchemas: readonly MycatSchema[];
  readonly proxysql: readonly ProxySqlFile[];
  /** From `.nova-doctor.yaml`: counts, the database's limits where its file is not at hand. */
  readonly facts: DeploymentFacts;
  /** The longest transaction that was measured, in logs or by a probe; what no file can know is not judged from files. */
  readonly longestTransaction: { readonly seconds: number; readonly measuredIn: string } | undefined;
}
