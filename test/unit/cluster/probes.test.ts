import assert from 'node:assert/strict';
import type { CommandOutput } from '../../../core/cluster/command.ts';
import { isDown, isProbeFailure } from '../../../core/cluster/probe.ts';
import { readAddresses } from '../../../core/cluster/probes/addresses.ts';
import { readContainers } from '../../../core/cluster/probes/containers.ts';
import { readDatabase } from '../../../core/cluster/probes/database.ts';
import { clockSkew, readHostState } from '../../../core/cluster/probes/host-state.ts';
import { readLogs } from '../../../core/cluster/probes/logs.ts';
import { readPacemaker, servicesOfPacemaker } from '../../../core/cluster/probes/pacemaker.ts';
import { readQueues } from '../../../core/cluster/probes/queues.ts';
import { readUnits } from '../../../core/cluster/probes/units.ts';
import { captured, outputOf, printed } from './captured.ts';

/** The reading, or a failed test that says why there is none. */
function reading<Result>(result: Result): Exclude<Result, { unreadable: string }> {
  if (isProbeFailure(result)) assert.fail(`${result.unreadable}: ${result.detail}`);
  return result as Exclude<Result, { unreadable: string }>;
}

function failureOf(result: unknown): string {
  return isProbeFailure(result) ? result.unreadable : 'a reading';
}

describe('addresses', () => {
  const expected = [
    'lo 127.0.0.1/8',
    'lo ::1/128',
    'eth0 192.0.2.2/24',
    'eth0 fd00::2/64',
    'eth0 fe80::fc:ff:fe00:1/64',
  ];
  const shown = (text: string) =>
    reading(readAddresses(outputOf(text))).map(one => `${one.interface} ${one.address}/${one.prefixLength}`);

  it('are read with -j and without it', () => {
    assert.deepEqual(shown(printed('healthy/ip_j_addr.out')), expected);
    assert.deepEqual(shown(printed('healthy/ip_addr.out')), expected);
  });

  it('of many interfaces are the same either way', () => {
    assert.deepEqual(shown(printed('loaded/ip_addr.out')), shown(printed('loaded/ip_j_addr.out')));
  });

  it('of a VIP, of a pair of network namespaces and of a tunnel keep the name of their interface', () => {
    const text = [
      '5: eth0@if6: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP group default qlen 1000',
      '    inet 10.0.0.11/24 brd 10.0.0.255 scope global eth0',
      '    inet 10.0.0.10/32 scope global eth0:vip',
      '7: tun0: <POINTOPOINT,UP> mtu 1500',
      '    inet 10.8.0.1 peer 10.8.0.2/32 scope global tun0',
    ].join('\n');
    assert.deepEqual(shown(text), ['eth0 10.0.0.11/24', 'eth0 10.0.0.10/32', 'tun0 10.8.0.1/32']);
  });

  it('that cannot be read say why', () => {
    assert.equal(
      failureOf(readAddresses(outputOf('', { status: 127, standardError: 'sh: 1: ip: not found\n' }))),
      'not-installed',
    );
    assert.equal(failureOf(readAddresses(outputOf('[{"broken'))), 'not-understood');
    assert.equal(failureOf(readAddresses(outputOf(''))), 'not-understood');
  });
});

describe('containers', () => {
  it('of docker are read as its own client prints them', () => {
    const containers = reading(readContainers('docker', captured('containers-docker')));
    assert.deepEqual(
      containers.map(({ name, status, health, exitCode, restartCount, restartPolicy }) =>
        [name, status, health ?? '-', exitCode, restartCount, restartPolicy].join(' '),
      ),
      [
        'rabbitmq running - 0 0 no',
        'placement_api created - 0 0 no',
        'haproxy exited - 143 0 no',
        'keepalived exited - 137 0 no',
        'nova-novncproxy paused - 0 0 no',
        'nova_compute exited - 1 2 on-failure',
        'nova_scheduler running unhealthy 0 0 no',
        'nova_api running healthy 0 0 no',
        'nova_conductor running - 0 0 unless-stopped',
      ],
    );
    assert.deepEqual(
      [containers[0]?.unit, containers[1]?.startedAt, containers[8]?.startedAt, containers[8]?.finishedAt],
      ['rabbitmq.service', undefined, '2026-11-22T20:01:14.154528025Z', undefined],
    );
    assert.equal(containers[8]?.image, 'kolla/debian-binary-nova:2024.1-debian-bookworm');
  });

  it('of podman are read as it prints them', () => {
    const containers = reading(readContainers('podman', captured('containers-podman')));
    assert.deepEqual(
      containers.map(({ name, status, health, exitCode, unit }) =>
        [name, status, health ?? '-', exitCode, unit ?? '-'].join(' '),
      ),
      [
        'nova_conductor running - 0 tripleo_nova_conductor.service',
        'nova_api running healthy 0 -',
        'nova_scheduler exited - 1 -',
        'placement_api created - 0 -',
        'haproxy exited - 137 -',
      ],
    );
  });

  it('of an engine that is missing, does not run, hangs or may not be asked say so', () => {
    const of = (more: Partial<CommandOutput>) =>
      failureOf(readContainers('docker', outputOf('', { status: 1, ...more })));
    assert.equal(of({ standardError: printed('docker_no_daemon.err') }), 'not-running');
    assert.equal(of({ status: 127, standardError: 'docker: not found\n' }), 'not-installed');
    assert.equal(of({ status: 124, standardError: 'docker ps: no answer in 8 s\n' }), 'no-answer');
    const denied =
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/containers/json?all=1": dial unix /var/run/docker.sock: connect: permission denied\n';
    assert.equal(of({ standardError: denied }), 'permission-denied');
    assert.deepEqual(readContainers('docker', outputOf('')), []);
  });
});

describe('the database', () => {
  it('is read with an account that may not see transactions', () => {
    const { galera, longestTransaction, maySeeTransactions, ...rest } = reading(
      readDatabase(captured('database-plain')),
    );
    assert.deepEqual([galera, longestTransaction, maySeeTransactions], [undefined, undefined, false]);
    assert.deepEqual(rest, {
      version: '10.11.19-MariaDB-0+deb12u1',
      maxConnections: 151,
      maxUsedConnections: 2,
      connections: 2,
      running: 2,
      refusedConnections: 0,
      waitTimeout: 28800,
      interactiveTimeout: 28800,
      lockWaitTimeout: 50,
      uptimeSeconds: 79,
      isReadOnly: false,
      clients: [{ user: 'nova', host: 'localhost', connections: 1 }],
    });
  });

  it('shows the oldest transaction to an account that may see it', () => {
    const state = reading(readDatabase(captured('database-with-process')));
    assert.deepEqual([state.maySeeTransactions, state.longestTransaction], [true, { seconds: 5, connection: 5 }]);
  });

  it('tells how Galera is', () => {
    const node = captured('database-galera');
    const expected = { size: 1, status: 'Primary', isReady: true, localState: 'Synced', flowControlPaused: 0 };
    assert.deepEqual(reading(readDatabase(node)).galera, expected);
    // The values of a node that has lost the others, as the documentation of Galera has them.
    const lost = node.standardOutput
      .replace('wsrep_cluster_status\tPrimary', 'wsrep_cluster_status\tnon-Primary')
      .replace('wsrep_ready\tON', 'wsrep_ready\tOFF')
      .replace('wsrep_local_state_comment\tSynced', 'wsrep_local_state_comment\tInitialized');
    assert.deepEqual(reading(readDatabase({ ...node, standardOutput: lost })).galera, {
      ...expected,
      status: 'non-Primary',
      isReady: false,
      localState: 'Initialized',
    });
  });

  it('that cannot be asked says why', () => {
    const failures = ['wrong-password', 'down', 'full', 'postgresql'].map(name =>
      readDatabase(captured(`database-${name}`)),
    );
    assert.deepEqual(failures, [
      {
        unreadable: 'permission-denied',
        detail: "ERROR 1045 (28000): Access denied for user 'nova'@'localhost' (using password: YES)",
      },
      { unreadable: 'not-running', detail: "ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (115)" },
      { unreadable: 'too-many-connections', detail: 'ERROR 1040 (08004): Too many connections' },
      { unreadable: 'no-credentials', detail: '/etc/nova/pg.conf has no [database]connection to MySQL' },
    ]);
    assert.deepEqual(
      failures.map(failure => isProbeFailure(failure) && isDown(failure)),
      [false, true, true, false],
    );
  });
});

describe('queues', () => {
  it('of all vhosts are read with their kinds', () => {
    const broker = reading(readQueues(captured('queues')));
    assert.deepEqual(broker.vhosts, ['nova', 'odd "vhost" é', '/']);
    assert.deepEqual(
      broker.queues.map(one =>
        [one.name, one.type, one.messages, one.unacknowledged, one.consumers, one.owner !== ''].join(' '),
      ),
      [
        'scheduler classic 1 1 1 false',
        'conductor classic 12 0 0 false',
        'reply_0f2a classic 0 0 0 true',
        'notifications_stream stream 0 0 0 false',
        'compute.host-1 quorum 0 0 0 false',
      ],
    );
  });

  it('of a healthy and of a loaded nova are read', () => {
    const of = (state: string) =>
      reading(
        readQueues(
          outputOf(
            `nova-doctor-vhost nova\nTimeout: 60.0 seconds ...\n${printed(`${state}/rmq_list_queues_json.out`)}`,
          ),
        ),
      );
    const conductor = (state: string) => of(state).queues.find(queue => queue.name === 'conductor');
    assert.deepEqual([conductor('healthy')?.consumers, conductor('healthy')?.messages], [2, 0]);
    assert.ok((conductor('loaded')?.messages ?? 0) > 0);
  });

  it('of a broker that is down are not empty but unknown', () => {
    assert.equal(failureOf(readQueues(captured('queues-down'))), 'not-running');
    const refused = { status: 69, standardError: printed('broker_down/rmq_list_queues_json.err') };
    assert.deepEqual(readQueues(outputOf('', refused)), {
      unreadable: 'not-running',
      detail: refused.standardError.split('\n')[0],
    });
    assert.equal(
      failureOf(readQueues(outputOf('nova-doctor-vhost /\nError: {:badrpc, :nodedown}\n'))),
      'not-understood',
    );
  });
});

describe('Pacemaker', () => {
  it('is read as crm_mon prints it, new and old', () => {
    const state = reading(readPacemaker(captured('pacemaker')));
    assert.deepEqual(reading(readPacemaker(outputOf(printed('pacemaker-as-xml.out')))), state);
    assert.equal(state.hasQuorum, true);
    assert.deepEqual(
      state.nodes.map(({ name, isOnline }) => [name, isOnline]),
      [
        ['ctl1', true],
        ['ctl2', false],
        ['galera-bundle-0', false],
      ],
    );
    assert.deepEqual(
      state.resources.map(({ id, instance, role, nodes }) => [id, instance, role, ...nodes].join(' ')),
      [
        'ip-10.0.0.10 ip-10.0.0.10 Started ctl1',
        'openstack-cinder-volume openstack-cinder-volume Stopped',
        'consoleauth consoleauth Stopped',
        'haproxy-clone haproxy Started ctl1',
        'haproxy-clone haproxy Stopped',
        'galera-bundle galera Stopped',
        'galera-bundle galera-bundle-podman-0 Started ctl1',
        'galera-bundle galera-bundle-0 Stopped',
      ],
    );
    assert.deepEqual(
      [...servicesOfPacemaker(state)],
      [
        ['nova-consoleauth', 'consoleauth'],
        ['haproxy', 'haproxy-clone'],
        ['mariadb', 'galera-bundle'],
      ],
    );
  });

  it('that does not run, or is not there, owns nothing', () => {
    assert.equal(failureOf(readPacemaker(captured('pacemaker-down'))), 'not-running');
    assert.equal(
      failureOf(readPacemaker(outputOf('', { status: 127, standardError: 'crm_mon: not found\n' }))),
      'not-installed',
    );
  });
});

/** In the form that systemctl(1) describes: `Name=value`, one unit after the other. */
const units = `Id=kolla-nova_conductor-container.service
LoadState=loaded
ActiveState=active
SubState=running
ActiveEnterTimestamp=Sun 2026-11-22 14:22:47 UTC
NRestarts=2
ExecMainPID=4242
ExecStart={ path=/usr/bin/docker ; argv[]=/usr/bin/docker start -a nova_conductor ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
FragmentPath=/etc/systemd/system/kolla-nova_conductor-container.service
SourcePath=

Id=mariadb.service
LoadState=loaded
ActiveState=failed
SubState=failed
ActiveEnterTimestamp=
NRestarts=0
ExecMainPID=0

Id=mysql.service
LoadState=not-found
ActiveState=inactive
SubState=dead
`;

describe('units of systemd', () => {
  it('are read with their state, without those that do not exist', () => {
    const [conductor, database, ...rest] = reading(readUnits(outputOf(units)));
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [conductor?.name, conductor?.activeState, conductor?.restarts, conductor?.mainProcess, conductor?.activeSince],
      ['kolla-nova_conductor-container.service', 'active', 2, 4242, Date.UTC(2026, 10, 22, 14, 22, 47) / 1000],
    );
    assert.match(conductor?.command ?? '', /docker start -a nova_conductor/);
    assert.deepEqual([database?.activeState, database?.activeSince], ['failed', undefined]);
  });

  it('of a host without systemd are none of its owners', () => {
    assert.equal(
      failureOf(readUnits(outputOf('', { status: 127, standardError: 'systemctl: not found\n' }))),
      'not-installed',
    );
    assert.equal(failureOf(readUnits(outputOf('System has not been booted\n'))), 'not-understood');
    assert.deepEqual(readUnits(outputOf('')), []);
  });
});

const gnuHost = `name ctl1
clock 1795377988.881982666 +0530
uptime 15696.78
load 12.77 8.17 6.19
processors 2
MemTotal:       24684084 kB
MemAvailable:   21309688 kB
Filesystem              1024-blocks     Used Available Capacity Mounted on
devtmpfs                   12334460        0  12334460       0% /dev
tmpfs                      24684084       84  24684000       1% /dev/shm
/dev/vda                  264212084 34269100  61232164      36% /
//nas/some share           1000000  1000000         0     100% /mnt/a b
`;
const busyboxHost = `name ctl1
clock 1795377986.%N -0330
uptime 15694.74
load 0.07 0.10 0.09
processors 2
MemTotal:       24684084 kB
Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/vda             264212084  34269056  61232208  36% /
`;

describe('the state of a host', () => {
  it('is read from the programs of GNU', () => {
    const { disks, ...state } = reading(readHostState(outputOf(gnuHost)));
    assert.deepEqual(state, {
      hostName: 'ctl1',
      clock: 1795377988882,
      zoneMinutes: 330,
      bootSeconds: 15696.78,
      processors: 2,
      load: [12.77, 8.17, 6.19],
      memoryKiB: { total: 24684084, available: 21309688 },
    });
    assert.deepEqual(
      disks.map(({ mountedOn, usedPercent }) => [mountedOn, usedPercent]),
      [
        ['/', 36],
        ['/mnt/a b', 100],
      ],
    );
  });

  it('is read from the programs of busybox', () => {
    const state = reading(readHostState(outputOf(busyboxHost)));
    assert.deepEqual([state.clock, state.zoneMinutes, state.disks.length], [1795377986000, -210, 1]);
  });

  it('without a clock is unknown', () => {
    assert.equal(failureOf(readHostState(outputOf('name x\nclock  \n'))), 'not-understood');
  });

  it('tells by how much a clock is off, as far as the time of the way allows', () => {
    assert.deepEqual(clockSkew(601_000, 900, 1100), { skew: 600_000, error: 100 });
    assert.deepEqual(clockSkew(0, 1100, 900), { skew: -1000, error: 0 });
  });
});

describe('logs', () => {
  it('are listed once, whatever their names', () => {
    const line = 'log 251 1795377830 2 1 /srv/logs/nova conductor.log';
    assert.deepEqual(reading(readLogs(outputOf(`${line}\nnoise\n${line}\n`))), [
      { path: '/srv/logs/nova conductor.log', bytes: 251, lastWrite: 1795377830, recentErrors: 2, recentWarnings: 1 },
    ]);
  });
});
