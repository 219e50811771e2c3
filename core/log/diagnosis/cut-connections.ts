import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import {
  burstsOf,
  clockOf,
  confidenceInPattern,
  countOf,
  listed,
  secondsBetween,
  servicesOf,
  sourceOf,
  sourcesOf,
  spanOf,
  within,
} from './evidence.ts';

/** Gives the events of some kinds that are not explained yet. */
export type Rest = (...kinds: SymptomEvent['kind'][]) => SymptomEvent[];

/** Connections that were cut while the database went on: by its own time-outs, by a proxy, or by somebody's KILL. */
export function detectCutConnections(evidence: Evidence, rest: Rest): Diagnosis[] {
  const idle = rest('db-lost-idle');
  const statements = rest('db-lost-statement', 'db-lost-reset');
  const killedCode = rest('db-killed-code');
  const serverKilled = rest('server-killed-connection');
  const all = [...idle, ...statements, ...killedCode];
  if (all.length === 0) return [];
  const serverIdle = rest('server-cut-idle');
  const proxyIdle = rest('proxy-cut-idle');
  const echoes = within(
    rest(
      'server-aborted-connection',
      'db-retries-exhausted',
      'report-failed',
      'rpc-timeout',
      'cell-silent',
      'report-late',
      'service-stopping',
    ),
    spanOf(all),
    2000,
    60_000,
  );
  const context: CutContext = {
    evidence,
    idle,
    statements,
    killedCode,
    serverKilled,
    serverIdle,
    proxyIdle,
    all,
    echoes,
  };
  const found = killed(context) ?? proxyRestarted(context) ?? inTransaction(context);
  return [found ?? (idle.length > 0 ? idleCut(context) : lostInUse(context))];
}

/**
 * 2006 is what a server's own time-out leaves behind, 2013 what somebody in between does: where
 * both come often, they are two troubles, and each is judged by itself.
 */
export function partsByCode(rest: Rest): Rest[] {
  const cut = rest('db-lost-idle', 'db-lost-statement', 'db-lost-reset');
  const by2006 = cut.filter(event => event.value === '2006').length;
  if (by2006 < 3 || cut.length - by2006 < 3) return [rest];
  const isServers = (event: SymptomEvent) =>
    event.kind === 'server-cut-idle' || (/^db-lost-/.test(event.kind) && event.value === '2006');
  return [
    (...kinds) => rest(...kinds).filter(event => !/^(?:db-lost-|server-cut)/.test(event.kind) || !isServers(event)),
    (...kinds) => rest(...kinds).filter(isServers),
  ];
}

interface CutContext {
  readonly evidence: Evidence;
  readonly idle: readonly SymptomEvent[];
  readonly statements: readonly SymptomEvent[];
  readonly killedCode: readonly SymptomEvent[];
  readonly serverKilled: readonly SymptomEvent[];
  readonly serverIdle: readonly SymptomEvent[];
  readonly proxyIdle: readonly SymptomEvent[];
  readonly all: readonly SymptomEvent[];
  readonly echoes: readonly SymptomEvent[];
}

/** Statements in flight that end with 2013, again and again, while new connections work: somebody kills them. */
function killed(context: CutContext): Diagnosis | undefined {
  const { l10n } = context.evidence;
  const { statements, killedCode, proxyIdle, serverIdle, all } = context;
  const inFlight = statements.filter(event => event.value !== '2006');
  // What was killed minutes before or after has nothing to do with these losses.
  const serverKilled = within(context.serverKilled, spanOf(all), 60_000, 60_000);
  const isNamed = killedCode.length > 0 || serverKilled.length >= 3;
  const bursts = burstsOf(
    [...inFlight].sort((one, other) => one.time - other.time),
    1000,
  );
  // Idle connections are cut one client at a time; somebody who kills hits several services in the same second.
  const widespread = bursts.filter(burst => sourcesOf(burst.events).length >= 2);
  const isRepeated =
    inFlight.length >= 6 && widespread.length >= 2 && proxyIdle.length === 0 && serverIdle.length === 0;
  if (!isNamed && !isRepeated) return undefined;
  if (inFlight.length + killedCode.length === 0) return undefined;
  const because = [
    l10n.t(
      '{0} statements lost their connection while they ran, in {1} bursts, and new connections worked at once',
      countOf(inFlight) + countOf(killedCode),
      Math.max(1, bursts.length),
    ),
  ];
  if (serverKilled.length > 0)
    because.push(
      l10n.t('the database’s log says KILLED for {0} connections, and it did not restart', countOf(serverKilled)),
    );
  if (killedCode.length > 0)
    because.push(l10n.t('{0} errors say that the connection or statement was killed', countOf(killedCode)));
  return {
    cause: 'connections-killed-on-server',
    severity: 'error',
    confidence: isNamed ? 'high' : 'medium',
    because,
    direct: [...all, ...serverKilled],
    echoes: context.echoes,
  };
}

/** Everything of every service is cut at one moment, and nothing is refused. */
function proxyRestarted(context: CutContext): Diagnosis | undefined {
  const { l10n } = context.evidence;
  const { statements, all, serverIdle, proxyIdle, serverKilled } = context;
  if (serverIdle.length > 0 || proxyIdle.length > 0 || serverKilled.length > 0) return undefined;
  const hard = statements.filter(event => event.value !== '2006');
  if (hard.length < 3) return undefined;
  const bursts = burstsOf(hard, 2000);
  if (bursts.length > 2) return undefined;
  const services = new Set(all.map(event => `${event.service}|${event.host}`));
  if (services.size < 2) return undefined;
  const restarted = context.evidence
    .allEvents('server-ready', 'server-crash-recovery', 'server-shutdown')
    .some(event => event.time >= bursts[0]!.start - 30_000 && event.time <= bursts[0]!.end + 30_000);
  if (restarted) return undefined;
  return {
    cause: 'db-proxy-restarted',
    severity: 'error',
    confidence: 'medium',
    because: [
      l10n.t(
        '{0} connections of {1} services were cut at one moment ({2}); new ones worked at once',
        countOf(all),
        services.size,
        clockOf(bursts[0]!.start),
      ),
    ],
    direct: all,
    echoes: context.echoes,
  };
}

/** A request fails because its own connection stood idle between two statements. */
function inTransaction(context: CutContext): Diagnosis | undefined {
  const { l10n } = context.evidence;
  // A proxy passes the end of a connection on as an orderly one: its client then reads 2013 where it would read 2006.
  const throughProxy = context.statements.filter(event => event.value === '2013' && wasCutBefore(event, context));
  const inUse = [...context.statements.filter(event => event.value === '2006'), ...throughProxy];
  if (inUse.length < 2 || inUse.length < context.statements.length / 2) return undefined;
  // Many idle connections and next to none in use: that is the idle time-out, and a head that was cut off.
  if (inUse.length * 5 < context.idle.length) return undefined;
  if (context.proxyIdle.length > 0) return undefined;
  const because = [
    throughProxy.length * 2 > inUse.length
      ? l10n.t(
          '{0} requests failed with 2013 on a connection that they were using, after the server had timed out in the middle of a transaction (through a proxy it is 2013, not 2006)',
          countOf(inUse),
        )
      : l10n.t(
          '{0} requests failed with 2006 on a connection that they were using: it had stood idle in the middle of a transaction',
          countOf(inUse),
        ),
  ];
  if (context.serverIdle.length > 0)
    because.push(
      l10n.t(
        'the database’s log says {0} times that it timed out while it waited for the next statement',
        countOf(context.serverIdle),
      ),
    );
  const distances = distancesOf(inUse);
  if (distances !== undefined)
    because.push(l10n.t('the losses come in regular steps of about {0} s, as a time-out makes them', distances));
  if (context.idle.length > 0)
    because.push(
      l10n.t('{0} idle connections of the pools were cut as well and replaced without harm', countOf(context.idle)),
    );
  return {
    cause: 'idle-in-transaction-timeout',
    severity: 'error',
    confidence: context.serverIdle.length > 0 ? 'high' : 'medium',
    because,
    direct: [...context.all, ...context.serverIdle],
    echoes: context.echoes,
  };
}

/** Whether the server ended a connection for being idle in the minute before a statement found its own dead. */
function wasCutBefore(event: SymptomEvent, { serverIdle }: CutContext): boolean {
  return serverIdle.some(cut => cut.time <= event.time + 1000 && cut.time >= event.time - 60_000);
}

/** The pool finds its connections dead when it hands them out: cut while they were idle, by the server or on the way. */
function idleCut(context: CutContext): Diagnosis {
  const { l10n } = context.evidence;
  const { idle, statements, serverIdle, proxyIdle, all } = context;
  const by2013 = all.filter(event => event.value === '2013').length;
  const by2006 = all.filter(event => event.value === '2006').length;
  const isProxy = proxyIdle.length > 0 || (serverIdle.length === 0 && by2013 > by2006);
  const lost = statements.filter(event => event.kind === 'db-lost-statement');
  const because = [
    l10n.t(
      '{0} of {1} lost connections were found dead when the pool handed them out ({2}), by {3}',
      countOf(idle),
      countOf(all),
      isProxy ? 2013 : 2006,
      listed(servicesOf(all)),
    ),
  ];
  const repeated = repeatedSources(idle);
  if (repeated > 0)
    because.push(
      l10n.t(
        '{0} processes found it again and again over {1} s: a time-out, not a restart',
        repeated,
        secondsBetween(spanOf(all).start, spanOf(all).end),
      ),
    );
  if (serverIdle.length > 0)
    because.push(
      l10n.t('the database’s log says {0} times: got timeout reading communication packets', countOf(serverIdle)),
    );
  if (proxyIdle.length > 0)
    because.push(
      l10n.t('the proxy’s log shows {0} sessions that it ended for being idle (cD, sD)', countOf(proxyIdle)),
    );
  if (lost.length === 0) because.push(l10n.t('no request failed: the pool replaced the connections'));
  const isCertain = serverIdle.length > 0 || proxyIdle.length > 0;
  // One or two dead connections with no pattern are what any restart long ago leaves behind.
  const isTrifle = !isCertain && repeated === 0 && lost.length === 0;
  return {
    cause: isProxy ? 'idle-connections-cut-by-proxy' : 'idle-connections-cut-by-server',
    severity: isTrifle ? 'info' : lost.length > 0 ? 'error' : 'warning',
    confidence: isCertain ? 'high' : confidenceInPattern(context.evidence, repeated > 0 ? 'medium' : 'low'),
    because,
    direct: [...all, ...serverIdle, ...proxyIdle],
    echoes: context.echoes,
  };
}

/** Only connections in use were lost, and nothing tells of a restart or a time-out. */
function lostInUse(context: CutContext): Diagnosis {
  const { l10n } = context.evidence;
  return {
    cause: 'connections-killed-on-server',
    severity: 'error',
    confidence: 'low',
    because: [
      l10n.t(
        '{0} connections were lost while they were in use, by {1}; no connection was refused, and no idle one was lost',
        countOf(context.all),
        listed(servicesOf(context.all)),
      ),
    ],
    direct: context.all,
    echoes: context.echoes,
  };
}

/** How many sources found dead connections at two or more separate times. */
function repeatedSources(events: readonly SymptomEvent[]): number {
  let count = 0;
  for (const source of sourcesOf(events)) {
    const own = events.filter(event => sourceOf(event) === source);
    if (burstsOf(own, 2000).length >= 2) count++;
  }
  return count;
}

/** The common distance of bursts in seconds, when it is regular. */
function distancesOf(events: readonly SymptomEvent[]): number | undefined {
  const starts = burstsOf(events, 1500).map(burst => burst.start);
  if (starts.length < 3) return undefined;
  const distances = starts.slice(1).map((start, index) => start - starts[index]!);
  const middle = [...distances].sort((one, other) => one - other)[Math.floor(distances.length / 2)]!;
  const regular = distances.filter(distance => Math.abs(distance - middle) <= middle * 0.25).length;
  return regular >= distances.length * 0.6 ? Math.round(middle / 100) / 10 : undefined;
}
