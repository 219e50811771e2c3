import assert from 'node:assert/strict';
import { groupRotated, readRotatedName } from '../../../io/files/rotation.ts';

/** The groups as names, so that a failure can be read. */
function groupsOf(names: readonly string[]): string[][] {
  return groupRotated(names).map(group => group.map(index => names[index]!));
}

describe('names of rotated logs', () => {
  it('are one log, oldest first, by number', () => {
    assert.deepEqual(groupsOf(['x.log', 'x.log.1', 'x.log.10.gz', 'x.log.2.gz']), [
      ['x.log.10.gz', 'x.log.2.gz', 'x.log.1', 'x.log'],
    ]);
  });

  it('are one log, oldest first, by date', () => {
    assert.deepEqual(groupsOf(['x.log', 'x.log-20261121.gz', 'x.log-20261122.zst', 'x.log-20260930.xz']), [
      ['x.log-20260930.xz', 'x.log-20261121.gz', 'x.log-20261122.zst', 'x.log'],
    ]);
    assert.deepEqual(groupsOf(['x.log', 'x.log.2026-11-21', 'x.log.2026-11-20', 'x.log.2026-11-20_13']), [
      ['x.log.2026-11-20', 'x.log.2026-11-20_13', 'x.log.2026-11-21', 'x.log'],
    ]);
    assert.deepEqual(groupsOf(['x.log-1795219200', 'x.log', 'x.log-1795132800']), [
      ['x.log-1795132800', 'x.log-1795219200', 'x.log'],
    ]);
  });

  it('put numbered parts behind dated ones, and several parts of one day in their order', () => {
    assert.deepEqual(groupsOf(['x.log-20261121.1', 'x.log-20261121.2', 'x.log.1', 'x.log']), [
      ['x.log-20261121.2', 'x.log-20261121.1', 'x.log.1', 'x.log'],
    ]);
  });

  it('have the date before the extension only beside the log itself', () => {
    assert.deepEqual(groupsOf(['nova-api-20261121.log', 'nova-api.log']), [['nova-api-20261121.log', 'nova-api.log']]);
    assert.deepEqual(groupsOf(['node.1.log', 'node.2.log']), [['node.1.log'], ['node.2.log']]);
  });

  it('of other files are left alone', () => {
    assert.deepEqual(groupsOf(['10.0.0.1', '10.0.0.2']), [['10.0.0.1'], ['10.0.0.2']]);
    assert.deepEqual(groupsOf(['capture.1', 'capture.2']), [['capture.1'], ['capture.2']]);
    assert.deepEqual(groupsOf(['messages', 'messages-20261121', 'syslog', 'syslog.1']), [
      ['messages-20261121', 'messages'],
      ['syslog.1', 'syslog'],
    ]);
  });

  it('belong to a set also when the newest file is missing', () => {
    assert.deepEqual(groupsOf(['nova-api.log.1', 'nova-api.log.2']), [['nova-api.log.2', 'nova-api.log.1']]);
  });

  it('that mean the same part are separate logs', () => {
    assert.deepEqual(groupsOf(['x.log', 'x.log.gz']), [['x.log'], ['x.log.gz']]);
  });

  it('tell their base, date and number', () => {
    assert.deepEqual(readRotatedName('nova-api.log.3.gz'), { base: 'nova-api.log', number: 3, beforeExtension: false });
    assert.equal(readRotatedName('nova-api.log'), undefined);
    assert.equal(readRotatedName('rabbit@ctl1.log'), undefined);
  });
});
