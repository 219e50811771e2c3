import assert from 'node:assert/strict';
import { cutAtCharacter, displayText } from '../../../core/log/view/display-text.ts';
import { colouredPieces } from '../../../core/log/view/line-colours.ts';

/** A line with its pieces marked: `[colour|text]`. */
function marked(line: string): string {
  let at = 0;
  let result = '';
  for (const { start, end, colour } of colouredPieces(line)) {
    result += `${line.slice(at, start)}[${colour}|${line.slice(start, end)}]`;
    at = end;
  }
  return result + line.slice(at);
}

describe('a line as Nova Log View shows it', () => {
  it('cannot act on the screen: what would not be seen is made visible', () => {
    assert.equal(
      displayText('a\u001b[31mred\u0000\r\u0007\u202egnol\u200b\u0085ü中\t.'),
      'a␛[31mred␀␍␇<U+202E>gnol<U+200B><U+0085>ü中\t.',
    );
  });

  it('is never cut within a character', () => {
    const bytes = Buffer.from('aü中😀');
    const cuts = Array.from({ length: bytes.length + 1 }, (_, limit) =>
      bytes.toString('utf8', 0, cutAtCharacter(bytes, 0, limit)),
    );
    assert.deepEqual(
      cuts.filter(text => text.includes('\ufffd')),
      [],
    );
    assert.equal(cuts.at(-1), 'aü中😀');
    const noText = Buffer.alloc(20, 0x80);
    assert.equal(cutAtCharacter(noText, 0, 10), 10, 'bytes that are no text are cut anywhere');
  });

  it('has colours for the fields of its header and what matters in its message', () => {
    assert.equal(
      marked(
        '2026-11-22 14:36:05.433 21374 ERROR nova.api [None req-70df1fdd-8566-417f-ad98-d853a5973bcc - -] [instance: 9f27c3d1] DBError (2013, "x") HTTP 500',
      ),
      '[time|2026-11-22 14:36:05.433] [process|21374] [error|ERROR] [logger|nova.api] [None [request|req-70df1fdd-8566-417f-ad98-d853a5973bcc] - -] [instance|[instance: 9f27c3d1]] [exception|DBError] [code|(2013, ]"x") [code|HTTP 500]',
    );
    assert.equal(
      marked('2026-11-22 14:36:05.433 21374 ERROR nova.api   File "/usr/lib/x.py", line 3, in f'),
      '[prefix|2026-11-22 14:36:05.433 21374 ERROR nova.api]   File "[path|/usr/lib/x.py]", line 3, in f',
    );
    assert.equal(
      marked('{"message": "x", "name": "nova.compute", "levelname": "WARNING"}'),
      '{"message": "x", "name": "[logger|nova.compute]", "levelname": "[warning|WARNING]"}',
    );
    assert.equal(
      marked('Nov 22 14:14:08 ctl1 nova-api[12]: 2026-11-22 14:14:08.001 12 INFO nova.x [-] ok ␛[0m'),
      '[prefix|Nov 22 14:14:08 ctl1 nova-api[12]: ][time|2026-11-22 14:14:08.001] [process|12] [info|INFO] [logger|nova.x] [-] ok [escape|␛[0m]',
    );
  });

  it('is coloured in time that grows with its length', () => {
    const long = `${'req-'.repeat(2000)} ${'File "'.repeat(1000)} ${'a.'.repeat(2000)}`;
    assert.ok(colouredPieces(long.slice(0, 8192)).length < 100);
  });
});
