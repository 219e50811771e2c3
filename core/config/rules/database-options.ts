/**
 * Which options the OD rules judge. Their table of names reaches further back than the catalogue of any release, so for
 * these the rules OSLO-unknown, OSLO-deprecated, OSLO-type, OSLO-duplicate and OSLO-group stay silent: one mistake is
 * reported once. OSLO-range and OSLO-choice speak everywhere.
 */

/** The groups into which nova and placement register the options of oslo.db. */
export const databaseGroups: readonly string[] = ['database', 'api_database', 'placement_database'];

/** The name of a group as oslo.config looks for it: without case, but for DEFAULT (`_normalize_group_name` in cfg.py). */
export function normalizedGroup(group: string): string {
  return group === 'DEFAULT' ? group : group.toLowerCase();
}

/** A name that was valid once. Groups are as `normalizedGroup` gives them. */
export interface FormerName {
  readonly group: string;
  readonly name: string;
  /** What it is called now, in `[database]`; undefined where it went without a successor. */
  readonly current: string | undefined;
  /** The first release that ignores it. */
  readonly ignoredSince: string;
}

/**
 * Names of oslo.db's options that are gone, or will be for later releases. Computed from oslo_db/options.py of all release
 * tags: 5.0.0 (Train), 9.0.0 and 10.0.0 (Xena has 11.0.0), 14.0.0 (2023.2), 15.0.0 (2024.1), 16.0.0 (2024.2).
 */
export const formerNames: readonly FormerName[] = [
  { group: 'DEFAULT', name: 'sql_connection', current: 'connection', ignoredSince: '2024.1' },
  { group: 'database', name: 'sql_connection', current: 'connection', ignoredSince: '2024.1' },
  { group: 'sql', name: 'connection', current: 'connection', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'sqlite_synchronous', current: 'sqlite_synchronous', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'db_backend', current: 'backend', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'sql_max_overflow', current: 'max_overflow', ignoredSince: '2024.1' },
  { group: 'database', name: 'sqlalchemy_max_overflow', current: 'max_overflow', ignoredSince: '2024.1' },
  { group: 'database', name: 'sqlalchemy_pool_timeout', current: 'pool_timeout', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'sql_max_retries', current: 'max_retries', ignoredSince: '2024.1' },
  { group: 'database', name: 'sql_max_retries', current: 'max_retries', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'sql_retry_interval', current: 'retry_interval', ignoredSince: '2024.1' },
  { group: 'database', name: 'reconnect_interval', current: 'retry_interval', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'sql_connection_debug', current: 'connection_debug', ignoredSince: '2024.1' },
  { group: 'DEFAULT', name: 'sql_connection_trace', current: 'connection_trace', ignoredSince: '2024.1' },
  { group: 'database', name: 'mysql_enable_ndb', current: undefined, ignoredSince: '2023.2' },
  { group: 'database', name: 'use_tpool', current: undefined, ignoredSince: '2024.2' },
  { group: 'database', name: 'idle_timeout', current: 'connection_recycle_time', ignoredSince: 'xena' },
  { group: 'api_database', name: 'idle_timeout', current: 'connection_recycle_time', ignoredSince: 'xena' },
  { group: 'placement_database', name: 'idle_timeout', current: 'connection_recycle_time', ignoredSince: 'train' },
  { group: 'DEFAULT', name: 'sql_idle_timeout', current: 'connection_recycle_time', ignoredSince: 'xena' },
  { group: 'database', name: 'sql_idle_timeout', current: 'connection_recycle_time', ignoredSince: 'xena' },
  { group: 'sql', name: 'idle_timeout', current: 'connection_recycle_time', ignoredSince: 'xena' },
  { group: 'DEFAULT', name: 'sql_max_pool_size', current: 'max_pool_size', ignoredSince: 'xena' },
  { group: 'database', name: 'sql_max_pool_size', current: 'max_pool_size', ignoredSince: 'xena' },
  { group: 'database', name: 'min_pool_size', current: undefined, ignoredSince: 'train' },
  { group: 'DEFAULT', name: 'sql_min_pool_size', current: undefined, ignoredSince: 'train' },
  { group: 'database', name: 'sql_min_pool_size', current: undefined, ignoredSince: 'train' },
  { group: 'database', name: 'sqlite_db', current: undefined, ignoredSince: 'pike' },
  { group: 'DEFAULT', name: 'sqlite_db', current: undefined, ignoredSince: 'pike' },
];

/** Every setting of every file is looked up here by several rules. */
const formerNamesByName = new Map<string, FormerName[]>();
for (const former of formerNames)
  formerNamesByName.set(former.name, [...(formerNamesByName.get(former.name) ?? []), former]);

/** Whether the group holds the options of oslo.db, however its letters are written. */
export function isDatabaseGroup(group: string): boolean {
  return databaseGroups.includes(normalizedGroup(group));
}

/** The history of a name, or undefined where it has none. */
export function formerName(group: string, name: string): FormerName | undefined {
  const candidates = formerNamesByName.get(name);
  if (candidates === undefined) return undefined;
  const normalized = normalizedGroup(group);
  return candidates.find(former => former.group === normalized);
}

/** Whether OD001–OD004, OD044 and OD045 judge the name, the type and the repetition of this setting, instead of OSLO-*. */
export function belongsToDatabaseRules(group: string, name: string): boolean {
  return isDatabaseGroup(group) || normalizedGroup(group) === 'sql' || formerName(group, name) !== undefined;
}

/** The options that hold an address which nova opens without asyncio. */
export const connectionNames: readonly string[] = ['connection', 'slave_connection'];
