import assert from 'node:assert/strict';
import { logHighlights } from '../../../core/features/highlights.ts';
import { logLinks, sourceCandidates } from '../../../core/features/links.ts';
import { logTokens, mostTokenCharacters } from '../../../core/features/semantic-tokens.ts';
import { marksIn, realLog, shownMarks } from './real-lines.ts';
import { documentOf } from './sample-service.ts';

const path = '/var/log/nova/nova-compute.log';

/** Lines of real logs; below them what is told from their fields. */
const lines = `
2026-11-22 14:36:05.433 21374 ERROR oslo_db.sqlalchemy.engines [None req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 - - - - - -] Database connection was found disconnected; reconnecting: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2013, 'Lost connection to MySQL server during query')
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ namespace
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ variable
                                                                                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ class
                                                                                                                                                                                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ class
                                                                                                                                                                                                                                                          ^^^^ number
2026-11-22 14:36:05.433 21374 INFO nova.compute.claims [-] [instance: daa428b7-3744-40b6-93b0-0c336e598f67] Claim successful on node ctl1
                                   ^^^^^^^^^^^^^^^^^^^ namespace
                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ property
2026-11-22 14:36:05.433 7 WARNING oslo_config.cfg [-] Deprecated: Option "idle_timeout" from group "database" is deprecated. Set [database] connection_recycle_time.
                                  ^^^^^^^^^^^^^^^ namespace
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ enumMember
                                                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ enumMember
2026-11-22 14:36:05.433 7 ERROR oslo_messaging.rpc.server oslo_messaging.exceptions.MessagingTimeout: Timed out waiting for a reply to message ID 0d5a4e5b7c3f4b0f9f6a1d2c3b4a5f60
                                ^^^^^^^^^^^^^^^^^^^^^^^^^ namespace
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ class
                                                                                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ variable
plain words about an Error and [a list] of things
`.trim();

describe('the fields of a line', () => {
  it('are coloured', () => {
    const { text, marks } = marksIn(lines);
    const document = documentOf(path, text);
    const told = logTokens(document, 1, document.lineCount).map(token => ({
      line: token.line,
      start: token.startCharacter,
      end: token.startCharacter + token.length,
      text: token.type,
    }));
    assert.deepEqual(shownMarks(told), shownMarks(marks));
  });

  it('are coloured in the lines that were asked for only, and not in too many', () => {
    const { text } = marksIn(lines);
    assert.deepEqual([...new Set(logTokens(documentOf(path, text), 2, 2).map(token => token.line))], [2]);
    const long = documentOf(path, `${text}\n`.repeat(Math.ceil(mostTokenCharacters / text.length) + 1));
    assert.deepEqual(logTokens(long, 1, long.lineCount), []);
    assert.ok(logTokens(long, 1, 20).length > 0);
  });

  it('never lie over each other, in any line of a real log', () => {
    for (const name of ['c_db_killed/logs/nova-conductor.log', 'n_json_db_killed/logs/nova-conductor.log']) {
      const document = documentOf(path, realLog(name));
      let last = { line: 0, end: 0 };
      let count = 0;
      for (let line = 1; line <= document.lineCount; line++) {
        for (const token of logTokens(document, line, line)) {
          assert.ok(token.line > last.line || token.startCharacter >= last.end, `${name}:${line}`);
          last = { line, end: token.startCharacter + token.length };
          count++;
        }
      }
      assert.ok(count > 0, name);
    }
  });

  it('are marked wherever else they stand', () => {
    const id = 'req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44';
    const document = documentOf(path, `x [${id} -]\nno\ngreq-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 ${id}0`);
    assert.deepEqual(logHighlights(document, 1, 10), [
      { line: 1, startCharacter: 3, endCharacter: 43 },
      { line: 3, startCharacter: 1, endCharacter: 41 },
    ]);
    assert.deepEqual(logHighlights(document, 2, 1), []);
  });
});

describe('links of a log', () => {
  const frame =
    '2026-11-22 14:36:05.433 7 ERROR nova.x   File "/usr/lib/python3/dist-packages/nova/x.py", line 12, in f';
  const ids =
    '2026-11-22 14:36:05.433 7 INFO nova.x [None req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 0d5a4e5b7c3f4b0f9f6a1d2c3b4a5f60 - - - - -] [instance: daa428b7-3744-40b6-93b0-0c336e598f67] x';

  it('are frames with their lines, and ids', () => {
    const found = logLinks(documentOf(path, `${frame}\n${ids}`), true);
    assert.deepEqual(
      found.map(link => (link.kind === 'frame' ? [link.path, link.line] : [link.id])),
      [
        ['/usr/lib/python3/dist-packages/nova/x.py', 12],
        ['req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44'],
        ['daa428b7-3744-40b6-93b0-0c336e598f67'],
      ],
    );
    assert.equal(frame.slice(found[0]!.range.startCharacter, found[0]!.range.endCharacter).startsWith('/usr'), true);
    assert.equal(logLinks(documentOf(path, ids), false).length, 0);
  });

  it('look for sources without the folders of the host, then for any end of the path', () => {
    assert.deepEqual(
      sourceCandidates('/var/lib/kolla/venv/lib/python3.10/site-packages/nova/compute/api.py').slice(0, 2),
      ['nova/compute/api.py', 'var/lib/kolla/venv/lib/python3.10/site-packages/nova/compute/api.py'],
    );
    assert.ok(sourceCandidates('/opt/stack/nova/nova/compute/api.py').includes('nova/compute/api.py'));
    assert.ok(sourceCandidates('/usr/lib/python3/dist-packages/nova/x.py').includes('nova/nova/x.py'));
    assert.deepEqual(sourceCandidates('/a/../etc/x.py'), []);
  });
});
