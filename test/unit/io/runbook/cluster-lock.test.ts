import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockOwner } from '../../../../core/cluster/actions/lock.ts';
import { english } from '../../../../core/text/l10n.ts';
import {
  breakLocks,
  type ClusterLock,
  isLockRefusal,
  type LockRefusal,
  lockCluster,
  lockRefusalText,
  readLocks,
} from '../../../../io/runbook/cluster-lock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { lockSession } from './lock-session.ts';

const l10n = english;
const mine: LockOwner = { run: '20261122T140309Z-aaaaaa', who: 'me', host: 'laptop', time: Date.UTC(2026, 10, 22) };
const yours: LockOwner = { ...mine, run: '20261122T140310Z-bbbbbb', who: 'you\u001b[2J', host: 'desk' };

function held(value: ClusterLock | LockRefusal): ClusterLock {
  assert.ok(!isLockRefusal(value), JSON.stringify(value));
  return value;
}

function refused(value: ClusterLock | LockRefusal): LockRefusal {
  assert.ok(isLockRefusal(value));
  return value;
}

describe('the lock on a cluster', function () {
  // Each command is a process.
  this.timeout(30_000);
  const temporary = temporaryFolder();
  let count = 0;
  after(() => temporary.remove());

  function world(...names: string[]) {
    const folder = join(temporary.path, String(count++));
    const isLocked = (name: string) => existsSync(join(folder, name, 'lock'));
    return { folder, ...lockSession(folder, names), locked: () => names.filter(isLocked) };
  }

  it('is held by every controller while a run lasts, and gone afterwards', async () => {
    const { session, locked, counted } = world('ctl1', 'ctl2', 'ctl3');
    const lock = held(await lockCluster(session, mine, { l10n }));
    assert.deepEqual(
      [lock.controllers, lock.notes, locked()],
      [['ctl1', 'ctl2', 'ctl3'], [], ['ctl1', 'ctl2', 'ctl3']],
    );
    assert.deepEqual([await lock.isOurs('ctl1'), await lock.isOurs('lb')], [true, true]);
    assert.deepEqual([await lock.release(), locked()], [[], []]);
    assert.ok(!counted.some(({ controller }) => controller === 'lb'));
  });

  it('refuses a second run, and says who, from where, since when', async () => {
    const { session, locked } = world('ctl1', 'ctl2', 'ctl3');
    const first = held(await lockCluster(session, yours, { l10n }));
    const second = refused(await lockCluster(session, mine, { l10n }));
    assert.equal(
      lockRefusalText(second, l10n).replace(/\(\d+ minutes\)/, '(0 minutes)'),
      'The cluster has been locked by you\\x1b[2J on desk since 2026-11-22T00:00:00.000Z (0 minutes), run 20261122T140310Z-bbbbbb. ' +
        'Nothing was begun. If you know that nobody works there any more, break the lock: nova-doctor runbook unlock',
    );
    assert.deepEqual(locked(), ['ctl1', 'ctl2', 'ctl3']);
    assert.equal(await first.isOurs('ctl2'), true);
    await first.release();
  });

  it('is never held by two at once', async () => {
    const { session, locked } = world('ctl1', 'ctl2', 'ctl3');
    for (let round = 0; round < 3; round++) {
      const tried = await Promise.all([mine, yours].map(owner => lockCluster(session, owner, { l10n })));
      const won = tried.filter(one => !isLockRefusal(one));
      assert.ok(won.length <= 1);
      for (const lock of won) await held(lock).release();
      assert.deepEqual(locked(), []);
    }
  });

  it('needs a majority, and says which controllers are out of reach', async () => {
    const { session, unreachable, locked } = world('ctl1', 'ctl2', 'ctl3');
    unreachable.add('ctl3');
    const lock = held(await lockCluster(session, mine, { l10n }));
    assert.deepEqual(lock.controllers, ['ctl1', 'ctl2']);
    assert.match(lock.notes.join(), /^ctl3: no answer in time/);
    assert.deepEqual(await lock.release(), []);
    unreachable.add('ctl2');
    const refusal = refused(await lockCluster(session, mine, { l10n }));
    assert.match(
      lockRefusalText(refusal, l10n),
      /^The cluster cannot be locked: 2 of its controllers must take the lock\. ctl2: no answer.* ctl3: no answer/,
    );
    assert.deepEqual(locked(), []);
  });

  it('is broken on purpose, and whoever lost it finds out', async () => {
    const { session, locked } = world('ctl1', 'ctl2', 'ctl3');
    const lost = held(await lockCluster(session, yours, { l10n }));
    const lock = held(await lockCluster(session, mine, { l10n, breaks: true }));
    assert.deepEqual(lock.controllers, ['ctl1', 'ctl2', 'ctl3']);
    assert.equal(await lost.isOurs('ctl1'), false);
    // Who lost it does not take away the other's.
    assert.match((await lost.release()).join(' '), /locked by me on laptop/);
    assert.deepEqual(locked(), ['ctl1', 'ctl2', 'ctl3']);
    await lock.release();
    assert.deepEqual(locked(), []);
  });

  it('is looked at and removed by hand, only as it was seen', async () => {
    const { session, locked } = world('ctl1', 'ctl2');
    held(await lockCluster(session, yours, { l10n }));
    const { locks, failures } = await readLocks(session, { l10n });
    assert.deepEqual(
      locks.map(lock => [lock.controller, lock.owner]),
      [
        ['ctl1', yours],
        ['ctl2', yours],
      ],
    );
    assert.deepEqual(failures, []);
    assert.deepEqual(await breakLocks(session, locks, { l10n }), []);
    held(await lockCluster(session, mine, { l10n }));
    assert.equal((await breakLocks(session, locks, { l10n })).length, 2);
    assert.deepEqual(locked(), ['ctl1', 'ctl2']);
  });

  it('that a killed run left is taken over when that run goes on, from the same machine only', async () => {
    const { session, folder } = world('ctl1', 'ctl2', 'ctl3');
    held(await lockCluster(session, mine, { l10n }));
    // On one of them it was killed right after the folder was made.
    rmSync(join(folder, 'ctl2', 'lock', 'owner'));
    writeFileSync(join(folder, 'ctl2', 'lock', 'owner'), `${mine.run}\n`);
    refused(await lockCluster(session, { ...mine, host: 'elsewhere' }, { l10n }));
    const again = held(await lockCluster(session, { ...mine, time: mine.time + 5 }, { l10n }));
    assert.deepEqual(again.controllers, ['ctl1', 'ctl2', 'ctl3']);
    await again.release();
  });

  it('fails with what the controller says where it cannot be made', async () => {
    const { session, folder } = world('ctl1');
    rmSync(join(folder, 'ctl1'), { recursive: true });
    const refusal = refused(await lockCluster(session, mine, { l10n }));
    assert.match(lockRefusalText(refusal, l10n), /ctl1: the lock could not be used: .*No such file or directory/);
  });
});
