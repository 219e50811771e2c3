import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Incident } from '../../core/log/analysis.ts';
import { analyzeTexts, causes, realRuns } from './real-runs.ts';

const sample = join(import.meta.dirname, '../../examples/incident');

function sampleLogs() {
  return readdirSync(sample, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.log'))
    .map(path => ({ path, bytes: readFileSync(join(sample, path)) }));
}

/** The incidents of logs given as text, by path. */
function incidentsOf(logs: Readonly<Record<string, string>>): readonly Incident[] {
  return analyzeTexts(Object.entries(logs).map(([path, text]) => ({ path, bytes: Buffer.from(text) }))).incidents;
}

function causesOf(incidents: readonly Incident[]): string[] {
  return incidents.filter(incident => incident.severity !== 'info').map(incident => incident.rootCause);
}

/** An oslo.log line of 10:00 plus some seconds. */
function line(seconds: number, service: string, level: string, logger: string, message: string): string {
  const time = new Date(Date.UTC(2026, 2, 14, 10) + seconds * 1000).toISOString().replace('T', ' ').slice(0, 23);
  const pid = service.length;
  return `${time} ${pid} ${level} ${logger} [None req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 - - - - - -] ${message}\n`;
}

describe('Causes that no real run shows', () => {
  it('names the one cause of the sample incident, with what Mycat’s dump tells', () => {
    const { incidents } = analyzeTexts(sampleLogs());
    assert.deepEqual(causesOf(incidents), ['middleware-transaction-timeout']);
    const incident = incidents[0]!;
    assert.equal(incident.confidence, 'high');
    assert.match(incident.signature, /^mycat-/);
    const because = incident.because.join('\n');
    assert.match(because, /last answer 986 s before the error/);
    assert.match(because, /UTC\+8/);
    assert.match(because, /SHOW VARIABLES LIKE 'sql_mode'/);
    assert.match(because, /node-0\.svc-in\.mysql-hfd0-afjw1w:3306/);
  });

  it('tells conflicts between Galera nodes from deadlocks: they come at COMMIT', () => {
    const conflict =
      "(pymysql.err.OperationalError) (1213, 'Deadlock found when trying to get lock; try restarting transaction') [SQL: COMMIT]";
    const log = [0, 3, 7]
      .map(seconds =>
        line(
          seconds,
          'nova-conductor',
          'ERROR',
          'oslo_messaging.rpc.server',
          `Exception during message handling: oslo_db.exception.DBDeadlock: ${conflict}`,
        ),
      )
      .join('');
    assert.deepEqual(causesOf(incidentsOf({ 'nova-conductor.log': log })), ['galera-write-conflict']);
  });

  it('makes an incident of Neutron only when an instance was hurt by it', () => {
    const complaint =
      'The [neutron] section of your nova configuration file must be configured for authentication with the networking service endpoint.';
    const quiet = line(0, 'nova-compute', 'ERROR', 'nova.network.neutron', complaint);
    assert.deepEqual(causesOf(incidentsOf({ 'nova-compute.log': quiet })), []);
    const hurt = line(
      1,
      'nova-compute',
      'ERROR',
      'nova.compute.manager',
      'Instance failed network setup after 1 attempt(s): neutronclient.common.exceptions.Unauthorized: Unknown auth type: None',
    );
    assert.deepEqual(causesOf(incidentsOf({ 'nova-compute.log': quiet + hurt })), ['neutron-not-usable']);
  });

  it('says so when errors are there that nothing explains', () => {
    const log = [0, 1, 2, 3]
      .map(seconds =>
        line(
          seconds,
          'nova-compute',
          'ERROR',
          'nova.virt.zvm.driver',
          `The guest ${seconds} answered in an unforeseen way`,
        ),
      )
      .join('');
    const incidents = incidentsOf({ 'nova-compute.log': log });
    assert.deepEqual(causesOf(incidents), ['unknown']);
    assert.equal(incidents[0]!.confidence, 'low');
    assert.match(incidents[0]!.because.join('\n'), /4 times: ERROR nova\.virt\.zvm\.driver The guest \* answered/);
  });

  it('takes ProxySQL without a server behind it for a proxy, not for a full server', () => {
    const refused =
      "(pymysql.err.OperationalError) (9001, 'Max connect timeout reached while reaching hostgroup 10 after 10000ms')";
    const log = [0, 10, 20, 30, 40]
      .map(seconds =>
        line(
          seconds,
          'nova-conductor',
          'ERROR',
          'nova.servicegroup.drivers.db',
          `Unexpected error while reporting service status: sqlalchemy.exc.OperationalError: ${refused}`,
        ),
      )
      .join('');
    assert.deepEqual(causesOf(incidentsOf({ 'nova-conductor.log': log })), ['db-behind-proxy-down']);
  });

  it('tests every cause of the closed list', () => {
    const shown = new Set(realRuns().flatMap(run => run.truth.incidents.flat()));
    for (const id of ['middleware-transaction-timeout', 'galera-write-conflict', 'neutron-not-usable', 'unknown'])
      shown.add(id);
    assert.deepEqual(
      causes.map(cause => cause.id).filter(id => !shown.has(id)),
      [],
    );
  });
});

describe('What an incident tells', () => {
  it('brings logs on local time and logs on UTC onto one clock', () => {
    const nova = line(
      8 * 3600,
      'nova-conductor',
      'ERROR',
      'oslo.messaging._drivers.impl_rabbit',
      '[a] AMQP server on 10.0.0.1:5672 is unreachable: [Errno 111] ECONNREFUSED. Trying again in 1 seconds.: ConnectionRefusedError: [Errno 111] ECONNREFUSED',
    );
    const broker =
      '2026-03-14 09:59:59.000000+00:00 [info] <0.1.0> RabbitMQ is asked to stop...\n2026-03-14 10:00:20.000000+00:00 [info] <0.2.0> Server startup complete; 3 plugins started.\n';
    const analysis = analyzeTexts([
      { path: 'nova-conductor.log', bytes: Buffer.from(nova) },
      { path: 'rabbitmq.log', bytes: Buffer.from(broker) },
    ]);
    assert.equal(analysis.incidents[0]?.rootCause, 'broker-stopped');
    assert.match(analysis.assumptions.join('\n'), /8 h ahead of UTC/);
  });

  it('folds a storm into one finding and one incident', () => {
    const refused = `Unexpected error while reporting service status: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2003, "Can't connect to MySQL server on '10.0.0.1' ([Errno 111] ECONNREFUSED)")`;
    let log = line(-60, 'nova-conductor', 'INFO', 'nova.service', 'Starting conductor node (version 26.2.2)');
    for (let index = 0; index < 20_000; index++)
      log += line(index / 100, 'nova-conductor', 'ERROR', 'nova.servicegroup.drivers.db', refused);
    const analysis = analyzeTexts([{ path: 'nova-conductor.log', bytes: Buffer.from(log) }]);
    assert.deepEqual(causesOf(analysis.incidents), ['db-process-died']);
    const finding = analysis.findings.find(candidate => candidate.signature === 'db-connect-refused');
    assert.equal(finding?.count, 20_000);
    assert.ok((finding?.samples.length ?? 0) <= 5);
  });

  it('keeps two outages of the same kind apart', () => {
    const refused = `Unexpected error while reporting service status: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2003, "Can't connect to MySQL server on '10.0.0.1' ([Errno 111] ECONNREFUSED)")`;
    const outage = (start: number) =>
      [0, 10, 20, 30]
        .map(seconds => line(start + seconds, 'nova-conductor', 'ERROR', 'nova.servicegroup.drivers.db', refused))
        .join('');
    assert.deepEqual(causesOf(incidentsOf({ 'nova-conductor.log': outage(0) + outage(7200) })), [
      'db-process-died',
      'db-process-died',
    ]);
  });
});
