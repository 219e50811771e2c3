import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterState } from '../../../core/cluster/cluster-state.ts';
import type { ControllerState } from '../../../core/cluster/controller.ts';
import { readAddresses } from '../../../core/cluster/probes/addresses.ts';
import { clusterTree } from '../../../core/cluster/tree.ts';
import { triage } from '../../../core/cluster/triage.ts';
import { findVips } from '../../../core/cluster/vip.ts';
import { english } from '../../../core/text/l10n.ts';
import { readCluster } from '../../../io/cluster/read-cluster.ts';
import { outputOf } from './captured.ts';

const now = Date.UTC(2026, 10, 22, 12);
const vips = ['10.77.0.10', '2001:DB8:0:0::10'];

describe('virtual addresses on load balancers', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-vips-'));
    mkdirSync(join(folder, 'inventory'));
    writeFileSync(
      join(folder, 'inventory/multinode'),
      '[control]\nctl[1:2]\n\n[network]\nnet[1:2] ansible_host=10.77.0.2\n\n[loadbalancer:children]\nnetwork\n',
    );
    writeFileSync(
      join(folder, '.nova-doctor.yaml'),
      `cluster: region-one\nvip: [${vips.join(', ')}]\nholderGroup: loadbalancer\ncontrollers: { inventory: inventory/multinode }\n`,
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The cluster of the files, as if its hosts had these addresses. */
  async function stateOf(addresses: Readonly<Record<string, readonly string[]>>): Promise<ClusterState> {
    const cluster = await readCluster(join(folder, '.nova-doctor.yaml'));
    assert.ok('hosts' in cluster);
    assert.deepEqual(
      cluster.hosts.map(({ name, role }) => `${name} ${role}`),
      ['ctl1 controller', 'ctl2 controller', 'net1 loadbalancer', 'net2 loadbalancer'],
    );
    const controllers = cluster.hosts.map((controller): ControllerState => {
      // As `ip addr` writes it where it knows no JSON.
      const lines = (addresses[controller.name] ?? []).map(
        address => `    ${address.includes(':') ? 'inet6' : 'inet'} ${address} scope global eth0\n`,
      );
      return {
        controller,
        readAt: now,
        addresses: readAddresses(outputOf(`2: eth0: <UP> mtu 1500\n${lines.join('')}`)),
        host: { unreadable: 'not-understood', detail: '' },
        clock: undefined,
        services: [],
        unasked: [],
      };
    });
    assert.ok(cluster.file.vips !== 'none');
    return {
      name: cluster.file.name,
      controllers,
      vips: findVips(cluster.file.vips, controllers),
      broker: undefined,
      database: undefined,
      logs: new Map(),
    };
  }

  const rows = (state: ClusterState) =>
    clusterTree(state, now, english)
      .filter(({ kind }) => kind === 'vip')
      .map(({ description, status }) => [description, status]);

  it('are found there, IPv6 in any form', async () => {
    const state = await stateOf({ ctl1: ['10.77.0.11/24'], net1: ['10.77.0.10/32', '2001:db8::10/128'] });
    assert.deepEqual(rows(state), [
      ['on net1', 'good'],
      ['on net1', 'good'],
    ]);
  });

  it('are an alarm on two of them, or on none, for each address by itself', async () => {
    const state = await stateOf({ net1: ['10.77.0.10/32'], net2: ['10.77.0.10/32'] });
    assert.deepEqual(rows(state), [
      ['on several hosts at once: net1, net2', 'alarm'],
      ['on no host', 'alarm'],
    ]);
    const card = triage(state, now, english);
    assert.equal(card.lines.find(({ id }) => id === 'vip')?.status, 'alarm');
    assert.deepEqual(
      card.causes.map(({ id }) => id),
      ['vip-split', 'vip-nowhere'],
    );
  });

  it('are an alarm where a controller and a load balancer both have one', async () => {
    const state = await stateOf({ ctl2: ['2001:db8::10/64'], net2: ['2001:0db8::0010/128', '10.77.0.10/32'] });
    assert.deepEqual(rows(state), [
      ['on net2', 'good'],
      ['on several hosts at once: ctl2, net2', 'alarm'],
    ]);
  });
});
