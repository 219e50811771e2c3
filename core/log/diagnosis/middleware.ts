import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import { clockOf, countOf, spanOf, within } from './evidence.ts';

/** What Mycat writes about the connection that it closed (`MySQLConnection [id=…, lastTime=…, …]`). */
export interface MycatConnection {
  /** Milliseconds since 1970, UTC: when the back end last answered on it. */
  readonly lastReadTime: number | undefined;
  readonly lastStatement: string | undefined;
  readonly backend: string | undefined;
  readonly borrowed: boolean;
}

/**
 * Reads Mycat's dump of a connection from an error text.
 * @returns undefined when there is none.
 */
export function readMycatConnection(text: string): MycatConnection | undefined {
  const dump = /con:\s*MySqlConnection\s*\[(.*)/is.exec(text)?.[1];
  if (dump === undefined) return undefined;
  const lastRead = /lastReadTime=(\d{13})/.exec(dump)?.[1];
  const host = /\bhost=([^,\]\s]+)/.exec(dump)?.[1];
  const port = /\bport=(\d+)/.exec(dump)?.[1];
  return {
    lastReadTime: lastRead === undefined ? undefined : Number(lastRead),
    lastStatement: /\[sql=(.*?)(?:, commit:|\]|$)/s.exec(dump)?.[1],
    backend: host === undefined ? undefined : port === undefined ? host : `${host}:${port}`,
    borrowed: /borrowed=true/.test(dump),
  };
}

/**
 * The zone of a log, concluded from one instant that is written in UTC and in the log's own clock.
 * @param local the log's clock; @param utc an instant at most a day before it.
 * @returns the zone in minutes ahead of UTC and how long before `local` the instant was, for the zone that makes this the
 *   shortest time not negative; zones are taken in whole hours, as nearly all are.
 */
export function concludeZone(local: number, utc: number): { zoneMinutes: number; elapsed: number } | undefined {
  const ahead = Math.floor((local - utc) / 3_600_000);
  if (ahead < -12 || ahead > 14) return undefined;
  return { zoneMinutes: ahead * 60, elapsed: local - utc - ahead * 3_600_000 };
}

/** A proxy between nova and the database ended a session that was held longer than it allows. */
export function detectMiddlewareTransactionTimeout(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const interrupted = evidence.events('mycat-interrupted');
  const closed = evidence.events('mycat-backend-closed');
  const codes = evidence.events('db-code').filter(event => event.value === '1105' || event.value === '1003');
  const direct = [...new Set([...interrupted, ...closed, ...codes])];
  if (interrupted.length + closed.length === 0) return [];
  const span = spanOf(direct);
  const because: string[] = [];
  if (interrupted.length > 0)
    because.push(
      l10n.t(
        'sessions that the proxy interrupted (error 1003, need to rollback, sql timeout): {0}',
        countOf(interrupted),
      ),
    );
  if (closed.length > 0)
    because.push(
      l10n.t('rollbacks that found the connection to the database already closed by the proxy: {0}', countOf(closed)),
    );
  const longest = longestHeld(interrupted);
  if (longest) because.push(...connectionReasons(evidence, longest));
  const echoes = within(
    evidence.events(
      'db-lost-reset',
      'db-lost-statement',
      'db-lost-idle',
      'rpc-timeout',
      'conductor-lost',
      'report-failed',
      'report-late',
      'rpc-late-reply',
      'db-retries-exhausted',
      'cell-silent',
      'no-valid-host',
      'db-pool-limit',
    ),
    span,
    60_000,
    600_000,
  );
  if (echoes.length > 0) because.push(l10n.t('entries of its callers that follow from it: {0}', countOf(echoes)));
  return [
    {
      cause: 'middleware-transaction-timeout',
      severity: 'error',
      confidence: interrupted.length > 0 ? 'high' : 'medium',
      because,
      direct,
      echoes,
    },
  ];
}

/** The session that Mycat's dumps show to have been held longest. */
function longestHeld(events: readonly SymptomEvent[]): SymptomEvent | undefined {
  let best: SymptomEvent | undefined;
  let longest = -1;
  for (const event of events) {
    const connection = readMycatConnection(event.text);
    if (!connection) continue;
    const read = connection.lastReadTime;
    const elapsed = read === undefined ? 0 : (concludeZone(event.time, read)?.elapsed ?? 0);
    if (elapsed <= longest) continue;
    longest = elapsed;
    best = event;
  }
  return best;
}

function connectionReasons(evidence: Evidence, event: SymptomEvent): string[] {
  const { l10n } = evidence;
  const connection = readMycatConnection(event.text);
  if (!connection) return [];
  const because: string[] = [];
  const zone = connection.lastReadTime === undefined ? undefined : concludeZone(event.time, connection.lastReadTime);
  if (zone) {
    const hours = zone.zoneMinutes / 60;
    because.push(
      l10n.t(
        'Mycat’s dump of the connection: last answer {0} s before the error at {1}, {2}; so the log’s clock is UTC{3}',
        Math.floor(zone.elapsed / 1000),
        clockOf(event.time),
        connection.borrowed ? l10n.t('still borrowed by nova') : l10n.t('not borrowed'),
        hours < 0 ? `${hours}` : `+${hours}`,
      ),
    );
  }
  if (connection.lastStatement !== undefined) {
    because.push(
      l10n.t(
        'its last statement was “{0}” on {1}: held for a long time, not busy',
        connection.lastStatement,
        connection.backend ?? '?',
      ),
    );
  }
  return because;
}
