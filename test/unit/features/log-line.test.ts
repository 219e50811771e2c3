import assert from 'node:assert/strict';
import { wordAt } from '../../../core/features/log-line.ts';

describe('words of a log line', () => {
  const cases: [string, string, string, string | undefined][] = [
    ['default', '2026-11-22 14:17:02.466 32344 ERROR nova.api [-] x', 'ERROR', 'level'],
    ['devstack', '2026-11-22 14:17:02.466 WARNING nova.api [-] x', 'nova.api', 'logger'],
    ['devstack traceback', 'ERROR nova.api Traceback (most recent call last):', 'nova.api', 'logger'],
    ['cut date', "024-08-02 09:39:40.985 22 ERROR oslo_messaging.rpc.server X: (1003, u'y')", '1003', 'error-code'],
    ['journald', 'Nov 22 14:42:32 ctl1 nova-api[12]: 2026-11-22 14:42:32.316 12 INFO nova.api [-] x', 'INFO', 'level'],
    ['JSON', '{"message": "x", "name": "nova.api", "levelname": "ERROR"}', 'ERROR', 'level'],
    ['JSON', '{"message": "x", "name": "nova.api", "levelname": "ERROR"}', 'nova.api', 'logger'],
    ['remote error', 'x (2003, \\"Can\'t connect', '2003', 'error-code'],
    ['no code', 'x (2003, 17)', '2003', undefined],
    ['no request', 'prereq-5f0cad2f', 'req-', undefined],
  ];
  for (const [title, line, text, kind] of cases) {
    it(`${title}: ${text} is ${kind ?? 'nothing'}`, () => {
      const start = line.indexOf(text);
      const word = wordAt(line, start);
      assert.equal(word?.kind, kind);
      if (word) assert.deepEqual([word.text, word.start, word.end], [text, start, start + text.length]);
    });
  }

  it('are looked for in a bounded part of the line', () => {
    const line = `${'x'.repeat(30_000)} req-5f0cad2f-b7de-41dc-8849-646f55a46d20`;
    assert.equal(wordAt(line, 30_005), undefined);
  });
});
