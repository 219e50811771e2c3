import assert from 'node:assert/strict';
import { readRunLink } from '../../../core/features/run-link.ts';
import { english } from '../../../core/text/l10n.ts';

const read = (query: string, path = '/runbook') => readRunLink(path, query, english);

describe('a link from an alert', () => {
  it('names runbook, cluster, time and values', () => {
    const query =
      'cluster=region-one&time=2026-11-22T14:17:00%2B08:00&runbook=conductor-safe-channel&set.queues=reply%7Ccinder&set.settle=90s';
    assert.deepEqual(read(query), {
      runbook: 'conductor-safe-channel',
      cluster: 'region-one',
      time: Date.UTC(2026, 10, 22, 6, 17),
      set: { queues: 'reply|cinder', settle: '90s' },
    });
  });

  it('may leave out all but the runbook', () => {
    assert.deepEqual(read('runbook=collect-evidence'), {
      runbook: 'collect-evidence',
      cluster: undefined,
      time: undefined,
      set: {},
    });
  });

  it('writes times as alerts do', () => {
    const timeOf = (time: string) => {
      const link = read(`runbook=a&time=${time}`);
      return 'refused' in link ? link.refused : link.time;
    };
    const expected = Date.UTC(2026, 10, 22, 6, 17);
    for (const time of [
      '1795328220',
      '2026-11-22T06:17Z',
      '2026-11-22T14:17:00+08:00',
      '2026-11-22%2014:17:00%2B0800',
    ]) {
      assert.equal(timeOf(time), expected, time);
    }
    assert.equal(timeOf('2026-11-22T06:17'), 'The time in the link is not understood: 2026-11-22T06:17');
    assert.equal(timeOf('2026-99-99T06:17Z'), 'The time in the link is not understood: 2026-99-99T06:17Z');
  });

  it('is refused when it is hostile, and its words are shown as they are', () => {
    const refusals: Record<string, string> = {
      'runbook=../../etc/passwd': 'The link names no runbook: ../../etc/passwd',
      'runbook=a%00b': 'The link names no runbook: a\\u{0}b',
      'runbook=%E2%80%AEabc': 'The link names no runbook: \\u{202e}abc',
      '': 'The link names no runbook: ',
      'runbook=a&command=rm%20-rf': 'The link says something that is not understood: command',
      'runbook=a&runbook=b': 'The link says something that is not understood: runbook',
      'runbook=a&set.x%3B=1': 'The link sets something that is not a parameter: x;',
      'runbook=a&set.__proto__%20=1': 'The link sets something that is not a parameter: __proto__ ',
      'runbook=a&set.__proto__=1': 'The link sets something that is not a parameter: __proto__',
      'runbook=a&cluster=%24(reboot)': 'The link names something that is not a cluster: $(reboot)',
      [`runbook=a&set.x=${'y'.repeat(501)}`]: 'The value of set.x in the link is too long.',
      'runbook=%ZZ': 'The link names no runbook: %ZZ',
    };
    for (const [query, refused] of Object.entries(refusals)) assert.deepEqual(read(query), { refused }, query);
    assert.deepEqual(read('runbook=a', '/run'), { refused: 'This link opens nothing here: /run' });
  });

  it('keeps values as text, whatever they look like', () => {
    const link = read('runbook=a&set.queues=%24%7Bsettle%7D%3B%20reboot');
    assert.deepEqual('set' in link && link.set, { queues: decodeURIComponent('%24%7Bsettle%7D; reboot') });
  });
});
