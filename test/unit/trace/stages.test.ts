import assert from 'node:assert/strict';
import { knowledge, stageFinder, writers } from './trace-knowledge.ts';

describe('stages of a creation', () => {
  it('are the ten of the workflow, in their order', () => {
    assert.deepEqual(
      knowledge.stages.stages.map(({ number, id }) => `${number} ${id}`),
      [
        '1 identity',
        '2 request',
        '3 record',
        '4 scheduling',
        '5 hand-over',
        '6 instance-data',
        '7 image',
        '8 network',
        '9 volume',
        '10 spawn',
      ],
    );
  });

  it('each have rules with samples', () => {
    const sampled = new Set(knowledge.stages.rules.filter(rule => rule.samples).map(rule => rule.stage));
    assert.deepEqual(
      knowledge.stages.stages.map(({ id }) => id).filter(id => !sampled.has(id)),
      [],
    );
  });

  for (const rule of knowledge.stages.rules) {
    for (const sample of rule.samples ?? []) {
      it(`${rule.stage}: ${sample.logger}: ${sample.message.slice(0, 50)}`, () => {
        const phase = {
          requestSeen: rule.phase !== 'before-request' && sample.service !== 'nova-api',
          computeSeen: rule.phase === 'after-compute',
        };
        assert.equal(stageFinder.find(sample, phase)?.stage.id, rule.stage);
      });
    }
  }

  it('an access line says how long before it its work began', () => {
    const message = '127.0.0.1 "POST /v2.1/servers HTTP/1.1" status: 202 len: 839 time: 0.2008810';
    const entry = { service: 'nova-api', logger: 'nova.osapi_compute.wsgi.server', message };
    assert.equal(stageFinder.find(entry, { requestSeen: false, computeSeen: false })?.tookMs, 201);
  });
});

describe('writers', () => {
  const paths: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['logs/ctl1/nova-conductor.log', 'nova-conductor', 'ctl1'],
    ['/var/log/kolla/nova/nova-compute.log', 'nova-compute', undefined],
    ['dump/compute-07.example.com/kolla/nova/nova-compute.log.2.gz', 'nova-compute', 'compute-07.example.com'],
    ['dump\\ctl2\\nova-api.log', 'nova-api', 'ctl2'],
    ['sosreport-ctl3-2026-11-22-abcdef/var/log/nova/nova-scheduler.log', 'nova-scheduler', 'ctl3'],
    ['a2_healthy_load/logs/placement-api.log', 'placement', undefined],
    ['notes.log', undefined, undefined],
  ];
  for (const [path, service, host] of paths) {
    it(`of ${path}`, () => assert.deepEqual(writers.ofPath(path), { service, host }));
  }

  it('are told by a wrapper, else by the path, else by the logger', () => {
    const entry = { logger: 'nova.scheduler.manager' };
    assert.equal(writers.service({ ...entry, service: 'nova_conductor' }, 'nova-api'), 'nova-conductor');
    assert.equal(writers.service(entry, 'nova-api'), 'nova-api');
    assert.equal(writers.service(entry, undefined), 'nova-scheduler');
    assert.equal(writers.service({ logger: 'oslo_messaging.rpc.server' }, undefined), undefined);
  });
});
