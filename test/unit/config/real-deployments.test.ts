import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { lintDeployment } from '../../../core/config/lint.ts';
import { configRules } from '../../../core/config/rules/rules.ts';
import { english } from '../../../core/text/l10n.ts';
import { readDeployment } from '../../../io/config/read-deployment.ts';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { optionKnowledge } from './lint-fixture.ts';

const folder = inProject('test/fixtures/deployments');

async function judge(path: string, release?: string) {
  const read = await readDeployment([path], { knowledge: optionKnowledge, l10n: english, release });
  assert.deepEqual([read.problems, read.workspaceProblems], [[], []]);
  const findings = lintDeployment(read.deployment, configRules, { severities: {} }, english);
  const errors = findings
    .filter(each => each.severity === 'error')
    .map(each => `${each.rule} ${each.place.path} ${each.message}`);
  const unknown = (rule: string) =>
    [...new Set(findings.filter(each => each.rule === rule).map(each => each.message.split(' ')[0]!))].toSorted();
  return { ...read, errors, unknown };
}

/** What these tools write although no release of that time reads it. */
const known: Readonly<
  Record<string, { readonly release: string; readonly names: readonly string[]; readonly groups: readonly string[] }>
> = {
  'devstack-2024.2': {
    release: '2024.2',
    names: [
      '[DEFAULT]default_floating_pool',
      '[DEFAULT]send_arp_for_ha',
      '[DEFAULT]service_token_roles_required',
      '[neutron]auth_strategy',
      '[service_user]auth_strategy',
    ],
    groups: [],
  },
  'juju-yoga': {
    release: 'yoga',
    names: [
      '[DEFAULT]connection_type',
      '[DEFAULT]dhcpbridge',
      '[DEFAULT]dhcpbridge_flagfile',
      '[DEFAULT]ec2_private_dns_show_ip',
      '[DEFAULT]iscsi_helper',
      '[DEFAULT]libvirt_use_virtio_for_bridges',
      '[DEFAULT]metadata_host',
      '[DEFAULT]network_api_class',
      '[DEFAULT]root_helper',
      '[DEFAULT]s3_listen',
      '[DEFAULT]scheduler_default_filters',
      '[DEFAULT]use_neutron',
      '[DEFAULT]verbose',
      '[DEFAULT]volumes_path',
      '[keystone_authtoken]signing_dir',
      '[neutron]url',
      '[placement]os_interface',
      '[placement]os_region_name',
      '[placement]randomize_allocation_candidates',
    ],
    groups: ['[osapi_v3]'],
  },
  'kolla-2023.1': { release: '2023.1', names: [], groups: ['[privsep_entrypoint]'] },
  'kolla-2025.1': {
    release: '2025.1',
    names: ['[DEFAULT]my_ip', '[DEFAULT]osapi_compute_listen', '[DEFAULT]transport_url', '[api]use_forwarded_for'],
    groups: ['[cache]', '[oslo_concurrency]', '[privsep_entrypoint]'],
  },
  'kolla-wallaby': { release: 'wallaby', names: [], groups: ['[privsep_entrypoint]'] },
  'tripleo-wallaby': {
    release: 'wallaby',
    names: ['[DEFAULT]image_service', '[DEFAULT]notify_api_faults', '[DEFAULT]osapi_volume_listen'],
    groups: [],
  },
};

describe('Files as tools of deployment write them', () => {
  it('are all judged', () => assert.deepEqual(readdirSync(folder).toSorted(), Object.keys(known).toSorted()));

  for (const [name, { release, names, groups }] of Object.entries(known))
    it(`${name} has no error, and no name is unknown that is one`, async () => {
      const judged = await judge(`${folder}/${name}`);
      assert.equal(judged.release.release, release);
      assert.deepEqual(judged.errors, []);
      assert.deepEqual(judged.unknown('OSLO-unknown'), names);
      assert.deepEqual(judged.unknown('OSLO-group'), groups);
    });

  it('are put together by the services that read them', async () => {
    const { deployment } = await judge(`${folder}/kolla-2025.1`);
    const sets = deployment.nova.map(({ service, isPartial, files }) => [service, isPartial, files.length]);
    assert.deepEqual(sets, [
      [undefined, true, 1],
      ['nova-compute', true, 2],
      ['nova-api', false, 1],
      ['nova-compute', false, 1],
      ['nova-conductor', false, 1],
      ['placement-api', false, 1],
    ]);
    const devstack = await judge(`${folder}/devstack-2024.2`);
    assert.deepEqual(
      devstack.deployment.nova.map(({ service }) => service),
      [undefined, 'nova-compute', 'nova-conductor', 'placement-api'],
    );
    const tripleo = await judge(`${folder}/tripleo-wallaby`);
    assert.deepEqual(
      tripleo.deployment.nova.map(({ service }) => service),
      [undefined, 'nova-compute'],
    );
  });

  it('a file of a real cloud that Juju runs has no error in any release', async function () {
    const path = inProject('../shared/corpora/nova.conf');
    if (!existsSync(path)) {
      console.log(`      skipped: there is no ${path}`);
      this.skip();
    }
    for (const release of optionKnowledge.releases) assert.deepEqual((await judge(path, release)).errors, [], release);
  });
});
