import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import { clockOf, countOf, entryKeyOf, listed, servicesOf, spanOf, within } from './evidence.ts';

/** A service that its own configuration keeps from starting. */
export function detectInvalidConfiguration(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const refused = evidence.events('config-refused');
  if (refused.length === 0) return [];
  // Who cannot start cannot answer either.
  const isConductor = refused.some(event => /conductor/.test(event.service));
  const calls = isConductor ? evidence.events('rpc-timeout', 'conductor-lost') : [];
  const unanswered = calls.filter(event => event.value !== 'scheduler' && !/conductor/.test(event.service));
  const because = [
    l10n.t(
      '{0} did not accept its configuration: {1}',
      listed(servicesOf(refused)) || l10n.t('a service'),
      listed([...new Set(refused.map(event => event.value ?? ''))]),
    ),
  ];
  return [
    one('config-invalid', 'error', 'high', because, refused, [
      ...within(
        evidence.events('unhandled-critical', 'fork-too-fast', 'worker-exited'),
        spanOf(refused),
        60_000,
        60_000,
      ),
      ...unanswered,
    ]),
  ];
}

export function detectServiceVersionTooOld(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('service-too-old');
  if (signs.length === 0) return [];
  const because = [
    l10n.t(
      '{0} refused to start because a service record is older than this release supports ({1} times)',
      listed(servicesOf(signs)),
      countOf(signs),
    ),
  ];
  return [
    one(
      'service-version-too-old',
      'error',
      'high',
      because,
      signs,
      within(evidence.events('unhandled-critical'), spanOf(signs), 5000, 5000),
    ),
  ];
}

/**
 * A cell that does not answer those who ask through its mapping, while whoever uses the addresses of nova.conf is well.
 * The failures look like a dead database or broker; what tells is that nobody else has them.
 */
export function detectCellMappingWrong(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('cell-silent');
  if (signs.length === 0) return [];
  const span = spanOf(signs);
  const about = new Set(evidence.events('db-connect-retry', 'cell-silent').map(entryKeyOf));
  const failures = within(evidence.events(...cellFailures), span, 90_000, 60_000);
  const elsewhere = failures.filter(event => !about.has(entryKeyOf(event)));
  if (elsewhere.length > 0) return [];
  const because = [
    l10n.t(
      '{0} times a cell did not answer ({1} to {2}), asked by {3}',
      countOf(signs),
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(signs)),
    ),
    l10n.t('what uses the addresses of nova.conf worked meanwhile: only those in the cell mapping are wrong'),
  ];
  if (failures.length > 0) {
    because.push(l10n.t('{0} failed connections, all of them to the cell', countOf(failures)));
  }
  const echoes = within(evidence.events('no-valid-host', 'db-connect-retry', 'rpc-timeout'), span, 90_000, 60_000);
  const confidence = signs.length > 1 && failures.length > 0 ? 'high' : signs.length > 1 ? 'medium' : 'low';
  return [one('cell-mapping-wrong', 'error', confidence, because, [...signs, ...failures], echoes)];
}

/** Failures of database and broker that anybody would have, if it were the database or the broker. */
const cellFailures = [
  'db-refused',
  'db-unreachable',
  'db-handshake-lost',
  'db-lost-idle',
  'db-lost-statement',
  'db-lost-reset',
  'db-code',
  'db-pool-limit',
  'report-failed',
  'report-late',
  'conductor-lost',
  'mq-refused',
  'mq-timed-out',
  'mq-heartbeats-missed',
  'mq-forced-close',
  'mq-login-refused',
  'mq-blocked',
] as const;

export function detectPlacementUnreachable(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('placement-unreachable');
  if (signs.length === 0) return [];
  const span = spanOf(signs);
  const because = [
    l10n.t(
      '{0} times the placement API could not be reached ({1} to {2}), by {3}',
      countOf(signs),
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(signs)),
    ),
  ];
  const gaveUp = within(evidence.events('unhandled-critical'), span, 5000, 5000);
  if (gaveUp.length > 0) because.push(l10n.t('{0} services did not start because of it', countOf(gaveUp)));
  return [
    one('placement-unreachable', 'error', signs.length > 1 ? 'high' : 'medium', because, signs, [
      ...gaveUp,
      ...within(evidence.events('no-valid-host'), span, 5000, 60_000),
    ]),
  ];
}

export function detectNoValidHost(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('no-valid-host');
  if (signs.length === 0) return [];
  const requests = new Set(signs.map(event => event.request ?? ''));
  const because = [
    l10n.t('{0} requests got the answer that no host can take the instance', requests.size),
    l10n.t('the scheduler answered, and neither database nor broker gave trouble then'),
  ];
  return [one('no-valid-host', 'error', 'high', because, signs, [])];
}

export function detectQuotaReached(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('quota-reached');
  if (signs.length === 0) return [];
  const text = /Quota exceeded for [^\n]{0,120}/.exec(signs[0]!.text)?.[0];
  const because = [l10n.t('{0} entries say that a quota is used up', countOf(signs))];
  if (text !== undefined) because.push(text);
  return [one('quota-reached', 'warning', 'high', because, signs, [])];
}

/** Only what concerns the network fails; without a failed instance it is a remark, not an incident. */
export function detectNeutronNotUsable(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('neutron-not-usable');
  if (signs.length === 0) return [];
  const because = [
    l10n.t('{0} entries say that Neutron cannot be used by {1}', countOf(signs), listed(servicesOf(signs))),
  ];
  const hurt = signs.filter(event =>
    /failed to spawn|Instance failed network setup|Failed to allocate|Setting instance .* to ERROR/i.test(event.text),
  );
  return [one('neutron-not-usable', hurt.length > 0 ? 'error' : 'info', 'medium', because, signs, [])];
}

function one(
  cause: string,
  severity: Diagnosis['severity'],
  confidence: Diagnosis['confidence'],
  because: readonly string[],
  direct: readonly SymptomEvent[],
  echoes: readonly SymptomEvent[],
): Diagnosis {
  return { cause, severity, confidence, because, direct, echoes };
}
