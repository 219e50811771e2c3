import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';

/** What the database server tells about itself, as the account of nova sees it. */
export interface DatabaseState {
  readonly version: string;
  readonly maxConnections: number | undefined;
  /** The most connections that were open at once since the server started. */
  readonly maxUsedConnections: number | undefined;
  readonly connections: number | undefined;
  readonly running: number | undefined;
  readonly refusedConnections: number | undefined;
  readonly waitTimeout: number | undefined;
  readonly interactiveTimeout: number | undefined;
  readonly lockWaitTimeout: number | undefined;
  readonly uptimeSeconds: number | undefined;
  readonly isReadOnly: boolean | undefined;
  /** Undefined where the account may not see other accounts' transactions, or none is open. */
  readonly longestTransaction: { readonly seconds: number; readonly connection: number } | undefined;
  readonly maySeeTransactions: boolean;
  /** Connections by account and client host. */
  readonly clients: readonly { readonly user: string; readonly host: string; readonly connections: number }[];
  /** Undefined where the server is not part of a Galera cluster. */
  readonly galera: GaleraState | undefined;
}

export interface GaleraState {
  readonly size: number;
  /** `Primary`, `non-Primary`, `Disconnected`. */
  readonly status: string;
  readonly isReady: boolean;
  /** `Synced`, `Donor/Desynced`, `Joined` … */
  readonly localState: string;
  readonly flowControlPaused: number | undefined;
}

/** Where nova's configuration lies, by deployment; the first that can be read counts. */
export const novaFiles = [
  '/etc/kolla/nova-conductor/nova.conf',
  '/etc/kolla/nova-api/nova.conf',
  '/etc/kolla/nova-scheduler/nova.conf',
  '/var/lib/config-data/puppet-generated/nova/etc/nova/nova.conf',
  '/etc/nova/nova.conf',
  '/var/snap/openstack-hypervisor/common/etc/nova/nova.conf',
];

const statements = [
  "SELECT 'nova-doctor-part', 'version'; SELECT VERSION()",
  "SELECT 'nova-doctor-part', 'variables'; SHOW GLOBAL VARIABLES WHERE Variable_name IN ('max_connections','wait_timeout','interactive_timeout','innodb_lock_wait_timeout','read_only')",
  "SELECT 'nova-doctor-part', 'status'; SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected','Threads_running','Max_used_connections','Connection_errors_max_connections','Uptime','wsrep_cluster_size','wsrep_cluster_status','wsrep_ready','wsrep_local_state_comment','wsrep_flow_control_paused')",
  "SELECT 'nova-doctor-part', 'clients'; SELECT user, SUBSTRING_INDEX(host,':',1), COUNT(*) FROM information_schema.processlist GROUP BY 1, 2",
  "SELECT 'nova-doctor-part', 'transactions'; SELECT TIMESTAMPDIFF(SECOND, trx_started, NOW()), trx_mysql_thread_id FROM information_schema.innodb_trx ORDER BY trx_started LIMIT 1",
  "SELECT 'nova-doctor-part', 'end'",
];

/**
 * Makes the option file of the client out of the URL on its standard input. Percent signs are decoded, quotes and
 * backslashes escaped as option files want it. The password goes from one pipe to the next and is never an argument.
 */
export const optionsProgram = [
  'function decoded(text,  result, code) {',
  '  result = ""',
  '  while (match(text, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {',
  '    code = tolower(substr(text, RSTART + 1, 2))',
  '    result = result substr(text, 1, RSTART - 1) sprintf("%c", (index(hex, substr(code, 1, 1)) - 1) * 16 + index(hex, substr(code, 2, 1)) - 1)',
  '    text = substr(text, RSTART + 3)',
  '  }',
  '  return result text',
  '}',
  'function quoted(text) { gsub(/\\\\/, "\\\\\\\\", text); gsub(/"/, "\\\\\\"", text); return "\\"" text "\\"" }',
  'BEGIN { hex = "0123456789abcdef" }',
  '{',
  '  sub(/^[a-z+]*:\\/\\//, ""); rest = $0; account = ""',
  '  if (match(rest, /^[^\\/?]*@/)) { account = substr(rest, 1, RLENGTH - 1); rest = substr(rest, RLENGTH + 1) }',
  '  sub(/[\\/?].*$/, "", rest); user = account; password = ""',
  '  if ((at = index(account, ":")) > 0) { user = substr(account, 1, at - 1); password = substr(account, at + 1) }',
  '  port = 3306; if (match(rest, /:[0-9]+$/)) { port = substr(rest, RSTART + 1); rest = substr(rest, 1, RSTART - 1) }',
  '  gsub(/[\\[\\]]/, "", rest)',
  '  print "[client]"; print "user=" quoted(decoded(user)); print "password=" quoted(decoded(password))',
  '  print "host=" quoted(rest); print "port=" port; print "connect-timeout=5"',
  '}',
].join('\n');

const urlProgram = [
  '/^[ \\t]*\\[/ { group = $0; gsub(/[ \\t\\r]/, "", group); next }',
  'group == "[database]" && /^connection[ \\t]*[=:]/ { sub(/^connection[ \\t]*[=:][ \\t]*/, ""); sub(/[ \\t\\r]*$/, ""); url = $0 }',
  'END { if (url ~ /^mysql/) print url; else exit 3 }',
].join('\n');

/** Where a client of MySQL runs: on the host, or in a container that has one. */
export interface ClientPlace {
  readonly engine?: 'docker' | 'podman';
  readonly container?: string;
}

/**
 * The database as nova reaches it: the credentials are read on the controller from nova's own `[database]connection`; they
 * are neither shown nor stored, nor do they leave the controller.
 * @param place of the client; a host without one, and without a named container, has no reading.
 */
export function databaseProbe(place: ClientPlace = {}): Probe<DatabaseState> {
  return {
    name: 'database',
    script: [
      'NOVA_CONF=; for FILE in $NOVA_FILES; do [ -r "$FILE" ] && { NOVA_CONF=$FILE; break; }; done',
      '[ -n "$NOVA_CONF" ] || { echo "nova.conf: Permission denied, or there is none" >&2; exit 77; }',
      'URL=$(awk "$URL_PROGRAM" "$NOVA_CONF") || { echo "$NOVA_CONF has no [database]connection to MySQL" >&2; exit 78; }',
      'nova_doctor_options() { printf "%s\\n" "$URL" | LC_ALL=C awk "$OPTIONS_PROGRAM"; }',
      'if [ -n "$CLIENT_CONTAINER" ]; then',
      '  nova_doctor_options | "$CLIENT_ENGINE" exec -i "$CLIENT_CONTAINER" sh -c \'exec "$(command -v mariadb || command -v mysql || echo mysql)" --defaults-extra-file=/dev/stdin -N -B --force -e "$0"\' "$STATEMENTS"',
      'else',
      '  CLIENT=$(command -v mariadb || command -v mysql) || { echo "mysql: not found" >&2; exit 127; }',
      '  nova_doctor_options | "$CLIENT" --defaults-extra-file=/dev/stdin -N -B --force -e "$STATEMENTS"',
      'fi',
    ].join('\n'),
    parameters: {
      NOVA_FILES: novaFiles.join(' '),
      URL_PROGRAM: urlProgram,
      OPTIONS_PROGRAM: optionsProgram,
      STATEMENTS: statements.join('; '),
      CLIENT_ENGINE: place.engine ?? '',
      CLIENT_CONTAINER: place.container ?? '',
    },
    asRoot: true,
    timeoutSeconds: 20,
    read: readDatabase,
  };
}

export function readDatabase(output: CommandOutput): DatabaseState | ProbeFailure {
  const failure = { detail: output.standardError.trim().split('\n').at(-1) ?? '' };
  if (output.status === 77) return { unreadable: 'permission-denied', ...failure };
  if (output.status === 78) return { unreadable: 'no-credentials', ...failure };
  const parts = partsOf(output.standardOutput);
  const version = parts.get('version')?.[0]?.[0];
  if (version === undefined) {
    const said = /ERROR \d+.*/.exec(output.standardError)?.[0];
    // ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED.
    if (said && /ERROR (?:1040|1203|1226)\b/.test(said)) return { unreadable: 'too-many-connections', detail: said };
    if (said) return { unreadable: /ERROR 10(?:44|45)/.test(said) ? 'permission-denied' : 'not-running', detail: said };
    return commonFailure(output) ?? notUnderstood(output);
  }
  const values = new Map(
    [...(parts.get('variables') ?? []), ...(parts.get('status') ?? [])].map(([key = '', value = '']) => [key, value]),
  );
  const number = (key: string) => (values.has(key) ? Number(values.get(key)) : undefined);
  const longest = parts.get('transactions')?.[0];
  return {
    version,
    maxConnections: number('max_connections'),
    maxUsedConnections: number('Max_used_connections'),
    connections: number('Threads_connected'),
    running: number('Threads_running'),
    refusedConnections: number('Connection_errors_max_connections'),
    waitTimeout: number('wait_timeout'),
    interactiveTimeout: number('interactive_timeout'),
    lockWaitTimeout: number('innodb_lock_wait_timeout'),
    uptimeSeconds: number('Uptime'),
    isReadOnly: values.has('read_only') ? values.get('read_only') !== 'OFF' : undefined,
    longestTransaction: longest ? { seconds: Number(longest[0]), connection: Number(longest[1]) } : undefined,
    maySeeTransactions: !/ERROR 1227|PROCESS privilege/i.test(output.standardError),
    clients: (parts.get('clients') ?? []).map(([user = '', host = '', count = '0']) => ({
      user,
      host,
      connections: Number(count),
    })),
    galera: galeraOf(values),
  };
}

/** Rows of each part, as fields. */
function partsOf(text: string): Map<string, string[][]> {
  const parts = new Map<string, string[][]>();
  let rows: string[][] = [];
  for (const line of text.split('\n')) {
    const fields = line.split('\t');
    if (fields[0] === 'nova-doctor-part') {
      rows = [];
      parts.set(fields[1] ?? '', rows);
    } else if (line !== '') rows.push(fields);
  }
  return parts;
}

function galeraOf(values: ReadonlyMap<string, string>): GaleraState | undefined {
  const size = Number(values.get('wsrep_cluster_size') ?? 0);
  const status = values.get('wsrep_cluster_status');
  // A server without Galera says 0 and Disconnected, or has no such variables.
  if (!status || (size === 0 && values.get('wsrep_ready') !== 'ON' && status === 'Disconnected')) return undefined;
  const paused = values.get('wsrep_flow_control_paused');
  return {
    size,
    status,
    isReady: values.get('wsrep_ready') === 'ON',
    localState: values.get('wsrep_local_state_comment') ?? '',
    flowControlPaused: paused === undefined ? undefined : Number(paused),
  };
}
