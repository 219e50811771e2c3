import type { Command, CommandOutput } from '../command.ts';

/** Where a run says that it works on this controller. A folder, because `mkdir` is atomic and fails where it exists. */
export const lockFolder = '/run/lock/nova-doctor';

/** Who works on a cluster. */
export interface LockOwner {
  readonly run: string;
  readonly who: string;
  /** The machine on which the editor or the command line runs. */
  readonly host: string;
  /** When it was taken, by that machine's clock, in milliseconds since 1970. */
  readonly time: number;
}

export interface HeldLock {
  /** Undefined where what is in it cannot be understood, as right after it was made. */
  readonly owner: LockOwner | undefined;
  /** Tells this lock from others: what `removeLockCommand` is given. */
  readonly mark: string;
  /** By the controller's own clock; undefined where it does not tell. */
  readonly ageSeconds: number | undefined;
}

export type LockReading =
  | { readonly lock: 'free' }
  | ({ readonly lock: 'held' } & HeldLock)
  | { readonly lock: 'failed'; readonly detail: string };

export type LockTaking = { readonly lock: 'taken' } | Exclude<LockReading, { lock: 'free' }>;

export type LockRemoval =
  | { readonly lock: 'removed' }
  /** It is somebody else's now. */
  | ({ readonly lock: 'held' } & HeldLock)
  | { readonly lock: 'failed'; readonly detail: string };

/** Prints what is in a lock. Its folder may lie where everybody may write: what root did not make is not followed. */
const printScript = [
  'nova_doctor_print() {',
  '  [ -d "$LOCK" ] && [ ! -L "$LOCK" ] || { echo "age -"; return; }',
  '  echo "age $(( $(date +%s) - $(stat -c %Y -- "$LOCK") ))"',
  '  [ -f "$LOCK/owner" ] && [ ! -L "$LOCK/owner" ] || return 0',
  '  head -c 4096 -- "$LOCK/owner"',
  '}',
].join('\n');

const freeStatus = 3;
const heldStatus = 4;

/** Takes the lock of one controller, or tells whose it is. */
export function takeLockCommand(owner: LockOwner, folder = lockFolder): Command<LockTaking> {
  return {
    name: 'lock',
    effect: 'change',
    asRoot: true,
    run: {
      script: [
        printScript,
        'umask 022',
        'if mkdir -- "$LOCK"; then printf "%s\\n%s\\n" "$RUN" "$OWNER" > "$LOCK/owner" && exit 0; rmdir -- "$LOCK"; exit 1; fi',
        `[ -e "$LOCK" ] || [ -L "$LOCK" ] || exit 1; nova_doctor_print; exit ${heldStatus}`,
      ].join('\n'),
      parameters: { LOCK: folder, RUN: owner.run, OWNER: JSON.stringify(owner) },
    },
    timeoutSeconds: 10,
    read: output => (output.status === 0 ? { lock: 'taken' } : heldOrFailed(output)),
  };
}

/** Whose the lock of one controller is. */
export function readLockCommand(folder = lockFolder): Command<LockReading> {
  return {
    name: 'read-lock',
    effect: 'read',
    asRoot: true,
    run: {
      script: [
        printScript,
        `[ -e "$LOCK" ] || [ -L "$LOCK" ] || exit ${freeStatus}; nova_doctor_print; exit ${heldStatus}`,
      ].join('\n'),
      parameters: { LOCK: folder },
    },
    timeoutSeconds: 10,
    read: output => (output.status === freeStatus ? { lock: 'free' } : heldOrFailed(output)),
  };
}

/**
 * Removes the lock of one controller if it is still the one with this mark; no lock at all is as good as removed.
 * @param mark the id of our own run, or what `HeldLock` says where somebody breaks a lock on purpose.
 */
export function removeLockCommand(mark: string, folder = lockFolder): Command<LockRemoval> {
  return {
    name: 'unlock',
    effect: 'change',
    asRoot: true,
    run: {
      script: [
        printScript,
        '[ -e "$LOCK" ] || [ -L "$LOCK" ] || exit 0',
        'NOW=$(nova_doctor_print); FOUND=$(printf "%s\\n" "$NOW" | sed -n 2p)',
        `[ "$FOUND" = "$MARK" ] || { printf "%s\\n" "$NOW"; exit ${heldStatus}; }`,
        // A link or a file of that name is nothing that we made: only the name itself goes.
        'if [ -d "$LOCK" ] && [ ! -L "$LOCK" ]; then rm -f -- "$LOCK/owner" && rmdir -- "$LOCK"; else rm -f -- "$LOCK"; fi',
      ].join('\n'),
      parameters: { LOCK: folder, MARK: mark },
    },
    timeoutSeconds: 10,
    read: output => (output.status === 0 ? { lock: 'removed' } : heldOrFailed(output)),
  };
}

function heldOrFailed(output: CommandOutput): Extract<LockReading, { lock: 'held' | 'failed' }> {
  if (output.status !== heldStatus) {
    const said = output.standardError.trim() || output.standardOutput.trim();
    return { lock: 'failed', detail: said.split('\n').at(-1) || `exit ${output.status ?? output.signal}` };
  }
  const [age = '', mark = '', ...rest] = output.standardOutput.split('\n');
  const seconds = /^age (-?\d+)$/.exec(age)?.[1];
  return {
    lock: 'held',
    mark,
    owner: ownerOf(rest[0] ?? ''),
    ageSeconds: seconds === undefined ? undefined : Math.max(0, Number(seconds)),
  };
}

function ownerOf(line: string): LockOwner | undefined {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { run, who, host, time } = read as Record<string, unknown>;
  if (typeof run !== 'string' || typeof who !== 'string' || typeof host !== 'string' || typeof time !== 'number')
    return undefined;
  return { run, who, host, time };
}
