import { existsSync, readFileSync } from 'node:fs';
import { UserFailure } from './failure.mjs';
import { runQuietly } from './processes.mjs';

const debianProgram = '/usr/bin/chromium';

/**
 * The browser that the tests drive. On Debian it is installed when it is missing and this may be done.
 *
 * @returns {Promise<string>} path of the program
 */
export async function findChromium() {
  const named = process.env.NOVA_DOCTOR_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new UserFailure(`NOVA_DOCTOR_CHROMIUM names ${named}, which does not exist.`);
  }
  if (existsSync(debianProgram)) return debianProgram;
  if (isDebian() && process.getuid?.() === 0) {
    await installDebianPackage();
    return debianProgram;
  }
  throw new UserFailure(
    isDebian()
      ? 'The tests drive Chromium, which is missing: install it with "sudo apt-get install chromium" and try again.'
      : 'The tests drive Chromium: install it and let NOVA_DOCTOR_CHROMIUM name its program (Chrome and Edge will do).',
  );
}

function isDebian() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

async function installDebianPackage() {
  console.log('Installing Chromium (Debian package chromium) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt may be at work on this machine: wait for it.
  const steps = [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']];
  for (const step of steps) {
    const { status, output } = await runQuietly('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...step], { env });
    // An update that fails may still leave lists from which the package can be installed.
    if (status !== 0 && step[0] === 'install') {
      throw new UserFailure(`${output}\nChromium is missing and apt-get could not install it: see above.`);
    }
  }
  if (!existsSync(debianProgram))
    throw new UserFailure(`The package chromium is installed, but ${debianProgram} is missing.`);
}
