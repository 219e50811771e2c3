import assert from 'node:assert/strict';
import { follow, withLogs } from './follow.ts';

const instance = '9f27c3d1-5b0e-4a86-b1d4-7c3e0a95f268';
const volume = '3c1f6e11-7f0f-4b8e-9a5d-0c5d7d1b2a44';

/** One request of a user: what nova-api and nova-compute log of it at INFO, as nova 16 to 31 word it. */
interface Deed {
  readonly operation: string;
  readonly state: string;
  readonly access: string;
  readonly compute: readonly (readonly [logger: string, message: string, level?: string])[];
  /** What happens to the instance without a request. */
  readonly event?: string;
}

const manager = 'nova.compute.manager';
const driver = 'nova.virt.libvirt.driver';
const action = `POST /v2.1/servers/${instance}/action HTTP/1.1" status: 202`;

const deeds: readonly Deed[] = [
  {
    operation: 'server-create',
    state: 'success',
    access: 'POST /v2.1/servers HTTP/1.1" status: 202',
    compute: [
      ['nova.compute.claims', 'Claim successful on node compute1'],
      [driver, 'Creating image(s)'],
      [driver, 'Instance spawned successfully.'],
      [manager, 'Took 12.61 seconds to spawn the instance on the hypervisor.'],
      [manager, 'Took 14.02 seconds to build instance.'],
    ],
    event: 'VM Started (Lifecycle Event)',
  },
  {
    operation: 'volume-attach',
    state: 'unfinished',
    access: `POST /v2.1/servers/${instance}/os-volume_attachments HTTP/1.1" status: 200`,
    compute: [[manager, `Attaching volume ${volume} to /dev/vdb`]],
  },
  {
    operation: 'volume-detach',
    state: 'success',
    access: `DELETE /v2.1/servers/${instance}/os-volume_attachments/${volume} HTTP/1.1" status: 202`,
    compute: [
      [manager, `Detaching volume ${volume}`],
      ['nova.virt.block_device', `Attempting to driver detach volume ${volume} from mountpoint /dev/vdb`],
      [driver, `Successfully detached device vdb from instance ${instance} from the live domain config.`],
    ],
  },
  {
    operation: 'interface-attach',
    state: 'success',
    access: `POST /v2.1/servers/${instance}/os-interface HTTP/1.1" status: 200`,
    compute: [],
  },
  {
    operation: 'server-stop',
    state: 'success',
    access: action,
    compute: [
      [driver, 'Instance shutdown successfully after 3 seconds.'],
      [driver, 'Instance destroyed successfully.'],
    ],
    event: 'VM Stopped (Lifecycle Event)',
  },
  {
    operation: 'server-start',
    state: 'success',
    access: action,
    compute: [
      [driver, 'Instance destroyed successfully.'],
      [driver, 'Instance rebooted successfully.'],
    ],
    event: 'VM Resumed (Lifecycle Event)',
  },
  {
    operation: 'server-reboot',
    state: 'failed',
    access: action,
    compute: [
      [manager, 'Rebooting instance'],
      [manager, 'Cannot reboot instance: internal error: qemu unexpectedly closed the monitor', 'ERROR'],
    ],
  },
  {
    operation: 'server-snapshot',
    state: 'success',
    access: action,
    compute: [
      [manager, 'instance snapshotting'],
      [driver, 'Beginning live snapshot process'],
      [manager, 'Took 8.10 seconds to snapshot the instance on the hypervisor.'],
    ],
  },
  {
    operation: 'server-resize',
    state: 'success',
    access: action,
    compute: [
      [manager, 'Migrating'],
      ['nova.compute.claims', 'Claim successful on node compute2'],
      [driver, 'Instance shutdown successfully after 2 seconds.'],
    ],
    event: 'VM Started (Lifecycle Event)',
  },
  {
    operation: 'server-live-migrate',
    state: 'failed',
    access: action,
    compute: [
      [manager, 'Took 1.32 seconds for pre_live_migration on destination host compute3.'],
      [driver, 'Live Migration failure: operation failed: migration out job: unexpectedly failed', 'ERROR'],
    ],
  },
  {
    operation: 'server-rebuild',
    state: 'success',
    access: action,
    compute: [
      [manager, 'Rebuilding instance'],
      [driver, 'Instance destroyed successfully.'],
      [driver, 'Instance spawned successfully.'],
    ],
  },
  {
    operation: 'server-console',
    state: 'success',
    access: `POST /v2.1/servers/${instance}/remote-consoles HTTP/1.1" status: 200`,
    compute: [],
  },
  {
    operation: 'server-delete',
    state: 'success',
    access: `DELETE /v2.1/servers/${instance} HTTP/1.1" status: 204`,
    compute: [
      [manager, 'Terminating instance'],
      [driver, 'Instance destroyed successfully.'],
      [manager, 'Took 1.04 seconds to destroy the instance on the hypervisor.'],
      [manager, 'Took 0.55 seconds to deallocate network for instance.'],
    ],
  },
];

/** The logs of a whole life, an hour between its deeds. */
function logsOf(all: readonly Deed[]): Record<string, string> {
  const api: string[] = [];
  const compute: string[] = [];
  for (const [index, deed] of all.entries()) {
    const hour = `2026-11-22 ${String(index).padStart(2, '0')}`;
    const context = `[None req-4be1c0d7-93a2-4f0e-8c55-${String(index).padStart(12, '0')} u p - - default default]`;
    api.push(
      `${hour}:00:00.500 7 INFO nova.osapi_compute.wsgi.server ${context} 10.0.0.5 "${deed.access} len: 9 time: 0.4`,
    );
    let second = 1;
    for (const [logger, message, level = 'INFO'] of deed.compute) {
      const time = `${hour}:00:${String(second++).padStart(2, '0')}.000`;
      compute.push(`${time} 8 ${level} ${logger} ${context} [instance: ${instance}] ${message}`);
    }
    const event = deed.event;
    if (event !== undefined) compute.push(`${hour}:00:30.000 8 INFO ${manager} [-] [instance: ${instance}] ${event}`);
  }
  return { 'nova-api.log': `${api.join('\n')}\n`, 'nova-compute.log': `${compute.join('\n')}\n` };
}

describe('the life of an instance', () => {
  it('is told operation by operation, each with its end', async () => {
    const trace = await withLogs(logsOf(deeds), folder => follow(instance, [folder]));
    assert.deepEqual(
      trace.operations.map(({ id, outcome }) => `${id} ${outcome.state}`),
      deeds.map(({ operation, state }) => `${operation} ${state}`),
    );
    assert.equal(trace.operation?.id, 'server-live-migrate', 'the last one that failed is the answer');
    assert.match(trace.brokeAt!.text, /^Live Migration failure/);
    assert.deepEqual(
      trace.stages.filter(({ entries }) => entries > 0).map(({ number, entries }) => `${number}: ${entries}`),
      ['2: 1', '5: 1', '10: 5'],
      'only the creation is laid along the stages',
    );
  });

  for (const [index, deed] of deeds.entries()) {
    it(`${deed.operation} is told from its request alone`, async () => {
      const request = `req-4be1c0d7-93a2-4f0e-8c55-${String(index).padStart(12, '0')}`;
      const trace = await withLogs(logsOf(deeds), folder => follow(request, [folder]));
      assert.equal(trace.operation?.id, deed.operation);
      assert.equal(trace.outcome.state, deed.state);
      const events = trace.entries.filter(({ relation }) => relation === 'instance').length;
      assert.equal(events, deed.event === undefined ? 0 : 1);
    });
  }
});
