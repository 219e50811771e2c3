import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findText } from '../../../io/files/find-text.ts';
import { checkedFormats } from '../read-log.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const { formats } = checkedFormats;
const id = 'req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44';
const line = (text: string) => `2026-11-22 14:14:08.120 7 INFO nova.x [-] ${text}`;
const usual = { formats, signal: new AbortController().signal, most: 100, mostPerFile: 50 };

describe('finding a text in logs', () => {
  let temporary: TemporaryFolder;
  const folder = () => temporary.path;
  beforeEach(() => {
    temporary = temporaryFolder();
  });
  afterEach(() => temporary.remove());

  it('gives every place with its line and character, in all plain logs of a folder', async () => {
    mkdirSync(join(folder(), 'b'));
    writeFileSync(join(folder(), 'nova-a.log'), [line('x'), line(`å ${id} and ${id}`), line(id)].join('\n'));
    writeFileSync(join(folder(), 'b/nova-b.log'), `${line(id)}\r\n`);
    writeFileSync(join(folder(), 'nova-a.log.1.gz'), gzipSync(line(id)));
    const { places, isCut } = await findText(id, [folder()], usual);
    const start = line('').length;
    assert.deepEqual(places.map(place => [place.path.slice(folder().length + 1), place.line, place.character]).sort(), [
      ['b/nova-b.log', 1, start],
      ['nova-a.log', 2, start + 2],
      ['nova-a.log', 2, start + 2 + id.length + 5],
      ['nova-a.log', 3, start],
    ]);
    assert.equal(isCut, false);
    assert.ok(places[0]?.head.startsWith('2026-11-22'));
  });

  it('finds what lies across the blocks in which a file is read', async () => {
    const rows: string[] = [];
    const expected: number[] = [];
    for (let size = 0; size < 9 * 1024 * 1024; size += rows.at(-1)!.length + 1) {
      const isHit = rows.length % 1009 === 0;
      if (isHit) expected.push(rows.length + 1);
      rows.push(line(`${'y'.repeat(rows.length % 997)}${isHit ? id : ''}`));
    }
    writeFileSync(join(folder(), 'nova-large.log'), rows.join('\n'));
    const { places } = await findText(id, [folder()], { ...usual, most: 10_000, mostPerFile: 10_000 });
    assert.deepEqual(
      places.map(place => place.line),
      expected,
    );
    assert.ok(places.every(place => rows[place.line - 1]!.indexOf(id) === place.character));
  });

  it('stops at a number, and when it is cancelled', async () => {
    writeFileSync(join(folder(), 'nova-many.log'), `${line(id)}\n`.repeat(200));
    const found = await findText(id, [folder()], usual);
    assert.deepEqual([found.places.length, found.isCut], [50, true]);
    await assert.rejects(
      findText(id, [folder()], { ...usual, signal: AbortSignal.abort(new Error('enough')) }),
      /enough/,
    );
  });
});
