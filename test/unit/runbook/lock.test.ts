import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LockOwner,
  readLockCommand,
  removeLockCommand,
  takeLockCommand,
} from '../../../core/cluster/actions/lock.ts';
import { outcomeOf } from './run-wire.ts';

const ours: LockOwner = { run: 'run-1', who: `o'brien "$(id)"\n`, host: 'laptop', time: 1_795_000_000_000 };
const theirs: LockOwner = { ...ours, run: 'run-2', who: 'somebody' };

describe('the lock of a controller', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nova-doctor-lock-'));
    folder = join(root, "it's a lock");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is taken once, says whose it is, and is given back', async () => {
    assert.deepEqual(await outcomeOf(readLockCommand(folder)), { lock: 'free' });
    assert.deepEqual(await outcomeOf(takeLockCommand(ours, folder)), { lock: 'taken' });
    const second = await outcomeOf(takeLockCommand(theirs, folder));
    assert.equal(second.lock, 'held');
    assert.deepEqual('owner' in second && second.owner, ours);
    assert.ok('ageSeconds' in second && second.ageSeconds !== undefined && second.ageSeconds < 60);
    assert.deepEqual(await outcomeOf(readLockCommand(folder)), second);
    assert.deepEqual(await outcomeOf(removeLockCommand('run-1', folder)), { lock: 'removed' });
    assert.equal(existsSync(folder), false);
    assert.deepEqual(await outcomeOf(removeLockCommand('run-1', folder)), { lock: 'removed' });
  });

  it('of somebody else is not removed', async () => {
    await outcomeOf(takeLockCommand(theirs, folder));
    const removal = await outcomeOf(removeLockCommand('run-1', folder));
    assert.equal(removal.lock, 'held');
    assert.deepEqual('owner' in removal && removal.owner, theirs);
    assert.ok(existsSync(join(folder, 'owner')));
  });

  it('that was just made holds, and can be broken on purpose', async () => {
    mkdirSync(folder);
    const reading = await outcomeOf(readLockCommand(folder));
    assert.ok(reading.lock === 'held' && reading.owner === undefined && reading.mark === '');
    assert.deepEqual(await outcomeOf(removeLockCommand(reading.mark, folder)), { lock: 'removed' });
    assert.equal(existsSync(folder), false);
  });

  it('is not followed where somebody put a link', async () => {
    const secret = join(root, 'secret');
    mkdirSync(secret);
    writeFileSync(join(secret, 'owner'), 'x\nhidden\n');
    symlinkSync(secret, folder);
    const reading = await outcomeOf(takeLockCommand(ours, folder));
    assert.deepEqual(reading, { lock: 'held', mark: '', owner: undefined, ageSeconds: undefined });
    assert.deepEqual(await outcomeOf(removeLockCommand('', folder)), { lock: 'removed' });
    assert.ok(existsSync(join(secret, 'owner')));
  });

  it('that cannot be made says why', async () => {
    const reading = await outcomeOf(takeLockCommand(ours, join(root, 'no', 'folder')));
    assert.ok(reading.lock === 'failed' && /No such file/.test(reading.detail));
  });
});
