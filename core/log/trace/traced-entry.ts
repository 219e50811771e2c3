import type { Entry } from '../entry.ts';

/** An entry with the file it stands in and, where they are known, the host and service that wrote it. */
export interface TracedEntry {
  readonly path: string;
  readonly host: string | undefined;
  readonly service: string | undefined;
  readonly entry: Entry;
}

/** Whether an entry names a text: in its fields, its message or its traceback. */
export function entryNames(entry: Entry, text: string): boolean {
  return (
    entry.requestId?.includes(text) === true ||
    entry.globalRequestId?.includes(text) === true ||
    entry.instance === text ||
    entry.userId === text ||
    entry.projectId === text ||
    entry.message.includes(text) ||
    entry.traceback.includes(text)
  );
}

const serviceLoggers: readonly (readonly [string, string])[] = [
  ['nova.compute.api', 'nova-api'],
  ['nova.compute.', 'nova-compute'],
  ['nova.virt.', 'nova-compute'],
  ['nova.conductor.', 'nova-conductor'],
  ['nova.scheduler.client.', 'nova-compute'],
  ['nova.scheduler.utils', 'nova-conductor'],
  ['nova.scheduler.', 'nova-scheduler'],
  ['nova.filters', 'nova-scheduler'],
  ['nova.weights', 'nova-scheduler'],
  ['nova.osapi_compute.', 'nova-api'],
  ['nova.api.metadata', 'nova-api-metadata'],
  ['nova.metadata.', 'nova-api-metadata'],
  ['nova.api.', 'nova-api'],
  ['nova.console', 'nova-consoleauth'],
  ['placement.', 'placement'],
  ['neutron.', 'neutron'],
  ['glance.', 'glance'],
  ['cinder.', 'cinder'],
  ['keystone.', 'keystone'],
  ['eventlet.wsgi.server', ''],
];

/**
 * The service that an entry was most likely written by, told from its logger alone: the last resort where neither the
 * file's name nor a wrapper says it.
 * @returns undefined where a logger is used by many services (`oslo_messaging.rpc.server`).
 */
export function serviceOfLogger(logger: string): string | undefined {
  const found = serviceLoggers.find(([prefix]) => logger === prefix || logger.startsWith(prefix));
  return found === undefined || found[1] === '' ? undefined : found[1];
}

/** Where and what an entry is, in a form by which equal ones are recognised. */
export function entryKey(traced: TracedEntry): string {
  return `${traced.path}\n${traced.entry.offset}`;
}

export function isError(entry: Entry): boolean {
  return entry.level === 'ERROR' || entry.level === 'CRITICAL' || entry.level === 'TRACE';
}
