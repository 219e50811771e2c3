import assert from 'node:assert/strict';
import type { Entry } from '../../../core/log/entry.ts';
import { writerOf } from '../../../core/log/trace/writers.ts';
import { knowledge, names, stageFinder } from './trace-knowledge.ts';

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

describe('the writer of an entry', () => {
  const none = { service: undefined, host: undefined };
  const entryOf = (fields: object) => ({ logger: 'nova.scheduler.manager', ...fields }) as Entry;

  it('is told by a wrapper, else by the file, else by the logger', () => {
    const ofFile = { service: 'nova-api', host: 'ctl1' };
    const wrapped = entryOf({ service: 'nova_conductor', host: 'ctl2' });
    assert.deepEqual(writerOf(names, wrapped, ofFile), { service: 'nova-conductor', host: 'ctl2' });
    assert.deepEqual(writerOf(names, entryOf({}), ofFile), ofFile);
    assert.equal(writerOf(names, entryOf({}), none).service, 'nova-scheduler');
    assert.equal(writerOf(names, entryOf({ logger: 'nova.scheduler.utils' }), none).service, 'nova-conductor');
    assert.equal(writerOf(names, entryOf({ logger: 'oslo_messaging.rpc.server' }), none).service, undefined);
  });
});
