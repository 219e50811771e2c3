import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OsloFile } from '../../../core/config/oslo/oslo-file.ts';
import { readOsloFile } from '../../../core/config/oslo/read-oslo-file.ts';

/** `group/name=value` of each setting, in the order of the file. */
function settings(file: OsloFile): string[] {
  return file.groups.flatMap(group => group.settings.map(each => `${each.group}/${each.name}=${each.value}`));
}

function read(text: string): { settings: string[]; problems: string[] } {
  const file = readOsloFile('nova.conf', text);
  return {
    settings: settings(file),
    problems: file.problems.map(({ kind, range }) => `${kind} ${range.start}-${range.end}`),
  };
}

describe('The reader of files of oslo.config', () => {
  it('reads groups, both signs, quotes, comments and every kind of line end', () => {
    const text = '[DEFAULT]\r\na = 1\r\nb: x=y\rc="  q "\n# d = 2\n; e = 3\n[ database ]\nf=\ng=\'\n';
    assert.deepEqual(read(text), {
      settings: ['DEFAULT/a=1', 'DEFAULT/b=x=y', 'DEFAULT/c=  q ', ' database /f=', ' database /g='],
      problems: [],
    });
  });

  it('joins lines that go on, until a blank line, a comment or a header', () => {
    const text = '[DEFAULT]\na = 1,\n  2 ,\n\t3\n\nb = x\n# note\nc = y\n  [z]\n';
    assert.deepEqual(read(text), {
      settings: ['DEFAULT/a=1,\n2 ,\n3', 'DEFAULT/b=x', 'DEFAULT/c=y\n[z]'],
      problems: [],
    });
  });

  it('goes on behind what oslo.config stops at', () => {
    const text = 'a = 1\n[]\n[x\nb = 2\nrubbish\n= 3\n\n  lost\n';
    assert.deepEqual(read(text), {
      settings: ['DEFAULT/a=1', 'x/b=2'],
      problems: [
        'no-group 0-5',
        'empty-header 6-8',
        'unclosed-header 9-11',
        'no-assignment 18-25',
        'empty-name 26-29',
        'unexpected-continuation 31-37',
      ],
    });
  });

  it('reports a byte order mark, which oslo.config takes for a part of the first line', () => {
    assert.deepEqual(read('\uFEFF[DEFAULT]\na=1'), { settings: ['DEFAULT/a=1'], problems: ['byte-order-mark 0-1'] });
  });

  it('gives places in the text as it is', () => {
    const text = '[database]\r\nmax_pool_size =  "10"\r\n   # no comment\r\n';
    const [group] = readOsloFile('nova.conf', text).groups;
    const [setting] = group!.settings;
    assert.equal(text.slice(group!.headerRange.start, group!.headerRange.end), '[database]');
    assert.equal(text.slice(setting!.nameRange.start, setting!.nameRange.end), 'max_pool_size');
    assert.equal(text.slice(setting!.valueRange.start, setting!.valueRange.end), '"10"\r\n   # no comment');
    assert.equal(setting!.value, '10\n# no comment');
  });

  it('never throws, and its groups cover what follows the first header without a gap', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '=',
      ':',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      'a',
      '"',
      "'",
      '#',
      ';',
      '\uFEFF',
      '\x1c',
      '\u2028',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const text = pieces.join('');
        const file = readOsloFile('nova.conf', text);
        for (const [index, group] of file.groups.entries()) {
          assert.equal(group.range.end, file.groups[index + 1]?.range.start ?? text.length);
          for (const each of group.settings) {
            assert.ok(each.range.start >= group.range.start && each.range.end <= group.range.end);
            assert.equal(text.slice(each.nameRange.start, each.nameRange.end), each.name);
            assert.ok(each.valueRange.start >= each.nameRange.end && each.valueRange.end === each.range.end);
          }
        }
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
