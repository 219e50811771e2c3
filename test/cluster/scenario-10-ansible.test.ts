import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, controllerNames, readSettings } from '../../scripts/cluster/settings.mjs';
import { call } from '../../scripts/cluster/shell.mjs';
import { homeFolder, keyFile, workspaceFolder } from '../../scripts/cluster/workspace.mjs';
import { doctor } from './doctor.ts';
import { assertHealthy, cutConnectionsAndFind, quickly, record, startHealthy } from './scenario.ts';

describe('Scenario 10: the exported Ansible playbook', () => {
  it('repairs scenario 1 with Debian’s ansible-core', async () => {
    await startHealthy();
    const cause = await cutConnectionsAndFind();
    const exported = await doctor('runbook', 'export', 'conductor-safe-channel', '--format', 'ansible', ...quickly);
    assert.equal(exported.status, 0, exported.error);
    const playbook = join(workspaceFolder, 'repair.yml');
    writeFileSync(playbook, exported.output);
    writeFileSync(join(workspaceFolder, 'inventory'), inventory());
    const environment = { PATH: process.env.PATH, HOME: homeFolder, ANSIBLE_NOCOLOR: '1', LC_ALL: 'C.UTF-8' };
    const began = Date.now();
    const words = [
      '-i',
      'inventory',
      '-e',
      'nova_doctor_agreed=destroy',
      '-e',
      'nova_doctor_unattended=true',
      playbook,
    ];
    const played = await call('ansible-playbook', words, { cwd: workspaceFolder, environment, seconds: 1000 });
    assert.equal(played.status, 0, `${played.output}\n${played.error}`);
    const seconds = (Date.now() - began) / 1000;
    await assertHealthy('after');
    const steps = `${exported.output.match(/^- name:/gm)?.length ?? 0} plays`;
    record({
      scenario: '10 the exported Ansible playbook',
      cause: cause.rootCause,
      runbook: 'conductor-safe-channel',
      steps,
      seconds,
    });
  });
});

/** What a team's inventory says about the controllers. */
function inventory(): string {
  const settings = readSettings();
  assert.ok(settings);
  const hosts = controllerNames.map(name => `${name} ansible_host=${addressOf(name, settings)}`);
  const ssh = `-o UserKnownHostsFile=${join(homeFolder, '.ssh/known_hosts')}`;
  const common = [
    'ansible_user=operator',
    `ansible_ssh_private_key_file=${keyFile}`,
    `ansible_ssh_common_args="${ssh}"`,
    'ansible_python_interpreter=/usr/bin/python3',
  ];
  return `[control]\n${hosts.join('\n')}\n[control:vars]\n${common.join('\n')}\n`;
}
