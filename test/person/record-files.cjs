// Loaded into every Node of the served VS Code before anything else (--require): writes to the file that NOVA_DOCTOR_RECORD names
// which files programs ask for below the folders that NOVA_DOCTOR_RECORDED lists.
const fs = require('node:fs');
const Module = require('node:module');
const { delimiter, resolve, sep } = require('node:path');
const { fileURLToPath } = require('node:url');

const record = process.env.NOVA_DOCTOR_RECORD;
const folders = (process.env.NOVA_DOCTOR_RECORDED ?? '').split(delimiter);
const { openSync, writeSync } = fs;
const output = openSync(record, 'a');
// For what an extension starts in turn. VS Code takes the variable away from extensions.
process.env.NODE_OPTIONS = `--require "${__filename}"`;
const seen = new Set();

/** @param {unknown} path as functions of node:fs take it */
function look(path) {
  if (typeof path !== 'string' && !Buffer.isBuffer(path) && !(path instanceof URL)) return;
  const absolute = path instanceof URL ? fileURLToPath(path) : resolve(path.toString());
  if (seen.has(absolute) || !folders.some(folder => absolute === folder || absolute.startsWith(folder + sep))) return;
  seen.add(absolute);
  writeSync(output, `${absolute}\n`);
}

/**
 * @param {Record<string, unknown>} owner
 * @param {string} name of a function whose first argument is a path
 */
function wrap(owner, name) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  const wrapped = function (...args) {
    look(args[0]);
    return Reflect.apply(original, this, args);
  };
  owner[name] = Object.assign(wrapped, original);
}

const readers = ['access', 'lstat', 'open', 'opendir', 'readdir', 'readFile', 'readlink', 'realpath', 'stat'];
for (const name of readers) {
  wrap(fs, name);
  wrap(fs, `${name}Sync`);
  wrap(fs.promises, name);
}
wrap(fs, 'existsSync');
wrap(fs, 'createReadStream');

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (...args) {
  const file = Reflect.apply(resolveFilename, this, args);
  look(file);
  return file;
};
