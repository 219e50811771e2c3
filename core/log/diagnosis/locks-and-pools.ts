import type { Confidence } from '../analysis.ts';
import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import {
  burstsOf,
  clockOf,
  confidenceInPattern,
  countOf,
  listed,
  servicesOf,
  sourcesOf,
  spanOf,
  within,
} from './evidence.ts';

const echoKinds = [
  'db-retries-exhausted',
  'report-failed',
  'report-late',
  'conductor-lost',
  'rpc-timeout',
  'rpc-late-reply',
  'cell-silent',
  'unhandled-critical',
] as const;

/** Services that talk to the database themselves: their own state reports show how fast it answers. */
const databaseUsers = /conductor|scheduler|nova-api|placement|consoleauth|novncproxy/;

/** Stretches in which a service that uses the database directly got no answer to its own state report. */
function stalls(evidence: Evidence): { start: number; end: number; event: SymptomEvent }[] {
  return evidence
    .allEvents('report-late')
    .filter(event => databaseUsers.test(event.service))
    .map(event => ({ start: event.time - (Number(event.value) + 10) * 1000, end: event.time + 1500, event }));
}

/** 1213: two transactions that waited for each other; on Galera, two nodes that wrote the same rows. */
export function detectDeadlocks(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const codes = evidence.events('db-code').filter(event => event.value === '1213' || event.value === '1213-commit');
  const conflicts = evidence.events('server-galera-conflict');
  const server = evidence.events('server-deadlock');
  if (codes.length === 0 && conflicts.length === 0) return [];
  const onCommit = codes.filter(event => event.value === '1213-commit');
  const isGalera = conflicts.length > 0 || (onCommit.length > 0 && onCommit.length >= codes.length / 2);
  const span = spanOf([...codes, ...conflicts]);
  const echoes = within(evidence.events('db-retries-exhausted', 'report-failed', 'report-late'), span, 30_000, 30_000);
  const because = [
    l10n.t(
      '{0} errors 1213 (deadlock) between {1} and {2}, seen by {3}',
      countOf(codes),
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(codes)),
    ),
  ];
  if (server.length > 0)
    because.push(l10n.t('the database’s log shows {0} deadlocks with both transactions', countOf(server)));
  if (conflicts.length > 0)
    because.push(
      l10n.t(
        'the Galera node aborted {0} transactions because another node had written the same rows',
        countOf(conflicts),
      ),
    );
  else if (isGalera)
    because.push(l10n.t('{0} of them came at COMMIT: the conflict was with another node', countOf(onCommit)));
  return [
    {
      cause: isGalera ? 'galera-write-conflict' : 'deadlock-lock-order',
      severity: 'error',
      confidence: codes.length > 2 || server.length > 0 || conflicts.length > 0 ? 'high' : 'medium',
      because,
      direct: [...codes, ...conflicts, ...server],
      echoes,
    },
  ];
}

/** An exhausted pool: too small for the load, or blocked because every connection waits in the database. */
export function detectPoolExhausted(evidence: Evidence): Diagnosis[] {
  const limits = evidence.events('db-pool-limit');
  if (limits.length === 0) return [];
  const waits = evidence.events('db-code').filter(event => event.value === '1205');
  const span = spanOf(limits);
  const stalled = stalls(evidence);
  const inside = limits.filter(event => stalled.some(stall => event.time >= stall.start && event.time <= stall.end));
  const nearWaits = within(waits, span, 60_000, 60_000);
  const isBlocked = inside.length >= limits.length * 0.7 || nearWaits.length > 0;
  const settings = [...new Set(limits.map(event => event.value).filter(value => value !== undefined))];
  return [
    {
      cause: isBlocked ? 'pool-blocked-by-slow-db' : 'pool-too-small',
      severity: 'error',
      confidence: poolConfidence(evidence, limits, settings, isBlocked),
      because: [...poolReasons(evidence, limits, settings), ...blockReasons(evidence, inside, nearWaits, isBlocked)],
      direct: [...limits, ...(isBlocked ? nearWaits : [])],
      echoes: within(evidence.events(...echoKinds), span, 60_000, 60_000),
    },
  ];
}

function poolReasons(evidence: Evidence, limits: readonly SymptomEvent[], settings: readonly string[]): string[] {
  const { l10n } = evidence;
  const span = spanOf(limits);
  const because = [
    l10n.t(
      '{0} times a pool was exhausted between {1} and {2}, in {3}',
      countOf(limits),
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(limits)),
    ),
  ];
  for (const setting of settings.slice(0, 2)) {
    const [size, overflow, timeout] = setting.split('/');
    because.push(
      l10n.t('the pool: size {0}, overflow {1}, waiting time {2} s', size ?? '?', overflow ?? '?', timeout ?? '?'),
    );
  }
  return because;
}

/** Why the connections are thought to have waited in the database, or not to. */
function blockReasons(
  evidence: Evidence,
  inside: readonly SymptomEvent[],
  waits: readonly SymptomEvent[],
  isBlocked: boolean,
): string[] {
  const { l10n } = evidence;
  if (!isBlocked) {
    if (databaseUserFiles(evidence).length === 0) return [];
    return [
      l10n.t('in the same time other services got answers, and no lock wait was reported: the database had room'),
    ];
  }
  const because: string[] = [];
  if (inside.length > 0) {
    because.push(
      l10n.t(
        '{0} of them while services with connections to spare got no answer from the database either ({1})',
        countOf(inside),
        listed([...new Set(stalls(evidence).map(stall => stall.event.service))]),
      ),
    );
  }
  if (waits.length > 0) {
    because.push(
      l10n.t(
        '{0} lock wait time-outs (1205) in the same time: the connections were waiting, a larger pool would not have helped',
        countOf(waits),
      ),
    );
  }
  return because;
}

/**
 * A service that reports its state straight to the database is the witness whether it answered. Pools of a few
 * connections are exhausted by anything, so there it cannot be told for sure what did it.
 */
function poolConfidence(
  evidence: Evidence,
  limits: readonly SymptomEvent[],
  settings: readonly string[],
  isBlocked: boolean,
): Confidence {
  if (limits.length <= 2 || databaseUserFiles(evidence).length === 0) return 'medium';
  const capacities = settings.map(setting =>
    setting
      .split('/')
      .slice(0, 2)
      .reduce((sum, part) => sum + Number(part), 0),
  );
  const isTiny = capacities.some(capacity => capacity <= 2);
  return isBlocked && isTiny ? 'medium' : confidenceInPattern(evidence, 'high');
}

/** 1205, or state reports that only lag: another transaction holds the rows. */
export function detectRowLocks(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const waits = evidence.events('db-code').filter(event => event.value === '1205');
  if (waits.length === 0) return [];
  const span = spanOf(waits);
  const because = [
    l10n.t(
      '{0} lock wait time-outs (error 1205) between {1} and {2}, seen by {3}',
      countOf(waits),
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(waits)),
    ),
    l10n.t('the database answered other statements: rows were locked by another transaction'),
  ];
  const tables = [
    ...new Set(
      waits.flatMap(event =>
        [...event.text.matchAll(/\[SQL: (?:UPDATE|INSERT INTO|DELETE FROM|SELECT [^\]]*? FROM) `?(\w+)/g)].map(
          match => match[1]!,
        ),
      ),
    ),
  ];
  if (tables.length > 0) because.push(l10n.t('the statements that waited: {0}', listed(tables)));
  return [
    {
      cause: 'row-locks-held',
      severity: 'error',
      confidence: 'high',
      because,
      direct: waits,
      echoes: within(evidence.events(...echoKinds), span, 60_000, 60_000),
    },
  ];
}

/**
 * No error of the database at all, but services that use it directly could not report their state for a while: all of
 * its clients stood still (unresponsive), or only those whose rows somebody had locked.
 */
export function detectSilentStall(evidence: Evidence): Diagnosis[] {
  const found: Diagnosis[] = [];
  const late = evidence
    .events('report-late')
    .filter(event => databaseUsers.test(event.service) && Number(event.value) >= 3);
  for (const burst of burstsOf(late, 60_000)) {
    const longest = Math.max(...burst.events.map(event => Number(event.value)));
    const span = { start: burst.start - (longest + 10) * 1000, end: burst.end };
    const brokerTrouble = within(
      evidence.allEvents('mq-refused', 'mq-timed-out', 'mq-heartbeats-missed', 'mq-blocked', 'mq-forced-close'),
      span,
      5000,
      5000,
    );
    if (brokerTrouble.length > 0) continue;
    const timeouts = within(evidence.events('rpc-timeout', 'conductor-lost'), span, 5000, 60_000);
    found.push(stallDiagnosis(evidence, burst.events, timeouts, span, longest));
  }
  return found;
}

/** Services with a log here that report their state straight to the database. */
function databaseUserFiles(evidence: Evidence): string[] {
  return [...new Set(evidence.files.map(file => file.service).filter(service => /conductor|scheduler/.test(service)))];
}

function stallDiagnosis(
  evidence: Evidence,
  late: readonly SymptomEvent[],
  timeouts: readonly SymptomEvent[],
  span: { start: number; end: number },
  longest: number,
): Diagnosis {
  const { l10n } = evidence;
  const echoes = [
    ...timeouts,
    ...within(
      evidence.events('report-late', 'rpc-late-reply', 'cell-silent', 'db-retries-exhausted'),
      span,
      5000,
      60_000,
    ).filter(event => !late.includes(event)),
  ];
  const because = [
    l10n.t(
      'the state reports of {0}, which go straight to the database, came up to {1} s late',
      listed(servicesOf(late)),
      longest,
    ),
    l10n.t('the broker gave no trouble, and no connection was refused or lost'),
  ];
  // Rows that somebody locked stop those who want them; a database that stands still stops all who use it.
  const punctual = databaseUserFiles(evidence).filter(service => !late.some(event => event.service === service));
  const isEverybody = timeouts.length > 0 && punctual.length === 0;
  if (punctual.length > 0) because.push(l10n.t('meanwhile {0} reported in time', listed(punctual)));
  if (isEverybody)
    because.push(
      l10n.t(
        '{0} calls through nova-conductor timed out in the same time, and all came back at once ({1})',
        countOf(timeouts),
        clockOf(span.end),
      ),
    );
  else because.push(l10n.t('others were answered: only certain rows were waited for'));
  return {
    cause: isEverybody ? 'db-unresponsive' : 'row-locks-held',
    severity: isEverybody ? 'error' : 'warning',
    confidence: sourcesOf(late).length >= 2 ? 'medium' : 'low',
    because,
    direct: late,
    echoes,
  };
}
