import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe } from '../probe.ts';

/** One address of a controller. */
export interface HostAddress {
  readonly interface: string;
  /** Without the prefix length, IPv6 in the short form that `ip` prints. */
  readonly address: string;
  readonly prefixLength: number;
}

/** The addresses of a controller: which one holds a VIP. Releases of iproute2 before 4.14 have no `-j`. */
export const addressesProbe: Probe<readonly HostAddress[]> = {
  name: 'addresses',
  script: 'PATH=$PATH:/sbin:/usr/sbin; ip -j addr 2>/dev/null || ip addr',
  timeoutSeconds: 5,
  read: readAddresses,
};

export function readAddresses(output: CommandOutput): readonly HostAddress[] | ReturnType<typeof notUnderstood> {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const text = output.standardOutput.trim();
  const addresses = text.startsWith('[') ? fromJson(text) : fromText(text);
  return addresses ?? notUnderstood(output);
}

function fromJson(text: string): HostAddress[] | undefined {
  let links: unknown;
  try {
    links = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(links)) return undefined;
  return links.flatMap(link => {
    const infos = Array.isArray(link?.addr_info) ? link.addr_info : [];
    return infos.flatMap((info: { local?: unknown; prefixlen?: unknown }) =>
      typeof info?.local === 'string'
        ? [{ interface: String(link.ifname), address: info.local, prefixLength: Number(info.prefixlen) }]
        : [],
    );
  });
}

function fromText(text: string): HostAddress[] | undefined {
  const addresses: HostAddress[] = [];
  let link: string | undefined;
  for (const line of text.split('\n')) {
    link = /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? link;
    // A point-to-point address reads `inet 10.0.0.1 peer 10.0.0.2/32`.
    const found = /^\s+inet6? ([0-9a-fA-F.:]+)(?: peer [0-9a-fA-F.:]+)?(?:\/(\d+))?/.exec(line);
    if (found && link)
      addresses.push({ interface: link, address: found[1] ?? '', prefixLength: Number(found[2] ?? 32) });
  }
  return link === undefined ? undefined : addresses;
}
