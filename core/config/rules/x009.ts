import type { Deployment } from '../deployment.ts';
import { mycatNumber, portOf, urlPlace } from '../idle-chain.ts';
import { proxySqlVariable } from '../proxysql/proxysql-file.ts';
import type { Rule } from '../rule.ts';
import { distinctPaths, label } from './neighbours.ts';

interface WrongPort {
  /** What answers there. */
  readonly what: string;
  /** The port for clients of the same program. */
  readonly instead: number;
}

const wrongPorts: Readonly<Record<number, WrongPort>> = {
  9066: { what: 'Mycat (managerPort)', instead: 8066 },
  6032: { what: 'ProxySQL (admin)', instead: 6033 },
  33060: { what: 'MySQL X Protocol', instead: 3306 },
  4567: { what: 'Galera replication', instead: 3306 },
  4568: { what: 'Galera IST', instead: 3306 },
  4444: { what: 'Galera SST', instead: 3306 },
};

/** The URL leads to a port on which no client of MySQL is served. */
export const x009: Rule = {
  id: 'X009',
  severity: 'error',
  title: l10n => l10n.t('Database address with a port that is not for clients'),
  why: l10n =>
    l10n.t(
      'Something else answers there: every connection fails with a protocol error, or with 1003 Unsupported statement.',
    ),
  remedy: l10n => l10n.t('Use 3306 for MySQL, 8066 for Mycat, 6033 for ProxySQL.'),
  source: 'Mycat server.xml; ProxySQL and Galera manuals, list of ports',
  *check(deployment, l10n) {
    for (const path of distinctPaths(deployment)) {
      const { group, name, url } = path;
      const port = portOf(url);
      const wrong = port === undefined ? undefined : wrongPort(deployment, port);
      const place = url.port && urlPlace(path, url.port.range);
      if (port === undefined || !wrong || !place) continue;
      const text = String(wrong.instead);
      const isExact = place.range.end - place.range.start === String(port).length;
      yield {
        place,
        option: label(group, name),
        message: l10n.t('Port {0} is that of {1}, not one for clients. Use {2}.', port, wrong.what, text),
        ...(isExact && { fix: { title: l10n.t('Write {0}', text), edits: [{ ...place, text }], isSafe: false } }),
      };
    }
  },
};

/** By what the files say about Mycat and ProxySQL, else by what is usual. */
function wrongPort(deployment: Deployment, port: number): WrongPort | undefined {
  for (const server of deployment.mycatServers) {
    const clients = mycatNumber(server, 'serverPort', 8066);
    if (clients === port) return undefined;
    if (mycatNumber(server, 'managerPort', 9066) === port) return { what: 'Mycat (managerPort)', instead: clients };
  }
  for (const proxy of deployment.proxysql) {
    const interfaces = proxySqlVariable(proxy, 'interfaces')?.value ?? '0.0.0.0:6033';
    if (interfaces.split(';').some(one => one.trim().endsWith(`:${port}`))) return undefined;
  }
  return wrongPorts[port];
}
