import { hostname } from 'node:os';
import {
  type HeldLock,
  type LockOwner,
  type LockReading,
  lockFolder,
  readLockCommand,
  removeLockCommand,
  takeLockCommand,
} from '../../core/cluster/actions/lock.ts';
import { type ControllerFailure, failureText, isFailure } from '../../core/cluster/failure.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { visibleLine } from '../../core/text/layout.ts';
import { sentences } from '../../core/text/sentences.ts';
import type { ClusterSession } from '../cluster/cluster-session.ts';

/** The lock on a cluster while a run holds it. */
export interface ClusterLock {
  /** Controllers that hold it. */
  readonly controllers: readonly string[];
  /** What a person must know although it was taken: controllers that are out of reach, or whose lock is another's. */
  readonly notes: readonly string[];
  /** Whether a controller, or another one where it holds none, still holds it for this run; undefined where nobody can tell. */
  isOurs(controller: string): Promise<boolean | undefined>;
  /** Removes it everywhere. @returns sentences about controllers on which it may have been left. */
  release(): Promise<readonly string[]>;
}

export type LockRefusal =
  | { readonly refused: 'held'; readonly holders: readonly ControllerLock[] }
  | { readonly refused: 'no-majority'; readonly failures: readonly ControllerProblem[]; readonly needed: number };

export interface ControllerLock extends HeldLock {
  readonly controller: string;
}

export interface ControllerProblem {
  readonly controller: string;
  readonly text: string;
}

export interface LockOptions {
  readonly l10n: Translator;
  readonly signal?: AbortSignal;
  /** Takes it from whoever has it: a person said so. */
  readonly breaks?: boolean;
  /** Where on a controller; for tests. */
  readonly folder?: string;
}

/** Commands that start at the same time look at the lock once. */
const freshMilliseconds = 1000;

type Session = Pick<ClusterSession, 'cluster' | 'run'>;

/**
 * Locks a cluster: a majority of its controllers must take the lock, so that two never both have it. One that this very run left
 * behind (its process was ended) counts as taken, when it comes from this machine: the journal has one writer only.
 */
export async function lockCluster(
  session: Session,
  owner: LockOwner,
  options: LockOptions,
): Promise<ClusterLock | LockRefusal> {
  const controllers = controllersOf(session);
  const needed = Math.floor(controllers.length / 2) + 1;
  const tries = await Promise.all(controllers.map(name => takeOne(session, name, owner, options)));
  const taken = tries.filter(one => one.state === 'taken').map(one => one.controller);
  const holders = tries.flatMap(one => (one.state === 'held' ? [one.lock] : []));
  const failures = tries.flatMap(one => (one.state === 'failed' ? [one] : []));
  // A command whose answer was lost may have taken it all the same.
  const perhaps = [...taken, ...failures.filter(one => one.mayHaveTaken).map(one => one.controller)];
  const release = () => releaseAll(session, perhaps, owner.run, options);
  const looks = new Map<string, { readonly at: number; readonly isOurs: Promise<boolean | undefined> }>();

  async function look(controller: string): Promise<boolean | undefined> {
    const reading = await session.run(controller, readLockCommand(options.folder), {});
    if (isFailure(reading) || reading.lock === 'failed') return undefined;
    return reading.lock === 'held' && reading.mark === owner.run;
  }

  function isOursOn(controller: string): Promise<boolean | undefined> {
    const known = looks.get(controller);
    if (known && performance.now() - known.at < freshMilliseconds) return known.isOurs;
    const made = { at: performance.now(), isOurs: look(controller) };
    looks.set(controller, made);
    return made.isOurs;
  }

  if (taken.length < needed) {
    await release();
    return holders.length > 0 ? { refused: 'held', holders } : { refused: 'no-majority', failures, needed };
  }
  return {
    controllers: taken,
    notes: [...failures.map(({ text }) => text), ...holders.map(lock => lockText(lock, options.l10n))],
    isOurs: controller => isOursOn(taken.includes(controller) ? controller : (taken[0] ?? controller)),
    release,
  };
}

export function isLockRefusal(value: ClusterLock | LockRefusal): value is LockRefusal {
  return 'refused' in value;
}

/** Who has the lock, from where, since when, and what to do. */
export function lockRefusalText(refusal: LockRefusal, l10n: Translator): string {
  if (refusal.refused === 'no-majority') {
    const why = refusal.failures.map(({ text }) => text);
    return sentences(
      l10n.t('The cluster cannot be locked: {0} of its controllers must take the lock.', refusal.needed),
      ...why,
    );
  }
  const texts = [...new Set(refusal.holders.map(lock => lockText(lock, l10n)))];
  return sentences(
    ...texts,
    l10n.t(
      'Nothing was begun. If you know that nobody works there any more, break the lock: nova-doctor runbook unlock',
    ),
  );
}

/** Who has a lock, from where, since when. */
export function lockText({ owner, ageSeconds, controller }: ControllerLock, l10n: Translator): string {
  const minutes = ageSeconds === undefined ? '?' : String(Math.floor(ageSeconds / 60));
  if (owner === undefined) {
    return l10n.t('{0} has been locked for {1} minutes; by whom cannot be told.', controller, minutes);
  }
  const { who, host, run, time } = owner;
  return l10n.t(
    'The cluster has been locked by {0} on {1} since {2} ({3} minutes), run {4}.',
    visibleLine(who),
    visibleLine(host),
    new Date(clampTime(time)).toISOString(),
    minutes,
    visibleLine(run),
  );
}

function clampTime(time: number): number {
  return Number.isFinite(time) && Math.abs(time) < 8e15 ? time : 0;
}

/** All locks that there are on a cluster, and where nobody could look. */
export async function readLocks(
  session: Session,
  options: LockOptions,
): Promise<{ readonly locks: readonly ControllerLock[]; readonly failures: readonly ControllerProblem[] }> {
  const readings = await Promise.all(
    controllersOf(session).map(async controller => {
      const reading = await session.run(controller, readLockCommand(options.folder), signalOf(options));
      return { controller, reading, failed: failedText(controller, reading, options.l10n) };
    }),
  );
  return {
    locks: readings.flatMap(({ controller, reading }) =>
      !isFailure(reading) && reading.lock === 'held' ? [{ ...reading, controller }] : [],
    ),
    failures: readings.flatMap(({ failed }) => failed ?? []),
  };
}

/** Removes locks that a person has seen, if they are still the same. @returns sentences about what could not be removed. */
export async function breakLocks(
  session: Session,
  locks: readonly ControllerLock[],
  options: LockOptions,
): Promise<readonly string[]> {
  const left = await Promise.all(locks.map(({ controller, mark }) => removeOne(session, controller, mark, options)));
  return left.flatMap(text => text ?? []);
}

type Try =
  | { readonly state: 'taken'; readonly controller: string }
  | { readonly state: 'held'; readonly controller: string; readonly lock: ControllerLock }
  | { readonly state: 'failed'; readonly controller: string; readonly text: string; readonly mayHaveTaken: boolean };

async function takeOne(session: Session, controller: string, owner: LockOwner, options: LockOptions): Promise<Try> {
  const take = () => session.run(controller, takeLockCommand(owner, options.folder), signalOf(options));
  let taking = await take();
  if (!isFailure(taking) && taking.lock === 'held' && options.breaks === true) {
    await removeOne(session, controller, taking.mark, options);
    taking = await take();
  }
  const failed = failedText(controller, taking, options.l10n);
  if (failed) return { state: 'failed', ...failed, mayHaveTaken: isFailure(taking) && mayHaveRun(taking) };
  if (isFailure(taking) || taking.lock !== 'held') return { state: 'taken', controller };
  const isOwn = taking.mark === owner.run && (taking.owner === undefined || taking.owner.host === owner.host);
  return isOwn ? { state: 'taken', controller } : { state: 'held', controller, lock: { ...taking, controller } };
}

/** Failures after which the command may have run. */
function mayHaveRun({ failed }: ControllerFailure): boolean {
  return failed === 'connection-lost' || failed === 'command-timed-out' || failed === 'cancelled';
}

async function releaseAll(
  session: Session,
  controllers: readonly string[],
  run: string,
  { signal: _, ...options }: LockOptions,
): Promise<readonly string[]> {
  // The signal of the run may have been what ended it: the lock is removed all the same.
  const left = await Promise.all(controllers.map(controller => removeOne(session, controller, run, options)));
  return left.flatMap(text => text ?? []);
}

async function removeOne(
  session: Session,
  controller: string,
  mark: string,
  options: LockOptions,
): Promise<string | undefined> {
  const removal = await session.run(controller, removeLockCommand(mark, options.folder), signalOf(options));
  const failed = failedText(controller, removal, options.l10n);
  if (failed)
    return options.l10n.t(
      'The lock may be left: {0} on {1}. {2}',
      options.folder ?? lockFolder,
      controller,
      failed.text,
    );
  if (isFailure(removal) || removal.lock !== 'held') return undefined;
  return lockText({ ...removal, controller }, options.l10n);
}

function failedText(
  controller: string,
  reading: LockReading | { readonly lock: 'taken' | 'removed' } | ControllerFailure,
  l10n: Translator,
): ControllerProblem | undefined {
  if (isFailure(reading)) return { controller, text: failureText(reading, l10n) };
  if (reading.lock !== 'failed') return undefined;
  return { controller, text: l10n.t('{0}: the lock could not be used: {1}', controller, visibleLine(reading.detail)) };
}

function controllersOf({ cluster }: Session): string[] {
  return cluster.hosts.filter(host => host.role === 'controller').map(host => host.name);
}

function signalOf({ signal }: LockOptions): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

/** @param now milliseconds since 1970. */
export function lockOwner(run: string, who: string, now: number): LockOwner {
  return { run, who, host: hostname(), time: now };
}
