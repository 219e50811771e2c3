import type { Entry } from './entry.ts';

/**
 * What one entry says about the database, the broker or a service, as far as root causes are told apart by it.
 *
 * A signature names a failure for people; a symptom is what reasoning needs: which error code, in which phase of a
 * connection, seen by whom. One entry can carry several (a lost connection, then a refused one, in a chained exception).
 */
export type SymptomKind =
  // The database as nova sees it.
  | 'db-refused'
  | 'db-unreachable'
  | 'db-handshake-lost'
  | 'db-lost-idle'
  | 'db-lost-statement'
  | 'db-lost-reset'
  | 'db-killed-code'
  | 'db-server-shutdown-code'
  | 'db-code'
  | 'db-pool-limit'
  | 'db-retries-exhausted'
  | 'db-connect-retry'
  | 'mycat-interrupted'
  | 'mycat-backend-closed'
  // The broker as nova sees it.
  | 'mq-refused'
  | 'mq-forced-close'
  | 'mq-reset'
  | 'mq-timed-out'
  | 'mq-heartbeats-missed'
  | 'mq-unreachable-other'
  | 'mq-blocked'
  | 'mq-login-refused'
  | 'mq-not-allowed'
  | 'mq-not-found'
  | 'mq-consumer-cancelled'
  | 'mq-acknowledge-failed'
  | 'mq-reconnected'
  | 'rpc-timeout'
  | 'rpc-late-reply'
  // Services.
  | 'open-files'
  | 'service-started'
  | 'service-stopping'
  | 'worker-killed'
  | 'worker-exited'
  | 'fork-too-fast'
  | 'report-failed'
  | 'report-recovered'
  | 'report-late'
  | 'conductor-lost'
  | 'unhandled-critical'
  | 'config-refused'
  | 'service-too-old'
  | 'placement-unreachable'
  | 'neutron-not-usable'
  | 'no-valid-host'
  | 'quota-reached'
  | 'cell-silent'
  // A failure that only a user's signature knows.
  | 'own-signature'
  // The database server's own log.
  | 'server-shutdown'
  | 'server-started'
  | 'server-ready'
  | 'server-crash-recovery'
  | 'server-cut-idle'
  | 'server-killed-connection'
  | 'server-aborted-connection'
  | 'server-too-many-connections'
  | 'server-access-denied'
  | 'server-packet-too-large'
  | 'server-disk-full'
  | 'server-deadlock'
  | 'server-galera-non-primary'
  | 'server-galera-primary'
  | 'server-galera-conflict'
  // The broker's own log.
  | 'broker-stopping'
  | 'broker-started'
  | 'broker-missed-heartbeats'
  | 'broker-alarm-set'
  | 'broker-alarm-cleared'
  | 'broker-login-refused'
  | 'broker-not-allowed'
  | 'broker-connection-closed'
  | 'broker-partition'
  // A proxy's own log.
  | 'proxy-cut-idle'
  | 'proxy-server-down'
  | 'proxy-no-server'
  | 'proxy-server-up'
  | 'proxy-stopping';

export interface Symptom {
  readonly kind: SymptomKind;
  /** The error code, the seconds, the name of a table, a client or a service: see the reader that sets it. */
  readonly value?: string;
}

/** Words of which one is in every entry that speaks of the database, the broker or an application fault. */
const databaseWords = /\([1-49]\d{3}, |QueuePool|retry limit|SQL connection|rollback|sql timeout|back ?end con/;
const messagingWords = /AMQP|amqp|rabbit|broker|Messag|messag|reply|Connection failed|onsumer|NOT_[AF]|ACCESS_|vhost/;
const applicationWords =
  /outlasted|service status|Unhandled error|TooOld|Config|NoSuch|Transport|DriverLoad|ArgumentError|Value for option|Unable to load|Scheduler|lacement|resource_providers|allocation|eutron|alid ?[Hh]ost|uota|TooMany|Limit|[Cc]ell |responding/;

/**
 * Reads the symptoms of an entry.
 * @param entry any entry.
 * @param text its message and traceback in one string, as the caller already has it for matching signatures.
 */
export function symptomsOf(entry: Entry, text: string): Symptom[] {
  const found: Symptom[] = [];
  if (/^(?:mariadb|mysql)/.test(entry.format)) readDatabaseServer(entry, found);
  else if (entry.format.startsWith('rabbitmq')) readBroker(text, found);
  else if (entry.format.startsWith('haproxy')) readProxy(entry, found);
  else readService(entry, text, found);
  return found;
}

function add(found: Symptom[], kind: SymptomKind, value?: string): void {
  if (found.some(symptom => symptom.kind === kind && symptom.value === value)) return;
  found.push(value === undefined ? { kind } : { kind, value });
}

function readService(entry: Entry, text: string, found: Symptom[]): void {
  const isLow = entry.level === 'INFO' || entry.level === 'AUDIT' || entry.level === 'DEBUG';
  if (!isLow) {
    if (text.includes('[Errno 24]') || text.includes('Too many open files')) add(found, 'open-files');
    if (databaseWords.test(text)) readDatabase(entry, text, found);
    if (messagingWords.test(text)) readMessaging(entry, text, found);
    if (applicationWords.test(text) || entry.logger.startsWith('nova.network')) readApplication(entry, text, found);
  } else if (text.includes('Reconnected to AMQP server')) add(found, 'mq-reconnected');
  else if (/Quota exceeded for/.test(text)) add(found, 'quota-reached');
  readLife(entry, text, found);
}

/** `(2013, 'Lost…`, `(1045, u"Access…`, and the same with escaped quotes inside a RemoteError. */
const databaseCode = /\((1\d{3}|2\d{3}|3\d{3}|4\d{3}|9\d{3}), ?(?:u|b)?\\{0,8}['"]/g;
const handshakeFrame =
  /_get_server_information|_request_authentication|_process_auth|Lost connection to M\w+ server at/;
const connectFailure = /Can\\*'t connect to (?:local )?(?:MySQL|MariaDB)? ?server/i;

function readDatabase(entry: Entry, text: string, found: Symptom[]): void {
  const codes = new Set<string>();
  databaseCode.lastIndex = 0;
  for (let match = databaseCode.exec(text); match !== null; match = databaseCode.exec(text)) codes.add(match[1]!);
  const isFileLimit = found.some(symptom => symptom.kind === 'open-files');
  if (codes.has('2003') || codes.has('2002')) {
    if (/Errno 111|ECONNREFUSED|Connection refused/.test(text)) add(found, 'db-refused');
    else if (!isFileLimit && connectFailure.test(text)) add(found, 'db-unreachable');
  }
  if (codes.has('2013') || codes.has('2006') || codes.has('2014') || codes.has('2055'))
    readLostConnection(entry, text, codes, found);
  if (/Transaction error, need to rollback|closed connection:sql timeout/.test(text)) add(found, 'mycat-interrupted');
  if (/back ?end con(?:nection)? is closed|stream closed.*1105|receive rollback,but find/i.test(text))
    add(found, 'mycat-backend-closed');
  for (const code of codes) {
    if (code === '1927' || code === '1317' || code === '4031' || code === '4150') add(found, 'db-killed-code', code);
    else if (code === '1053' || code === '1079') add(found, 'db-server-shutdown-code', code);
    // ProxySQL's 9001 and 9002: the proxy is there, and no server behind it took the connection.
    else if (code === '9001' || code === '9002') add(found, 'db-handshake-lost', code);
    else if (!/^20(?:02|03|06|13|14|55)$/.test(code)) add(found, 'db-code', codeInContext(code, text));
  }
  if (/QueuePool limit of size/.test(text)) {
    add(
      found,
      'db-pool-limit',
      /limit of size (\d+) overflow (-?\d+) reached.*?timeout ([\d.]+)/.exec(text)?.slice(1).join('/'),
    );
  }
  if (text.includes('DB exceeded retry limit')) add(found, 'db-retries-exhausted');
  if (/SQL connection failed\. -?\d+ attempts left/.test(text)) add(found, 'db-connect-retry');
}

/**
 * Some codes mean different things, told by what stands beside them: 1047 of Galera or of a proxy that does not know a
 * command, 1213 of a statement or of a COMMIT.
 */
function codeInContext(code: string, text: string): string {
  if (code === '1047' && !/WSREP|not yet prepared/.test(text)) return '1047-command';
  if (code === '1213' && /COMMIT|WSREP|_commit_impl|certif/i.test(text)) return '1213-commit';
  return code;
}

function readLostConnection(entry: Entry, text: string, codes: ReadonlySet<string>, found: Symptom[]): void {
  const code = codes.has('2006') ? '2006' : '2013';
  if (text.includes('was found disconnected; reconnecting')) {
    add(found, 'db-lost-idle', code);
    return;
  }
  if (code === '2013' && codes.size === 1 && handshakeFrame.test(text)) {
    add(found, 'db-handshake-lost');
    return;
  }
  if (text.includes('Exception during reset or similar') && !/rpc|report/i.test(entry.logger)) {
    add(found, 'db-lost-reset', code);
    return;
  }
  add(found, 'db-lost-statement', code);
  // A statement this long says that it was refused for its size, where the server closes without a word.
  const cut = /\.\.\. \((\d{4,}) characters truncated\) \.\.\./.exec(text);
  if (code === '2006' && (cut || text.length > 30_000)) add(found, 'db-code', 'large-statement');
}

function readMessaging(entry: Entry, text: string, found: Symptom[]): void {
  const isDriver = /impl_rabbit|amqp|impl_qpid|kombu/.test(entry.logger);
  if (/MessagingTimeout|Timed out waiting for a reply to message ID/.test(text)) {
    add(found, 'rpc-timeout', calledService(text));
  }
  if (
    /No calling threads waiting for msg_id|reply .{0,60}(?:dropped|timed out)|The reply [0-9a-f]{32} failed to send/.test(
      text,
    )
  ) {
    add(found, 'rpc-late-reply');
  }
  if (/failed acknowledge|ignoring duplicate message/.test(text)) add(found, 'mq-acknowledge-failed');
  if (/ACCESS_REFUSED - Login was refused|Login was refused using authentication/i.test(text)) {
    add(found, 'mq-login-refused');
    return;
  }
  if (
    /NOT_ALLOWED|ACCESS_REFUSED|access to vhost|\(403\)|\(530\)/.test(text) &&
    /amqp|rabbit|AMQP|vhost|exchange|queue/i.test(text)
  ) {
    add(found, 'mq-not-allowed');
    return;
  }
  if (/NOT_FOUND - no (?:queue|exchange|binding)|Basic\.consume.*404|\(404\) NOT_FOUND/.test(text))
    add(found, 'mq-not-found');
  if (/consumer.{0,30}cancel|ConsumerCancelled|Queue .{0,80}was deleted/i.test(text))
    add(found, 'mq-consumer-cancelled');
  if (/broker has blocked the connection/.test(text)) add(found, 'mq-blocked');
  const isUnreachable =
    /AMQP server (?:on )?.{0,120}is unreachable|AMQP server .{0,100}closed the connection|Connection failed: |Unable to connect to AMQP server|connection\/channel error occurred/.test(
      text,
    );
  if (!isDriver && !isUnreachable) return;
  if (/Too many heartbeats missed|missed heartbeat/i.test(text)) add(found, 'mq-heartbeats-missed');
  else if (/CONNECTION_FORCED/.test(text)) add(found, 'mq-forced-close');
  else if (/ECONNREFUSED|Errno 111|Connection refused/.test(text)) add(found, 'mq-refused');
  else if (isUnreachable && /Errno 24\b|Too many open files/.test(text)) return;
  else if (
    isUnreachable &&
    /is unreachable: (?:\[Errno 104\]|Connection reset)|Connection reset by peer|Server unexpectedly closed|Socket closed|\[Errno 32\]/.test(
      text,
    )
  ) {
    add(found, 'mq-reset');
  } else if (isUnreachable && /unreachable: timed out|Errno 110|ETIMEDOUT|timed out|timeout/i.test(text))
    add(found, 'mq-timed-out');
  else if (isUnreachable) add(found, 'mq-unreachable-other');
}

/** Which service a call was for, by the functions of its traceback. */
function calledService(text: string): string | undefined {
  if (/select_destinations|Failed to schedule instances|Failed to compute_task_build_instances/.test(text))
    return 'scheduler';
  if (/object_(?:class_)?action|object_backport|conductor[\\/]+rpcapi|nova-conductor/.test(text)) return 'conductor';
  if (/compute[\\/]+rpcapi/.test(text)) return 'compute';
  return undefined;
}

function readApplication(entry: Entry, text: string, found: Symptom[]): void {
  const outlasted = /run outlasted interval by (\d+(?:\.\d+)?) sec/.exec(text);
  if (outlasted && /_report_state|report_state/.test(text)) add(found, 'report-late', outlasted[1]!);
  if (/Unexpected error while reporting service status/.test(text)) add(found, 'report-failed');
  if (/Lost connection to nova-conductor for reporting service status/.test(text)) add(found, 'conductor-lost');
  if (entry.level === 'CRITICAL' && /Unhandled error/.test(text)) add(found, 'unhandled-critical');
  if (/TooOldComputeService|version-?too-?old|ServiceTooOld/i.test(text)) add(found, 'service-too-old');
  if (configRefusal.test(text)) add(found, 'config-refused', configRefusal.exec(text)?.[0]);
  if (placementCall.test(text) && placementFailure.test(text)) add(found, 'placement-unreachable');
  if (/nova\.network\.neutron|neutronclient|\[neutron\] section/.test(`${entry.logger} ${text}`)) {
    if (
      /Unauthorized|must be configured for authentication|Unknown auth type|ConnectFailure|EndpointNotFound|neutron.*unreachable/i.test(
        text,
      )
    ) {
      add(found, 'neutron-not-usable');
    }
  }
  if (/No valid host was found|NoValidHost/.test(text)) add(found, 'no-valid-host');
  if (/TooManyInstances|Quota exceeded|OverQuota|PortLimitExceeded|FixedIpLimitExceeded/.test(text))
    add(found, 'quota-reached');
  if (
    /Error gathering result from cell|Timed out waiting for response from cell|[Cc]ell \S+ is not responding|not responding and hence is being omitted/.test(
      text,
    )
  ) {
    add(found, 'cell-silent');
  }
}

const configRefusal =
  /ConfigFileValueError|ConfigFileParseError|ConfigFilesNotFoundError|NoSuchOptError|RequiredOptError|InvalidTransportURL|DriverLoadFailure|NoSuchModuleError|Could not parse SQLAlchemy URL|ArgumentError: Could not parse|Value for option \S+ (?:from \S+ )?is not valid|Unable to load (?:the )?(?:virtualization|compute) driver|Failed to load transport driver|SchedulerHostFilterNotFound|SchedulerWeigherNotFound|Scheduler Host Filter \S+ could not be found/;
/** Placement is named, or one of its resources is asked for. */
const placementCall = /[Pp]lacement|\/resource_providers|\/allocation_candidates|\/allocations/;
const placementFailure =
  /DiscoveryFailure|Unable to find a version discovery document|ConnectFailure|Unable to establish connection|Placement API service is not responding|Placement service credentials|service is unavailable|Max retries exceeded|MissingEndpoint|EndpointNotFound/;

function readLife(entry: Entry, text: string, found: Symptom[]): void {
  const { message } = entry;
  const started = /^Starting (\S+) node/.exec(message);
  if (started) add(found, 'service-started', started[1]!);
  if (/^Caught SIG(?:TERM|INT|HUP)|^SIG(?:TERM|INT) received/.test(message)) add(found, 'service-stopping');
  const killed = /Child (\d+) (?:was )?killed by signal (\d+)/.exec(message);
  if (killed) add(found, 'worker-killed', killed[2]!);
  const exited = /Child (\d+) exited with status (\d+)/.exec(message);
  if (exited) add(found, 'worker-exited', exited[2]!);
  if (/Forking too fast/.test(message)) add(found, 'fork-too-fast');
  if (/Recovered (?:from being unable to report status|connection to nova-conductor)/.test(text))
    add(found, 'report-recovered');
}

function readDatabaseServer(entry: Entry, found: Symptom[]): void {
  const { message } = entry;
  if (/Normal shutdown|Shutdown complete|received SHUTDOWN/i.test(message)) add(found, 'server-shutdown');
  if (/Starting (?:MariaDB|MySQL)|starting as process/i.test(message)) add(found, 'server-started');
  if (/ready for connections/.test(message)) add(found, 'server-ready');
  if (
    /Starting crash recovery|Database was not shutdown normally|Starting an apply batch|Crash recovery finished/.test(
      message,
    )
  ) {
    add(found, 'server-crash-recovery');
  }
  const aborted = /Aborted connection .*\(([^()]*)\)\s*$/s.exec(message)?.[1];
  if (aborted !== undefined) readAbortedConnection(aborted, found);
  if (/Too many connections/.test(message)) add(found, 'server-too-many-connections');
  if (/^Access denied for user/.test(message)) add(found, 'server-access-denied');
  if (/max_allowed_packet/.test(message)) add(found, 'server-packet-too-large');
  if (/No space left on device|Disk is full|errno: ?28|is full/.test(message)) add(found, 'server-disk-full');
  if (/[Dd]eadlock (?:detected|found)|Transactions deadlock/.test(message)) add(found, 'server-deadlock');
  if (/cluster conflict due to high priority abort|WSREP: conflict state|BF[- ]abort/i.test(message))
    add(found, 'server-galera-conflict');
  if (/non-prim|NON_PRIM|Received NON-PRIMARY/i.test(message)) add(found, 'server-galera-non-primary');
  else if (/Quorum results|Shifting .* -> (?:SYNCED|JOINED)|Synchronized with group/.test(message))
    add(found, 'server-galera-primary');
}

function readAbortedConnection(reason: string, found: Symptom[]): void {
  if (/Got timeout reading/.test(reason)) add(found, 'server-cut-idle');
  else if (/KILLED|Connection was killed|CLOSE_CONNECTION/.test(reason)) add(found, 'server-killed-connection');
  else if (!/Too many connections|max_allowed_packet|closed normally/.test(reason))
    add(found, 'server-aborted-connection');
}

function readBroker(text: string, found: Symptom[]): void {
  const client = /(nova-[\w-]+|placement-[\w-]+|neutron-[\w-]+|cinder-[\w-]+):\d+:[0-9a-f-]{36}/.exec(text)?.[1];
  if (
    /Stopping RabbitMQ|Successfully stopped RabbitMQ|RabbitMQ is asked to stop|SIGTERM received|halting|reason 'shutdown'/i.test(
      text,
    )
  ) {
    add(found, 'broker-stopping');
  }
  if (/Server startup complete|Starting RabbitMQ \d/.test(text)) add(found, 'broker-started');
  if (/missed heartbeats from client/.test(text)) add(found, 'broker-missed-heartbeats', client);
  if (/(?:disk|memory) resource limit alarm set/.test(text))
    add(found, 'broker-alarm-set', /disk|memory/.exec(text)?.[0]);
  if (/resource limit alarm cleared/.test(text)) add(found, 'broker-alarm-cleared');
  if (/login refused|invalid credentials|Credentials/.test(text)) add(found, 'broker-login-refused');
  if (
    /access to (?:vhost|queue|exchange|topic).{0,120}refused|not_allowed|operation .* caused a channel exception access_refused/i.test(
      text,
    )
  ) {
    add(found, 'broker-not-allowed');
  }
  if (
    /partition/i.test(text) &&
    /running_partitioned_network|Partial partition|network partition|inconsistent_database/i.test(text)
  ) {
    add(found, 'broker-partition');
  }
  if (/closing AMQP connection/.test(text)) add(found, 'broker-connection-closed', client);
}

function readProxy(entry: Entry, found: Symptom[]): void {
  const { message } = entry;
  if (/\s[cs]D\s/.test(message)) add(found, 'proxy-cut-idle', /\s([cs]D)\s/.exec(message)?.[1]);
  if (/is DOWN/.test(message)) add(found, 'proxy-server-down');
  if (/has no server available|<NOSRV>/.test(message)) add(found, 'proxy-no-server');
  if (/is UP/.test(message)) add(found, 'proxy-server-up');
  if (/Proxy \S+ stopped|Stopping (?:proxy|frontend|backend)/.test(message)) add(found, 'proxy-stopping');
}
