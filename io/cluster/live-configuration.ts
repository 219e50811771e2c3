import { randomBytes } from 'node:crypto';
import { isFailure } from '../../core/cluster/failure.ts';
import { isProbeFailure, probeCommand } from '../../core/cluster/probe.ts';
import { configurationProbe } from '../../core/cluster/probes/configuration.ts';
import { packagesProbe } from '../../core/cluster/probes/packages.ts';
import { type RunningRelease, runningRelease } from '../../core/cluster/running-release.ts';
import type { UnreadDatabase } from '../../core/cluster/unread-database-text.ts';
import type { ConfigFile } from '../../core/config/assemble.ts';
import type { Release } from '../../core/config/option.ts';
import type { ClusterSession } from './cluster-session.ts';

/** The configuration of all controllers as it is now. */
export interface LiveConfiguration {
  /** Each under its controller: `ctl1/etc/nova/nova.conf`. */
  readonly files: readonly (ConfigFile & { readonly host: string })[];
  /** What the database itself says; empty where it could not be asked. */
  readonly database: { readonly maxConnections?: number; readonly waitTimeout?: number };
  /** Why the database did not say it; undefined where it did. */
  readonly unreadDatabase: UnreadDatabase | undefined;
  /** The controllers of which nothing was read. */
  readonly silent: readonly string[];
  /** The release that runs, by its images or packages. */
  readonly release: RunningRelease | undefined;
}

/**
 * Reads the files of all controllers, the live values of the database, and which release runs. Nothing is written anywhere.
 * @param releases those with data, oldest first.
 */
export async function readLiveConfiguration(
  session: ClusterSession,
  releases: readonly Release[],
  signal?: AbortSignal,
): Promise<LiveConfiguration> {
  const mark = `nova-doctor-file-${randomBytes(9).toString('hex')}`;
  const options = signal ? { signal } : {};
  const [state, ...readings] = await Promise.all([
    session.read({ ...options, parts: ['database'] }),
    ...session.cluster.hosts.map(async host => {
      const [reading, packages] = await Promise.all([
        session.run(host.name, probeCommand(configurationProbe(mark)), options),
        session.run(host.name, probeCommand(packagesProbe), options),
      ]);
      return { host, reading, packages };
    }),
  ]);
  const files = readings.flatMap(({ host, reading }) =>
    isFailure(reading) || isProbeFailure(reading)
      ? []
      : reading.map(({ path, text }) => ({ path: `${host.name}${path}`, text, host: host.name })),
  );
  const packages = new Map(
    readings.flatMap(({ host, packages: read }) =>
      isFailure(read) || isProbeFailure(read) ? [] : [[host.name, read] as const],
    ),
  );
  const live = isProbeFailure(state.database) ? undefined : state.database;
  return {
    files,
    database: {
      ...(live?.maxConnections === undefined ? {} : { maxConnections: live.maxConnections }),
      ...(live?.waitTimeout === undefined ? {} : { waitTimeout: live.waitTimeout }),
    },
    unreadDatabase: isProbeFailure(state.database) ? state.database : live ? undefined : 'no-client',
    release: runningRelease(state, packages, releases),
    silent: session.cluster.hosts.map(host => host.name).filter(name => !files.some(file => file.host === name)),
  };
}
