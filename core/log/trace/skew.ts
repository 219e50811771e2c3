import { readAccessLine } from './access-line.ts';
import { messageEventOf } from './message-events.ts';
import type { TracedEntry } from './traced-entry.ts';

/** How far the clock of a host is off, told from what cannot have happened before its cause. */
export interface HostSkew {
  readonly host: string;
  /** The host whose clock the others are compared with. */
  readonly against: string;
  /** Milliseconds that are added to the times of this host; above 0 its clock is behind. */
  readonly correctionMs: number;
  /** `order`: at least so far off, or an effect came before its cause. `zone`: about whole half hours away. */
  readonly by: 'order' | 'zone';
  /** What came too early, in the order of the clocks: the cause and its effect. */
  readonly because: { readonly cause: TracedEntry; readonly effect: TracedEntry } | undefined;
}

export interface Clocks {
  readonly skew: readonly HostSkew[];
  /** Hosts that were compared; one, or none, when the logs name no others. */
  readonly hosts: readonly string[];
  /** Whether some clock contradicts itself: no correction makes every effect follow its cause. */
  readonly isContradictory: boolean;
  /** The time of an entry with its host's correction, in milliseconds. */
  time(traced: TracedEntry): number | undefined;
}

/** A cause and its effect, on different hosts. */
interface Order {
  readonly cause: TracedEntry;
  readonly effect: TracedEntry;
  /** How much earlier than its entry the cause happened: an access line is written when the answer is sent. */
  readonly earlierMs: number;
}

/** Clocks that differ less than this are taken as equal: entries of one host are not written more exactly. */
const toleranceMs = 20;
const halfHour = 30 * 60 * 1000;
const zoneToleranceMs = 2 * 60 * 1000;

/** Milliseconds of an entry's time, in UTC where its zone is known. */
function written(traced: TracedEntry): number | undefined {
  const { time, zoneMinutes } = traced.entry;
  return time === undefined ? undefined : time - (zoneMinutes ?? 0) * 60_000;
}

/**
 * Compares the clocks of the hosts in a trace.
 * @param entries the entries of the trace, in any order.
 */
export function compareClocks(entries: readonly TracedEntry[]): Clocks {
  const counts = new Map<string, number>();
  for (const { host } of entries) if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  const hosts = [...counts.keys()].sort();
  const corrections = new Map<string, number>(hosts.map(host => [host, 0]));
  const time = (traced: TracedEntry) => {
    const value = written(traced);
    return value === undefined ? undefined : value + (corrections.get(traced.host ?? '') ?? 0);
  };
  if (hosts.length < 2) return { skew: [], hosts, isContradictory: false, time };
  const reference = referenceHost(entries, counts);
  const zones = shiftZones(entries, hosts, reference, corrections);
  const orders = ordersIn(entries).filter(order => order.cause.host !== order.effect.host);
  const because = new Map<string, Order>();
  const before = new Map(corrections);
  const isContradictory = !satisfy(orders, hosts, corrections, because, time);
  if (isContradictory) {
    for (const [host, correction] of before) corrections.set(host, correction);
    because.clear();
  }
  const base = corrections.get(reference)!;
  const skew: HostSkew[] = [];
  for (const host of hosts) {
    const correctionMs = corrections.get(host)! - base;
    corrections.set(host, correctionMs);
    if (host === reference || correctionMs === 0) continue;
    const reason = because.get(host) ?? because.get(reference);
    skew.push({ host, against: reference, correctionMs, by: zones.has(host) ? 'zone' : 'order', because: reason });
  }
  return { skew, hosts, isContradictory, time };
}

/** nova-api saw the request first, so its clock is the one to compare with; else the host that wrote most. */
function referenceHost(entries: readonly TracedEntry[], counts: ReadonlyMap<string, number>): string {
  const api = entries.find(({ service, host }) => service === 'nova-api' && host !== undefined);
  return api?.host ?? [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

/** Moves clocks that are about whole half hours away from all other entries: those of another time zone. */
function shiftZones(
  entries: readonly TracedEntry[],
  hosts: readonly string[],
  reference: string,
  corrections: Map<string, number>,
): ReadonlySet<string> {
  const shifted = new Set<string>();
  const timesOf = (host: string) =>
    entries
      .filter(traced => traced.host === host && isOfRequest(traced))
      .map(written)
      .filter(value => value !== undefined);
  const own = timesOf(reference);
  if (own.length === 0) return shifted;
  for (const host of hosts) {
    if (host === reference) continue;
    const others = timesOf(host);
    if (others.length === 0 || entries.some(({ host: of, entry }) => of === host && entry.zoneMinutes !== undefined))
      continue;
    const gap = nearestGap(own, others);
    const halfHours = Math.round(gap / halfHour);
    if (halfHours === 0 || Math.abs(gap - halfHours * halfHour) > zoneToleranceMs || Math.abs(halfHours) > 28) continue;
    corrections.set(host, -halfHours * halfHour);
    shifted.add(host);
  }
  return shifted;
}

function isOfRequest({ entry }: TracedEntry): boolean {
  return entry.requestId !== undefined || entry.globalRequestId !== undefined;
}

/** The smallest distance between two lists of times, above 0 when the second list is later. */
function nearestGap(left: readonly number[], right: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (const a of left) {
    for (const b of right) if (Math.abs(b - a) < Math.abs(best)) best = b - a;
  }
  return best;
}

/**
 * Finds the smallest corrections with which every effect follows its cause (Bellman and Ford's way).
 * @returns false when there are none.
 */
function satisfy(
  orders: readonly Order[],
  hosts: readonly string[],
  corrections: Map<string, number>,
  because: Map<string, Order>,
  time: (traced: TracedEntry) => number | undefined,
): boolean {
  for (let round = 0; round <= hosts.length; round++) {
    let isSettled = true;
    for (const order of orders) {
      const cause = time(order.cause);
      const effect = time(order.effect);
      if (cause === undefined || effect === undefined) continue;
      const tooEarly = cause - order.earlierMs - effect;
      if (tooEarly <= toleranceMs) continue;
      const host = order.effect.host!;
      // One millisecond more, so that the effect also stands behind its cause.
      corrections.set(host, corrections.get(host)! + tooEarly + 1);
      because.set(host, order);
      isSettled = false;
    }
    if (isSettled) return true;
  }
  return false;
}

/** Pairs of entries of which the first must have happened before the second. */
function ordersIn(entries: readonly TracedEntry[]): Order[] {
  return [...requestOrders(entries), ...messageOrders(entries)];
}

function requestOrders(entries: readonly TracedEntry[]): Order[] {
  const orders: Order[] = [];
  const byRequest = new Map<string, TracedEntry[]>();
  for (const traced of entries) {
    for (const id of new Set([traced.entry.requestId, traced.entry.globalRequestId])) {
      if (id === undefined) continue;
      const list = byRequest.get(id) ?? [];
      list.push(traced);
      byRequest.set(id, list);
    }
  }
  for (const [id, own] of byRequest) {
    // nova-api makes the id when the request comes in: whatever carries it came later.
    const answered = own.find(
      ({ service, entry }) => service === 'nova-api' && entry.requestId === id && secondsOf(entry.message) > 0,
    );
    if (answered) {
      const earlierMs = secondsOf(answered.entry.message) * 1000;
      for (const effect of own) if (effect !== answered) orders.push({ cause: answered, effect, earlierMs });
    }
    orders.push(...workOrders(own));
  }
  return orders;
}

/** A host is chosen before it gets the work, and the choice has failed before the conductor complains. */
function workOrders(own: readonly TracedEntry[]): Order[] {
  const orders: Order[] = [];
  const chosen = earliest(
    own.filter(({ service, entry }) => service === 'nova-scheduler' || /allocation_candidates/.test(entry.message)),
  );
  const claimed = earliest(own.filter(({ entry }) => /"PUT \/allocations\//.test(entry.message)));
  const taken = own.filter(({ service }) => service === 'nova-compute');
  const complained = own.filter(({ entry }) =>
    /^Failed to (?:schedule instances|compute_task_build_instances)/.test(entry.message),
  );
  if (chosen === undefined) return orders;
  for (const cause of claimed === undefined ? [chosen] : [chosen, claimed]) {
    for (const effect of [...taken, ...complained]) orders.push({ cause, effect, earlierMs: 0 });
  }
  return orders;
}

function earliest(entries: readonly TracedEntry[]): TracedEntry | undefined {
  return entries.reduce<TracedEntry | undefined>((best, traced) => {
    const value = written(traced);
    return value !== undefined && (best === undefined || value < written(best)!) ? traced : best;
  }, undefined);
}

function secondsOf(message: string): number {
  return readAccessLine(message)?.seconds ?? 0;
}

/** A call is sent before it is received, and its answer too. */
function messageOrders(entries: readonly TracedEntry[]): Order[] {
  const orders: Order[] = [];
  const byMessage = new Map<
    string,
    { sent: TracedEntry[]; taken: TracedEntry[]; answered: TracedEntry[]; got: TracedEntry[] }
  >();
  for (const traced of entries) {
    const event = messageEventOf(traced.entry.message);
    if (event === undefined) continue;
    const known = byMessage.get(event.id) ?? { sent: [], taken: [], answered: [], got: [] };
    byMessage.set(event.id, known);
    if (event.kind === 'sent') known.sent.push(traced);
    if (event.kind === 'taken') known.taken.push(traced);
    if (event.kind === 'answered') known.answered.push(traced);
    if (event.kind === 'received' || event.kind === 'late') known.got.push(traced);
  }
  const pair = (causes: readonly TracedEntry[], effects: readonly TracedEntry[]) => {
    for (const cause of causes) for (const effect of effects) orders.push({ cause, effect, earlierMs: 0 });
  };
  for (const { sent, taken, answered, got } of byMessage.values()) {
    pair(sent, [...taken, ...answered]);
    pair(taken, [...answered, ...got]);
    pair(answered, got);
  }
  return orders;
}
