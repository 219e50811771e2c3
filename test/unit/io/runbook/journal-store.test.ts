import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { JournalRecord } from '../../../../core/runbook/journal.ts';
import type { Runbook } from '../../../../core/runbook/runbook.ts';
import { createJournalStore, JournalFailure } from '../../../../io/runbook/journal-store.ts';
import { folderNameOf, isRunId, newRunId, runsFolder, thisStatePlace } from '../../../../io/runbook/runs-folder.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const runbook: Runbook = {
  id: 'a',
  title: 'A',
  summary: '',
  when: [],
  parameters: [],
  steps: [],
  path: '/x/a.runbook.yaml',
  isShipped: false,
};

function started(run: string, more: Partial<Extract<JournalRecord, { record: 'run' }>> = {}): JournalRecord {
  return {
    record: 'run',
    time: 1000,
    version: 1,
    run,
    runbook: 'a',
    title: 'A',
    cluster: 'lab',
    parameters: {},
    plan: 'hash',
    who: 'me',
    host: 'here',
    isDryRun: false,
    ...more,
  };
}

const step: JournalRecord = { record: 'step', time: 2000, step: 'stop', attempt: 1, controllers: ['ctl1'] };
const ended: JournalRecord = { record: 'run-end', time: 3000, end: 'done', seen: '' };

describe('the journals of runs', () => {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  after(() => temporary.remove());
  const store = createJournalStore(join(folder, 'runs'));

  async function begin(run: string, cluster = 'lab') {
    return store.begin({ run, cluster, runbook, plan: { steps: [] } });
  }

  it('hold what was written, for nobody else to read', async () => {
    const run = newRunId(0);
    const journal = await begin(run);
    await journal.append(started(run));
    await journal.append(step);
    const read = await store.find(run);
    assert.deepEqual(read?.records, [started(run), step]);
    assert.deepEqual(read?.runbook, runbook);
    assert.equal(read?.writer, process.pid);
    for (const name of readdirSync(journal.folder)) {
      assert.equal(statSync(join(journal.folder, name)).mode & 0o777, 0o600, name);
    }
    for (const path of [journal.folder, join(journal.folder, '..'), store.folder]) {
      assert.equal(statSync(path).mode & 0o777, 0o700, path);
    }
    await journal.close();
    assert.equal((await store.find(run))?.writer, undefined);
  });

  it('keep their order however fast records come, and hold no secret', async () => {
    const run = newRunId(1000);
    const journal = await begin(run);
    const records = Array.from({ length: 50 }, (_, index): JournalRecord => ({ ...step, time: index }));
    await Promise.all([started(run), ...records].map(record => journal.append(record)));
    await journal.append({
      record: 'result',
      time: 9,
      step: 's',
      attempt: 1,
      command: 's/ctl1/1',
      controller: 'ctl1',
      isDone: false,
      said: `mysql+pymysql://nova:pa55word@db/nova ${'x'.repeat(20_000)}`,
      milliseconds: 1,
      isUndo: false,
      undo: ['mysql -uroot -ppa55word'],
    });
    const long = `echo ${'y'.repeat(20_000)}`;
    await journal.append({
      record: 'intent',
      time: 9,
      step: 's',
      attempt: 1,
      command: 's/ctl1/2',
      controller: 'ctl1',
      effect: 'change',
      printed: long,
      who: 'me',
      isUndo: false,
    });
    await journal.append(started(run, { parameters: { admin_password: 'pa55word', queues: 'reply|conduct' } }));
    await journal.close();
    const text = readFileSync(join(journal.folder, 'journal.jsonl'), 'utf8');
    assert.ok(!text.includes('pa55word'), text.slice(-2000));
    assert.match(text, /reply\|conduct/);
    assert.ok(!text.includes('x'.repeat(10_000)) && text.includes(`"${long}"`));
    const times = (await store.find(run))?.records.filter(record => record.record === 'step').map(({ time }) => time);
    assert.deepEqual(
      times,
      records.map(({ time }) => time),
    );
  });

  it('go on behind a torn last line', async () => {
    const run = newRunId(2000);
    const journal = await begin(run);
    await journal.append(started(run));
    await journal.close();
    appendFileSync(join(journal.folder, 'journal.jsonl'), '{"record":"intent","time":5,"st');
    const torn = await store.find(run);
    assert.deepEqual([torn?.records.length, torn?.unreadLines], [1, 1]);
    const again = await store.reopen(torn!);
    await again.append({ record: 'resumed', time: 6, who: 'me', host: 'here' });
    await again.append(ended);
    await again.close();
    const read = await store.find(run);
    assert.deepEqual(
      read?.records.map(({ record }) => record),
      ['run', 'resumed', 'run-end'],
    );
    assert.equal(read?.unreadLines, 1);
  });

  it('have one writer, and another one when that has gone', async () => {
    const run = newRunId(3000);
    const journal = await begin(run);
    await journal.append(started(run));
    const stored = await store.find(run);
    await assert.rejects(store.reopen(stored!), (error: JournalFailure) => error.kind === 'in-use');
    await journal.close();
    const gone = spawnSync(process.execPath, ['-e', 'process.stdout.write(process.pid + " " + os.hostname())']);
    const [pid, host] = gone.stdout.toString().split(' ');
    writeFileSync(join(journal.folder, 'writer.json'), JSON.stringify({ process: Number(pid), host }));
    const again = await store.reopen(stored!);
    await again.close();
    writeFileSync(join(journal.folder, 'writer.json'), JSON.stringify({ process: Number(pid), host: 'elsewhere' }));
    await assert.rejects(store.reopen(stored!), (error: JournalFailure) => error.kind === 'in-use');
  });

  it('are listed newest first, with how far they came', async () => {
    const own = createJournalStore(join(folder, 'listed'));
    const [first, second, third] = [1e12, 2e12, 3e12].map(newRunId) as [string, string, string];
    for (const [run, cluster] of [
      [second, '../..'],
      [third, 'region/one'],
      [first, 'region/one'],
    ] as const) {
      const journal = await own.begin({ run, cluster, runbook, plan: {} });
      await journal.append(started(run, { cluster }));
      await journal.append(step);
      if (run !== second) await journal.append(ended);
      await journal.close();
    }
    const journal = await own.reopen((await own.find(third))!);
    await journal.append({ record: 'resumed', time: 4000, who: 'you', host: 'there' });
    // A folder that is no run, and a run whose first line was never written.
    mkdirSync(join(own.folder, 'region%2Fone', 'notes'));
    mkdirSync(join(own.folder, 'region%2Fone', newRunId(4e12)));
    const listed = await own.list();
    assert.deepEqual(
      listed.map(({ run, cluster, end, isRunning, lastAt, step: at }) => ({
        run,
        cluster,
        end,
        isRunning,
        lastAt,
        at,
      })),
      [
        { run: third, cluster: 'region/one', end: undefined, isRunning: true, lastAt: 4000, at: 'stop' },
        { run: second, cluster: '../..', end: undefined, isRunning: false, lastAt: 2000, at: 'stop' },
        { run: first, cluster: 'region/one', end: 'done', isRunning: false, lastAt: 3000, at: 'stop' },
      ],
    );
    assert.deepEqual(readdirSync(folder).includes('journal.jsonl'), false);
    await journal.close();
    assert.equal(await own.find('../../etc'), undefined);
    assert.equal(await own.find(newRunId(5e12)), undefined);
    assert.deepEqual(await createJournalStore(join(folder, 'nowhere')).list(), []);
  });

  it('tell when something was written, also by another process', async () => {
    const own = createJournalStore(join(folder, 'watched'));
    const told = new EventTarget();
    let news = 0;
    const watcher = own.watch(() => {
      news++;
      told.dispatchEvent(new Event('news'));
    });
    await once(told, 'news');
    const script = `
      import { createJournalStore } from ${JSON.stringify(join(import.meta.dirname, '../../../../io/runbook/journal-store.ts'))};
      const store = createJournalStore(${JSON.stringify(own.folder)});
      await store.begin({ run: ${JSON.stringify(newRunId(0))}, cluster: 'c', runbook: {}, plan: {} });`;
    const next = once(told, 'news');
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    await next;
    assert.ok(news >= 2);
    watcher.stop();
  });

  it('fail with a clear reason where nothing can be written', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    await assert.rejects(
      createJournalStore(blocked).begin({ run: newRunId(0), cluster: 'lab', runbook, plan: {} }),
      (error: JournalFailure) => error instanceof JournalFailure && error.kind === 'unwritable',
    );
  });

  it('fail when the disk is full, before the record counts as written', async function () {
    if (process.platform !== 'linux') this.skip();
    const run = newRunId(6000);
    const journal = await begin(run);
    await journal.close();
    // Linux has a device that is always full.
    rmSync(join(journal.folder, 'journal.jsonl'));
    symlinkSync('/dev/full', join(journal.folder, 'journal.jsonl'));
    const stored = { run, folder: journal.folder, records: [], unreadLines: 0, runbook, writer: undefined };
    const full = await store.reopen(stored);
    await assert.rejects(full.append(started(run)), (error: JournalFailure) => error.kind === 'disk-full');
    await full.close();
  });
});

describe('where runs are kept', () => {
  it('is each platform’s own place', () => {
    const linux = { platform: 'linux', home: '/home/me' } as const;
    assert.equal(runsFolder({ ...linux, environment: {} }), '/home/me/.local/state/nova-doctor/runs');
    assert.equal(runsFolder({ ...linux, environment: { XDG_STATE_HOME: '/s' } }), '/s/nova-doctor/runs');
    assert.equal(
      runsFolder({ ...linux, environment: { XDG_STATE_HOME: 'here' } }),
      '/home/me/.local/state/nova-doctor/runs',
    );
    assert.equal(
      runsFolder({ platform: 'darwin', home: '/Users/me', environment: {} }),
      '/Users/me/Library/Application Support/nova-doctor/runs',
    );
    const windows = { platform: 'win32', home: 'C:\\Users\\me' } as const;
    assert.equal(runsFolder({ ...windows, environment: { LOCALAPPDATA: 'D:\\L' } }), 'D:\\L\\nova-doctor\\runs');
    assert.equal(runsFolder({ ...windows, environment: {} }), 'C:\\Users\\me\\AppData\\Local\\nova-doctor\\runs');
    // Git Bash writes its home in its own way, and some set XDG_STATE_HOME for other programs.
    const bash = { HOME: '/c/Users/me', XDG_STATE_HOME: '/c/state', LOCALAPPDATA: 'C:\\L' };
    assert.equal(runsFolder(thisStatePlace(bash, 'win32')), 'C:\\L\\nova-doctor\\runs');
    assert.notEqual(thisStatePlace(bash, 'win32').home, '/c/Users/me');
    assert.equal(thisStatePlace({ HOME: '/home/other' }, 'darwin').home, '/home/other');
  });

  it('has one safe name for any name of a cluster', () => {
    const names = [
      'region-one',
      'region/one',
      '..',
      '.',
      '',
      'a\\b',
      'nul',
      'CON.txt',
      'x\0y',
      '区域',
      'a b.',
      '%2E',
      'r:1',
    ];
    const folders = names.map(folderNameOf);
    assert.equal(new Set(folders).size, names.length);
    for (const name of folders) assert.match(name, /^(?!\.)(?!(?:con|nul)(?:\.|$))[A-Za-z0-9_.%~-]+(?<!\.)$/i);
    assert.equal(folders[0], 'region-one');
    const long = folderNameOf('x'.repeat(5000));
    assert.ok(long.length <= 120 && long !== folderNameOf(`${'x'.repeat(5000)}y`));
  });

  it('names runs by their time', () => {
    const run = newRunId(Date.UTC(2026, 10, 22, 14, 3, 9, 999));
    assert.match(run, /^20261122T140309Z-[0-9a-f]{6}$/);
    assert.ok(isRunId(run) && !isRunId('../x'));
  });
});
