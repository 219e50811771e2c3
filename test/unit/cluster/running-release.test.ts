import assert from 'node:assert/strict';
import type { ClusterState } from '../../../core/cluster/cluster-state.ts';
import { type PackageVersions, readPackages } from '../../../core/cluster/probes/packages.ts';
import { releaseOfImage, runningRelease } from '../../../core/cluster/running-release.ts';
import type { ServiceState } from '../../../core/cluster/services.ts';
import { optionKnowledge } from '../config/lint-fixture.ts';
import { outputOf } from './captured.ts';

const { releases } = optionKnowledge;

describe('the release that an image of nova tells', () => {
  const cases: readonly (readonly [image: string, release: string | undefined, nearestTo?: string])[] = [
    ['quay.io/openstack.kolla/nova-conductor:2025.1-ubuntu-noble', '2025.1'],
    ['registry.example:4000/kolla/ubuntu-binary-nova-conductor:wallaby', 'wallaby'],
    ['quay.io/openstack.kolla/nova-conductor:2023.1-rocky-9', '2023.1'],
    ['quay.io/openstack.kolla/nova-conductor:master-debian-bookworm', releases.at(-1)],
    ['quay.io/tripleowallaby/openstack-nova-conductor:current-tripleo', 'wallaby'],
    ['registry.redhat.io/rhosp-rhel9/openstack-nova-conductor:17.1', 'wallaby'],
    ['registry.redhat.io/rhosp-rhel8/openstack-nova-conductor:16.2.4-5', 'train'],
    ['kolla/centos-binary-nova-conductor:ocata', releases[0], 'ocata'],
    ['kolla/centos-source-nova-conductor:rocky', releases[0], 'rocky'],
    ['registry.example:5000/nova-conductor', undefined],
    ['acme/nova-conductor@sha256:2025e1b0', undefined],
    ['acme/nova-conductor:2026-11-22', undefined],
    ['', undefined],
  ];
  for (const [image, release, nearestTo] of cases) {
    it(`${image || 'nothing'}: ${release ?? 'none'}`, () => {
      assert.deepEqual(releaseOfImage(image, releases), release && { release, nearestTo });
    });
  }
});

describe('the release that a cluster runs', () => {
  const conductor = (image: string | undefined): ServiceState => ({
    service: 'nova-conductor',
    name: 'nova-conductor',
    state: 'running',
    since: 1,
    restarts: 0,
    image,
    owner: { kind: 'systemd', unit: 'nova-conductor.service' },
  });

  function releaseOf(services: readonly ServiceState[], printed: string) {
    const packages = new Map([['ctl1', readPackages(outputOf(printed)) as PackageVersions]]);
    const state: ClusterState = {
      name: 'lab',
      controllers: [
        {
          controller: { name: 'ctl1', host: 'ctl1', role: 'controller' },
          readAt: 0,
          addresses: [],
          host: { unreadable: 'not-understood', detail: '' },
          clock: undefined,
          services,
          unasked: [],
        },
      ],
      vips: 'none',
      broker: undefined,
      database: undefined,
      logs: new Map(),
    };
    return runningRelease(state, packages, releases);
  }

  it('is that of the image, whatever packages are on its host', () => {
    const found = releaseOf(
      [conductor('kolla/nova-conductor:2024.1')],
      'package installed nova-conductor 2:26.2.2-1\n',
    );
    const by = 'ctl1: kolla/nova-conductor:2024.1';
    assert.deepEqual(found, { release: '2024.1', nearestTo: undefined, by });
  });

  it('is that of the package where no container runs it: of Debian with an epoch, of Red Hat without', () => {
    const debian = releaseOf([conductor(undefined)], 'package installed nova-conductor 2:26.2.2-1~deb12u3\n');
    const by = 'ctl1: nova-conductor 2:26.2.2-1~deb12u3';
    assert.deepEqual(debian, { release: 'zed', nearestTo: undefined, by });
    const redHat = releaseOf([conductor(undefined)], 'package installed openstack-nova-conductor 20.6.1-2.el8\n');
    assert.equal(redHat?.release, 'train');
    const old = releaseOf([conductor(undefined)], 'package installed nova-conductor 2:15.1.5-0ubuntu1\n');
    assert.deepEqual([old?.release, old?.nearestTo], ['train', 'nova 15.1.5']);
  });

  it('is not known where an image says nothing, or nothing of nova runs', () => {
    const packages = 'package installed nova-conductor 2:26.2.2-1\n';
    assert.equal(releaseOf([conductor('acme/nova:stable')], packages), undefined);
    assert.equal(releaseOf([], packages), undefined);
  });
});
