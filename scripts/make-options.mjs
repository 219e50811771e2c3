// node scripts/make-options.mjs [--work FOLDER] [--uv PROGRAM]: writes knowledge/options anew.
//
// Installs each release of scripts/options/releases.json from PyPI with uv (as it was when it came out, its libraries too;
// uv brings the Python that the release needs), asks oslo.config for all options there (scripts/options/list_options.py),
// and writes facts only: the newest release in full, each older one as what differs from the next.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { optionHistory, releaseFile } from './lib/option-data.mjs';
import { inProject } from './lib/paths.mjs';

const { values: settings } = parseArgs({
  options: { work: { type: 'string', default: inProject('.options') }, uv: { type: 'string', default: 'uv' } },
});

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  if (stderr.trim() !== '') console.error(stderr.trim());
  return stdout;
}

/**
 * Installs a release, unless an earlier run has done so, and lists its options.
 * @param {{ release: string, nova: string, placement: string | null, until: string, python: string, pins: string[], extra?: string[] }} of
 * @returns {import('./lib/option-data.mjs').Listing}
 */
function listOptions(of) {
  const folder = join(settings.work, of.release);
  const python = join(folder, 'bin', 'python');
  const done = join(folder, 'installed');
  if (!existsSync(done)) {
    run(settings.uv, ['venv', '--quiet', '--clear', '--python', of.python, folder]);
    // Stable branches went on after the release: nova itself, and the libraries that are pinned, may be newer than it.
    const free = ['nova', 'openstack-placement', 'sqlalchemy', 'pymysql', 'oslo-db', 'oslo-messaging'];
    const nova = [`nova~=${of.nova}`, ...(of.placement === null ? [] : [`openstack-placement~=${of.placement}`])];
    run(settings.uv, [
      ...['pip', 'install', '--quiet', '--python', python, '--exclude-newer', of.until],
      ...free.flatMap(name => ['--exclude-newer-package', `${name}=2099-01-01`]),
      ...[...nova, 'setuptools<81', 'osprofiler', 'castellan', ...of.pins, ...(of.extra ?? [])],
    ]);
    writeFileSync(done, '');
  }
  console.error(`${of.release}:`);
  return JSON.parse(run(python, [inProject('scripts/options/list_options.py')]));
}

mkdirSync(settings.work, { recursive: true });
/** @type {any[]} */
const known = JSON.parse(readFileSync(inProject('scripts/options/releases.json'), 'utf8'));
const listed = known.map(of => ({
  release: of.release,
  listing: listOptions(of),
  historyOnly: of.historyOnly === true,
}));
const folder = inProject('knowledge/options');
mkdirSync(folder, { recursive: true });
const withFile = listed.filter(each => !each.historyOnly);
for (const [index, each] of withFile.entries())
  writeFileSync(join(folder, `${each.release}.json`), `${JSON.stringify(releaseFile(each, withFile[index + 1]))}\n`);
writeFileSync(join(folder, 'history.json'), `${JSON.stringify(optionHistory(listed))}\n`);
writeFileSync(join(folder, 'releases.json'), `${JSON.stringify(withFile.map(each => each.release))}\n`);
