import { spawnSync } from 'node:child_process';
import { newerNode } from './newer-node.mjs';
import { inProject } from './paths.mjs';

/**
 * What a piece of TypeScript gives that the running Node may not be able to load: imports, and a `return` of plain values;
 * it may wait for something.
 * @param {string} program
 * @returns {unknown}
 */
export function valueOfModule(program) {
  const end = program.lastIndexOf('import ');
  const imports = program.slice(0, program.indexOf('\n', end) + 1);
  const body = program.slice(imports.length);
  const text = `${imports}process.stdout.write(JSON.stringify(await (async () => {${body}})()));`;
  const { status, stdout, stderr } = spawnSync(newerNode(), ['--input-type=module', '--eval', text], {
    cwd: inProject('.'),
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (status !== 0) throw new Error(`The values could not be read:\n${stderr}`);
  return JSON.parse(stdout);
}
