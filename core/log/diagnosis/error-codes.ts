import type { Severity } from '../signature.ts';
import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import { clockOf, countOf, listed, servicesOf, spanOf, within } from './evidence.ts';

/** A cause that the database's own error code names. Codes: MySQL and MariaDB error references. */
interface CodeCause {
  readonly cause: string;
  readonly codes: readonly string[];
  /** Symptoms of the server's own log that say the same. */
  readonly server?: SymptomEvent['kind'];
  readonly severity: Severity;
}

const codeCauses: readonly CodeCause[] = [
  { cause: 'db-disk-full', codes: ['1114', '1021', '1030', '1026'], server: 'server-disk-full', severity: 'error' },
  { cause: 'db-read-only', codes: ['1290', '1836', '1792'], severity: 'error' },
  {
    cause: 'max-connections-too-low',
    codes: ['1040', '1203', '1226'],
    server: 'server-too-many-connections',
    severity: 'error',
  },
  { cause: 'db-credentials-wrong', codes: ['1045', '1698'], server: 'server-access-denied', severity: 'error' },
  { cause: 'db-privileges-missing', codes: ['1044', '1049', '1142', '1143', '1227', '1370'], severity: 'error' },
  { cause: 'data-does-not-fit', codes: ['1406', '1264', '1366', '1292'], severity: 'error' },
];

/** What a client suffers besides, while its database answers with an error code. */
const echoKinds = [
  'db-lost-idle',
  'db-lost-reset',
  'db-retries-exhausted',
  'db-connect-retry',
  'report-failed',
  'report-late',
  'unhandled-critical',
  'cell-silent',
  'service-stopping',
  'no-valid-host',
  'placement-unreachable',
  'rpc-timeout',
  'rpc-late-reply',
  'conductor-lost',
] as const;

/** Causes that an error code names: the surest evidence there is, whatever the text beside the code says. */
export function detectErrorCodes(evidence: Evidence): Diagnosis[] {
  const found: Diagnosis[] = [];
  for (const candidate of codeCauses) {
    const direct = evidence.events('db-code').filter(event => candidate.codes.includes(event.value ?? ''));
    const server = candidate.server === undefined ? [] : evidence.events(candidate.server);
    const isServerEnough = candidate.cause === 'db-disk-full' || direct.length > 0;
    if (direct.length === 0 && !(isServerEnough && server.length > 0)) continue;
    const all = [...direct, ...server];
    const span = spanOf(direct.length > 0 ? direct : all);
    const echoes =
      candidate.cause === 'data-does-not-fit' ? [] : within(evidence.events(...echoKinds), span, 5000, 60_000);
    found.push({
      cause: candidate.cause,
      severity: candidate.severity,
      confidence: direct.length > 1 || server.length > 0 ? 'high' : 'medium',
      because: reasons(evidence, candidate, direct, server),
      direct: all,
      echoes,
    });
  }
  return found;
}

function reasons(evidence: Evidence, candidate: CodeCause, direct: SymptomEvent[], server: SymptomEvent[]): string[] {
  const { l10n } = evidence;
  const because: string[] = [];
  const codes = [...new Set(direct.map(event => event.value ?? ''))];
  const span = spanOf(direct);
  if (direct.length > 0) {
    because.push(
      l10n.t(
        '{0} errors with code {1} between {2} and {3}, seen by {4}',
        countOf(direct),
        listed(codes),
        clockOf(span.start),
        clockOf(span.end),
        listed(servicesOf(direct)),
      ),
    );
  }
  if (server.length > 0) because.push(l10n.t('the database server’s own log says the same {0} times', countOf(server)));
  if (candidate.cause === 'max-connections-too-low' && evidence.allEvents('server-started').length === 0) {
    because.push(l10n.t('connections that were open before went on working; only new ones were refused'));
  }
  return because;
}

/** Tables that nova has had for so long (Newton or before) that no release in use lacks them by design. */
const oldTables =
  /^(?:instances|instance_(?:extra|faults|metadata|system_metadata|info_caches|actions|actions_events|mappings|id_mappings|groups|group_member|group_policy)|migrations|services|compute_nodes|block_device_mapping|security_groups?|quotas|quota_usages|reservations|key_pairs|aggregates|aggregate_hosts|aggregate_metadata|flavors|flavor_extra_specs|flavor_projects|cell_mappings|host_mappings|request_specs|build_requests|virtual_interfaces|pci_devices|task_log|bw_usage_cache|tags|certificates|networks|fixed_ips|floating_ips|allocations|inventories|resource_providers|resource_provider_aggregates|placement_aggregates|console_auth_tokens|volume_usage_cache|s3_images|shadow_\w+|consumers|projects|users|traits|resource_classes|resource_provider_traits)$/;

/** A table or a column that is not there: a sync that was not run, or a table that got lost. */
export function detectSchema(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const columns = evidence.events('db-code').filter(event => event.value === '1054');
  const tables = evidence.events('db-code').filter(event => event.value === '1146');
  if (columns.length + tables.length === 0) return [];
  const names = [
    ...new Set(tables.map(event => /Table \\*'([\w$-]+)\.([\w$-]+)\\*'/.exec(event.text)?.slice(1).join('.') ?? '')),
  ].filter(Boolean);
  const lost = names.filter(name => oldTables.test(name.slice(name.indexOf('.') + 1)));
  // A database that was never synced lacks all tables; then the first ones that a service asks for are missing together.
  const versionTables = names.filter(name => /alembic_version|migrate_version/.test(name));
  const isOutOfDate =
    columns.length > 0 || lost.length === 0 || versionTables.length > 0 || isWholeSchemaMissing(names);
  const direct = [...columns, ...tables];
  const because: string[] = [];
  if (columns.length > 0)
    because.push(
      l10n.t('{0} errors 1054: the code asks for a column that the database does not have', countOf(columns)),
    );
  if (tables.length > 0) because.push(l10n.t('{0} errors 1146: missing {1}', countOf(tables), listed(names)));
  if (!isOutOfDate)
    because.push(l10n.t('these tables have existed for many releases: the schema is not old, they were lost'));
  return [
    {
      cause: isOutOfDate ? 'schema-out-of-date' : 'schema-table-missing',
      severity: 'error',
      confidence: direct.length > 1 ? 'high' : 'medium',
      because,
      direct,
      echoes: within(
        evidence.events('report-failed', 'db-retries-exhausted', 'unhandled-critical', 'cell-silent'),
        spanOf(direct),
        30_000,
        60_000,
      ),
    },
  ];
}

/** Whether what is missing are the tables that services ask for first, in one database: it was never filled. */
function isWholeSchemaMissing(names: readonly string[]): boolean {
  const perDatabase = new Map<string, number>();
  for (const name of names) {
    const database = name.slice(0, name.indexOf('.'));
    perDatabase.set(database, (perDatabase.get(database) ?? 0) + 1);
  }
  return [...perDatabase.values()].some(count => count >= 5);
}

/** A statement larger than the server takes: 1153, or a connection closed in the middle of a very long statement. */
export function detectPacketTooLarge(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const named = evidence.events('db-code').filter(event => event.value === '1153');
  const large = evidence.events('db-code').filter(event => event.value === 'large-statement');
  const server = evidence.events('server-packet-too-large');
  if (named.length + server.length === 0 && large.length === 0) return [];
  const span = spanOf([...named, ...large, ...server]);
  const cut = evidence.events('db-lost-statement').filter(event => event.value === '2006');
  const sameEntries = within(cut, span, 2000, 2000);
  // Long statements can be cut for other reasons as well: without the server's word, all of them must be long.
  if (named.length + server.length === 0 && sameEntries.length > large.length) return [];
  const because: string[] = [];
  if (server.length > 0)
    because.push(
      l10n.t('the database server says {0} times that a packet was larger than max_allowed_packet', countOf(server)),
    );
  if (named.length > 0) because.push(l10n.t('{0} errors 1153 (packet bigger than max_allowed_packet)', countOf(named)));
  if (large.length > 0)
    because.push(
      l10n.t('{0} connections were cut in the middle of very long statements, and of no others', countOf(large)),
    );
  return [
    {
      cause: 'packet-too-large',
      severity: 'error',
      confidence: named.length + server.length > 0 ? 'high' : 'medium',
      because,
      direct: [...named, ...large, ...server, ...sameEntries],
      echoes: within(evidence.events('db-lost-idle', 'db-lost-reset'), span, 5000, 60_000),
    },
  ];
}
