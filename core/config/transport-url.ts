import type { UrlPart } from './database-url.ts';

/** An address of a message broker, with the hosts that it lists. Users and passwords are left out: no message may hold them. */
export interface TransportUrl {
  /** `rabbit`. */
  readonly scheme: string;
  readonly hosts: readonly TransportHost[];
  /** Empty for the broker's default. */
  readonly virtualHost: string;
}

export interface TransportHost {
  /** In small letters, without the brackets of an IPv6 address. */
  readonly host: string;
  /** 5672 where it is left out. */
  readonly port: number;
  /** The host and its port, as they stand in the address. */
  readonly part: UrlPart;
}

/**
 * Reads an address of oslo.messaging: `rabbit://user:password@host:port,user:password@host:port/virtual_host`.
 * @returns undefined for what is none, where a port is no number, and where a password hides where hosts begin.
 */
export function parseTransportUrl(text: string): TransportUrl | undefined {
  const match = /^([A-Za-z][\w+.-]*):\/\/([^/?#]*)(?:\/([^?#]*))?/.exec(text);
  if (match === null) return undefined;
  const pieces = match[2]!.split(',');
  // A comma or a stroke in a password, which must be encoded there: what stands around it are no hosts.
  if (text.slice(match[0].length).includes('@') || match[3]?.includes('@')) return undefined;
  if (pieces.some(piece => piece.includes('@')) && pieces.some(piece => piece !== '' && !piece.includes('@')))
    return undefined;
  const hosts: TransportHost[] = [];
  let start = match[1]!.length + '://'.length;
  for (const piece of pieces) {
    const at = piece.lastIndexOf('@') + 1;
    const address = piece.slice(at);
    const range = { start: start + at, end: start + piece.length };
    start = range.end + 1;
    if (address === '') continue;
    const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(address);
    if (parts === null) return undefined;
    const host = (parts[1] ?? parts[2] ?? '').toLowerCase();
    hosts.push({ host, port: parts[3] ? Number(parts[3]) : 5672, part: { text: address, range } });
  }
  return { scheme: match[1]!, hosts, virtualHost: match[3] ?? '' };
}

/** Whether two addresses lead to the same queues: the same virtual host, and a host in common. */
export function isSameBroker(left: TransportUrl, right: TransportUrl): boolean {
  if (left.scheme !== right.scheme || left.virtualHost.replace(/^\//, '') !== right.virtualHost.replace(/^\//, ''))
    return false;
  return left.hosts.some(one => right.hosts.some(other => one.host === other.host && one.port === other.port));
}
