import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { UserFailure } from './failure.mjs';
import { withFolderLock } from './folder-lock.mjs';
import { runNpm } from './npm.mjs';
import { cacheFolder, inProject, projectFolder } from './paths.mjs';

/**
 * Installs what package-lock.json names, unless exactly that is there already.
 */
export async function installDependencies() {
  if (dependenciesAreInstalled()) return;
  await withFolderLock(`${cacheFolder}/install.lock`, async () => {
    if (dependenciesAreInstalled()) return;
    if (isLink(inProject('node_modules'))) {
      throw new UserFailure(
        'node_modules is a link to the folder of another checkout and does not hold what package-lock.json names: ' +
          'run npm ci there, or remove the link.',
      );
    }
    const wanted = packagesOf(inProject('package-lock.json'));
    // NODE_ENV=production or a user's own setting would leave out the tools that build and test.
    const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional'];
    const { status, output } = await runNpm('Installing the dependencies', args, {
      cwd: projectFolder,
      packageCount: [...wanted.values()].filter(isForThisPlatform).length,
    });
    if (status !== 0) {
      throw new UserFailure(
        `${output}\nThe dependencies could not be installed (npm ci ended with ${status}): see above.`,
      );
    }
  });
}

/**
 * npm writes down what it has installed as the last thing it does, so an interrupted installation is seen.
 */
function dependenciesAreInstalled() {
  const installedList = inProject('node_modules/.package-lock.json');
  if (!existsSync(installedList)) return false;
  const installed = packagesOf(installedList);
  for (const [path, wanted] of packagesOf(inProject('package-lock.json'))) {
    if (!isForThisPlatform(wanted)) continue;
    const found = installed.get(path);
    if (found === undefined && wanted.optional === true) continue;
    if (found?.version !== wanted.version || found?.integrity !== wanted.integrity) return false;
  }
  return true;
}

/**
 * @typedef {{version: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[]}} LockedPackage
 * @param {string} lockFile
 * @returns {Map<string, LockedPackage>} by the path below the project folder
 */
function packagesOf(lockFile) {
  /** @type {{packages: Record<string, LockedPackage>}} */
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  return new Map(Object.entries(lock.packages).filter(([path]) => path !== ''));
}

/** @param {LockedPackage} locked */
function isForThisPlatform(locked) {
  return (
    (locked.os ?? [process.platform]).includes(process.platform) &&
    (locked.cpu ?? [process.arch]).includes(process.arch)
  );
}

/** @param {string} path */
function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
