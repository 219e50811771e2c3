import assert from 'node:assert/strict';
import { createOptionCatalogue, type OptionData } from '../../../../core/config/catalogue.ts';
import type { Deployment } from '../../../../core/config/deployment.ts';
import type { ConfigFinding } from '../../../../core/config/finding.ts';
import { lintDeployment } from '../../../../core/config/lint.ts';
import { readMySqlFile } from '../../../../core/config/mysql/my-cnf.ts';
import type { OptionCatalogue } from '../../../../core/config/option.ts';
import { createOsloConfiguration } from '../../../../core/config/oslo/configuration.ts';
import { readOsloFile } from '../../../../core/config/oslo/read-oslo-file.ts';
import { isAtLeast } from '../../../../core/config/release-order.ts';
import type { Rule } from '../../../../core/config/rule.ts';
import { english } from '../../../../core/text/l10n.ts';

const namespace = 'oslo.db';
const text = (deprecatedNames: string[] = [], value?: string): OptionData => ({
  namespace,
  deprecatedNames,
  ...(value === undefined ? {} : { default: value }),
});
const integer = (value?: number, deprecatedNames: string[] = []): OptionData => ({
  type: 'integer',
  namespace,
  deprecatedNames,
  ...(value === undefined ? {} : { default: value }),
});
const flag = (value: boolean): OptionData => ({ type: 'boolean', namespace, default: value });

/** The options of oslo.db as of a release, from oslo_db/options.py of its tag. */
function osloDbOptions(release: string): Record<string, OptionData> {
  const until = (last: string, names: string[]) => (isAtLeast(release, last) ? [] : names);
  return {
    connection: text(until('2024.1', ['DEFAULT/sql_connection', 'DATABASE/sql_connection', 'sql/connection'])),
    slave_connection: text(),
    connection_parameters: text([], ''),
    backend: text(until('2024.1', ['DEFAULT/db_backend']), 'sqlalchemy'),
    mysql_sql_mode: text([], 'TRADITIONAL'),
    connection_recycle_time: integer(
      3600,
      until('xena', ['DATABASE/idle_timeout', 'database/idle_timeout', 'DEFAULT/sql_idle_timeout', 'sql/idle_timeout']),
    ),
    max_pool_size: integer(5, until('xena', ['DEFAULT/sql_max_pool_size', 'DATABASE/sql_max_pool_size'])),
    max_overflow: integer(50, until('2024.1', ['DEFAULT/sql_max_overflow', 'DATABASE/sqlalchemy_max_overflow'])),
    pool_timeout: integer(undefined, until('2024.1', ['DATABASE/sqlalchemy_pool_timeout'])),
    max_retries: integer(10, until('2024.1', ['DEFAULT/sql_max_retries', 'DATABASE/sql_max_retries'])),
    retry_interval: integer(10, until('2024.1', ['DEFAULT/sql_retry_interval', 'DATABASE/reconnect_interval'])),
    connection_debug: integer(0),
    connection_trace: flag(false),
    db_retry_interval: integer(1),
    db_max_retry_interval: integer(10),
    db_max_retries: integer(20),
    ...(isAtLeast(release, '2023.1') && { mysql_wsrep_sync_wait: integer() }),
    ...(isAtLeast(release, '2025.1') && { asyncio_connection: text(), asyncio_slave_connection: text() }),
    ...(isAtLeast(release, '2026.1') && { synchronous_reader: flag(true) }),
  };
}

/** Nova up to Wallaby gives `[api_database]` a list of its own, without numbers for the pool. */
function apiDatabaseOptions(release: string): Record<string, OptionData> {
  if (isAtLeast(release, 'xena')) return osloDbOptions(release);
  return {
    connection: text(),
    slave_connection: text(),
    connection_recycle_time: integer(3600, ['api_database/idle_timeout']),
    max_pool_size: integer(),
    max_overflow: integer(),
    pool_timeout: integer(),
    max_retries: integer(10),
    retry_interval: integer(10),
  };
}

/** What the rules OD look at in a release. */
export function odCatalogue(release: string): OptionCatalogue {
  return createOptionCatalogue(
    {
      release,
      groups: {
        DEFAULT: {
          rpc_response_timeout: integer(60),
          executor_thread_pool_size: integer(64, ['DEFAULT/rpc_thread_pool_size']),
          ...(!isAtLeast(release, '2025.2') && { osapi_compute_workers: integer(), metadata_workers: integer() }),
        },
        conductor: { workers: integer() },
        scheduler: { workers: integer() },
        upgrade_levels: { compute: text() },
        database: osloDbOptions(release),
        api_database: apiDatabaseOptions(release),
        placement_database: osloDbOptions(release),
      },
    },
    { 'database/synchronous_reader': { addedIn: '2026.1' }, 'database/mysql_wsrep_sync_wait': { addedIn: '2023.1' } },
  );
}

export interface OdSample {
  /** `2025.1` where it is left out. */
  readonly release?: string;
  /**
   * By path; `my.cnf` is the server's, a folder names the service: `nova-compute/nova.conf`. Below a line, `^^^` marks what
   * a finding is about; such lines are taken out before the file is read.
   */
  readonly files: Readonly<Record<string, string>>;
  readonly waitTimeout?: number;
}

/**
 * Runs a rule and asserts that it finds exactly what is marked, in order.
 * @returns its findings.
 */
export function findMarked(rule: Rule, sample: OdSample): ConfigFinding[] {
  const marked = Object.entries(sample.files).flatMap(([path, lines]) => markedIn(path, lines));
  const findings = lintDeployment(odDeployment(sample), [rule], { severities: {} }, english);
  assert.deepEqual(
    findings.map(({ place }) => `${place.path} ${place.range.start}-${place.range.end}`),
    marked.map(({ path, start, end }) => `${path} ${start}-${end}`),
    findings.map(({ message, place }) => `${place.range.start}-${place.range.end} ${message}`).join('\n'),
  );
  return findings;
}

/** As `findMarked`, of a single `nova.conf`. */
export function findInNovaConf(rule: Rule, text: string, release = '2025.1'): ConfigFinding[] {
  return findMarked(rule, { release, files: { 'nova.conf': text } });
}

/** The text of a file without its marks, after the fix of a finding. */
export function fixed(finding: ConfigFinding | undefined, markedText: string): string {
  assert.ok(finding?.fix, 'there is no fix');
  let text = withoutMarks(markedText);
  for (const { range, text: inserted } of finding.fix.edits.toSorted((a, b) => b.range.start - a.range.start))
    text = text.slice(0, range.start) + inserted + text.slice(range.end);
  return text;
}

export function odDeployment({ release = '2025.1', files, waitTimeout }: OdSample): Deployment {
  const options = odCatalogue(release);
  const texts = Object.entries(files).map(([path, marked]) => [path, withoutMarks(marked)] as const);
  return {
    options,
    nova: texts
      .filter(([path]) => path.endsWith('.conf'))
      .map(([path, text]) => {
        const folder = path.includes('/') ? path.split('/')[0] : undefined;
        return createOsloConfiguration([readOsloFile(path, text)], options, { service: folder });
      }),
    mysql: texts.filter(([path]) => path.endsWith('.cnf')).map(([path, text]) => readMySqlFile(path, text)),
    haproxy: [],
    mycatServers: [],
    mycatSchemas: [],
    proxysql: [],
    facts: {
      path: undefined,
      release,
      counts: {},
      database: waitTimeout === undefined ? {} : { waitTimeout },
      files: {},
      placeOf: () => undefined,
    },
    longestTransaction: undefined,
  };
}

const markLine = /^ *\^+[ ^]*$/;

function withoutMarks(marked: string): string {
  return marked
    .split('\n')
    .filter(line => !markLine.test(line))
    .join('\n');
}

/** The places of the marks, as offsets into the text without them. */
function markedIn(path: string, marked: string): { path: string; start: number; end: number }[] {
  const places: { path: string; start: number; end: number }[] = [];
  let lineStart = 0;
  let next = 0;
  for (const line of marked.split('\n')) {
    if (!markLine.test(line)) {
      lineStart = next;
      next += line.length + 1;
      continue;
    }
    for (const mark of line.matchAll(/\^+/g)) {
      const start = lineStart + mark.index;
      places.push({ path, start, end: start + mark[0].length });
    }
  }
  return places;
}
