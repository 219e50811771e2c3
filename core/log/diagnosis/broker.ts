import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import {
  burstsOf,
  clockOf,
  countOf,
  failureOf,
  listed,
  secondsBetween,
  servicesOf,
  sourcesOf,
  spanOf,
  within,
} from './evidence.ts';

const echoKinds = [
  'mq-reset',
  'mq-timed-out',
  'mq-heartbeats-missed',
  'mq-unreachable-other',
  'mq-acknowledge-failed',
  'mq-not-found',
  'mq-consumer-cancelled',
  'mq-reconnected',
  'rpc-timeout',
  'rpc-late-reply',
  'conductor-lost',
  'report-failed',
  'report-late',
  'unhandled-critical',
  'fork-too-fast',
  'broker-connection-closed',
  'no-valid-host',
] as const;

/** Login refused: wrong user or password. The broker is well; the services try for ever. */
export function detectBrokerRefusal(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const found: Diagnosis[] = [];
  const logins = evidence.events('mq-login-refused');
  if (logins.length > 0) {
    const server = evidence.events('broker-login-refused');
    const restarts = evidence.events('fork-too-fast', 'worker-exited').length;
    const because = [
      l10n.t(
        'the broker refused the login {0} times (ACCESS_REFUSED), for {1}',
        countOf(logins),
        listed(servicesOf(logins)),
      ),
    ];
    if (server.length > 0)
      because.push(l10n.t('the broker’s own log: login refused, invalid credentials, {0} times', countOf(server)));
    if (restarts > 0) because.push(l10n.t('workers ended and were started again {0} times', restarts));
    found.push(
      failureOf(
        'broker-credentials-wrong',
        'high',
        because,
        [...logins, ...server],
        within(evidence.events(...echoKinds, 'worker-exited'), spanOf(logins), 10_000, 60_000),
      ),
    );
  }
  const denied = evidence.events('mq-not-allowed');
  const server = evidence.events('broker-not-allowed');
  if (denied.length > 0) {
    const because = [
      l10n.t(
        'the login succeeded, but access to the virtual host or a resource in it was refused {0} times, for {1}',
        countOf(denied),
        listed(servicesOf(denied)),
      ),
    ];
    if (server.length > 0) because.push(l10n.t('the broker’s own log: access refused, {0} times', countOf(server)));
    found.push(
      failureOf(
        'broker-permission-denied',
        'high',
        because,
        [...denied, ...server],
        within(evidence.events(...echoKinds, 'worker-exited'), spanOf(denied), 10_000, 60_000),
      ),
    );
  }
  return found;
}

/** The memory or disk alarm of the broker blocks whoever publishes. */
export function detectBrokerAlarm(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const blocked = evidence.events('mq-blocked');
  const alarms = evidence.events('broker-alarm-set');
  if (blocked.length + alarms.length === 0) return [];
  const cleared = evidence.events('broker-alarm-cleared');
  const span = spanOf([...blocked, ...alarms, ...cleared]);
  const because: string[] = [];
  if (blocked.length > 0)
    because.push(
      l10n.t(
        'the broker blocked {0} connections of {1} that wanted to publish',
        countOf(blocked),
        listed(servicesOf(blocked)),
      ),
    );
  for (const alarm of alarms.slice(0, 1))
    because.push(l10n.t('the broker’s own log: {0} alarm set at {1}', alarm.value ?? '', clockOf(alarm.time)));
  if (cleared.length > 0)
    because.push(l10n.t('the alarm was cleared at {0}', clockOf(cleared[countOf(cleared) - 1]!.time)));
  return [
    failureOf(
      'broker-resource-alarm',
      'high',
      because,
      [...blocked, ...alarms, ...cleared],
      within(evidence.events(...echoKinds), span, 5000, 60_000),
    ),
  ];
}

/** The broker refuses connections or says that it shuts down. */
export function detectBrokerStopped(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const found: Diagnosis[] = [];
  const signs = evidence.events('mq-refused', 'mq-forced-close');
  for (const burst of burstsOf(signs, 90_000)) {
    const refused = burst.events.filter(event => event.kind === 'mq-refused');
    const forced = burst.events.filter(event => event.kind === 'mq-forced-close');
    const stopping = within(evidence.events('broker-stopping', 'broker-started'), burst, 60_000, 120_000);
    const back = within(evidence.allEvents('mq-reconnected'), burst, 0, 90_000);
    const because: string[] = [];
    if (forced.length > 0)
      because.push(
        l10n.t(
          'the broker itself closed {0} connections because it was shutting down ({1})',
          countOf(forced),
          clockOf(forced[0]!.time),
        ),
      );
    if (refused.length > 0)
      because.push(
        l10n.t(
          '{0} connections were refused between {1} and {2} ({3} s), of {4}',
          countOf(refused),
          clockOf(spanOf(refused).start),
          clockOf(spanOf(refused).end),
          secondsBetween(spanOf(refused).start, spanOf(refused).end),
          listed(servicesOf(refused)),
        ),
      );
    if (back.length > 0)
      because.push(l10n.t('{0} connections came back from {1} on', countOf(back), clockOf(back[0]!.time)));
    else because.push(l10n.t('no connection is seen to come back'));
    const echoes = within(evidence.events(...echoKinds), burst, 15_000, 90_000);
    const isSure = sourcesOf(burst.events).length >= 2 || forced.length > 0 || stopping.length > 0;
    found.push(
      failureOf('broker-stopped', isSure ? 'high' : 'medium', because, [...burst.events, ...stopping], echoes),
    );
  }
  return found;
}

/**
 * Connections that broke without a refusal: one service alone (it was frozen, and the broker gave it up), or all of them
 * (the broker was).
 */
export function detectFrozenPeers(evidence: Evidence): Diagnosis[] {
  const frozen = detectFrozenService(evidence);
  const claimed = new Set(frozen.flatMap(diagnosis => [...diagnosis.direct, ...diagnosis.echoes]));
  return [...frozen, ...detectBrokerUnresponsive(evidence, claimed)];
}

function detectFrozenService(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const missed = evidence.events('broker-missed-heartbeats');
  const resets = evidence.events('mq-reset', 'mq-acknowledge-failed');
  const others = evidence.events('mq-timed-out', 'mq-heartbeats-missed', 'mq-reset', 'mq-unreachable-other');
  const found: Diagnosis[] = [];
  const used = new Set<SymptomEvent>();
  for (const service of new Set([...missed.map(event => event.value ?? ''), ...servicesOf(resets)])) {
    if (service === '') continue;
    const own = resets.filter(event => event.service === service);
    const ownMissed = missed.filter(event => event.value === service);
    for (const burst of burstsOf(
      [...ownMissed, ...own].sort((one, other) => one.time - other.time),
      30_000,
    )) {
      if (burst.events.some(event => used.has(event))) continue;
      const elsewhere = within(others, burst, 8000, 8000).filter(event => event.service !== service);
      const otherMissed = within(missed, burst, 8000, 8000).filter(event => event.value !== service);
      if (elsewhere.length > 0 || otherMissed.length > 0) continue;
      const timeouts = within(evidence.events('rpc-timeout', 'conductor-lost'), burst, 120_000, 5000);
      const heard = burst.events.filter(event => event.kind === 'broker-missed-heartbeats');
      if (heard.length === 0 && (timeouts.length === 0 || own.length === 0)) continue;
      const because: string[] = [];
      if (heard.length > 0)
        because.push(
          l10n.t(
            'the broker gave up {0} connections of {1} because their heartbeats were missing',
            countOf(heard),
            service,
          ),
        );
      because.push(
        l10n.t('only {0} lost its connections ({1}); everybody else kept theirs', service, clockOf(burst.start)),
      );
      if (timeouts.length > 0)
        because.push(
          l10n.t(
            '{0} calls to it timed out before, and it went on afterwards without having been started anew',
            countOf(timeouts),
          ),
        );
      for (const event of burst.events) used.add(event);
      const echoes = [
        ...timeouts,
        ...within(
          evidence.events('mq-unreachable-other', 'mq-timed-out', 'mq-heartbeats-missed'),
          burst,
          5000,
          10_000,
        ).filter(event => event.service === service),
        ...within(
          evidence.events('report-late', 'rpc-late-reply', 'mq-reconnected', 'report-recovered'),
          burst,
          60_000,
          10_000,
        ),
      ];
      found.push(failureOf('service-frozen', heard.length > 0 ? 'high' : 'medium', because, burst.events, echoes));
    }
  }
  return found;
}

function detectBrokerUnresponsive(evidence: Evidence, claimed: ReadonlySet<SymptomEvent>): Diagnosis[] {
  const { l10n } = evidence;
  const found: Diagnosis[] = [];
  const signs = evidence
    .events('mq-timed-out', 'mq-heartbeats-missed', 'mq-reset')
    .filter(event => !claimed.has(event));
  for (const burst of burstsOf(signs, 90_000)) {
    const heartbeats = burst.events.filter(event => event.kind === 'mq-heartbeats-missed');
    const timedOut = burst.events.filter(event => event.kind === 'mq-timed-out');
    if (heartbeats.length + timedOut.length === 0 && sourcesOf(burst.events).length < 2) continue;
    const because = [
      l10n.t(
        '{0} connections heard no heartbeat of the broker and {1} attempts timed out, at {2}; nothing was refused',
        countOf(heartbeats),
        countOf(timedOut),
        listed(servicesOf(burst.events)),
      ),
    ];
    const back = within(evidence.allEvents('mq-reconnected'), burst, 0, 90_000);
    if (back.length > 0)
      because.push(l10n.t('{0} connections came back from {1} on', countOf(back), clockOf(back[0]!.time)));
    const partition = evidence.events('broker-partition');
    if (partition.length > 0) because.push(l10n.t('the broker’s own log speaks of a network partition'));
    const echoes = within(evidence.events(...echoKinds), burst, 60_000, 60_000).filter(event => !claimed.has(event));
    found.push(
      failureOf(
        'broker-unresponsive',
        sourcesOf(burst.events).length >= 2 ? 'high' : 'medium',
        because,
        [...burst.events, ...partition],
        echoes,
      ),
    );
  }
  return found;
}

/** A queue was deleted under its consumers. */
export function detectQueueDeleted(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('mq-consumer-cancelled', 'mq-not-found');
  if (signs.length === 0) return [];
  const span = spanOf(signs);
  return [
    failureOf(
      'queue-deleted',
      signs.length > 1 ? 'high' : 'medium',
      [
        l10n.t(
          '{0} times a queue was gone under its consumer or sender, first at {1}, in {2}',
          countOf(signs),
          clockOf(span.start),
          listed(servicesOf(signs)),
        ),
      ],
      signs,
      within(evidence.events(...echoKinds), span, 10_000, 90_000),
    ),
  ];
}
