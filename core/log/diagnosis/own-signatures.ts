import type { Diagnosis, Evidence } from './evidence.ts';
import { burstsOf, countOf } from './evidence.ts';

/** Entries of one signature that lie further apart are two incidents. */
const longestGap = 600_000;

/**
 * Failures that only a user's signature knows. Each is an incident of its own; its cause is the first that the signature
 * names.
 */
export function detectOwnSignatures(evidence: Evidence): Diagnosis[] {
  const { l10n } = evidence;
  const events = evidence.events('own-signature');
  const found: Diagnosis[] = [];
  for (const id of new Set(events.map(event => event.value))) {
    const signature = evidence.signatures.find(candidate => candidate.id === id);
    if (signature === undefined) continue;
    const own = events.filter(event => event.value === id);
    for (const burst of burstsOf(own, longestGap)) {
      found.push({
        cause: signature.rootCauses?.[0] ?? 'unknown',
        signature: signature.id,
        severity: signature.severity,
        confidence: 'medium',
        because: [l10n.t('{0} times: {1}', countOf(burst.events), signature.title), ...signature.causes],
        direct: burst.events,
        echoes: [],
      });
    }
  }
  return found;
}
