import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseDatabaseUrl } from '../../../../core/config/database-url.ts';
import { inProject } from '../../../../scripts/lib/paths.mjs';

interface Answer {
  readonly error?: string;
  readonly printed: readonly string[];
}

/** What versions of SQLAlchemy answered: made by `scripts/confirm-sqlalchemy.py`. */
const results = JSON.parse(readFileSync(inProject('test/fixtures/sqlalchemy/results.json'), 'utf8')) as Record<
  string,
  Record<string, Answer>
>;
const is1 = (version: string) => version.startsWith('1.');

describe('what the rules OD stand on', () => {
  it('has been asked of SQLAlchemy 1.3, 1.4, 2.0 and 2.1', () => {
    for (const series of ['1.3', '1.4', '2.0', '2.1'])
      assert.ok(
        Object.keys(results).some(version => version.startsWith(`${series}.`)),
        series,
      );
  });

  for (const [version, answers] of Object.entries(results)) {
    it(`addresses are read as SQLAlchemy ${version} reads them`, () => {
      const asked = Object.entries(answers).filter(([name]) => name.startsWith('address '));
      assert.ok(asked.length >= 19);
      for (const [name, { error, printed }] of asked) {
        const url = parseDatabaseUrl(name.slice('address '.length), version.startsWith('1.3') ? '1.3' : '1.4 or later');
        // A port that is no number is refused; the reader keeps it, so that it can be pointed at.
        const isRefused = url === undefined || (!!url.port?.text && !/^\d+$/.test(url.port.text));
        assert.equal(isRefused, error !== undefined, `${name}: ${error}`);
        if (isRefused) continue;
        const parts = [url.user?.text, url.host?.text, url.port?.text, url.database?.text];
        assert.deepEqual(
          parts.map(part => part ?? 'None'),
          printed,
          name,
        );
      }
    });

    it(`pools of SQLAlchemy ${version} end as OD005, OD006, OD007, OD009 and OD010 say`, () => {
      const ends = (size: number, overflow: number) =>
        answers[`a pool of size ${size} with overflow ${overflow}`]?.printed.join(' ');
      assert.equal(ends(0, 0), is1(version) ? 'TimeoutError 0' : 'unlimited 70');
      assert.equal(ends(0, 5), is1(version) ? 'TimeoutError 5' : 'unlimited 70');
      assert.equal(ends(0, -2), is1(version) ? 'RecursionError 0' : 'unlimited 70');
      assert.equal(ends(-1, 2), 'TimeoutError 1');
      assert.equal(ends(-1, 0), 'TimeoutError 0');
      assert.equal(ends(5, -2), 'RecursionError 3');
      assert.equal(ends(5, -1), 'unlimited 70');
      assert.equal(ends(1, 0), 'TimeoutError 1');
    });
  }
});
