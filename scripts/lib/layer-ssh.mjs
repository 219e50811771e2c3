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
  // Login shells that are not bash, and the refusals of the real sudo.
  const shells = 'The tests log in with shells that are not bash';
  await findDebianProgram({ name: 'tcsh', program: '/usr/bin/tcsh', purpose: shells, elsewhere: 'install tcsh.' });
  await findDebianProgram({ name: 'fish', program: '/usr/bin/fish', purpose: shells, elsewhere: 'install fish.' });
  await findDebianProgram({ name: 'busybox', program: '/bin/busybox', purpose: shells, elsewhere: 'install busybox.' });
  const sudo = 'The tests are refused by the real sudo';
  await findDebianProgram({ name: 'sudo', program: '/usr/bin/sudo', purpose: sudo, elsewhere: 'install sudo.' });
  return runMochaLayer('ssh', { ...selection, environment: { NOVA_DOCTOR_SSHD: server } });
}
