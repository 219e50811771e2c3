import { sectionLabel } from '../../config/database-fronts.ts';
import type { Deployment } from '../../config/deployment.ts';
import {
  type DatabasePath,
  type Hop,
  mycatNumber,
  mycatSystem,
  portOf,
  smallestIdleTimeout,
} from '../../config/idle-chain.ts';
import { distinctPaths, startOf } from '../../config/rules/neighbours.ts';
import type { LineOf } from './capacity-data.ts';
import type { CapacityChain, ChainPool } from './capacity-page.ts';

/** Where no file says it, oslo.db keeps a connection for an hour. */
const defaultRecycle = 3600;

/** The ways to the database: URLs that lead to the same address over the same programs are one. */
export function capacityChains(deployment: Deployment, lineOf: LineOf): CapacityChain[] {
  const ways = new Map<string, DatabasePath[]>();
  for (const path of distinctPaths(deployment)) {
    const key = `${addressOf(path)}\n${path.idleTimeouts.map(timeout => `${timeout.name} ${timeout.seconds}`).join()}`;
    ways.set(key, [...(ways.get(key) ?? []), path]);
  }
  return [...ways.values()].map(paths => chainOf(deployment, paths, lineOf));
}

function addressOf({ url }: DatabasePath): string {
  const host = url.host?.text ?? '';
  return `${host.includes(':') ? `[${host}]` : host}:${portOf(url) ?? 3306}`;
}

function chainOf(deployment: Deployment, paths: readonly DatabasePath[], lineOf: LineOf): CapacityChain {
  const path = paths[0]!;
  const shortest = smallestIdleTimeout(path);
  const lending = lendingOf(deployment, path.hops, lineOf);
  return {
    address: addressOf(path),
    pools: paths.map(one => poolOf(one, lineOf)),
    hops: path.hops.map(hop => hopOf(hop, lineOf)),
    timeouts: path.idleTimeouts.map(timeout => {
      const place = lineOf(timeout.place);
      return {
        program: timeout.program,
        name: timeout.name,
        seconds: timeout.seconds,
        isShortest: timeout.seconds === shortest?.seconds,
        ...(timeout.written !== undefined && { written: timeout.written }),
        ...(place && { place }),
      };
    }),
    ...(lending && { lending }),
  };
}

function poolOf(path: DatabasePath, lineOf: LineOf): ChainPool {
  const { configuration, group, name, option, url } = path;
  const recycle = configuration.numberOf(group, 'connection_recycle_time') ?? defaultRecycle;
  const place = lineOf(option.valuePlace);
  const recyclePlace = lineOf(configuration.get(group, 'connection_recycle_time').valuePlace);
  return {
    option: `[${group}]${name}`,
    database: url.database?.text ?? '',
    ...(place && { place }),
    recycle: {
      key: `[${group}]connection_recycle_time`,
      seconds: recycle,
      ...(recyclePlace && { place: recyclePlace }),
    },
    verdict: verdictOf(path, recycle),
  };
}

function verdictOf(path: DatabasePath, recycle: number): ChainPool['verdict'] {
  const shortest = smallestIdleTimeout(path);
  if (shortest === undefined) return 'no-timeout';
  if (recycle < 1) return 'never';
  return recycle < shortest.seconds ? 'in-time' : 'late';
}

function hopOf(hop: Hop, lineOf: LineOf): CapacityChain['hops'][number] {
  if (hop.program === 'mysql') return { program: 'mysql' };
  const place = lineOf(
    hop.program === 'haproxy' ? { path: hop.file.path, range: hop.front.headerRange } : startOf(hop.file),
  );
  return {
    program: hop.program,
    ...(hop.program === 'haproxy' && { where: sectionLabel(hop.front) }),
    ...(place && { place }),
  };
}

function lendingOf(deployment: Deployment, hops: readonly Hop[], lineOf: LineOf): CapacityChain['lending'] {
  const mycat = hops.find(hop => hop.program === 'mycat');
  if (mycat === undefined) return undefined;
  const property = mycatSystem(mycat.file, 'sqlExecuteTimeout');
  const place = lineOf(property && { path: mycat.file.path, range: property.valueRange });
  const longest = deployment.longestTransaction?.seconds;
  return {
    seconds: mycatNumber(mycat.file, 'sqlExecuteTimeout', 300),
    ...(place && { place }),
    ...(longest !== undefined && { longest }),
  };
}
