import { existsSync } from 'node:fs';
import { findDebianProgram } from './debian-packages.mjs';
import { UserFailure } from './failure.mjs';

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
  return findDebianProgram({
    name: 'chromium',
    program: '/usr/bin/chromium',
    purpose: 'The tests drive Chromium',
    elsewhere: 'install Chromium and let NOVA_DOCTOR_CHROMIUM name its program (Chrome and Edge will do).',
  });
}
