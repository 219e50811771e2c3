import type { Entry } from '../entry.ts';
import type { Source, SourceNames } from '../source-names.ts';
import { systemOfLogger } from '../system.ts';

/** Loggers that are no service's own, but that one service uses nearly alone. */
const likelyLoggers: readonly (readonly [string, string])[] = [
  ['nova.scheduler.utils', 'nova-conductor'],
  ['nova.scheduler.client.', 'nova-compute'],
  ['nova.scheduler.', 'nova-scheduler'],
  ['nova.filters', 'nova-scheduler'],
  ['nova.weights', 'nova-scheduler'],
  ['nova.conductor.', 'nova-conductor'],
  ['nova.compute.', 'nova-compute'],
  ['neutron.', 'neutron-server'],
];
const libraryRoles = new Set(['library', 'cache']);

/**
 * The service and host that wrote an entry: what the entry or a wrapper around it says, else what is known of its file,
 * else what its logger tells.
 * @param ofFile what the file's path, or its content, tells.
 */
export function writerOf(names: SourceNames, entry: Entry, ofFile: Source): Source {
  const wrapped = entry.service === undefined && entry.file === undefined ? undefined : wrapperOf(names, entry);
  return {
    service: wrapped?.service ?? ofFile.service ?? serviceOfLogger(names, entry.logger),
    host: entry.host ?? wrapped?.host ?? ofFile.host,
  };
}

function wrapperOf(names: SourceNames, entry: Entry): Source {
  return names.ofWrapper(entry.service, entry.file);
}

function serviceOfLogger(names: SourceNames, logger: string): string | undefined {
  const system = systemOfLogger(names.systems, logger);
  if (system !== undefined && !libraryRoles.has(system.role)) return system.id;
  return likelyLoggers.find(([own]) => logger === own || logger.startsWith(own))?.[1];
}
