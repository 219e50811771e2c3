import assert from 'node:assert/strict';
import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { isPacked, unpackTo } from '../../../io/log-view/unpack.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';
import { type TestView, testView } from './open-view.ts';

const request = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';

/** A record of a second of the log, with its level. */
function entry(second: number, level: string, text: string): string {
  const clock = new Date(Date.UTC(2026, 10, 22, 14) + second * 1000).toISOString().slice(11, 23);
  return `2026-11-22 ${clock} 77 ${level} nova.conductor.manager [None ${request} u p - - d d] ${text}\n`;
}

const lost = "DB connection error: (2013, 'Lost connection to MySQL server during query')";
const head = '2026-11-22 14:00:50.000 77 ERROR nova.conductor.manager';
const log = [
  ...Array.from({ length: 50 }, (_, second) => entry(second, second % 2 === 0 ? 'INFO' : 'DEBUG', `step ${second}`)),
  entry(50, 'ERROR', `Exception during message handling: ${lost}`),
  `${head} Traceback (most recent call last):\n${head} DBConnectionError: ${lost}\n`,
  entry(51, 'WARNING', 'slow'),
  ...Array.from({ length: 20 }, (_, second) => entry(200 + second, 'INFO', `later ${second}`)),
].join('');

describe('a view of a log', () => {
  let folder: TemporaryFolder;
  let path: string;
  let view: TestView;

  beforeEach(() => {
    folder = temporaryFolder();
    path = folder.write('nova-conductor.log', log);
    view = testView(path);
  });
  afterEach(() => {
    view.view.close();
    folder.remove();
  });

  it('shows the first and the last lines before it has an index', async () => {
    const [first] = await view.rows(0, 2);
    assert.equal(first?.text, entry(0, 'INFO', 'step 0').trimEnd());
    const last = await view.rows(1e9, 3);
    assert.equal(last.at(-1)?.text, entry(219, 'INFO', 'later 19').trimEnd());
  });

  it('goes to lines, times, gaps, texts and problems, and says where there is none', async () => {
    await view.indexed();
    assert.equal(await view.goTo({ kind: 'line', line: 7 }), 7);
    assert.equal(await view.goTo({ kind: 'line', line: 1_000_000 }), 74);
    assert.equal(await view.goTo({ kind: 'time', time: '14:00:30' }), 31);
    assert.equal(await view.goTo({ kind: 'time', time: '2026-11-22 14:02' }), 55);
    assert.equal(await view.goTo({ kind: 'time', time: '2026-11-23 14:02' }), 'none');
    assert.equal(await view.goTo({ kind: 'time', time: 'soon' }), 'unknown-time');
    assert.equal(await view.goTo({ kind: 'gap', line: 1, seconds: 30 }), 55);
    assert.equal(await view.goTo({ kind: 'gap', line: 55, seconds: 30 }), 'none');
    const text = { kind: 'text', isRegex: false, matchCase: false } as const;
    assert.equal(await view.goTo({ ...text, line: 1, direction: 1, text: 'STEP 4' }), 5);
    assert.equal(await view.goTo({ ...text, line: 5, direction: 1, text: 'STEP 4' }), 41);
    assert.equal(await view.goTo({ ...text, line: 74, direction: -1, text: 'step' }), 50);
    assert.equal(await view.goTo({ ...text, line: 1, direction: 1, text: 'step', matchCase: true }), 2);
    assert.equal(await view.goTo({ ...text, line: 1, direction: 1, text: 'step 4\\d$', isRegex: true }), 41);
    assert.equal(await view.goTo({ ...text, line: 74, direction: -1, text: 'Traceback', isRegex: true }), 52);
    assert.equal(await view.goTo({ ...text, line: 1, direction: 1, text: '(', isRegex: true }), 'regex');
    assert.equal(await view.goTo({ kind: 'problem', line: 1, direction: 1 }), 51);
    assert.equal(await view.goTo({ kind: 'problem', line: 51, direction: 1 }), 'none');
    assert.equal(await view.goTo({ kind: 'problem', line: 74, direction: -1 }), 51);
  });

  it('hides what a filter does not admit, shows context, or dims it', async () => {
    await view.indexed();
    const { matches, state } = await view.filter({ minimumLevel: 'ERROR' });
    assert.deepEqual([matches, state.rows], [1, 3], 'a whole entry with its traceback');
    assert.deepEqual(
      (await view.rows(0, 10)).map(({ line }) => line),
      [51, 52, 53],
    );
    assert.equal((await view.filter({ minimumLevel: 'ERROR' }, { context: 2 })).state.rows, 7);
    const around = await view.rows(0, 10);
    assert.deepEqual(
      around.map(({ line, isMatch }) => [line, isMatch]),
      [
        [49, false],
        [50, false],
        [51, true],
        [52, true],
        [53, true],
        [54, false],
        [55, false],
      ],
    );
    const dimmed = await view.filter({ minimumLevel: 'ERROR' }, { isHiding: false });
    assert.equal(dimmed.state.rows, 74);
    assert.deepEqual(
      (await view.rows(49, 3)).map(({ isMatch }) => isMatch),
      [false, true, true],
    );
    assert.equal(await view.goTo({ kind: 'match', line: 1, direction: 1 }), 51);
    assert.equal((await view.filter({})).state.rows, 74);
  });

  it('filters by time, service and signature', async () => {
    assert.equal((await view.filter({ since: '14:00:10', until: '14:00:19' })).matches, 10);
    assert.equal((await view.filter({ service: 'conductor', minimumLevel: 'WARNING' })).matches, 2, 'told by its name');
    assert.equal((await view.filter({ service: 'scheduler' })).matches, 0);
    assert.equal((await view.filter({ signature: 'no-such-signature' })).fault?.fault, 'signature');
  });

  it('gives the text of rows for copying, of those that a filter shows', async () => {
    await view.indexed();
    view.view.handle({ type: 'text', id: 900, from: 1, to: 2 });
    const { text, line } = await view.next('text');
    assert.deepEqual([text, line], [`${entry(1, 'DEBUG', 'step 1')}${entry(2, 'INFO', 'step 2').trimEnd()}`, 2]);
    await view.filter({ text: 'later' });
    view.view.handle({ type: 'text', id: 901, from: 0, to: 1 });
    assert.equal(
      (await view.next('text')).text,
      `${entry(200, 'INFO', 'later 0')}${entry(201, 'INFO', 'later 1').trimEnd()}`,
    );
  });

  it('shows lines of megabytes shortened, and gives them whole', async () => {
    view.view.close();
    view = testView(folder.write('long.log', `short\n${'x'.repeat(3 << 20)}\nend\n`));
    await view.indexed();
    const [, long] = await view.rows(0, 3);
    assert.deepEqual([long?.isCut, long?.bytes], [true, 3 << 20]);
    view.view.handle({ type: 'wholeLine', id: 902, offset: long!.offset });
    assert.equal((await view.next('text')).text.length, 3 << 20);
  });

  it('counts problems for the strip', async () => {
    const { strip } = await view.next('strip', answer => answer.strip.isComplete);
    assert.equal(strip.problems, 1);
    const [seen] = strip.signatures;
    assert.equal(seen?.count, 1);
    assert.equal(
      (await view.filter({ signature: seen.id })).matches,
      1,
      'a signature that was seen can be filtered by',
    );
    assert.equal(strip.errors.filter(count => count > 0).length + strip.warnings.filter(count => count > 0).length, 1);
  });

  it('follows a file that grows: its lines, its filter and its problems', async () => {
    await view.indexed();
    await view.next('strip', ({ strip }) => strip.isComplete);
    await view.filter({ minimumLevel: 'ERROR' });
    appendFileSync(path, `${entry(300, 'INFO', 'new')}${entry(301, 'ERROR', `Exception: ${lost}`)}`);
    const { how, state } = await view.next('changed');
    assert.deepEqual([how, state.lines], ['appended', 76]);
    const { state: filtered } = await view.next('filtered', answer => answer.isDone && answer.state.rows === 4);
    assert.equal(filtered.lines, 76);
    assert.deepEqual(
      (await view.rows(0, 10)).map(({ line }) => line),
      [51, 52, 53, 76],
    );
    await view.next('strip', ({ strip }) => strip.problems === 2 && strip.isComplete);
    assert.equal(await view.goTo({ kind: 'problem', line: 76, direction: -1 }), 51);
  });

  it('reads an entry whole whose traceback came later than its header', async () => {
    await view.indexed();
    await view.filter({ minimumLevel: 'ERROR' });
    appendFileSync(path, entry(301, 'ERROR', 'Exception'));
    await view.next('filtered', answer => answer.isDone && answer.state.rows === 4);
    const prefix = entry(301, 'ERROR', '').split(' [')[0];
    appendFileSync(path, `${prefix} Traceback (most recent call last):\n${prefix} ValueError: x\n`);
    await view.next('filtered', answer => answer.isDone && answer.state.rows === 6);
  });

  it('survives rotation: the new file is shown', async () => {
    await view.indexed();
    renameSync(path, `${path}.1`);
    writeFileSync(path, entry(400, 'INFO', 'of the new file'));
    const { how } = await view.next('changed', answer => answer.how === 'rotated');
    assert.equal(how, 'rotated');
    await view.indexed();
    assert.match((await view.rows(0, 5))[0]?.text ?? '', /of the new file$/);
    appendFileSync(path, entry(401, 'INFO', 'and on'));
    await view.next('changed', ({ state }) => state.lines === 2);
  });

  it('survives truncation: the file is read anew', async () => {
    await view.indexed();
    truncateSync(path, 0);
    await view.next('changed', answer => answer.how === 'truncated');
    appendFileSync(path, entry(500, 'INFO', 'anew'));
    const { state } = await view.next('changed', answer => answer.how === 'appended');
    assert.equal(state.lines, 1);
    assert.match((await view.rows(0, 5))[0]?.text ?? '', /anew$/);
  });

  it('unpacks what is packed, in one go', async () => {
    const packed = folder.write('nova-api.log.1.gz', gzipSync(log));
    assert.deepEqual([isPacked(packed), isPacked(path)], [true, false]);
    const target = `${folder.path}/unpacked`;
    assert.deepEqual(await unpackTo(packed, target, () => {}), []);
    view.view.close();
    view = testView(target);
    assert.equal((await view.indexed()).lines, 74);
  });
});
