import { readLockCommand, removeLockCommand, takeLockCommand } from '../core/cluster/actions/lock.ts';
import type { Command } from '../core/cluster/command.ts';
import { controllerNamed } from './change.ts';
import { controllerOf } from './host-scripts.ts';
import { failed, type Host, printed, type Reply } from './reply.ts';

const nobody = { run: '', who: '', host: '', time: 0 };
/** Statuses that the scripts of the lock end with. */
const freeStatus = 3;
const heldStatus = 4;

/** The lock of a run: a folder with the file `owner` in it. */
export const lockScripts: readonly (readonly [string, (host: Host) => Reply])[] = [
  [scriptOf(takeLockCommand(nobody)), takeLock],
  [scriptOf(readLockCommand()), readLock],
  [scriptOf(removeLockCommand('')), removeLock],
];

function scriptOf({ run }: Command<unknown>): string {
  return 'script' in run ? run.script : '';
}

interface LabLock {
  readonly owner: string;
  readonly made: number;
}

function lockOf(host: Host): LabLock | undefined {
  const files = controllerOf(host).folders[host.parameters.LOCK ?? ''];
  return files && { owner: files.owner ?? '', made: Number(files['.made']) };
}

function description(host: Host, lock: LabLock): string {
  return `age ${Math.floor((host.world.state().now - lock.made) / 1000)}\n${lock.owner}`;
}

function takeLock(host: Host): Reply {
  const { LOCK = '', RUN = '', OWNER = '' } = host.parameters;
  const held = lockOf(host);
  if (held) {
    return failed(heldStatus, `mkdir: cannot create directory '${LOCK}': File exists\n`, description(host, held));
  }
  host.world.apply(({ state }) => {
    const controller = controllerNamed(state, host.controller);
    if (controller) controller.folders[LOCK] = { owner: `${RUN}\n${OWNER}\n`, '.made': String(state.now) };
  });
  return printed('');
}

function readLock(host: Host): Reply {
  const held = lockOf(host);
  return held ? failed(heldStatus, '', description(host, held)) : failed(freeStatus, '');
}

function removeLock(host: Host): Reply {
  const { LOCK = '', MARK = '' } = host.parameters;
  const held = lockOf(host);
  if (!held) return printed('');
  if (held.owner.split('\n')[0] !== MARK) return failed(heldStatus, '', `${description(host, held).trimEnd()}\n`);
  host.world.apply(({ state }) => {
    delete controllerNamed(state, host.controller)?.folders[LOCK];
  });
  return printed('');
}
