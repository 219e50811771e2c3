import type { Command, CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type ProbeFailure } from '../probe.ts';
import type { ContainerName } from '../services.ts';
import { type ActionOutcome, outcomeOfProgram } from './outcome.ts';

/** How a server of the database is reached by an account that may change it. No password is ever part of it. */
export interface DatabaseAccess {
  /**
   * What mysql_config_editor calls a login path; for MariaDB's client the end of a group's name in `~/.my.cnf`, as
   * `[clientnova-doctor]`. Empty for root, whom the server knows by the socket.
   */
  readonly loginPath: string;
  /** Empty for the socket, or for what the login path says. */
  readonly host: string;
  readonly port: number;
  /** In which the client runs where the host has none. */
  readonly container: ContainerName | undefined;
}

/** Options that say where others are must come first (MySQL 8.0 Reference Manual, 4.2.2.3). */
const clientProgram = [
  'LOGIN=$1 HOST=$2 PORT=$3 STATEMENT=$4',
  'CLIENT=$(command -v mariadb || command -v mysql) || { echo "mysql: not found" >&2; exit 127; }',
  'set -- --connect-timeout=5 -N -B -e "$STATEMENT"',
  '[ -z "$HOST" ] || set -- "--host=$HOST" "--port=$PORT" "$@"',
  'if [ -z "$LOGIN" ]; then set -- -u root "$@"',
  'else case $("$CLIENT" --version) in',
  '  *MariaDB*) set -- "--defaults-group-suffix=$LOGIN" "$@" ;;',
  '  *) set -- "--login-path=$LOGIN" "$@" ;;',
  'esac; fi',
  'exec "$CLIENT" "$@"',
].join('\n');

const adminFunction = [
  'nova_doctor_admin() {',
  '  if [ -z "$CONTAINER" ] || { [ -n "$LOGIN_PATH" ] && { command -v mariadb || command -v mysql; } >/dev/null; }; then',
  '    /bin/sh -c "$CLIENT_PROGRAM" sh "$LOGIN_PATH" "$DATABASE_HOST" "$DATABASE_PORT" "$1"',
  '  else',
  '    "$ENGINE" exec -i "$CONTAINER" /bin/sh -c "$CLIENT_PROGRAM" sh "$LOGIN_PATH" "$DATABASE_HOST" "$DATABASE_PORT" "$1"',
  '  fi',
  '}',
].join('\n');

function parametersOf({ loginPath, host, port, container }: DatabaseAccess): Record<string, string> {
  return {
    CLIENT_PROGRAM: clientProgram,
    LOGIN_PATH: loginPath,
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    ENGINE: container?.engine ?? '',
    CONTAINER: container?.name ?? '',
  };
}

/** What one server says about itself. */
export interface DatabaseServer {
  readonly version: string;
  readonly isMariaDB: boolean;
  /** Something between us and the server answered. */
  readonly isProxy: boolean;
  /** `address:port` of every node of a Galera cluster; empty where it is none. */
  readonly nodes: readonly string[];
  /** Global values of the variables that were asked for, and those that a new session gets. */
  readonly variables: ReadonlyMap<string, { readonly global: string; readonly session: string }>;
}

/** @param variables names of system variables, as `wait_timeout`. */
export function databaseServerCommand(
  access: DatabaseAccess,
  variables: readonly string[],
): Command<DatabaseServer | ProbeFailure> {
  const wanted = variables
    .filter(isVariable)
    .map(name => `SELECT 'variable', '${name}', @@GLOBAL.${name}, @@SESSION.${name}`);
  const statements = [
    "SELECT 'server', VERSION(), @@version_comment",
    "SHOW GLOBAL STATUS LIKE 'wsrep_incoming_addresses'",
    ...wanted,
  ];
  return {
    name: 'database-server',
    effect: 'read',
    asRoot: true,
    run: {
      script: `${adminFunction}\nnova_doctor_admin "$STATEMENTS"`,
      parameters: { ...parametersOf(access), STATEMENTS: statements.join('; ') },
    },
    timeoutSeconds: 20,
    read: readDatabaseServer,
  };
}

export function isVariable(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name);
}

function readDatabaseServer(output: CommandOutput): DatabaseServer | ProbeFailure {
  const failure = adminFailure(output);
  if (failure) return failure;
  const rows = output.standardOutput.split('\n').map(line => line.split('\t'));
  const server = rows.find(([kind]) => kind === 'server');
  if (!server) return notUnderstood(output);
  const [, version = '', comment = ''] = server;
  const incoming = rows.find(([kind]) => kind === 'wsrep_incoming_addresses')?.[1] ?? '';
  const variables = rows.flatMap(([kind, name = '', global = '', session = '']) =>
    kind === 'variable' ? [[name, { global, session }] as const] : [],
  );
  return {
    version,
    isMariaDB: /mariadb/i.test(version + comment),
    isProxy: /mycat|proxysql|maxscale|shardingsphere|dble/i.test(version + comment),
    // Galera writes AUTO where a node does not know its own address.
    nodes: incoming.split(',').filter(address => /^[\w.[\]:-]+:\d+$/.test(address)),
    variables: new Map(variables),
  };
}

function adminFailure(output: CommandOutput): ProbeFailure | undefined {
  if (output.status === 0) return undefined;
  const said = /ERROR (\d+).*/.exec(output.standardError);
  if (!said) return commonFailure(output) ?? notUnderstood(output);
  const isRefused = ['1044', '1045', '1142', '1227', '1698'].includes(said[1] ?? '');
  return { unreadable: isRefused ? 'permission-denied' : 'not-running', detail: said[0] };
}

/** Sets global variables of one server. Open sessions keep theirs. @param values whole numbers. */
export function setGlobalCommand(access: DatabaseAccess, values: ReadonlyMap<string, string>): Command<ActionOutcome> {
  const statements = [...values].map(([name, value]) => {
    if (!isVariable(name) || !/^\d{1,18}$/.test(value))
      throw new Error(`${name}=${value} is no variable with a number.`);
    return `SET GLOBAL ${name} = ${value}`;
  });
  return {
    name: 'set-global',
    effect: 'change',
    asRoot: true,
    run: {
      script: `${adminFunction}\nnova_doctor_admin "$STATEMENTS"`,
      parameters: { ...parametersOf(access), STATEMENTS: statements.join('; ') },
    },
    timeoutSeconds: 20,
    read: outcomeOfProgram,
  };
}

/** A connection with what it does. */
export interface DatabaseConnection {
  readonly id: number;
  readonly user: string;
  /** With its port. */
  readonly host: string;
  readonly database: string;
  readonly command: string;
  /** Seconds since its state changed. */
  readonly seconds: number;
  readonly state: string;
  /** As the server writes it; empty where no transaction is open. */
  readonly transactionStarted: string;
  readonly transactionSeconds: number;
  readonly statement: string;
}

const connectionsStatement = [
  "SELECT 'connection', p.ID, p.USER, p.HOST, COALESCE(p.DB, ''), p.COMMAND, p.TIME, COALESCE(p.STATE, ''),",
  "COALESCE(t.trx_started, ''), COALESCE(TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), 0),",
  "LEFT(COALESCE(p.INFO, t.trx_query, ''), 2000) FROM information_schema.PROCESSLIST AS p",
  'LEFT JOIN information_schema.INNODB_TRX AS t ON t.trx_mysql_thread_id = p.ID WHERE p.ID <> CONNECTION_ID()',
].join(' ');

export function databaseConnectionsCommand(
  access: DatabaseAccess,
): Command<readonly DatabaseConnection[] | ProbeFailure> {
  return {
    name: 'database-connections',
    effect: 'read',
    asRoot: true,
    run: {
      script: `${adminFunction}\nnova_doctor_admin "$STATEMENTS"`,
      parameters: { ...parametersOf(access), STATEMENTS: connectionsStatement },
    },
    timeoutSeconds: 30,
    read: readDatabaseConnections,
  };
}

function readDatabaseConnections(output: CommandOutput): readonly DatabaseConnection[] | ProbeFailure {
  const failure = adminFailure(output);
  if (failure) return failure;
  return output.standardOutput.split('\n').flatMap(line => {
    const cells = line.split('\t');
    if (cells[0] !== 'connection') return [];
    const [, id, user = '', host = '', database = '', command = '', seconds, state = '', started = '', age, text = ''] =
      cells;
    return [
      {
        id: Number(id),
        user,
        host,
        database,
        command,
        seconds: Number(seconds),
        state,
        transactionStarted: started,
        transactionSeconds: Number(age),
        statement: text.replaceAll('\\n', ' ').replaceAll('\\t', ' '),
      },
    ];
  });
}

const goneStatus = 5;

/** Ends a connection if it is still the one that was seen: id, user, host, and when its transaction or statement began. */
export function killConnectionCommand(access: DatabaseAccess, seen: DatabaseConnection): Command<ActionOutcome> {
  const began =
    seen.transactionStarted === ''
      ? `p.TIME >= ${Math.max(0, Math.floor(seen.seconds))}`
      : `t.trx_started = ${sqlText(seen.transactionStarted)}`;
  const id = Math.floor(seen.id);
  const check = [
    'SELECT COUNT(*) FROM information_schema.PROCESSLIST AS p LEFT JOIN information_schema.INNODB_TRX AS t',
    `ON t.trx_mysql_thread_id = p.ID WHERE p.ID = ${id} AND p.USER = ${sqlText(seen.user)} AND p.HOST = ${sqlText(seen.host)} AND ${began}`,
  ].join(' ');
  return {
    name: 'kill-connection',
    effect: 'destroy',
    asRoot: true,
    run: {
      script: [
        adminFunction,
        'FOUND=$(nova_doctor_admin "$CHECK") || exit',
        `[ "$FOUND" = 1 ] || exit ${goneStatus}`,
        'nova_doctor_admin "$KILL"',
      ].join('\n'),
      parameters: { ...parametersOf(access), CHECK: check, KILL: `KILL CONNECTION ${id}` },
    },
    timeoutSeconds: 30,
    read: output => {
      // What ended by itself meanwhile (or ER_NO_SUCH_THREAD) is what was wanted.
      const isGone = output.status === goneStatus || /ERROR 1094\b/.test(output.standardError);
      return isGone ? { isDone: true, said: 'gone' } : outcomeOfProgram(output);
    },
  };
}

/** A text within a statement; anything unusual goes as bytes, which no setting of the server reads otherwise. */
export function sqlText(text: string): string {
  if (/^[\w .:@%-]*$/.test(text)) return `'${text}'`;
  const wellFormed = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  const bytes = encodeURIComponent(wellFormed).replace(/%([0-9A-F]{2})|(.)/g, (_, hex?: string, plain?: string) =>
    hex === undefined ? (plain ?? '').charCodeAt(0).toString(16) : hex.toLowerCase(),
  );
  return `CONVERT(x'${bytes}' USING utf8mb4)`;
}
