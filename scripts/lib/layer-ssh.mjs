import { findDebianProgram } from './debian-packages.mjs';
import { runMochaLayer } from './layer-mocha.mjs';

/**
 * The tests of the way to controllers: against servers in their own process and against a real sshd on loopback.
 *
 * @param {{words?: readonly string[], grep?: string | undefined}} selection
 */
export async function runSshLayer(selection) {
  const elsewhere = 'install OpenSSH, client and server.';
  const purpose = 'The tests start a real OpenSSH server';
  const server = await findDebianProgram({ name: 'openssh-server', program: '/usr/sbin/sshd', purpose, elsewhere });
  await findDebianProgram({ name: 'openssh-client', program: '/usr/bin/ssh', purpose, elsewhere });
  return runMochaLayer('ssh', { ...selection, environment: { NOVA_DOCTOR_SSHD: server } });
}
