import { existsSync, readFileSync } from 'node:fs';
import { UserFailure } from './failure.mjs';
import { runQuietly } from './processes.mjs';

/**
 * The program of a Debian package. On Debian it is installed when it is missing and this may be done.
 *
 * @param {{name: string, program: string, purpose: string, elsewhere: string}} wanted
 *   name: of the package; purpose: a sentence that says what needs it; elsewhere: what to do on other systems
 * @returns {Promise<string>} path of the program
 */
export async function findDebianProgram({ name, program, purpose, elsewhere }) {
  if (existsSync(program)) return program;
  if (isDebian() && process.getuid?.() === 0) {
    await installDebianPackage(name, program);
    return program;
  }
  const advice = isDebian() ? `install it with "sudo apt-get install ${name}" and try again.` : elsewhere;
  throw new UserFailure(`${purpose}, which is missing: ${advice}`);
}

function isDebian() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * @param {string} name
 * @param {string} program
 */
async function installDebianPackage(name, program) {
  console.log(`Installing the Debian package ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt may be at work on this machine: wait for it.
  const steps = [['update'], ['install', '--yes', '--no-install-recommends', name]];
  for (const step of steps) {
    const { status, output } = await runQuietly('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...step], { env });
    // An update that fails may still leave lists from which the package can be installed.
    if (status !== 0 && step[0] === 'install') {
      throw new UserFailure(`${output}\n${name} is missing and apt-get could not install it: see above.`);
    }
  }
  if (!existsSync(program)) throw new UserFailure(`The package ${name} is installed, but ${program} is missing.`);
}
