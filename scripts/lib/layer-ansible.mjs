import { findDebianProgram } from './debian-packages.mjs';
import { runMochaLayer } from './layer-mocha.mjs';

/**
 * Playbooks that are made of runbooks, in the real Ansible.
 *
 * @param {{words?: readonly string[], grep?: string | undefined}} selection
 */
export async function runAnsibleLayer(selection) {
  const program = '/usr/bin/ansible-playbook';
  const purpose = 'The tests run playbooks that were made of runbooks';
  await findDebianProgram({ name: 'ansible-core', program, purpose, elsewhere: 'install ansible-core.' });
  return runMochaLayer('ansible', selection);
}
