import assert from 'node:assert/strict';
import type { LanguageService } from '../../../core/features/language-service.ts';
import type { Analysis } from '../../../core/log/analysis.ts';
import { analyze, createSampleService, documentOf, sampleText } from './sample-service.ts';

const path = '/var/log/nova/nova-conductor.log';

describe('hover in a log', () => {
  let service: LanguageService;
  const text = sampleText('ctl1/nova-conductor.log');
  const document = documentOf(path, text);
  let analysis: Analysis;

  before(async () => {
    service = createSampleService();
    analysis = await analyze(service, path, text);
  });

  function hoverOn(line: number, word: string, from: Analysis | undefined = analysis) {
    const character = (document.lineAt(line) ?? '').indexOf(word);
    assert.notEqual(character, -1, `line ${line} holds ${word}`);
    return service.hover(document, line, character + 1, from);
  }

  it('explains the signature of the entry with causes, checks and remedies', () => {
    const hover = hoverOn(2, 'Transaction error');
    assert.match(hover?.markdown ?? '', /### Mycat refuses statements until ROLLBACK/);
    assert.match(hover?.markdown ?? '', /`mycat-1003-tx-interrupted`/);
    assert.match(hover?.markdown ?? '', /\*\*Possible causes\*\*\n\n- /);
    assert.match(hover?.markdown ?? '', /\*\*Check\*\*\n\n```sh\ntail -n 200 logs\/mycat\.log\n```/);
    assert.match(hover?.markdown ?? '', /\*\*What helps\*\*\n\n- Fix the inner error/);
    assert.match(hover?.markdown ?? '', /`\[database\]connection_recycle_time`/);
  });

  it('names the root cause and its evidence where there is an analysis, once', () => {
    const markdown = hoverOn(2, 'Transaction error')?.markdown ?? '';
    assert.equal(markdown.split('Root cause: **A database proxy').length, 2);
    assert.match(markdown, /Confidence: high\n\n- /);
    const without = service.hover(document, 2, 100, undefined)?.markdown ?? '';
    assert.match(without, /### Mycat refuses/);
    assert.doesNotMatch(without, /Root cause/);
  });

  it('says the same on a line of the traceback', () => {
    assert.match(hoverOn(9, 'do_rollback')?.markdown ?? '', /### Mycat lost a backend connection/);
  });

  it('explains the level, with its place', () => {
    const hover = hoverOn(4, 'ERROR');
    assert.match(hover?.markdown ?? '', /^\*\*ERROR\*\* Something failed/);
    assert.deepEqual(hover?.range, { line: 4, startCharacter: 27, endCharacter: 32 });
  });

  it('says what the component behind a logger does', () => {
    assert.match(hoverOn(4, 'sqlalchemy.pool')?.markdown ?? '', /^`sqlalchemy\.pool\.QueuePool` · \*\*SQLAlchemy/);
  });

  it('explains error codes of databases and proxies', () => {
    assert.match(hoverOn(2, '1003')?.markdown ?? '', /^\*\*1003\*\* `ER\\?_YES` · Mycat/);
    assert.match(hoverOn(22, '1105')?.markdown ?? '', /^\*\*1105\*\* `ER_UNKNOWN_ERROR`/);
  });

  it('explains request ids, with user and project', () => {
    const api = sampleText('ctl1/nova-api.log');
    const apiDocument = documentOf('/var/log/nova/nova-api.log', api);
    const character = (apiDocument.lineAt(1) ?? '').indexOf('req-') + 3;
    const markdown = service.hover(apiDocument, 1, character, undefined)?.markdown ?? '';
    assert.match(markdown, /^`req-6f7e2d10-94c1-4d43-8d36-0a4c65a9c0fb`/);
    assert.match(markdown, /User `9a7c3e5f1d2b4860a4e8b6d0c2f17a53`/);
    assert.match(markdown, /Project `c41d7f9e02b84a6f8d35e0b91a6c7f28`/);
  });

  it('explains the instance of a record', () => {
    const line =
      '2026-11-22 14:36:05.433 21374 INFO nova.compute.claims [-] [instance: daa428b7-3744-40b6-93b0-0c336e598f67] Claim successful on node ctl1';
    const markdown = service.hover(documentOf(path, line), 1, line.indexOf('daa428b7'), undefined)?.markdown;
    assert.equal(
      markdown,
      'The record is about the instance `daa428b7-3744-40b6-93b0-0c336e598f67`.\n\nOnly this line of the log names it.',
    );
  });

  it('explains options and exceptions', () => {
    const line =
      '2026-11-22 14:36:05.433 7 ERROR nova.x [-] oslo_db.exception.DBConnectionError: see [database] connection_recycle_time';
    const on = (word: string) =>
      service.hover(documentOf(path, line), 1, line.indexOf(word) + 2, undefined)?.markdown ?? '';
    assert.match(
      on('DBConnectionError'),
      /^\*\*`DBConnectionError`\*\* · oslo\.db\n\nThe connection to the database was lost/,
    );
    assert.match(on('connection_recycle'), /^\*\*`\[database\]connection_recycle_time`\*\* An option/);
    assert.match(on('connection_recycle'), /It plays a part in:\n\n- /);
  });

  it('is silent where there is nothing to say', () => {
    const line = '2026-11-22 14:36:05.433 21374 INFO some.logger [-] All is well';
    const healthy = documentOf(path, line);
    assert.equal(service.hover(healthy, 1, line.length - 2, undefined), undefined);
    assert.equal(service.hover(healthy, 1, line.indexOf('some.logger'), undefined), undefined);
    assert.equal(service.hover(healthy, 99, 0, undefined), undefined);
  });

  it('shows nothing of a hostile log as mark-up', () => {
    const line =
      '2026-11-22 14:36:05.433 21374 ERROR nova.api [req-5f0cad2f-b7de-41dc-8849-646f55a46d20 ](command:x)<img/src=x> **bold** - - -] [instance: `](command:evil)`] x';
    const markdown = service.hover(documentOf(path, line), 1, line.indexOf('req-') + 2, undefined)?.markdown ?? '';
    assert.doesNotMatch(markdown.replace(/`[^`]*`/g, ''), /command:|<img|\*\*bold/);
  });
});
