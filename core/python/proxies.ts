import type { DatabaseUrl } from './database-url.ts';
import type { PythonFacts } from './rule.ts';

/** Ports of proxies: Mycat, ProxySQL. */
const proxyPorts = new Set([8066, 6033]);
const proxyName = /(?:^|[.-])(?:vip|haproxy|proxysql|mycat|maxscale|lb|loadbalancer)\d*(?:[.-]|$)/i;

/** Whether an address is known to be that of something that fails over, as a virtual IP or a proxy does. */
export function isBehindProxy(url: DatabaseUrl, facts: PythonFacts): boolean {
  if (url.port !== undefined && proxyPorts.has(url.port)) return true;
  if (url.host === undefined) return false;
  const host = url.host.replace(/^\[|\]$/g, '').toLowerCase();
  return proxyName.test(host) || facts.proxyHosts.some(proxy => proxy.toLowerCase() === host);
}
