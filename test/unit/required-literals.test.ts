import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requiredLiterals } from '../../core/log/required-literals.ts';

/** A pattern and the strings of which one is in every text that it matches. */
const cases: readonly (readonly [pattern: string, literals: readonly string[] | undefined])[] = [
  ['Lost connection to MySQL server', ['Lost connection to MySQL server']],
  ['Errno (?:111|113)', ['Errno 111', 'Errno 113']],
  ['Commands? out of sync', ['Command out of sync', 'Commands out of sync']],
  ['Too many (?:open files|connections)', ['Too many open files', 'Too many connections']],
  ['QueuePool limit of size \\d+ overflow', ['QueuePool limit of size ']],
  ['(?:a|b)+Timed out', ['Timed out']],
  ['Binding failed for port [0-9a-f-]{36}', ['Binding failed for port ']],
  ['(?<host>compute)[12] is down', ['compute1 is down', 'compute2 is down']],
  ['Deadlock(?= found)|Lock wait', ['Deadlock', 'Lock wait']],
  ['disk full|is the disk full', ['disk full']],
  ['(?:Sleep)?ing for ever', ['ing for ever']],
  ['(?:retry){0,3}exhausted', ['exhausted']],
  ['\\(2003, ', ['(2003, ']],
  // Quotes and backslashes are written in several ways, characters outside ASCII too.
  ['Can\\\\*\'t connect to "MySQL"', ['t connect to ']],
  ['café au lait', [' au lait']],
  ['\\x41\\u0042 error seen', [' error seen']],
  ['\\p{Lu}failure\\k<x>', ['failure']],
  // Nothing is required, or too little of it.
  ['.*', undefined],
  ['abc', undefined],
  ['error|\\d+', undefined],
  ['(?:Timed out)?', undefined],
  ['[^a]{4}', undefined],
  // What cannot be read.
  ['(unclosed group', undefined],
  ['unopened group)', undefined],
  ['[unclosed class', undefined],
  ['(?i)inline flags', undefined],
  ['**', undefined],
  ['broken off\\', undefined],
];

describe('required literals', () => {
  for (const [pattern, literals] of cases) {
    it(pattern, () => assert.deepEqual(requiredLiterals(pattern), literals));
  }

  it('one of them is in every text that the pattern matches', () => {
    const piece = fc.constantFrom(
      'abcd',
      'ef',
      '(?:ab|cdef)',
      'x?',
      '[ab]',
      'b+',
      'c{0,2}',
      '(?:ef)*',
      '.',
      '\\w',
      '|',
    );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'x'), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(text, { minLength: 5, maxLength: 20 }),
        (pieces, texts) => {
          const pattern = pieces.join('');
          const literals = requiredLiterals(pattern);
          if (literals === undefined) return;
          for (const sample of texts.filter(candidate => new RegExp(pattern).test(candidate))) {
            assert.ok(
              literals.some(literal => sample.includes(literal)),
              `${pattern} matches ${sample} without ${literals}`,
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
