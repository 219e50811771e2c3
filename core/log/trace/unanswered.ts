import type { Unanswered } from './trace.ts';
import { isError, type TracedEntry } from './traced-entry.ts';

/** The client side of a call in nova: its folder names the service that is called. */
const rpcClient = /[/\\]nova[/\\](compute|conductor|scheduler|cells|console|consoleauth|network|cert)[/\\]rpcapi\.py"/g;
const timedOut = /MessagingTimeout|Timed out waiting for a reply/;
/** What requests, keystoneauth and the clients say of an address that does not answer, or a proxy before it. */
const unreachable =
  /Unable to establish connection to|Failed to establish a new connection|ConnectTimeout|ReadTimeout|ConnectFailure|Max retries exceeded with url|Request to \S+ timed out|Read timed out|Connection refused|(?:Bad Gateway|Service Unavailable|Gateway Time-?out)\b.{0,20}\(?HTTP 50[234]|(?:Error contacting|Connection to) (?:glance|neutron) /;
const address = /https?:\/\/[^\s/:'"]+(?::(\d{2,5}))?(\/[\w.-]+)?/;

/** Ports on which the services listen by default. */
const services: Readonly<Record<string, string>> = {
  5000: 'keystone',
  35357: 'keystone',
  8774: 'nova-api',
  8778: 'placement',
  8780: 'placement',
  8776: 'cinder',
  9292: 'glance',
  9696: 'neutron',
  6385: 'ironic',
  8775: 'nova-api-metadata',
};
/** Where a web server serves them all on one port, the first folder of the path names them. */
const folders: readonly (readonly [string, RegExp])[] = [
  ['keystone', /^\/identity/],
  ['nova-api', /^\/compute/],
  ['placement', /^\/placement/],
  ['cinder', /^\/(?:volume|block-storage)/],
  ['glance', /^\/image/],
  ['neutron', /^\/network/],
];
/** nova's own clients of other services: the folder of the frame tells whom it asked. */
const clients: readonly (readonly [string, RegExp])[] = [
  ['neutron', /nova[/\\]network[/\\]neutron|neutronclient/],
  ['glance', /nova[/\\]image[/\\]glance|glanceclient|glance server/],
  ['cinder', /nova[/\\]volume[/\\]cinder|cinderclient/],
  ['placement', /nova[/\\]scheduler[/\\]client[/\\]report/],
  ['keystone', /keystonemiddleware|keystoneauth1[/\\]identity/],
];

/** Who did not answer, where an entry tells that somebody did not. */
export function unansweredBy({ entry }: TracedEntry): Pick<Unanswered, 'service' | 'by'> | undefined {
  if (!isError(entry) && entry.level !== 'WARNING') return undefined;
  const text = `${entry.message}\n${entry.traceback}`;
  if (timedOut.test(text)) {
    // The innermost call is the one that nobody answered; the traceback of a remote one is told by whoever made it.
    const folder = [...text.matchAll(rpcClient)].at(-1)?.[1];
    return folder === undefined ? undefined : { service: `nova-${folder}`, by: 'queue' };
  }
  if (!unreachable.test(text)) return undefined;
  const found = address.exec(text.slice(Math.max(0, text.search(unreachable) - 300)));
  const byPath = folders.find(([, pattern]) => pattern.test(found?.[2] ?? ''))?.[0];
  const service = byPath ?? services[found?.[1] ?? ''] ?? clients.find(([, pattern]) => pattern.test(text))?.[0];
  return service === undefined ? undefined : { service, by: 'http' };
}
