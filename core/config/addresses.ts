/** Whether glibc's `inet_pton` takes it for an IPv4 address: four numbers without leading zeros. */
export function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** Whether glibc's `inet_pton` takes it for an IPv6 address: no zone, no brackets. */
export function isIPv6(text: string): boolean {
  if (!text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map(half => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1);
  const endsInIPv4 = last?.includes('.') === true && !text.endsWith('::') && isIPv4(last);
  const words = endsInIPv4 ? all.slice(0, -1) : all;
  if (!words.every(word => /^[0-9a-fA-F]{1,4}$/.test(word))) return false;
  const count = words.length + (endsInIPv4 ? 2 : 0);
  return halves.length === 2 ? count <= 7 : count === 8;
}

/**
 * Whether oslo_config/types.py takes it for the name of a host.
 * @param allowsUnderscores as its type HostDomain does.
 */
export function isHostname(text: string, allowsUnderscores = false): boolean {
  if (text === '' || text.length > 253) return false;
  const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.');
  if (!/[a-zA-Z-]/.test(labels.at(-1)!)) return false;
  const label = allowsUnderscores ? /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/ : /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;
  return labels.every(each => label.test(each));
}

/** Whether it is an absolute address with a host, as RFC 3986 has it. */
export function isUri(text: string): boolean {
  const parts = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?[^#]*)?(?:#.*)?$/s.exec(text);
  if (parts === null) return false;
  // The pattern of the library that oslo.config uses looks at the first line only.
  const path = parts[3]!.split('\n')[0]!;
  return isAuthority(parts[2]!) && /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/.test(path);
}

function isAuthority(text: string): boolean {
  const host = /^(?:[^@]*@)?(\[[^\]]*\]|[^:[\]@]*)(?::\d*)?$/.exec(text)?.[1];
  if (host === undefined || host === '') return false;
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1).replace(/%25.*$/, ''));
  return /^(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/.test(host);
}
