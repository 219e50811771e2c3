import assert from 'node:assert/strict';
import { readAccessLine } from '../../../core/log/trace/access-line.ts';
import { operationOf } from '../../../core/log/trace/operations.ts';
import { readEntries } from '../read-log.ts';
import { knowledge, recogniser } from './trace-knowledge.ts';

describe('operations', () => {
  it('have ids and titles of their own, and samples', () => {
    const ids = knowledge.operations.map(({ id }) => id);
    const titles = knowledge.operations.map(({ title }) => title);
    assert.ok(ids.length > 60);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(new Set(titles).size, titles.length);
    const bare = knowledge.operations.filter(({ samples }) => samples.length === 0);
    assert.deepEqual(bare, []);
  });

  for (const operation of knowledge.operations) {
    it(`${operation.id} is recognised in its samples`, () => {
      const found = operation.samples.map(sample => recogniser.signOf(sample)?.operation.id);
      assert.deepEqual(
        found,
        operation.samples.map(() => operation.id),
      );
    });
  }

  it('name everything that people do every day', () => {
    const ids = new Set(knowledge.operations.map(({ id }) => id));
    const everyDay =
      'server-create server-delete server-reboot server-start server-stop server-resize server-live-migrate server-evacuate server-rebuild volume-attach volume-detach interface-attach interface-detach flavor-create security-group-create network-create keypair-create floating-ip-create quota-change server-console server-snapshot';
    assert.deepEqual(
      everyDay.split(' ').filter(id => !ids.has(id)),
      [],
    );
  });

  const lines: readonly (readonly [string, string | undefined])[] = [
    // Zed, osapi_compute under eventlet.
    [
      '2026-11-22 14:36:04.866 21470 INFO nova.osapi_compute.wsgi.server [None req-70df1fdd-8566-417f-ad98-d853a5973bcc admin 6f70656e737461636b20697320666f73 - - - -] 127.0.0.1 "POST /v2.1/servers HTTP/1.1" status: 202 len: 839 time: 0.0799389',
      'server-create',
    ],
    // Newton: version 2 with the project in the path, volumes_boot.
    [
      '2016-10-01 10:00:00.000 99 INFO nova.osapi_compute.wsgi.server [req-70df1fdd-8566-417f-ad98-d853a5973bcc u p - - -] 10.0.0.5 "POST /v2/6f70656e737461636b20697320666f73/os-volumes_boot HTTP/1.1" status: 202 len: 733 time: 0.9',
      'server-create',
    ],
    // Behind Apache, with the path prefix of devstack.
    [
      '2026-11-22 14:36:04.866 8 INFO nova.api.openstack.requestlog [None req-70df1fdd-8566-417f-ad98-d853a5973bcc admin demo] 10.0.0.5 "DELETE /compute/v2.1/servers/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11" status: 204 len: 0 microversion: 2.1 time: 0.169',
      'server-delete',
    ],
    [
      '2026-11-22 14:36:04.866 8 INFO nova.osapi_compute.wsgi.server [None req-70df1fdd-8566-417f-ad98-d853a5973bcc a d - - - -] 10.0.0.5 "POST /v2.1/servers/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11/os-volume_attachments HTTP/1.1" status: 200 len: 5 time: 0.169',
      'volume-attach',
    ],
    [
      '2026-11-22 14:36:04.866 8 INFO neutron.wsgi [req-70df1fdd-8566-417f-ad98-d853a5973bcc a d - - - -] 10.0.0.5 "PUT /v2.0/floatingips/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11 HTTP/1.1" status: 200  len: 5 time: 0.169',
      'floating-ip-change',
    ],
    [
      '2026-11-22 14:36:04.866 8 INFO nova.osapi_compute.wsgi.server [None req-70df1fdd-8566-417f-ad98-d853a5973bcc a d - - - -] 10.0.0.5 "PUT /v2.1/os-quota-sets/6f70656e737461636b20697320666f73 HTTP/1.1" status: 200 len: 5 time: 0.169',
      'quota-change',
    ],
    [
      '2026-11-22 14:36:04.866 8 INFO nova.compute.resource_tracker [None req-70df1fdd-8566-417f-ad98-d853a5973bcc a d - - - -] Final resource view: name=compute1',
      undefined,
    ],
  ];
  for (const [line, expected] of lines) {
    it(`${expected ?? 'none'} in ${line.slice(24, 70)}…`, () => {
      const [entry] = readEntries(line).entries;
      assert.equal(recogniser.signOf(entry!)?.operation.id, expected);
    });
  }

  it('an action is told by its body or by the compute log, not by its access line', () => {
    const access = {
      logger: 'nova.osapi_compute.wsgi.server',
      message:
        '10.0.0.5 "POST /v2.1/servers/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11/action HTTP/1.1" status: 202 len: 0 time: 1.2',
    };
    assert.equal(operationOf(recogniser, [access])?.id, 'server-action');
    const rebooting = { logger: 'nova.compute.manager', message: 'Rebooting instance' };
    assert.equal(operationOf(recogniser, [access, rebooting])?.id, 'server-reboot');
    const body = {
      logger: 'nova.api.openstack.wsgi',
      message:
        'Action: \'action\', calling method: <bound method ServersController._action_reboot of <nova.api.openstack.compute.servers.ServersController object at 0x7f4d4ac3ca90>>, body: {"reboot": {"type": "SOFT"}} _process_stack /usr/lib/python3/dist-packages/nova/api/openstack/wsgi.py:507',
    };
    assert.equal(operationOf(recogniser, [body, access])?.id, 'server-reboot');
  });

  it('cleaning up after a failed creation is no deletion', () => {
    const entries = [
      { logger: 'nova.compute.manager', message: 'Instance failed to spawn: libvirt.libvirtError: internal error' },
      { logger: 'nova.compute.manager', message: 'Took 0.31 seconds to destroy the instance on the hypervisor.' },
      { logger: 'nova.compute.manager', message: 'Took 0.80 seconds to deallocate network for instance.' },
    ];
    assert.equal(operationOf(recogniser, entries)?.id, 'server-create');
  });
});

describe('access lines', () => {
  const lines: readonly (readonly [string, object | undefined])[] = [
    [
      '127.0.0.1 "GET /allocations/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11" status: 200 len: 216 microversion: 1.28',
      {
        method: 'GET',
        path: '/allocations/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11',
        status: 200,
        seconds: undefined,
      },
    ],
    [
      '10.0.0.7 - - [22/Nov/2026 14:00:00] "GET /v2/images/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11 HTTP/1.1" 200 1234 0.123456',
      { method: 'GET', path: '/images/0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11', status: 200, seconds: 0.123456 },
    ],
    [
      '[pid: 8|app: 0|req: 1/2] 10.0.0.1 () {62 vars in 1234 bytes} [Sun Nov 22 14:00:00 2026] POST /v2.1/servers?x=1 => generated 400 bytes in 200 msecs (HTTP/1.1 202) 9 headers',
      { method: 'POST', path: '/servers', status: 202, seconds: 0.2 },
    ],
    [
      'POST http://10.0.0.1:8776/v3/6f70656e737461636b20697320666f73/attachments',
      { method: 'POST', path: '/attachments', status: undefined, seconds: undefined },
    ],
    ['Terminating instance', undefined],
    ['it said "GET out" and nothing else', undefined],
  ];
  for (const [message, expected] of lines) {
    it(`reads ${message.slice(0, 60)}…`, () => assert.deepEqual(readAccessLine(message), expected));
  }
});
