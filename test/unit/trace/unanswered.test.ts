import assert from 'node:assert/strict';
import type { Entry } from '../../../core/log/entry.ts';
import { unansweredBy } from '../../../core/log/trace/unanswered.ts';
import { follow, followInRun } from './follow.ts';

const tracedOf = (fields: Partial<Entry>) => ({
  path: 'x',
  host: undefined,
  service: 'nova-compute',
  foundBy: 'x',
  entry: { level: 'ERROR', logger: 'nova.x', message: '', traceback: '', ...fields } as Entry,
});

describe('who did not answer', () => {
  it('is told by the file of the call that timed out, in real runs', async () => {
    const scheduler = await followInRun('scheduler_not_running', 'req-2807f375');
    assert.deepEqual(
      scheduler.unanswered.map(({ service, by, entry }) => [service, by, scheduler.entries[entry]?.service]),
      [['nova-scheduler', 'queue', 'nova-conductor']],
    );
    const attach = await follow('req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38', ['examples/incident']);
    assert.deepEqual(
      attach.unanswered.map(({ service, entry }) => [service, entry]),
      [['nova-compute', 0]],
    );
  });

  for (const [service, message] of [
    [
      'placement',
      'Placement API service is not responding.: keystoneauth1.exceptions.connection.ConnectFailure: Unable to establish connection to http://127.0.0.1:8778/allocation_candidates: x',
    ],
    [
      'neutron',
      "Unable to establish connection to http://10.0.0.1:9696/v2.0/networks: HTTPConnectionPool(host='10.0.0.1', port=9696): Max retries exceeded with url: /v2.0/networks",
    ],
    ['cinder', 'Unable to establish connection to https://cloud.example/volume/v3/1f/attachments: timed out'],
    ['glance', 'Error contacting glance server http://10.0.0.1:9292 for call, done trying.'],
  ] as const) {
    it(`is told by an address: ${service}`, () => {
      assert.deepEqual(unansweredBy(tracedOf({ message })), { service, by: 'http' });
    });
  }

  it('is nobody where an answer came, where it is not said who, and at levels that tell of no trouble', () => {
    assert.equal(unansweredBy(tracedOf({ message: 'No valid host was found.' })), undefined);
    assert.equal(unansweredBy(tracedOf({ message: 'Timed out waiting for a reply to message ID x' })), undefined);
    const message = 'Unable to establish connection to http://10.0.0.1:9696/v2.0/networks';
    assert.equal(unansweredBy(tracedOf({ message, level: 'DEBUG' })), undefined);
  });
});
