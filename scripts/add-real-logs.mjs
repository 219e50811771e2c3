// node scripts/add-real-logs.mjs FOLDER: takes runs of a real nova (FOLDER/NAME/{logs,etc,…} with FOLDER/truth.json) into
// test/fixtures/real-logs, compressed. The tests of the layer "diagnosis" pick up every run that is there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inProject } from './lib/paths.mjs';

const target = inProject('test/fixtures/real-logs');
const source = process.argv[2];
if (source === undefined) {
  console.error('Which folder? Give the one that holds the runs and their truth.json.');
  process.exit(2);
}

const truth = JSON.parse(readFileSync(join(source, 'truth.json'), 'utf8'));
for (const [name, expected] of Object.entries(truth)) {
  const run = join(source, name);
  if (!existsSync(join(run, 'logs'))) {
    console.error(`${name} has no folder logs; it is left out.`);
    continue;
  }
  const folder = join(target, name);
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['logs', 'etc']) compressFolder(join(run, part), join(folder, part));
  for (const text of ['TITLE.txt', 'CAUSE.txt', 'EVENTS.txt']) {
    if (existsSync(join(run, text))) writeFileSync(join(folder, text), readFileSync(join(run, text)));
  }
  writeFileSync(join(folder, 'truth.json'), `${JSON.stringify(expected, undefined, 2)}\n`);
}

/**
 * @param {string} from
 * @param {string} to
 */
function compressFolder(from, to) {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    // The options of gzip are fixed and its header holds no time: the same run gives the same bytes.
    if (statSync(path).isFile()) writeFileSync(join(to, `${name}.gz`), gzipSync(readFileSync(path), { level: 9 }));
  }
}
