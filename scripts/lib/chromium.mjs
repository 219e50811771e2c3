import { existsSync } from 'node:fs';
import { findDebianProgram } from './debian-packages.mjs';
import { UserFailure } from './failure.mjs';
import { runQuietly } from './processes.mjs';

/** Without it, pictures of windows in Chinese show boxes. */
const chineseFont = { name: 'fonts-wqy-microhei', program: '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc' };

/**
 * Installs a font for Chinese as `findChromium` installs the browser, where there is none. Tests pass without.
 */
export async function installChineseFont() {
  const { status, output } = await runQuietly('fc-list', [':lang=zh-cn', 'file']).catch(() => ({
    status: 1,
    output: '',
  }));
  if (status === 0 && output.trim() !== '') return;
  try {
    await findDebianProgram({ ...chineseFont, purpose: 'Pictures in Chinese need a font', elsewhere: 'install one.' });
  } catch (error) {
    if (!(error instanceof UserFailure)) throw error;
    console.log(error.message);
  }
}

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
