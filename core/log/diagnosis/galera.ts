import type { Diagnosis, Evidence } from './evidence.ts';
import { clockOf, countOf, listed, servicesOf, spanOf, within } from './evidence.ts';

/** A Galera node that lost its quorum answers every statement with 1047, while logins work. */
export function detectGaleraNonPrimary(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const codes = evidence.events('db-code').filter(event => event.value === '1047');
  if (codes.length === 0) return [];
  const span = spanOf(codes);
  const server = within(evidence.events('server-galera-non-primary', 'server-galera-primary'), span, 60_000, 60_000);
  const because = [
    l10n.t(
      '{0} statements were refused with 1047 (WSREP has not yet prepared node) between {1} and {2}, in {3}',
      countOf(codes),
      clockOf(span.start),
      clockOf(span.end),
      listed(servicesOf(codes)),
    ),
  ];
  const left = server.filter(event => event.kind === 'server-galera-non-primary');
  if (left.length > 0)
    because.push(l10n.t('the node’s own log: it left the primary component at {0}', clockOf(left[0]!.time)));
  const refused = within(evidence.events('db-refused'), span, 5000, 5000);
  if (refused.length === 0) because.push(l10n.t('the port went on accepting connections: the process lived'));
  return [
    {
      cause: 'galera-non-primary',
      severity: 'error',
      confidence: 'high',
      because,
      direct: [...codes, ...server],
      echoes: within(
        evidence.events(
          'db-lost-idle',
          'db-lost-reset',
          'db-lost-statement',
          'db-connect-retry',
          'db-retries-exhausted',
          'db-code',
          'report-failed',
          'report-late',
          'rpc-timeout',
          'conductor-lost',
          'cell-silent',
          'server-aborted-connection',
          'db-pool-limit',
        ),
        span,
        15_000,
        60_000,
      ).filter(event => !codes.includes(event)),
    },
  ];
}
