import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createAnalyzer } from '../../core/log/analyzer.ts';
import { alignClocks } from '../../core/log/diagnosis/clocks.ts';
import { burstsOf, countOf, type SymptomEvent, spanOf, within } from '../../core/log/diagnosis/evidence.ts';
import { concludeZone, readMycatConnection } from '../../core/log/diagnosis/middleware.ts';
import type { Entry, FileSummary } from '../../core/log/entry.ts';
import { createEntryJudge } from '../../core/log/entry-judge.ts';
import { matchTextOf } from '../../core/log/match-text.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import { symptomsOf } from '../../core/log/symptoms.ts';
import { shapeOf } from '../../core/log/unknown-groups.ts';
import { english } from '../../core/text/l10n.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { readEntries } from './read-log.ts';

const knowledge = readLogKnowledge(join(import.meta.dirname, '../../knowledge'));
const matcher = createSignatureMatcher(knowledge.signatures);

function entryOf(log: string): Entry {
  const [entry] = readEntries(log).entries;
  assert.ok(entry);
  return entry;
}

function errorOf(message: string, logger = 'oslo_messaging.rpc.server'): Entry {
  return entryOf(`2026-11-22 14:00:00.000 7 ERROR ${logger} [-] ${message}\n`);
}

function summaryOf(path: string, firstTime: number, lastTime: number, zoneMinutes?: number): FileSummary {
  return {
    path,
    format: 'oslo',
    service: undefined,
    host: undefined,
    bytes: 0,
    lines: 0,
    entries: 0,
    firstTime,
    lastTime,
    zoneMinutes,
    unreadLines: 0,
  };
}

function eventAt(time: number, weight = 1): SymptomEvent {
  return {
    kind: 'rpc-timeout',
    value: undefined,
    time,
    file: 0,
    entry: 1,
    place: { path: 'x', line: 1, time },
    service: 's',
    host: 'h',
    request: undefined,
    weight,
    remote: false,
    signatures: [],
    text: '',
  };
}

describe('The clocks of several logs', () => {
  const hour = 3_600_000;

  it('stay as they are when none names a zone, and that is said', () => {
    const assumptions: string[] = [];
    assert.deepEqual(alignClocks([summaryOf('a', 0, hour), summaryOf('b', 0, hour)], english, assumptions), [0, 0]);
    assert.equal(assumptions.length, 1);
  });

  it('are brought together when local logs lie beside one that names its zone', () => {
    const assumptions: string[] = [];
    const local = summaryOf('nova.log', 100 * hour, 101 * hour);
    const known = summaryOf('rabbit.log', 92 * hour, 93 * hour, 0);
    assert.deepEqual(alignClocks([local, known], english, assumptions), [0, 8 * hour]);
    assert.match(assumptions.join(), /8 h ahead of UTC/);
  });

  it('are left apart when no time zone explains the distance', () => {
    const shifts = alignClocks(
      [summaryOf('nova.log', 1000 * hour, 1001 * hour), summaryOf('r.log', 0, hour, 0)],
      english,
      [],
    );
    assert.deepEqual(shifts, [0, 0]);
  });
});

describe('What Mycat says of a connection', () => {
  const text =
    "closed connection:sql timeout con:MySQLConnection [id=14861, lastReadTime=1722561794243, user=nova, borrowed=true, attachment=[sql=SHOW VARIABLES LIKE 'sql_mode', commit:false], host=node-0.svc, port=3306, statusSync=null]";

  it('is read', () => {
    assert.deepEqual(readMycatConnection(text), {
      lastReadTime: 1722561794243,
      lastStatement: "SHOW VARIABLES LIKE 'sql_mode'",
      backend: 'node-0.svc:3306',
      borrowed: true,
    });
    assert.equal(readMycatConnection('Lost connection'), undefined);
  });

  it('tells the zone of the log', () => {
    const local = Date.UTC(2024, 7, 2, 9, 39, 40, 985);
    assert.deepEqual(concludeZone(local, 1722561794243), { zoneMinutes: 480, elapsed: 986_742 });
    assert.equal(concludeZone(local, local + 20 * 3_600_000), undefined);
  });
});

describe('Events over time', () => {
  it('form bursts, with those without a time by themselves', () => {
    const events = [Number.NaN, Number.NaN, 0, 900, 5000].map(time => eventAt(time));
    assert.deepEqual(
      burstsOf(events, 1000).map(burst => burst.events.length),
      [2, 2, 1],
    );
  });

  it('are counted by what they stand for', () => {
    const events = [eventAt(1, 64), eventAt(2)];
    assert.equal(countOf(events), 65);
    assert.deepEqual(spanOf(events), { start: 1, end: 2 });
    assert.equal(within(events, { start: 10, end: 20 }, 8, 0).length, 1);
  });
});

describe('What signatures and symptoms look at', () => {
  it('leaves frames out and keeps the names that tell', () => {
    const entry = entryOf(
      [
        'Exception',
        'Traceback (most recent call last):',
        '  File "/x/connections.py", line 1, in _get_server_information',
        '    packet = self._read_packet()',
        "pymysql.err.OperationalError: (2013, 'Lost connection')",
      ]
        .map((text, index) => `2026-11-22 14:00:00.000 7 ERROR nova.x ${index === 0 ? '[-] ' : ''}${text}\n`)
        .join(''),
    );
    const text = matchTextOf(entry);
    assert.ok(!text.includes('_read_packet()'));
    assert.match(text, /^ERROR nova\.x Exception\nTraceback.*\npymysql.*\n_get_server_information$/s);
    assert.deepEqual(symptomsOf(entry, text), [{ kind: 'db-handshake-lost' }]);
  });

  it('cuts the middle out of remote tracebacks', () => {
    const entry = errorOf(`Remote error: X ${'a'.repeat(5000)} select_destinations ${'b'.repeat(5000)} end`);
    const text = matchTextOf(entry);
    assert.ok(text.length < 4000);
    assert.match(text, /select_destinations/);
    assert.match(text, /end$/);
  });

  it('is judged once for each different text', () => {
    const judge = createEntryJudge(matcher);
    const message =
      "Unexpected error while reporting service status: (2003, \"Can't connect to MySQL server on 'x' ([Errno 111] ECONNREFUSED)\")";
    const first = judge(errorOf(message, 'nova.servicegroup.drivers.db'));
    assert.equal(judge(errorOf(message, 'nova.servicegroup.drivers.db')), first);
    assert.notEqual(judge(errorOf(message, 'nova.other')), first);
    assert.deepEqual(
      first.symptoms.map(({ kind }) => kind),
      ['db-refused', 'report-failed'],
    );
  });
});

describe('The shape of an unknown entry', () => {
  it('stars what varies', () => {
    const entry = errorOf(
      "Volume 0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11 of 'vm-7' on 10.0.0.12:3260 failed after 12.5 s",
      'nova.volume.x',
    );
    assert.equal(shapeOf(entry), 'ERROR nova.volume.x Volume * of * on * failed after * s');
  });
});

describe('A storm', () => {
  it('is counted exactly, although not every entry is kept', () => {
    const analyzer = createAnalyzer({ ...knowledge, matcher });
    const file = analyzer.openFile({ path: 'nova-conductor.log', service: 'nova-conductor' });
    const refused = errorOf(
      "(pymysql.err.OperationalError) (2003, \"Can't connect to MySQL server on 'x' ([Errno 111] ECONNREFUSED)\")",
    );
    for (let index = 0; index < 9_999; index++)
      file.entry({ ...refused, line: index + 1, time: refused.time! + index * 10 });
    const { incidents } = analyzer.finish();
    assert.match(incidents[0]!.because[0]!, /^9999 connections were refused/);
    assert.deepEqual(
      incidents[0]!.evidence.map(({ line, count }) => [line, count]),
      [[1, 9_999]],
    );
  });
});

describe('A signature of a user', () => {
  const own = {
    id: 'acme-raid-degraded',
    title: 'The RAID of a compute node is degraded',
    components: [],
    severity: 'warning' as const,
    pattern: 'RAID volume \\w+ is degraded',
    literals: ['RAID volume'],
    samples: { positive: [], negative: [] },
    causes: ['A disk failed'],
    checks: [],
    remedies: ['Replace the disk'],
    options: [],
    sources: [],
    isOwn: true,
  };

  it('makes an incident of its own, under its own name', () => {
    const analyzer = createAnalyzer({ ...knowledge, signatures: [...knowledge.signatures, own] });
    const file = analyzer.openFile({ path: 'nova-compute.log' });
    const entry = errorOf('RAID volume md0 is degraded', 'acme.raid');
    for (const minutes of [0, 1, 60]) file.entry({ ...entry, time: entry.time! + minutes * 60_000 });
    const { incidents } = analyzer.finish();
    assert.deepEqual(
      incidents.map(({ signature, title, severity, remedies }) => [signature, title, severity, remedies]),
      [0, 1].map(() => [own.id, own.title, 'warning', ['Replace the disk']]),
    );
    assert.deepEqual(incidents[0]!.because, ['2 times: The RAID of a compute node is degraded', 'A disk failed']);
  });
});

describe('Evidence', () => {
  it('of a conflict at COMMIT is not lost in a storm', () => {
    const analyzer = createAnalyzer({ ...knowledge, matcher });
    const file = analyzer.openFile({ path: 'nova-conductor.log', service: 'nova-conductor' });
    for (let index = 0; index < 1000; index++) {
      const entry = errorOf(`oslo_db.exception.DBDeadlock: (1213, 'Deadlock found') [SQL: COMMIT] ${index}`);
      file.entry({ ...entry, line: index + 1, time: entry.time! + index });
    }
    assert.deepEqual(
      analyzer.finish().incidents.map(({ rootCause }) => rootCause),
      ['galera-write-conflict'],
    );
  });

  it('in two files of a rotated log is not one entry because the lines have the same number', () => {
    const analyzer = createAnalyzer({ ...knowledge, matcher });
    const file = analyzer.openFile({ path: 'nova-conductor.log', service: 'nova-conductor' });
    const denied = errorOf('(1045, "Access denied for user \'nova\'")');
    const broken = errorOf('[x] AMQP server on 10.0.0.1:5672 is unreachable: [Errno 111] ECONNREFUSED. Trying again');
    for (const line of [1, 2, 3]) {
      file.entry({ ...denied, line }, 'nova-conductor.log.1');
      file.entry({ ...broken, line, time: broken.time! + 3_600_000 }, 'nova-conductor.log');
    }
    assert.deepEqual(
      analyzer.finish().incidents.map(({ rootCause }) => rootCause),
      ['db-credentials-wrong', 'broker-stopped'],
    );
  });
});
