import assert from 'node:assert/strict';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogText } from '../../../core/features/log-text.ts';
import { createLargeLog, type LargeLog } from '../../../server/large-log.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';
import { textCoding } from '../read-log.ts';

const line = (number: number) => `2026-11-22 14:14:08.120 7 INFO nova.x [-] ${number} ${'y'.repeat(number % 300)}`;
const lines = Array.from({ length: 20_000 }, (_, index) => line(index));

describe('a large log in a file', () => {
  let temporary: TemporaryFolder;
  const folder = () => temporary.path;
  beforeEach(() => {
    temporary = temporaryFolder();
  });
  afterEach(() => temporary.remove());

  async function openLog(text: string) {
    const path = join(folder(), 'nova-x.log');
    writeFileSync(path, text);
    const log = createLargeLog(path, pieces => createLogText(pieces, textCoding));
    await log.update();
    return { path, log, text: () => textOf(log) };
  }

  function textOf({ text }: LargeLog): string {
    const shown: string[] = [];
    for (let number = 1; number <= (text?.lineCount ?? 0); number++) shown.push(text?.lineAt(number) ?? '?');
    return shown.join('\n');
  }

  it('has the lines of the file, and those that were appended, without new pieces for the others', async () => {
    const { path, log, text } = await openLog(lines.join('\n'));
    assert.equal(text(), lines.join('\n'));
    const before = log.text?.pieces ?? [];
    const state = await log.update();
    assert.equal(await log.update(), state, 'nothing has happened');
    appendFileSync(path, ` and more\n${line(1)}`);
    assert.notEqual(await log.update(), state);
    assert.equal(text(), `${lines.join('\n')} and more\n${line(1)}`);
    const after = new Set(log.text?.pieces);
    assert.equal(before.filter(piece => after.has(piece)).length, before.length - 1);
  });

  it('is another one when the file was replaced, cut or written anew', async () => {
    const { path, log, text } = await openLog(lines.join('\n'));
    writeFileSync(`${path}.new`, `${lines.join('\n')}\n${line(7)}\n`);
    renameSync(`${path}.new`, path);
    await log.update();
    assert.ok(text().endsWith(`${line(7)}\n`));
    writeFileSync(path, 'short\n');
    await log.update();
    assert.equal(text(), 'short\n');
    writeFileSync(path, `longer and different\n${lines.join('\n')}`);
    await log.update();
    assert.ok(text().startsWith('longer and different\n'));
  });

  it('has what was typed until the file is settled, while the file may grow', async () => {
    const { path, log, text } = await openLog(lines.join('\n'));
    const at = { line: 3, character: 2 };
    await log.edit([{ range: { start: at, end: { line: 5, character: 0 } }, text: 'Ü\r\n' }]);
    const typed = [...lines.slice(0, 3), `${lines[3]!.slice(0, 2)}Ü`, ...lines.slice(5)].join('\n');
    assert.equal(text(), typed);
    appendFileSync(path, '\nmore');
    await log.update();
    assert.equal(text(), typed);
    await log.settle();
    await log.update();
    assert.equal(text(), `${lines.join('\n')}\nmore`);
  });

  it('says when the file was cut under what was typed', async () => {
    const { path, log } = await openLog(lines.join('\n'));
    const start = { line: 0, character: 0 };
    await log.edit([{ range: { start, end: start }, text: 'x' }]);
    writeFileSync(path, 'short\n');
    await assert.rejects(log.update(), /was replaced while it was being edited/);
  });
});
