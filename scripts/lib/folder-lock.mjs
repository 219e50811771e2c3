import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Keeps two set-ups in the same checkout out of each other's way.
 *
 * @template Value
 * @param {string} lockFolder made while the work lasts; its parent is made when it is missing
 * @param {() => Promise<Value>} work
 * @returns {Promise<Value>} what the work gave
 */
export async function withFolderLock(lockFolder, work) {
  await takeLock(lockFolder);
  const release = () => rmSync(lockFolder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** @param {string} lockFolder */
async function takeLock(lockFolder) {
  mkdirSync(dirname(lockFolder), { recursive: true });
  let told = false;
  while (!makeLock(lockFolder)) {
    const owner = lockOwner(lockFolder);
    if (owner !== undefined && !isAlive(owner)) {
      removeStaleLock(lockFolder, owner);
      continue;
    }
    if (!told) console.log(`Waiting for another set-up of this checkout (process ${owner ?? 'unknown'}) …`);
    told = true;
    await wait(300);
  }
}

/** How a rename to a folder that exists fails, on Linux, macOS and Windows. */
const takenCodes = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'];

/** @param {string} lockFolder */
function makeLock(lockFolder) {
  // The owner's id is in the folder from the first moment on: it is written beside it and moved into place.
  const own = `${lockFolder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'pid'), String(process.pid));
  try {
    renameSync(own, lockFolder);
    return true;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    const isTaken = error instanceof Error && 'code' in error && takenCodes.includes(String(error.code));
    if (isTaken) return false;
    throw error;
  }
}

/** @param {string} lockFolder */
function lockOwner(lockFolder) {
  try {
    return Number(readFileSync(join(lockFolder, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {string} lockFolder
 * @param {number} deadOwner
 */
function removeStaleLock(lockFolder, deadOwner) {
  const away = `${lockFolder}.stale.${process.pid}`;
  try {
    renameSync(lockFolder, away);
  } catch {
    return; // Somebody else was faster.
  }
  if (lockOwner(away) === deadOwner) rmSync(away, { recursive: true, force: true });
  else renameSync(away, lockFolder);
}
