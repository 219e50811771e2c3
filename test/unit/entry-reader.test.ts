import assert from 'node:assert/strict';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { isoTime } from '../../core/log/time.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { checkedFormats, readEntries } from './read-log.ts';

const request = 'req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44';
const stamp = '2026-11-22 14:14:08.120';
const at = (text: string, pid = 7, level = 'ERROR', time = stamp) =>
  `${time} ${pid} ${level} nova.compute.manager ${text}`;
const head = (text: string, pid = 7, level = 'ERROR', time = stamp) =>
  at(`[None ${request} - - - - - -] ${text}`, pid, level, time);

function read(...lines: string[]): Entry[] {
  return readEntries(`${lines.join('\n')}\n`).entries;
}

/** What matters of entries, one line for each. */
function shapes(entries: readonly Entry[]): string[] {
  return entries.map(
    entry =>
      `${entry.line}+${entry.lineCount} ${entry.level} ${entry.message.replaceAll('\n', '⏎')} | ${entry.traceback.replaceAll('\n', '⏎')}`,
  );
}

describe('tracebacks with a prefix', () => {
  it('belong to the entry before them, chained exceptions in their order', () => {
    const entries = read(
      head('It failed: ValueError: x'),
      at('Traceback (most recent call last):'),
      at('  File "x.py", line 1, in f'),
      at('    call()'),
      at('    ^^^^^^'),
      at('  [Previous line repeated 12 more times]'),
      at('KeyError: 1'),
      at(''),
      at('During handling of the above exception, another exception occurred:'),
      at(''),
      at('Traceback (most recent call last):'),
      at('  File "x.py", line 2, in g'),
      at('ValueError: x'),
      at(''),
    );
    assert.deepEqual(shapes(entries), [
      '1+14 ERROR It failed: ValueError: x | Traceback (most recent call last):⏎  File "x.py", line 1, in f⏎    call()⏎    ^^^^^^⏎  [Previous line repeated 12 more times]⏎KeyError: 1⏎During handling of the above exception, another exception occurred:⏎Traceback (most recent call last):⏎  File "x.py", line 2, in g⏎ValueError: x',
    ]);
  });

  it('may have lines that look like heads', () => {
    const entries = read(
      head('It failed'),
      at('[SQL: SELECT 1]'),
      at("[parameters: {'uuid': 'req-1'}]"),
      at("['Traceback (most recent call last):\\n', '  File']"),
      at('(Background on this error at: https://sqlalche.me/e/14/e3q8)'),
    );
    assert.deepEqual(shapes(entries), [
      "1+5 ERROR It failed | [SQL: SELECT 1]⏎[parameters: {'uuid': 'req-1'}]⏎['Traceback (most recent call last):\\n', '  File']⏎(Background on this error at: https://sqlalche.me/e/14/e3q8)",
    ]);
  });

  it('say ERROR below a WARNING, and TRACE in old releases', () => {
    assert.deepEqual(shapes(read(head('Careful', 7, 'WARNING'), at('ValueError: x'))), [
      '1+2 WARNING Careful | ValueError: x',
    ]);
    assert.deepEqual(
      shapes(
        read(
          '2012-05-01 10:00:00 ERROR nova.compute.manager [req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 admin demo] It failed',
          '2012-05-01 10:00:00 TRACE nova.compute.manager Traceback (most recent call last):',
          '2012-05-01 10:00:00 TRACE nova.compute.manager ValueError: x',
        ),
      ),
      ['1+3 ERROR It failed | Traceback (most recent call last):⏎ValueError: x'],
    );
    assert.deepEqual(
      shapes(
        read(
          '2011-10-12 14:30:11,123 ERROR nova.root [-] Uncaught exception',
          '(nova.root): TRACE: Traceback (most recent call last):',
          '(nova.root): TRACE: ValueError: x',
        ),
      ),
      ['1+3 ERROR Uncaught exception | Traceback (most recent call last):⏎ValueError: x'],
    );
  });

  it('of an INFO record are no error of their own', () => {
    const lines = [head('Tried', 7, 'INFO'), at('Traceback (most recent call last):'), at('ValueError: x')];
    assert.deepEqual(shapes(read(...lines)), ['1+3 INFO Tried | Traceback (most recent call last):⏎ValueError: x']);
    assert.deepEqual(readEntries(lines.join('\n'), { allLevels: false }).entries, []);
  });

  it('of two processes are told apart where their lines alternate', () => {
    const entries = read(
      head('One failed', 7),
      head('Other failed', 8),
      at('Traceback (most recent call last):', 7),
      at('Traceback (most recent call last):', 8),
      at('ValueError: one', 7),
      at('ValueError: other', 8),
      head('Next', 7, 'INFO', '2026-11-22 14:14:09.000'),
    );
    assert.deepEqual(shapes(entries), [
      '1+3 ERROR One failed | Traceback (most recent call last):⏎ValueError: one',
      '2+3 ERROR Other failed | Traceback (most recent call last):⏎ValueError: other',
      '7+1 INFO Next | ',
    ]);
  });

  it("of devstack carry no time, only level and logger, and the terminal's colours", () => {
    const entries = read(
      `\u001b[00;32m${stamp} \u001b[01;31mERROR nova.compute.manager [\u001b[01;36mNone ${request} \u001b[00;36mdemo admin\u001b[01;31m] \u001b[01;35mIt failed\u001b[00m`,
      '\u001b[01;31mERROR nova.compute.manager \u001b[01;35m\u001b[00mTraceback (most recent call last):',
      'ERROR nova.compute.manager ValueError: x',
    );
    assert.deepEqual(shapes(entries), ['1+3 ERROR It failed | Traceback (most recent call last):⏎ValueError: x']);
    assert.equal(entries[0]!.requestId, request);
  });

  it('whose head is cut off are an entry of their own', () => {
    const entries = read('ost recent call last):', at('  File "x.py", line 1, in f'), at('ValueError: x'), at(''));
    assert.deepEqual(shapes(entries), ['2+3 ERROR  |   File "x.py", line 1, in f⏎ValueError: x']);
  });
});

describe('lines without a prefix', () => {
  it('go on with the message before them', () => {
    const entries = read(
      head('It failed: DBError: x'),
      '[SQL: SELECT 1',
      'FROM dual]',
      '(Background on this error)',
      head('Next'),
    );
    assert.deepEqual(shapes(entries), [
      '1+4 ERROR It failed: DBError: x⏎[SQL: SELECT 1⏎FROM dual]⏎(Background on this error) | ',
      '5+1 ERROR Next | ',
    ]);
  });

  it('are the traceback where oslo.log was told to write no prefix', () => {
    const entries = read(
      head('It failed'),
      'Traceback (most recent call last):',
      '  File "x.py", line 1, in f',
      'KeyError: 1',
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "x.py", line 1, in f',
      'ValueError: x',
      head('Fine', 7, 'INFO'),
    );
    assert.deepEqual(shapes(entries), [
      '1+10 ERROR It failed | Traceback (most recent call last):⏎  File "x.py", line 1, in f⏎KeyError: 1⏎The above exception was the direct cause of the following exception:⏎Traceback (most recent call last):⏎  File "x.py", line 1, in f⏎ValueError: x',
      '11+1 INFO Fine | ',
    ]);
  });

  it('that are a bare traceback are an error behind a record that complains of nothing', () => {
    const entries = read(
      head('Fine', 7, 'INFO'),
      'Traceback (most recent call last):',
      '  File "x.py", line 1, in f',
      'ValueError: x',
    );
    assert.deepEqual(shapes(entries), [
      '1+1 INFO Fine | ',
      '2+3 ERROR ValueError: x | Traceback (most recent call last):⏎  File "x.py", line 1, in f⏎ValueError: x',
    ]);
  });

  it('before the first entry are counted', () => {
    const { entries, counts } = readEntries(`of a line\nand another\n\n${head('It failed')}\n`);
    assert.equal(entries.length, 1);
    assert.equal(counts.unreadLines, 2);
  });
});

describe('headers', () => {
  const heads: [name: string, line: string, expected: Partial<Record<keyof Entry, unknown>>][] = [
    [
      'with the first digits cut off',
      '024-08-02 09:39:40.985 22 ERROR x.y z',
      { time: '2024-08-02T09:39:40.985', pid: 22 },
    ],
    [
      'with a year of two digits',
      `26-11-22 14:14:08.120 7 ERROR x.y [-] z`,
      { time: '2026-11-22T14:14:08.120', message: 'z' },
    ],
    [
      'without milliseconds, local id first (SAP)',
      `2026-11-22 14:14:08 7 INFO nova.x [${request} g${request.replace('0c', '1d')} usr prj dom - -] text`,
      {
        time: '2026-11-22T14:14:08.000',
        requestId: request,
        globalRequestId: request.replace('0c', '1d'),
        userId: 'usr',
        projectId: 'prj',
      },
    ],
    [
      'with an absent global id (SAP)',
      `${stamp} 7 INFO nova.x [${request} gNone usr prj] text`,
      { requestId: request, userId: 'usr', projectId: 'prj', message: 'text' },
    ],
    [
      'of six fields',
      `${stamp} 7 INFO nova.x [${request} usr prj - dom dom] text`,
      { requestId: request, globalRequestId: undefined, userId: 'usr', projectId: 'prj' },
    ],
    [
      'of devstack',
      `${stamp} INFO nova.x [None ${request} demo admin] text`,
      { pid: undefined, requestId: request, userId: 'demo' },
    ],
    [
      'of Diablo',
      '2011-10-12 14:30:11,123 DEBUG nova.api [0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 admin demo] text',
      { time: '2011-10-12T14:30:11.123', level: 'DEBUG', message: 'text', userId: 'admin', projectId: 'demo' },
    ],
    [
      'with an instance',
      at('[-] [instance: 0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11] text'),
      { instance: '0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11', message: 'text' },
    ],
    ['with a carriage return', `${head('text')}\r`, { message: 'text' }],
    ['with NUL bytes', head('te\0xt\0'), { message: 'text' }],
    [
      'behind NUL bytes of a truncated file',
      `\0\0\0\0${head('text')}`,
      { message: 'text', time: '2026-11-22T14:14:08.120' },
    ],
    ['behind a byte order mark', `\ufeff${head('text')}`, { message: 'text' }],
  ];
  for (const [name, line, expected] of heads) {
    it(name, () => {
      const [entry, ...others] = read(line);
      assert.ok(entry);
      assert.deepEqual(others, []);
      const actual: Record<string, unknown> = { ...entry };
      if (entry.time !== undefined) actual.time = isoTime(entry.time, entry.zoneMinutes);
      for (const [key, value] of Object.entries(expected)) assert.equal(actual[key], value, key);
    });
  }

  it('may hold bytes that are no UTF-8', () => {
    const line = Buffer.concat([Buffer.from(head('caf')), Buffer.from([0xe9, 0x20, 0xff]), Buffer.from(' end\n')]);
    assert.equal(readEntries(line).entries[0]!.message, 'caf\ufffd \ufffd end');
  });

  it('of dates that do not exist are none', () => {
    assert.equal(readEntries(`${stamp.replace('11-22', '13-45')} 7 INFO nova.x [-] text\n`).counts.entries, 0);
  });
});

describe('long and broken files', () => {
  it('with a line of megabytes are read with little of it kept', () => {
    const log = `${head('x'.repeat(5_000_000))}\n${head('next')}\n`;
    const { entries, counts } = readEntries(log, {}, 65_536);
    assert.equal(entries.length, 2);
    assert.ok(entries[0]!.message.length <= 1024 * 1024);
    assert.equal(entries[0]!.length, log.indexOf('\n') + 1);
    assert.equal(entries[1]!.offset, log.indexOf('\n') + 1);
    assert.equal(counts.bytes, log.length);
  });

  it('with an entry without end are read with little of it kept', () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `line ${index} ${'y'.repeat(40)}`);
    const { entries, counts } = readEntries([head('It failed'), ...lines].join('\n'));
    assert.equal(entries.length, 1);
    assert.ok(entries[0]!.message.length < 400_000);
    assert.equal(entries[0]!.lineCount + counts.unreadLines, 30_001);
  });

  it('whose clock jumps back keep the order of the file', () => {
    const entries = read(
      head('one', 7, 'ERROR', '2026-11-22 14:14:08.120'),
      head('two', 7, 'ERROR', '2026-11-22 13:14:08.120'),
    );
    assert.deepEqual(shapes(entries), ['1+1 ERROR one | ', '2+1 ERROR two | ']);
  });

  it('of several dialects are read line by line', () => {
    const entries = read(
      head('It failed'),
      '2026-11-22 14:18:16 108 [Warning] Aborted connection 108',
      '2026-11-22 14:23:22.177276+00:00 [info] <0.5680.0> accepting AMQP connection',
      'Nov 22 14:14:08 ctl1 haproxy[1187]: proxy mariadb has no server available!',
      '{"log":"2026-11-22 14:14:08.120 7 ERROR nova.x [-] docker\\n","stream":"stderr","time":"2026-11-22T14:14:08.120345678Z"}',
      head('Again'),
    );
    assert.deepEqual(
      entries.map(entry => entry.format),
      ['oslo', 'mariadb', 'rabbitmq', 'haproxy-event', 'oslo', 'oslo'],
    );
  });

  it('that are followed keep a line until it is whole', () => {
    const messages: string[] = [];
    const reader = createEntryReader({
      formats: checkedFormats.formats,
      decode: decodeUtf8,
      onEntry: entry => messages.push(entry.message),
    });
    reader.push(Buffer.from(`${head('It failed')}\n${head('Next')}`));
    reader.flush();
    assert.deepEqual(messages, ['It failed']);
    reader.push(Buffer.from(' and more\n'));
    reader.flush();
    assert.deepEqual(messages, ['It failed', 'Next and more']);
  });
});
