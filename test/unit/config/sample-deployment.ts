import { createOptionCatalogue, type OptionData } from '../../../core/config/catalogue.ts';
import type { Deployment, OsloConfiguration } from '../../../core/config/deployment.ts';
import { readHaproxyFile } from '../../../core/config/haproxy/haproxy-file.ts';
import { readMycatSchema, readMycatServer } from '../../../core/config/mycat/mycat-files.ts';
import { readMySqlFile } from '../../../core/config/mysql/my-cnf.ts';
import type { OptionCatalogue } from '../../../core/config/option.ts';
import { createOsloConfiguration } from '../../../core/config/oslo/configuration.ts';
import { readOsloFile } from '../../../core/config/oslo/read-oslo-file.ts';
import { readProxySqlFile } from '../../../core/config/proxysql/proxysql-file.ts';
import { isAtLeast } from '../../../core/config/release-order.ts';
import type { DeploymentFacts } from '../../../core/config/workspace-file.ts';

const namespace = 'nova.conf';
const integer = (value?: number): OptionData => ({
  type: 'integer',
  namespace,
  ...(value === undefined ? {} : { default: value }),
});
const text: OptionData = { namespace };

const databaseOptions = {
  connection: text,
  slave_connection: text,
  connection_recycle_time: integer(3600),
  max_pool_size: integer(5),
  max_overflow: integer(50),
  pool_timeout: integer(),
};

/** Options that the rules on several files look at, as they were in these releases. */
function sampleCatalogue(release: string): OptionCatalogue {
  const hasApiWorkers = !isAtLeast(release, '2025.2');
  const groups = {
    DEFAULT: {
      ...(hasApiWorkers ? { osapi_compute_workers: integer(), metadata_workers: integer() } : {}),
      executor_thread_pool_size: {
        ...integer(64),
        deprecatedNames: ['DEFAULT/rpc_thread_pool_size'],
      },
      default_green_pool_size: integer(1000),
      default_thread_pool_size: integer(10),
      cell_worker_thread_pool_size: integer(5),
      max_concurrent_builds: integer(10),
      max_concurrent_live_migrations: integer(1),
      compute_driver: text,
    },
    conductor: { workers: integer() },
    scheduler: { workers: integer() },
    database: {
      ...databaseOptions,
      mysql_wsrep_sync_wait: integer(),
      mysql_sql_mode: { namespace, default: 'TRADITIONAL' },
    },
    api_database: databaseOptions,
    libvirt: { virt_type: text },
  };
  return createOptionCatalogue({ release, groups }, {});
}

export interface SampleFiles {
  readonly release?: string;
  /** By path; the path tells what it is: `nova.conf`, `my.cnf`, `haproxy.cfg`, `server.xml`, `schema.xml`, `proxysql.cnf`. */
  readonly files: Readonly<Record<string, string>>;
  readonly counts?: DeploymentFacts['counts'];
  readonly database?: DeploymentFacts['database'];
  readonly longestTransaction?: number;
  readonly timezones?: DeploymentFacts['timezones'];
}

/** A deployment of texts. A folder above `nova.conf` names the service (`nova-api/nova.conf`) or the host (`ctl1/nova.conf`), one above `my.cnf` the host. */
export function sampleDeployment(sample: SampleFiles): Deployment {
  const options = sampleCatalogue(sample.release ?? '2025.1');
  const files = Object.entries(sample.files);
  const ofKind = <T>(pattern: RegExp, read: (path: string, text: string) => T) =>
    files.filter(([path]) => pattern.test(path)).map(([path, text]) => read(path, text));
  return {
    options,
    nova: ofKind(/nova\.conf$/, (path, text) => configurationOf(path, text, options)),
    mysql: ofKind(/\.cnf$/, readMySqlFile)
      .filter(file => !file.path.endsWith('proxysql.cnf'))
      .map(file => ({ ...file, host: file.path.split('/').at(-2) })),
    haproxy: ofKind(/haproxy.*\.cfg$/, readHaproxyFile),
    mycatServers: ofKind(/server\.xml$/, readMycatServer),
    mycatSchemas: ofKind(/schema\.xml$/, readMycatSchema),
    proxysql: ofKind(/proxysql\.(?:cnf|yaml)$/, readProxySqlFile),
    facts: {
      path: sample.files['.nova-doctor.yaml'] === undefined ? undefined : '.nova-doctor.yaml',
      text: sample.files['.nova-doctor.yaml'] ?? '',
      release: sample.release,
      counts: sample.counts ?? {},
      database: sample.database ?? {},
      files: {},
      ...(sample.timezones && { timezones: sample.timezones }),
      placeOf: () => undefined,
    },
    longestTransaction:
      sample.longestTransaction === undefined
        ? undefined
        : { seconds: sample.longestTransaction, measuredIn: 'nova-conductor.log' },
  };
}

function configurationOf(path: string, text: string, options: OptionCatalogue): OsloConfiguration {
  const folder = path.split('/').at(-2);
  const service = folder?.startsWith('nova-') ? folder : undefined;
  return createOsloConfiguration([readOsloFile(path, text)], options, {
    service,
    host: service === undefined ? folder : undefined,
  });
}
