import { detectCutConnections, partsByCode } from './cut-connections.ts';
import type { Diagnosis, Evidence, SymptomEvent } from './evidence.ts';
import { detectServerDown } from './server-down.ts';

/**
 * Connections to the database that were lost or refused. Many causes look alike in one line; what tells them apart is
 * the pattern over time, the phase in which the connection was lost, who sees it, and the server's own log.
 */
export function detectLostConnections(evidence: Evidence): Diagnosis[] {
  const found: Diagnosis[] = [];
  const down = detectServerDown(evidence);
  found.push(...down);
  const claimed = new Set(down.flatMap(diagnosis => [...diagnosis.direct, ...diagnosis.echoes]));
  const rest = (...kinds: SymptomEvent['kind'][]) => evidence.events(...kinds).filter(event => !claimed.has(event));
  for (const part of partsByCode(rest)) found.push(...detectCutConnections(evidence, part));
  return found;
}
