import type { Confidence } from '../analysis.ts';
import type { Burst, Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import {
  burstsOf,
  clockOf,
  confidenceInPattern,
  countOf,
  entryKeyOf,
  failureOf,
  listed,
  secondsBetween,
  servicesOf,
  within,
} from './evidence.ts';

/** What follows while no database answers, in nova and in the logs of the database and its proxy. */
const echoKinds = [
  'db-lost-idle',
  'db-lost-statement',
  'db-lost-reset',
  'db-unreachable',
  'db-handshake-lost',
  'db-pool-limit',
  'db-retries-exhausted',
  'db-connect-retry',
  'db-server-shutdown-code',
  'db-killed-code',
  'report-failed',
  'report-late',
  'conductor-lost',
  'rpc-timeout',
  'rpc-late-reply',
  'cell-silent',
  'unhandled-critical',
  'placement-unreachable',
  'no-valid-host',
  'server-shutdown',
  'server-started',
  'server-ready',
  'server-crash-recovery',
  'server-aborted-connection',
  'server-killed-connection',
  'proxy-server-down',
  'proxy-server-up',
  'proxy-no-server',
  'fork-too-fast',
] as const;

/** The listener refuses, or the proxy in front accepts and has nobody behind it. */
export function detectServerDown(evidence: Evidence): Diagnosis[] {
  const refusals = evidence.events('db-refused', 'db-handshake-lost');
  const found: Diagnosis[] = [];
  for (const burst of burstsOf(refusals, 90_000)) found.push(...judgeDown(evidence, burst));
  return found;
}

function judgeDown(evidence: Evidence, burst: Burst): Diagnosis[] {
  const { l10n } = evidence;
  const refused = burst.events.filter(event => event.kind === 'db-refused');
  const handshake = burst.events.filter(event => event.kind === 'db-handshake-lost');
  const lost = within(evidence.events('db-lost-idle', 'db-lost-statement', 'db-lost-reset'), burst, 15_000, 60_000);
  const echoes = within(evidence.events(...echoKinds), burst, 15_000, 90_000).filter(
    event => !burst.events.includes(event),
  );
  const shutdown = within(evidence.allEvents('server-shutdown'), burst, 30_000, 30_000);
  const recovery = within(evidence.allEvents('server-crash-recovery'), burst, 1000, 300_000);
  const ready = within(evidence.allEvents('server-ready'), burst, 1000, 300_000);
  const seconds = secondsBetween(burst.start, burst.end);
  const because = [
    l10n.t(
      '{0} connections were refused between {1} and {2} ({3} s), by {4}',
      countOf(burst.events),
      clockOf(burst.start),
      clockOf(burst.end),
      seconds,
      listed(servicesOf(burst.events)),
    ),
  ];
  const isProxyAway = evidence.allEvents('proxy-stopping').length > 0;
  const proxyDown = within(evidence.allEvents('proxy-no-server', 'proxy-server-down'), burst, 30_000, 30_000);

  // A proxy that listens takes the connection and then drops it: the greeting never comes, and nothing is refused.
  if (handshake.length > 0 && refused.length <= handshake.length / 10) {
    because[0] = l10n.t(
      '{0} connections were accepted and dropped before the database greeted ({1} to {2}), and {3} refused: a proxy listens, no server is behind it',
      countOf(handshake),
      clockOf(burst.start),
      clockOf(burst.end),
      countOf(refused),
    );
    if (proxyDown.length > 0) because.push(l10n.t('the proxy’s log says that its server is down'));
    // Where the server’s own log tells that it died, that is the cause, and the proxy only what one saw of it.
    const isTold = recovery.length > 0 && shutdown.length === 0;
    if (!isTold)
      return [
        failureOf(
          'db-behind-proxy-down',
          handshake.length > 3 || proxyDown.length > 0 ? 'high' : 'medium',
          because,
          burst.events,
          echoes,
        ),
      ];
  }
  if (isStartOnly(evidence, burst, lost)) {
    because.push(l10n.t('the services had just been started and had never reached the database before'));
    const gaveUp = within(evidence.allEvents('unhandled-critical'), burst, 5000, 30_000);
    if (gaveUp.length > 0) because.push(l10n.t('{0} services gave up', countOf(gaveUp)));
    return [failureOf('db-down-at-start', 'high', because, burst.events, echoes)];
  }
  // A listener that was away for a moment only, while everything was cut at once, was restarted or moved.
  const hasServerLog = evidence.files.some(file => /^(?:mariadb|mysql)/.test(file.format));
  const moments = shortOutages(evidence, burst);
  if (moments.length > 0 && shutdown.length === 0 && recovery.length === 0 && ready.length === 0) {
    because.push(
      l10n.t(
        'all connections were cut at {0}, and new ones worked within {1} s',
        listed(moments.map(moment => clockOf(moment.start))),
        Math.max(1, Math.ceil(Math.max(...moments.map(moment => secondsBetween(moment.start, moment.end))))),
      ),
    );
    if (hasServerLog)
      because.push(l10n.t('the database itself did not restart: its log knows only aborted connections'));
    return [
      failureOf(
        'db-proxy-restarted',
        confidenceInPattern(evidence, hasServerLog ? 'high' : 'medium'),
        because,
        burst.events,
        echoes,
      ),
    ];
  }
  if (lost.length > 0)
    because.push(l10n.t('{0} connections in use or in the pool were lost when it began', countOf(lost)));
  const clean = shutdown.length > 0 && shutdown.some(event => event.time <= burst.end);
  if (clean) {
    because.push(l10n.t('the database’s log says that it was shut down in order at {0}', clockOf(shutdown[0]!.time)));
    return [failureOf('db-stopped-orderly', 'high', because, burst.events, echoes)];
  }
  if (recovery.length > 0)
    because.push(
      l10n.t(
        'the database started again with crash recovery at {0}, and no shutdown was logged before',
        clockOf(recovery[0]!.time),
      ),
    );
  else if (!hasServerLog)
    because.push(l10n.t('without the database’s own log it cannot be told whether it died or was stopped'));
  const back = within(evidence.allEvents('report-recovered'), burst, 0, 120_000);
  if (back.length > 0) because.push(l10n.t('services recovered from {0} on', clockOf(back[0]!.time)));
  const confidence: Confidence = recovery.length > 0 ? 'high' : isProxyAway || refused.length < 3 ? 'low' : 'medium';
  return [failureOf('db-process-died', confidence, because, burst.events, echoes)];
}

/**
 * The moments of refusal, when each was short and began with statements that were cut while they ran: between two such
 * moments there were working connections again, so nothing was down for long.
 */
function shortOutages(evidence: Evidence, burst: Burst): Burst[] {
  const moments = burstsOf(burst.events, 5000);
  const inFlight = evidence.allEvents('db-lost-statement', 'db-lost-reset');
  const isShort = moments.every(
    moment =>
      moment.end - moment.start <= 3000 && within(inFlight, moment, 2000, 500).some(event => !Number.isNaN(event.time)),
  );
  return isShort ? moments : [];
}

/** Whether the refusals belong to services that were just starting and had not been connected before. */
function isStartOnly(evidence: Evidence, burst: Burst, lost: readonly SymptomEvent[]): boolean {
  if (lost.some(event => event.time <= burst.end)) return false;
  // A service that starts tries again and again, or gives up; one that runs fails in its work and its reports.
  const starting = new Set(evidence.allEvents('db-connect-retry', 'unhandled-critical').map(entryKeyOf));
  const reporting = within(evidence.allEvents('report-failed'), burst, 0, 30_000);
  return reporting.length === 0 && burst.events.every(event => starting.has(entryKeyOf(event)));
}
