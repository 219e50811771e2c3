import assert from 'node:assert/strict';
import { ownerText } from '../../../core/cluster/output/controllers-text.ts';
import type { ContainerState } from '../../../core/cluster/probes/containers.ts';
import type { UnitState } from '../../../core/cluster/probes/units.ts';
import { serviceOfCommandLine, serviceOfName } from '../../../core/cluster/service-names.ts';
import { type ContainerNames, type ServiceReadings, servicesOf } from '../../../core/cluster/services.ts';

const missing = { unreadable: 'not-installed', detail: '' } as const;

function unit(name: string, more: Partial<UnitState> = {}): UnitState {
  return {
    name,
    activeState: 'active',
    subState: 'running',
    activeSince: 1_000_000,
    restarts: 0,
    mainProcess: 0,
    command: '',
    source: '',
    ...more,
  };
}

function container(name: string, more: Partial<ContainerState> = {}): ContainerState {
  return {
    engine: 'docker',
    name,
    image: 'image:1',
    status: 'running',
    health: undefined,
    startedAt: '2026-11-22T08:14:44.29082983Z',
    finishedAt: undefined,
    exitCode: 0,
    restartCount: 0,
    restartPolicy: 'no',
    unit: undefined,
    ...more,
  };
}

/** The services that some readings show, each as one line. */
function shown(readings: Partial<ServiceReadings>, names: ContainerNames = {}): string[] {
  const all = { units: missing, docker: missing, podman: missing, processes: missing, ...readings };
  return servicesOf(all, 2_000_000, names).map(
    ({ service, state, owner }) => `${service} ${state}: ${owner.kind} ${ownerText(owner)}`,
  );
}

describe('the owner of a service', () => {
  it('is the unit of systemd that runs its container, as kolla has them', () => {
    const docker = [container('nova_conductor'), container('nova_super_conductor')];
    const units = [
      unit('kolla-nova_conductor-container.service'),
      unit('kolla-nova_super_conductor-container.service'),
      unit('kolla-nova_ssh-container.service'),
    ];
    assert.deepEqual(shown({ docker, units }), [
      'nova-super-conductor running: systemd kolla-nova_super_conductor-container.service (docker nova_super_conductor)',
      'nova-conductor running: systemd kolla-nova_conductor-container.service (docker nova_conductor)',
    ]);
  });

  it('is the unit of TripleO, of an EDPM host, and of a quadlet', () => {
    const podman = [
      container('nova_api', { engine: 'podman' }),
      container('nova_compute', { engine: 'podman' }),
      container('nova-scheduler', { engine: 'podman', unit: 'cloud-scheduler.service' }),
    ];
    const units = [
      unit('tripleo_nova_api.service'),
      unit('edpm_nova_compute.service'),
      unit('cloud-scheduler.service'),
      unit('tripleo_nova_api_healthcheck.service'),
    ];
    assert.deepEqual(shown({ podman, units }), [
      'nova-api running: systemd tripleo_nova_api.service (podman nova_api)',
      'nova-scheduler running: systemd cloud-scheduler.service (podman nova-scheduler)',
      'nova-compute running: systemd edpm_nova_compute.service (podman nova_compute)',
    ]);
  });

  it('is a unit that names the container on its command line', () => {
    const command = '{ path=/usr/bin/docker ; argv[]=/usr/bin/docker start -a nova-api ; ignore_errors=no }';
    const readings = { docker: [container('nova-api')], units: [unit('my-nova.service', { command })] };
    assert.deepEqual(shown(readings), ['nova-api running: systemd my-nova.service (docker nova-api)']);
  });

  it('is the engine where nothing else restarts the container', () => {
    const docker = [container('nova_conductor', { restartPolicy: 'unless-stopped' })];
    assert.deepEqual(shown({ docker, units: [] }), ['nova-conductor running: container docker nova_conductor']);
  });

  it('is the unit of a package, whatever the distribution calls it', () => {
    const units = [
      unit('openstack-nova-scheduler.service'),
      unit('nova-api.service', { mainProcess: 5 }),
      unit('mariadb.service', { mainProcess: 7 }),
      unit('mysql.service', { mainProcess: 7 }),
      unit('rabbitmq-server.service'),
      unit('snap.openstack-hypervisor.nova-compute.service'),
      unit('apache2.service'),
    ];
    assert.deepEqual(shown({ units }), [
      'nova-api running: systemd nova-api.service',
      'nova-scheduler running: systemd openstack-nova-scheduler.service',
      'nova-compute running: systemd snap.openstack-hypervisor.nova-compute.service',
      'rabbitmq running: systemd rabbitmq-server.service',
      'mariadb running: systemd mariadb.service',
    ]);
  });

  it('is the unit of devstack', () => {
    const units = [
      'n-api',
      'n-api-meta',
      'n-sch',
      'n-cond-cell1',
      'n-super-cond',
      'n-cpu',
      'n-novnc-cell1',
      'placement-api',
      'q-svc',
    ];
    assert.deepEqual(
      shown({ units: units.map(name => unit(`devstack@${name}.service`)) }).map(line => line.split(' ')[0]),
      [
        'nova-api',
        'nova-api-metadata',
        'nova-scheduler',
        'nova-super-conductor',
        'nova-conductor',
        'nova-compute',
        'nova-novncproxy',
        'placement-api',
      ],
    );
  });

  it('is Pacemaker for what Pacemaker runs', () => {
    const pacemaker = new Map([
      ['mariadb', 'galera-bundle'],
      ['haproxy', 'haproxy-clone'],
      ['nova-consoleauth', 'consoleauth'],
    ]);
    const readings = {
      pacemaker,
      podman: [container('galera-bundle-podman-0', { engine: 'podman' })],
      units: [unit('haproxy.service')],
      processes: [{ service: 'nova-consoleauth', process: 8, parent: 1, elapsedSeconds: 5 }],
    } as const;
    assert.deepEqual(shown(readings), [
      'nova-consoleauth running: pacemaker pacemaker consoleauth',
      'mariadb running: pacemaker pacemaker galera-bundle',
      'haproxy running: pacemaker pacemaker haproxy-clone',
    ]);
  });

  it('is nobody where only processes are seen; the oldest one is shown', () => {
    const processes = [
      { service: 'nova-conductor', process: 20, parent: 10, elapsedSeconds: 100 },
      { service: 'nova-conductor', process: 10, parent: 1, elapsedSeconds: 101 },
      { service: 'rabbitmq', process: 30, parent: 1, elapsedSeconds: undefined },
    ];
    const services = servicesOf({ units: missing, docker: missing, podman: missing, processes }, 1000);
    assert.deepEqual(
      services.map(({ service, owner, since }) => [service, ownerText(owner), since]),
      [
        ['nova-conductor', 'pid 10', 899],
        ['rabbitmq', 'pid 30', undefined],
      ],
    );
  });

  it('is found by the name that the workspace file gives', () => {
    const docker = [container('cloud-cond-1')];
    assert.deepEqual(shown({ docker }, { 'nova-conductor': 'cloud-cond-1' }), [
      'nova-conductor running: container docker cloud-cond-1',
    ]);
  });
});

describe('the state of a service', () => {
  it('is what its container says', () => {
    const states = [
      { health: 'unhealthy' },
      { health: 'starting' },
      { status: 'paused' },
      { status: 'restarting' },
      { status: 'exited', exitCode: 1 },
      { status: 'exited', exitCode: 143 },
      { status: 'exited', exitCode: 0 },
      { status: 'created' },
    ] as const;
    assert.deepEqual(
      states.map(state => shown({ docker: [container('nova_api', state)] })[0]?.split(' ')[1]),
      ['unhealthy:', 'starting:', 'paused:', 'restarting:', 'failed:', 'stopped:', 'stopped:', 'stopped:'],
    );
  });

  it('is what its unit says', () => {
    const states = [
      { activeState: 'activating', subState: 'auto-restart' },
      { activeState: 'activating' },
      { activeState: 'failed' },
      { activeState: 'deactivating' },
    ] as const;
    assert.deepEqual(
      states.map(state => shown({ units: [unit('nova-api.service', state)] })[0]?.split(' ')[1]),
      ['restarting:', 'starting:', 'failed:', 'stopped:'],
    );
  });

  it('of a remnant of a package beside a container is not shown', () => {
    const readings = { docker: [container('mariadb')], units: [unit('mariadb.service', { activeState: 'inactive' })] };
    assert.deepEqual(shown(readings), ['mariadb running: container docker mariadb']);
  });
});

describe('names of services', () => {
  it('are found in names of containers and units', () => {
    const found = [
      'nova_metadata',
      '/nova_novncproxy',
      'galera-bundle-podman-0',
      'nova_conductor_cell1',
      'nova-virtqemud',
      'neutron_server',
      'nova_wsgi',
    ];
    assert.deepEqual(found.map(serviceOfName), [
      'nova-api-metadata',
      'nova-novncproxy',
      'mariadb',
      'nova-conductor',
      'libvirt',
      undefined,
      undefined,
    ]);
  });

  it('are found in command lines behind interpreters and supervisors', () => {
    const lines = [
      '/usr/bin/python3 /usr/bin/nova-conductor --config-file /etc/nova/nova.conf',
      'nova-conductor: worker',
      'dumb-init --single-child -- kolla_start',
      'timeout 9 /usr/libexec/mariadbd --user=mysql',
      '/usr/lib/erlang/erts-13.1.5/bin/beam.smp -W w',
      '{nova-api} /usr/bin/python3 /usr/bin/nova-api',
      'vim /etc/nova/nova-api.conf',
      '',
    ];
    assert.deepEqual(lines.map(serviceOfCommandLine), [
      'nova-conductor',
      'nova-conductor',
      undefined,
      'mariadb',
      'rabbitmq',
      'nova-api',
      undefined,
      undefined,
    ]);
  });
});
