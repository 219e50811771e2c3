import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationText, numberText, sizeText, spanText } from '../../../core/log/output/words.ts';
import { english } from '../../../core/text/l10n.ts';
import { columns, padEnd, shorten, visible, visibleLine, wrap } from '../../../core/text/layout.ts';

describe('laying out text', () => {
  it('counts the columns of a terminal', () => {
    assert.equal(columns('nova'), 4);
    assert.equal(columns('控制节点'), 8);
    assert.equal(columns('e\u0301a\u200b'), 2);
    assert.equal(padEnd('根因', 6), '根因  ');
  });

  it('shortens to a width and shows that it did', () => {
    assert.equal(shorten('nova-conductor', 14), 'nova-conductor');
    assert.equal(shorten('nova-conductor', 5), 'nova…');
    assert.equal(shorten('控制节点', 6), '控制…');
  });

  it('breaks lines between words, and anywhere between Chinese characters', () => {
    assert.deepEqual(wrap('one two three', 8, '  '), ['one two', '  three']);
    assert.deepEqual(wrap('/a/very/long/path is kept', 6), ['/a/very/long/path', 'is', 'kept']);
    assert.deepEqual(wrap('数据库进程终止。', 8), ['数据库进', '程终止。']);
    assert.deepEqual(wrap('', 8), ['']);
  });

  it('makes control characters visible', () => {
    assert.equal(visible('a\u001b[31m\tb\nc\u202e'), 'a\\x1b[31m\tb\nc\\x202e');
    assert.equal(visibleLine('a\r\n  b\tc'), 'a b c');
  });

  it('property: wrapping loses no word and no line is too long but for one long word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z数据:/]{1,30}$/)),
        fc.integer({ min: 5, max: 60 }),
        (words, width) => {
          const text = words.join(' ');
          const lines = wrap(text, width);
          assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
          for (const line of lines) assert.ok(columns(line) <= width || !line.includes(' '), line);
        },
      ),
    );
  });
});

describe('words of a report', () => {
  it('are numbers, sizes and times for people', () => {
    assert.equal(numberText(1234567), '1,234,567');
    assert.deepEqual([512, 1812, 999_600, 1_812_345, 12e9].map(sizeText), [
      '512 B',
      '1.8 kB',
      '1.0 MB',
      '1.8 MB',
      '12 GB',
    ]);
    const seconds = [8, 74, 7500, 273_600].map(count => durationText(count * 1000, english));
    assert.deepEqual(seconds, ['8 s', '1 min 14 s', '2 h 5 min', '3 d 4 h']);
  });

  it('name the day once and the zone where it is known', () => {
    const start = Date.UTC(2026, 10, 22, 23, 59);
    assert.equal(spanText(undefined, undefined, undefined, english), '');
    assert.equal(spanText(start, start, undefined, english), '2026-11-22 23:59:00');
    assert.equal(spanText(start, start + 30_000, 0, english), '2026-11-22 23:59:00 to 23:59:30Z (30 s)');
    assert.equal(
      spanText(start, start + 120_000, 480, english),
      '2026-11-22 23:59:00 to 2026-11-23 00:01:00+08:00 (2 min 0 s)',
    );
  });
});
