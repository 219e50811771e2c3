import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createSourceNames } from '../../core/log/source-names.ts';
import type { System } from '../../core/log/system.ts';

const table = new URL('../../knowledge/systems.json', import.meta.url);
const { systems } = JSON.parse(readFileSync(table, 'utf8')) as { systems: System[] };
const names = createSourceNames(systems);

describe('service and host by the path of a log', () => {
  const paths: [path: string, service: string | undefined, host: string | undefined][] = [
    ['/var/log/kolla/nova/nova-conductor.log', 'nova-conductor', undefined],
    ['/var/log/kolla/nova/nova-super-conductor.log', 'nova-super-conductor', undefined],
    ['/var/log/nova/nova-api.log.1.gz', 'nova-api', undefined],
    ['ctl1/nova-conductor.log', 'nova-conductor', 'ctl1'],
    ['logs/control02/kolla/nova/nova-compute.log', 'nova-compute', 'control02'],
    [
      'incident/overcloud-novacompute-3/var/log/containers/nova/nova-compute.log.2',
      'nova-compute',
      'overcloud-novacompute-3',
    ],
    ['sosreport-ctl1-2026-11-22-abcdefg/var/log/nova/nova-api.log', 'nova-api', 'ctl1'],
    [
      'sosreport-juju-04f1e3-2-01234567-2026-11-22-abcdefg/var/log/neutron/neutron-server.log',
      'neutron-server',
      'juju-04f1e3-2',
    ],
    ['sosreport-ctl2.example.com-20261122141408/sos_commands/x', undefined, 'ctl2.example.com'],
    ['thor/var/log/mysql/error.log', 'mysql', 'thor'],
    ['backup/var/log/mysql/error.log', 'mysql', undefined],
    ['pods/openstack_nova-conductor-default-7d9f8_3f1c0a2e/nova-conductor/0.log', 'nova-conductor', undefined],
    ['/var/log/containers/nova-scheduler-0_openstack_nova-scheduler-3f1c.log', 'nova-scheduler', undefined],
    ['/var/log/rabbitmq/rabbit@ctl1.log', 'rabbitmq', 'ctl1'],
    ['rabbit@ctl3-sasl.log', 'rabbitmq', 'ctl3'],
    ['/var/log/kolla/mariadb/mariadb.log', 'mariadb', undefined],
    ['/var/log/kolla/haproxy/haproxy_latest.2026-11-22.log', 'haproxy', undefined],
    ['10.77.0.11/placement-api.log', 'placement', '10.77.0.11'],
    ['nova-compute.cmp01.log', 'nova-compute', 'cmp01'],
    ['ctl1_nova-api.log', 'nova-api', 'ctl1'],
    ['nova-conductor-ctl-2.log', 'nova-conductor', 'ctl-2'],
    ['nova-compute-3.log', 'nova-compute', undefined],
    ['C:\\Users\\me\\ctl2\\nova-scheduler.log', 'nova-scheduler', 'ctl2'],
    ['d_pool_exhausted/logs/nova-load.log', 'nova-load', undefined],
    ['case-01234567/log-0007.txt', undefined, undefined],
    ['incident-42/part-2/log-0007.txt', undefined, undefined],
    ['2026-11-22/0001.log', undefined, undefined],
    ['', undefined, undefined],
  ];
  for (const [path, service, host] of paths) {
    it(path === '' ? 'nothing' : path, () => assert.deepEqual(names.ofPath(path), { service, host }));
  }
});

describe('service by the word of a wrapper', () => {
  const words: [word: string, service: string | undefined][] = [
    ['nova_conductor', 'nova-conductor'],
    ['nova-conductor', 'nova-conductor'],
    ['/nova_conductor', 'nova-conductor'],
    ['docker/nova_api', 'nova-api'],
    ['openstack-nova-scheduler.service', 'nova-scheduler'],
    ['devstack@n-cpu.service', 'nova-compute'],
    ['kolla-nova_conductor-container.service', 'nova-conductor'],
    ['tripleo_nova_metadata', 'nova-api-metadata'],
    ['nova_conductor-1', 'nova-conductor'],
    ['nova-api-log', 'nova-api'],
    ['Keepalived_vrrp', 'keepalived'],
    ['mariadbd', 'mariadb'],
    ['kernel', 'kernel'],
    ['something-else', undefined],
  ];
  for (const [word, service] of words) {
    it(word, () => assert.equal(names.serviceOfWord(word), service));
  }

  it('falls back to the pod or file, and then to the word itself', () => {
    assert.deepEqual(names.ofWrapper('osapi', 'nova-api-osapi-5d8f-x2x'), { service: 'nova-api', host: undefined });
    assert.deepEqual(names.ofWrapper(undefined, 'ctl1/nova-api.log'), { service: 'nova-api', host: 'ctl1' });
    assert.deepEqual(names.ofWrapper('Something-Else', undefined), { service: 'something-else', host: undefined });
  });
});
