import type { Follower } from './follower.ts';
import type { TracedRequest } from './trace.ts';
import type { TraceId } from './trace-id.ts';
import type { TracedEntry } from './traced-entry.ts';

/**
 * The requests in a trace: the one that was asked for, its parent, and all that were made for it.
 * @param entries in the order of time; the requests come in the order of their first entries.
 */
export function requestsOf(entries: readonly TracedEntry[], follower: Follower, id: TraceId): TracedRequest[] {
  const byId = new Map<string, TracedEntry[]>();
  for (const traced of entries) {
    const { requestId } = traced.entry;
    if (requestId === undefined) continue;
    const own = byId.get(requestId) ?? [];
    own.push(traced);
    byId.set(requestId, own);
  }
  const followed = new Map(follower.followed.map(own => [own.text, own]));
  const askedText = id.shape === 'uuid' ? `req-${id.text}` : id.text;
  return [...byId].map(([requestId, own]) => {
    const globalId = own.find(({ entry }) => entry.globalRequestId !== undefined)?.entry.globalRequestId;
    return {
      id: requestId,
      role: roleOf(requestId, globalId),
      globalId,
      services: unique(own.map(({ service }) => service)),
      hosts: unique(own.map(({ host }) => host)),
      entries: own.length,
    };
  });

  function roleOf(requestId: string, globalId: string | undefined): TracedRequest['role'] {
    if (requestId === askedText) return 'asked';
    const role = followed.get(requestId)?.role;
    if (role === 'parent') return 'parent';
    if (role === 'user' || role === 'caller' || role === 'service') return 'related';
    const isMadeFor = globalId !== undefined && (globalId === askedText || followed.has(globalId));
    return role === 'child' || isMadeFor ? 'child' : 'other';
  }
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter(value => value !== undefined))].sort();
}
