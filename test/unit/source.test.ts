import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isLifeSignLogger } from '../../core/log/life-sign-loggers.ts';
import { createSourceGuess, type GuessedSource } from '../../core/log/source.ts';
import { createSourceNames } from '../../core/log/source-names.ts';
import type { System } from '../../core/log/system.ts';
import { readEntries } from './read-log.ts';

const table = new URL('../../knowledge/systems.json', import.meta.url);
const names = createSourceNames((JSON.parse(readFileSync(table, 'utf8')) as { systems: System[] }).systems);

/** What the reading of a log as `analyze` does it tells of its writer. */
function guess(log: string | Uint8Array, path?: string): GuessedSource {
  const source = createSourceGuess(names, path);
  readEntries(log, {
    allLevels: false,
    skipFrames: true,
    wantedLogger: isLifeSignLogger,
    onLogger: source.logger,
    originOf: names.ofWrapper,
    onEntry: source.entry,
  });
  return source.result();
}

const head = (level: string, logger: string, text: string) =>
  `2026-11-22 14:14:08.120 7 ${level} ${logger} [-] ${text}\n`;
const started = head('INFO', 'nova.service', 'Starting conductor node (version 26.2.2)');

describe('service and host by what is in a log', () => {
  it('are told by what the service says of itself, whatever the name of the file', () => {
    assert.deepEqual(guess(started), { service: 'nova-conductor', host: undefined, confidence: 'high' });
    assert.equal(guess(started, 'case-17/log-0007.txt').service, 'nova-conductor');
    assert.equal(guess(started, 'nova-api.log').service, 'nova-conductor');
    assert.equal(guess(started, 'nova-super-conductor.log').service, 'nova-super-conductor');
    const both =
      head('INFO', 'nova.wsgi', 'osapi_compute listening on 0.0.0.0:8774') +
      head('INFO', 'nova.wsgi', 'metadata listening on 0.0.0.0:8775');
    assert.equal(guess(both).service, 'nova-api');
  });

  it('are told by loggers, also of records that are passed over', () => {
    assert.equal(
      guess(head('DEBUG', 'nova.scheduler.filters', 'Filter x returned 1 host(s)').repeat(3)).service,
      'nova-scheduler',
    );
    assert.equal(guess(head('INFO', 'placement.requestlog', '192.0.2.1 "GET /" status: 200')).service, 'placement');
    assert.equal(guess(head('ERROR', 'neutron.agent.dhcp.agent', 'Unable to sync')).service, 'neutron-dhcp-agent');
    assert.equal(guess(head('ERROR', 'oslo.messaging._drivers.impl_rabbit', 'Connection failed')).service, undefined);
  });

  it('are told by the program and the manager in tracebacks', () => {
    const at = (text: string) => `2026-11-22 14:14:08.120 7 ERROR oslo_messaging.rpc.server ${text}\n`;
    const frames = Array.from({ length: 40 }, (_, index) =>
      at(`  File "/usr/lib/python3/dist-packages/sqlalchemy/x.py", line ${index}, in f`),
    );
    const failed = head('ERROR', 'oslo_messaging.rpc.server', 'Exception during message handling: ValueError: x');
    const manager = at('  File "/usr/lib/python3/dist-packages/nova/conductor/manager.py", line 1, in build');
    assert.equal(
      guess([failed, at('Traceback (most recent call last):'), manager, ...frames, at('ValueError: x')].join(''))
        .service,
      'nova-conductor',
    );
    const bare = [
      'Traceback (most recent call last):',
      '  File "/usr/bin/nova-scheduler", line 10, in <module>',
      '    sys.exit(main())',
      'KeyError: 1',
    ];
    assert.equal(guess(bare.join('\n')).service, 'nova-scheduler');
    const remote = head(
      'ERROR',
      'nova.x',
      `Remote error: ['  File "/usr/lib/python3/dist-packages/nova/conductor/manager.py", line 1\\n']`,
    );
    assert.equal(guess(remote).service, undefined);
  });

  it('are told by formats and wrappers', () => {
    assert.deepEqual(guess('2026-11-22 14:18:16 108 [Warning] Aborted connection 108\n'), {
      service: 'mariadb',
      host: undefined,
      confidence: 'high',
    });
    const journal = started.replace(/^/, 'Nov 22 14:14:08 ctl1 nova-conductor[7]: ');
    assert.deepEqual(guess(journal), { service: 'nova-conductor', host: 'ctl1', confidence: 'high' });
    const compose = `nova_conductor  | ${started}nova_api  | ${head('WARNING', 'nova.x', 'y')}`;
    assert.equal(guess(compose).service, undefined);
    assert.deepEqual(guess(`ctl2/nova-scheduler.log:${head('ERROR', 'nova.x', 'y')}`), {
      service: 'nova-scheduler',
      host: 'ctl2',
      confidence: 'high',
    });
  });

  it('give the host where it names itself, and never one of several', () => {
    const audit = head(
      'WARNING',
      'nova.compute.resource_tracker',
      'Auditing locally available compute resources for cmp1 (node: cmp1)',
    );
    assert.equal(guess(audit).host, 'cmp1');
    const two = ['ctl1', 'ctl2']
      .map(host => `Nov 22 14:14:08 ${host} nova-conductor[7]: ${head('ERROR', 'nova.x', 'y')}`)
      .join('');
    assert.equal(guess(two, 'ctl3/x.log').host, undefined);
    assert.equal(guess(head('ERROR', 'nova.x', 'y'), 'ctl3/log-1.txt').host, 'ctl3');
  });

  it('are unknown where nothing tells', () => {
    assert.deepEqual(guess(''), { service: undefined, host: undefined, confidence: undefined });
    assert.deepEqual(guess('some text\n', 'incident-42/notes.log'), {
      service: undefined,
      host: undefined,
      confidence: undefined,
    });
  });

  it('is right or unknown for all logs of real runs without their names', () => {
    const folder = new URL('../fixtures/real-logs/', import.meta.url);
    const wrong: string[] = [];
    let known = 0;
    let all = 0;
    for (const run of readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
      const logs = new URL(`${run.name}/logs/`, folder);
      for (const name of readdirSync(logs)) {
        const truth = names.ofPath(name).service;
        // Clients of the laboratory and what was printed before a service knew itself have no writer that can be told.
        if (
          !/^(?:nova-(?:api|conductor|scheduler|compute)|placement-api|mariadb-error|rabbitmq|haproxy)\.log/.test(name)
        )
          continue;
        const { service } = guess(gunzipSync(readFileSync(new URL(name, logs))));
        all++;
        if (service !== undefined) known++;
        if (service !== undefined && service !== truth) wrong.push(`${run.name}/${name}: ${service}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(all > 100);
    assert.ok(known / all > 0.95, `${known} of ${all}`);
  }).timeout(120_000);
});
