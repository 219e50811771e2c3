import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './sources.ts';

const text = readFileSync(join(projectFolder, 'SECURITY.md'), 'utf8');
const rows = text
  .split('\n')
  .filter(line => line.startsWith('| '))
  .map(line => line.split('|').map(cell => cell.trim()))
  .filter(([, promise]) => promise !== 'promise');

/** The tests that a row names: a file, and words of titles in it. */
function testsOf(held: string): { path: string; titles: string[] }[] {
  return [...held.matchAll(/`(test\/[\w./-]+\.test\.ts)`((?: › “[^”]+”)*)/g)].map(([, path = '', titles = '']) => ({
    path,
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));
}

describe('SECURITY.md', () => {
  it('promises much', () => {
    assert.ok(rows.length > 30, `${rows.length} rows`);
  });

  it('names for each promise the tests that hold it, and these exist', () => {
    for (const [, promise = '', held = ''] of rows) {
      const tests = testsOf(held);
      assert.ok(tests.length > 0, `no test holds: ${promise}`);
      // Nothing but tests stands there, so that a name that is misspelt is not passed over.
      const rest = held.replace(/`test\/[\w./-]+\.test\.ts`(?: › “[^”]+”)*/g, '').replace(/[,; ]/g, '');
      assert.equal(rest, '', promise);
      for (const { path, titles } of tests) {
        assert.ok(existsSync(join(projectFolder, path)), path);
        const source = readFileSync(join(projectFolder, path), 'utf8');
        const declared = [...source.matchAll(/\b(?:it|describe|\w+It|onLinux|onUnix)\(\s*(['"`])(.*?)\1/gs)].map(
          ([, , title = '']) => title,
        );
        for (const title of titles)
          assert.ok(
            declared.some(one => one.includes(title)),
            `${path}: ${title}`,
          );
      }
    }
  });

  it('names all tests about secrets and hostile input', () => {
    for (const path of [
      'test/unit/redaction/redactor.test.ts',
      'test/unit/redaction/logs.test.ts',
      'test/unit/redaction/configuration.test.ts',
      'test/unit/redaction/runs.test.ts',
      'test/unit/io/hostile-workspace.test.ts',
      'test/unit/io/hostile-controller.test.ts',
      'test/unit/features/hostile-log.test.ts',
    ])
      assert.ok(text.includes(path), path);
  });
});
