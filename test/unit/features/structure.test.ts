import assert from 'node:assert/strict';
import type { LanguageService } from '../../../core/features/language-service.ts';
import { commands } from '../../../core/features/protocol.ts';
import { realLog } from './real-lines.ts';
import { analyze, createSampleService, documentOf, sampleText } from './sample-service.ts';

const path = '/var/log/nova/nova-conductor.log';
const goOn = { isCancellationRequested: false };

describe('folds of a log', () => {
  let service: LanguageService;
  before(() => {
    service = createSampleService();
  });

  async function foldsOf(text: string, most = 1000): Promise<string[]> {
    const folds = await service.folds(documentOf(path, text), most, goOn);
    return (folds ?? []).map(({ kind, startLine, endLine }) => `${kind} ${startLine}-${endLine}`);
  }

  const head = (second: number, level = 'ERROR') => `2026-11-22 14:14:0${second}.000 7 ${level} nova.x`;

  it('are entries, and the tracebacks of a chain', async () => {
    const text = [
      `${head(1)} [-] Failed`,
      `${head(1)} Traceback (most recent call last):`,
      `${head(1)}   File "a.py", line 1, in f`,
      `${head(1)} ValueError: x`,
      `${head(1)} `,
      `${head(1)} During handling of the above exception, another exception occurred:`,
      `${head(1)} `,
      `${head(1)} Traceback (most recent call last):`,
      `${head(1)} KeyError: y`,
      `${head(2, 'INFO')} [-] one line`,
      '',
    ].join('\n');
    assert.deepEqual(await foldsOf(text), ['entry 1-9', 'traceback 2-7', 'traceback 8-9']);
  });

  it('are storms of entries that say the same', async () => {
    const text = [1, 2, 3, 4].map(second => `${head(second)} [-] Failed ${second}`).join('\n');
    assert.deepEqual(await foldsOf(text), ['storm 1-4']);
    assert.deepEqual(await foldsOf(text.replaceAll('ERROR', 'INFO')), []);
    assert.deepEqual(await foldsOf(`${text}\n${head(5)} [-] Other\n${text}`), ['storm 1-4', 'storm 6-9']);
  });

  it('leave out entries between whose lines others write', async () => {
    const text = [
      `${head(1)} [-] Failed`,
      '2026-11-22 14:14:01.500 8 INFO nova.y [-] of another process',
      `${head(1)} Traceback (most recent call last):`,
      `${head(1)} ValueError: x`,
      `${head(2, 'INFO')} [-] next`,
    ].join('\n');
    assert.deepEqual(await foldsOf(text), []);
  });

  it('lie inside each other or apart, in real logs, and are not more than asked for', async () => {
    for (const name of ['c_db_killed/logs/nova-conductor.log', 'p_old_format/logs/nova-conductor.log']) {
      const document = documentOf(path, realLog(name));
      const folds = (await service.folds(document, 5000, goOn)) ?? [];
      assert.ok(folds.length > 0, name);
      for (const [index, fold] of folds.entries()) {
        assert.ok(fold.startLine < fold.endLine && fold.endLine <= document.lineCount);
        const next = folds[index + 1];
        assert.ok(
          next === undefined || next.startLine > fold.endLine || next.endLine <= fold.endLine,
          `${name} ${index}`,
        );
      }
      assert.equal((await service.folds(document, 3, goOn))?.length, 3);
    }
  });

  it('are not told when it was cancelled', async () => {
    assert.equal(await service.folds(documentOf(path, 'x\n'), 10, { isCancellationRequested: true }), undefined);
  });
});

describe('what is told of an analysed log', () => {
  const text = sampleText('ctl1/nova-conductor.log');
  const document = documentOf(path, text);

  it('is its outline: incidents, problems, requests', async () => {
    const service = createSampleService();
    const outline = service.outline(await analyze(service, path, text), document);
    const shown = outline.map(({ name, detail, children }) => [
      name,
      detail,
      ...children.slice(0, 3).map(child => `${child.range.line}-${child.lastLine} ${child.name} · ${child.detail}`),
    ]);
    assert.deepEqual(shown, [
      [
        'Incidents',
        '1',
        '2-4 A database proxy (Mycat, ProxySQL) closed a connection that was held longer than it allows (a long transaction, or a borrowed connection left idle) · once',
      ],
      [
        'Problems',
        '3',
        '2-2 Mycat refuses statements until ROLLBACK · once, at 09:39:40',
        '4-4 Mycat lost a backend connection in the middle of a statement · once, at 09:39:41',
        '4-4 Returning a connection to the pool failed · once, at 09:39:41',
      ],
      ['Requests', '1', '4-4 req-9cb61e30-0185-4309-9dc5-f38bd391fed5 · 1 line'],
    ]);
  });

  it('are lenses above the incident: only what the editor has', async () => {
    const known = [commands.showTrace, commands.showReport];
    const service = createSampleService(known);
    const analysis = await analyze(service, path, text);
    const lensesOf = (isWhole: boolean) =>
      service.lenses(analysis, path, isWhole).map(({ line, command }) => [line, command?.id]);
    assert.deepEqual(lensesOf(false), [
      [2, undefined],
      [2, commands.showTrace],
    ]);
    assert.deepEqual(lensesOf(true).at(-1), [2, commands.showReport]);
    assert.deepEqual(service.lenses(analysis, '/other.log', true), []);
  });

  it('are symbols of the workspace, each once', async () => {
    const service = createSampleService();
    const analysis = await analyze(service, path, text);
    const all = service.symbols([analysis, analysis], '');
    assert.equal(new Set(all.map(symbol => `${symbol.kind} ${symbol.containerName}`)).size, all.length);
    assert.deepEqual(
      service.symbols([analysis], 'returning pool').map(({ containerName }) => containerName),
      ['sa-reset-failed'],
    );
  });

  it('is text for a ticket, without secrets', async () => {
    const service = createSampleService();
    const secret = `2026-11-22 14:14:01.000 7 ERROR nova.x [-] mysql+pymysql://nova:verysecret@db/nova (2013, 'Lost connection to MySQL server during query')\n`;
    const ticket = service.ticket(documentOf(path, secret), 1, 1, undefined);
    assert.ok(!ticket.includes('verysecret'), ticket);
    assert.match(
      ticket,
      /^- \*\*Place\*\*: `\/var\/log\/nova\/nova-conductor\.log:1`\n- \*\*Time\*\*: 2026-11-22T14:14:01/,
    );
    const shown = service.ticket(document, 9, 101, await analyze(service, path, text));
    assert.match(shown, /nova-conductor\.log:104`/);
    assert.match(shown, /\*\*Root cause\*\*: A database proxy/);
    assert.match(shown, /```text\n2024-08-02 09:39:41/);
  });

  it('leaves out what the user ignores', async () => {
    const service = createSampleService();
    const analysis = await analyze(service, path, text);
    const codes = () => service.diagnostics(analysis, document).map(({ code }) => code);
    assert.ok(codes().includes('sa-reset-failed'));
    service.ignore({ 'sa-reset-failed': ['**/nova/*.log'], 'mycat-1105-backend-closed': ['/elsewhere/**'] });
    assert.ok(!codes().includes('sa-reset-failed'));
    assert.ok(codes().includes('mycat-1105-backend-closed'));
    service.ignore({ 'mycat-1105-backend-closed': ['nova-conductor.log'] });
    assert.ok(!codes().includes('mycat-1105-backend-closed'));
  });
});
