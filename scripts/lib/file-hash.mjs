import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * @param {string} folder
 * @returns {string[]} every file below it, by name
 */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .sort();
}

/**
 * One hash over the names and contents of files and folders.
 *
 * @param {string} base names are taken below this folder
 * @param {readonly string[]} paths below the base; those that do not exist count as absent
 * @returns {string} in hexadecimal digits
 */
export function hashOfFiles(base, paths) {
  const hash = createHash('sha256');
  for (const path of paths.map(path => join(base, path))) {
    if (!existsSync(path)) continue;
    for (const file of statSync(path).isDirectory() ? filesBelow(path) : [path]) {
      const content = readFileSync(file);
      hash.update(`${relative(base, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}
