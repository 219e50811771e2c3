import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import { clockOf, listed, servicesOf, spanOf, within } from './evidence.ts';

/** A service that its own configuration keeps from starting. */
export function detectInvalidConfiguration(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const refused = evidence.events('config-refused');
  if (refused.length === 0) return [];
  const because = [
    l10n.t(
      '{0} did not accept its configuration: {1}',
      listed(servicesOf(refused)) || l10n.t('a service'),
      listed([...new Set(refused.map(event => event.value ?? ''))]),
    ),
  ];
  return [
    one(
      'config-invalid',
      'error',
      'high',
      because,
      refused,
      within(evidence.events('unhandled-critical', 'fork-too-fast', 'worker-exited'), spanOf(refused), 60_000, 60_000),
    ),
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
      signs.length,
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

export function detectCellMappingWrong(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('cell-silent');
  if (signs.length === 0) return [];
  const span = spanOf(signs);
  const because = [
    l10n.t(
      '{0} times a cell did not answer ({1} to {2}), asked by {3}',
      signs.length,
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(signs)),
    ),
    l10n.t(
      'what uses the databases of nova.conf directly worked meanwhile: only the address in the cell mapping is wrong',
    ),
  ];
  return [
    one(
      'cell-mapping-wrong',
      'error',
      signs.length > 1 ? 'medium' : 'low',
      because,
      signs,
      within(evidence.events('no-valid-host', 'report-failed'), span, 30_000, 30_000),
    ),
  ];
}

export function detectPlacementUnreachable(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('placement-unreachable');
  if (signs.length === 0) return [];
  const span = spanOf(signs);
  const because = [
    l10n.t(
      '{0} times the placement API could not be reached ({1} to {2}), by {3}',
      signs.length,
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(signs)),
    ),
  ];
  const gaveUp = within(evidence.events('unhandled-critical'), span, 5000, 5000);
  if (gaveUp.length > 0) because.push(l10n.t('{0} services did not start because of it', gaveUp.length));
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
  const because = [l10n.t('{0} entries say that a quota is used up', signs.length)];
  if (text !== undefined) because.push(text);
  return [one('quota-reached', 'warning', 'high', because, signs, [])];
}

/** Only what concerns the network fails; without a failed instance it is a remark, not an incident. */
export function detectNeutronNotUsable(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const signs = evidence.events('neutron-not-usable');
  if (signs.length === 0) return [];
  const because = [
    l10n.t('{0} entries say that Neutron cannot be used by {1}', signs.length, listed(servicesOf(signs))),
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
