import { type ControllerState, isReached } from './controller.ts';
import { isProbeFailure } from './probe.ts';

/** Where one virtual address is. */
export type VipState =
  | { readonly vip: string; readonly state: 'held'; readonly holder: string }
  /** Two hosts say that they have it: an alarm, whoever answers first. */
  | { readonly vip: string; readonly state: 'split'; readonly holders: readonly string[] }
  /** All hosts answered and none has it. */
  | { readonly vip: string; readonly state: 'nowhere' }
  /** None of the hosts that answered has it, but not all answered. */
  | { readonly vip: string; readonly state: 'unknown'; readonly unasked: readonly string[] };

/**
 * Finds the holders of virtual addresses.
 * @param vips as the deployment expects them; IPv6 in any form.
 * @param states of all hosts on which a VIP may live.
 */
export function findVips(vips: readonly string[], states: readonly ControllerState[]): VipState[] {
  return vips.map(vip => {
    const wanted = canonicalAddress(vip);
    const holders: string[] = [];
    const unasked: string[] = [];
    for (const state of states) {
      if (!isReached(state) || isProbeFailure(state.addresses)) unasked.push(state.controller.name);
      else if (state.addresses.some(({ address }) => canonicalAddress(address) === wanted))
        holders.push(state.controller.name);
    }
    const [holder] = holders;
    if (holders.length > 1) return { vip, state: 'split', holders };
    if (holder !== undefined) return { vip, state: 'held', holder };
    return unasked.length > 0 ? { vip, state: 'unknown', unasked } : { vip, state: 'nowhere' };
  });
}

/** One form for each address: IPv6 spelt out in full, small letters, without a zone. */
export function canonicalAddress(address: string): string {
  const plain = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/\/\d+$/, '')
    .replace(/^\[|\]$/g, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groupsOf = (text: string) =>
    text === '' ? [] : text.split(':').flatMap(group => embeddedIpv4(group) ?? [group]);
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after]
    .map(group => group.padStart(4, '0'))
    .join(':');
}

/** The last part of an IPv6 address may be written as an IPv4 address: ::ffff:10.0.0.1. */
function embeddedIpv4(group: string): string[] | undefined {
  const bytes = group.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some(byte => !(byte >= 0 && byte <= 255))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
}
