import type { Translator } from '../../text/l10n.ts';
import type { Unit } from './units.ts';

/** Variables of MySQL and MariaDB whose numbers are times or sizes (their manuals, Server System Variables). */
export const mySqlUnits: Readonly<Record<string, Unit>> = {
  wait_timeout: 'seconds',
  interactive_timeout: 'seconds',
  connect_timeout: 'seconds',
  net_read_timeout: 'seconds',
  net_write_timeout: 'seconds',
  idle_transaction_timeout: 'seconds',
  idle_write_transaction_timeout: 'seconds',
  innodb_lock_wait_timeout: 'seconds',
  lock_wait_timeout: 'seconds',
  long_query_time: 'seconds',
  max_execution_time: 'milliseconds',
  innodb_buffer_pool_size: 'bytes',
  innodb_log_file_size: 'bytes',
  innodb_log_buffer_size: 'bytes',
  max_allowed_packet: 'bytes',
  sort_buffer_size: 'bytes',
  join_buffer_size: 'bytes',
  read_buffer_size: 'bytes',
  read_rnd_buffer_size: 'bytes',
  tmp_table_size: 'bytes',
  max_heap_table_size: 'bytes',
  key_buffer_size: 'bytes',
};

/** Properties of Mycat's `<system>` (SystemConfig.java). */
export const mycatUnits: Readonly<Record<string, Unit>> = {
  idleTimeout: 'milliseconds',
  sqlExecuteTimeout: 'seconds',
  dataNodeIdleCheckPeriod: 'milliseconds',
  dataNodeHeartbeatPeriod: 'milliseconds',
  processorCheckPeriod: 'milliseconds',
};

/** What a setting of a neighbour means for nova's connections: a line of our own. */
export function neighbourText(kind: 'mysql' | 'haproxy' | 'mycat', name: string, l10n: Translator): string | undefined {
  return { mysql: mySqlText, haproxy: haproxyText, mycat: mycatText }[kind](name, l10n);
}

function mySqlText(name: string, l10n: Translator): string | undefined {
  const texts: Readonly<Record<string, string>> = {
    max_connections: l10n.t(
      'How many clients may be connected at once; the next one is refused with 1040. Default 151.',
    ),
    max_user_connections: l10n.t('How many connections one account may have; 0 is no limit.'),
    wait_timeout: l10n.t(
      'Seconds after which the server closes an idle connection. It counts for connections from pools. Default 28800.',
    ),
    interactive_timeout: l10n.t(
      'As wait_timeout, but only for interactive clients such as mysql: pools are not concerned.',
    ),
    idle_transaction_timeout: l10n.t(
      'MariaDB: seconds after which a connection that is idle within a transaction is closed; 0 is never.',
    ),
    innodb_lock_wait_timeout: l10n.t('Seconds that a statement waits for a row lock before it fails with 1205.'),
    innodb_buffer_pool_size: l10n.t('Memory for tables and indexes; what each connection needs comes on top.'),
    innodb_snapshot_isolation: l10n.t('MariaDB: transactions that read an old row and then write it fail with 1020.'),
    max_allowed_packet: l10n.t('The largest statement or row; larger ones end the connection (1153, 2006).'),
    open_files_limit: l10n.t(
      'File descriptors of the server; where they do not suffice it lowers max_connections by itself.',
    ),
    back_log: l10n.t('Connections that may wait to be accepted in a burst.'),
    thread_cache_size: l10n.t('Threads that are kept for new connections.'),
  };
  return texts[name];
}

function haproxyText(name: string, l10n: Translator): string | undefined {
  const texts: Readonly<Record<string, string>> = {
    'timeout client': l10n.t(
      'How long a client may be silent before its connection is cut. Without a unit it is milliseconds.',
    ),
    'timeout server': l10n.t(
      'How long a server may be silent before its connection is cut: also while a long statement runs. Without a unit it is milliseconds.',
    ),
    'timeout connect': l10n.t('How long connecting to a server may take. Without a unit it is milliseconds.'),
    'timeout queue': l10n.t('How long a connection waits for a free server. Without a unit it is milliseconds.'),
    'timeout check': l10n.t('How long a health check may take. Without a unit it is milliseconds.'),
    'timeout tunnel': l10n.t(
      'Replaces the time-outs of client and server once both have spoken, in tunnels. Without a unit it is milliseconds.',
    ),
    maxconn: l10n.t('How many connections are served at once; more of them wait.'),
    'option clitcpka': l10n.t('TCP keep-alive towards the clients.'),
    'option srvtcpka': l10n.t('TCP keep-alive towards the servers.'),
  };
  return texts[name];
}

function mycatText(name: string, l10n: Translator): string | undefined {
  const texts: Readonly<Record<string, string>> = {
    idleTimeout: l10n.t('Milliseconds after which an idle connection of a client is closed. Default 1800000.'),
    sqlExecuteTimeout: l10n.t(
      'Seconds that a backend connection may be borrowed for, the whole transaction long: then it is closed (1105), and the client gets 1003. Default 300.',
    ),
    dataNodeIdleCheckPeriod: l10n.t(
      'Milliseconds between checks of idle backend connections: wait_timeout of the server must be longer. Default 300000.',
    ),
    dataNodeHeartbeatPeriod: l10n.t('Milliseconds between heartbeats to the servers. Default 10000.'),
    processors: l10n.t('Threads that serve connections.'),
    maxCon: l10n.t('The most connections to one server.'),
    minCon: l10n.t('Connections to a server that are kept open.'),
    balance: l10n.t(
      'How reads are spread over the servers; 0 sends everything to the first one that can be written to.',
    ),
    switchType: l10n.t('When Mycat switches to another server: 1 by itself, -1 never, 2 by replication.'),
  };
  return texts[name];
}
