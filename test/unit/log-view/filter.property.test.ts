import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../../core/log/entry.ts';
import { createEntryReader } from '../../../core/log/entry-reader.ts';
import { createLineRuns } from '../../../core/log/view/line-runs.ts';
import { type CompiledFilter, compileFilter, type LogFilter } from '../../../core/log/view/log-filter.ts';
import { decodeUtf8 } from '../../../io/files/decode.ts';
import { readViewKnowledge, type ViewKnowledge } from '../../../io/log-view/knowledge.ts';
import { openLogFile } from '../../../io/log-view/log-file.ts';
import { runFilter } from '../../../io/log-view/run-filter.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';

const request = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const other = 'req-11111111-2222-4333-8444-555555555555';
const frames = [
  'Traceback (most recent call last):',
  '  File "/usr/lib/nova/x.py", line 12, in build',
  '    return call(x)',
  "DBError: (2013, 'Lost connection to MySQL server during query')",
];

/** Records of one log: of all levels, with tracebacks, with lines that no format reads between them. */
const anyRecord = fc.record({
  level: fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
  logger: fc.constantFrom('nova.compute.manager', 'oslo_messaging.rpc.server', 'nova.service'),
  id: fc.constantFrom(request, other),
  text: fc.constantFrom(
    'Something happened',
    'LOST Connection',
    'Starting compute node (version 27.1.0)',
    `Names ${request} too`,
    'ünïcode 中文',
  ),
  hasTraceback: fc.boolean(),
  continuation: fc.constantFrom([], ['  indented further'], ['']),
  pause: fc.nat(2000),
});
interface AnyRecord {
  readonly level: string;
  readonly logger: string;
  readonly id: string;
  readonly text: string;
  readonly hasTraceback: boolean;
  readonly continuation: readonly string[];
  /** Milliseconds before it. */
  readonly pause: number;
}

const anyFilter: fc.Arbitrary<LogFilter> = fc.record(
  {
    minimumLevel: fc.constantFrom('INFO', 'WARNING', 'ERROR', 'CRITICAL'),
    text: fc.constantFrom('lost connection', 'Something', 'e', 'nowhere', '中文', 'return call', 'further'),
    matchCase: fc.boolean(),
    isRegex: fc.constant(false),
    id: fc.constantFrom(request, other, 'req-00000000'),
    logger: fc.constantFrom('Compute', 'oslo_messaging', 'nova'),
    since: fc.constant('2026-11-22 14:00:20'),
    until: fc.constant('2026-11-22 14:01:00'),
  },
  { requiredKeys: [] },
);

function written(records: readonly AnyRecord[]): string {
  let time = Date.UTC(2026, 10, 22, 14);
  return records
    .flatMap(({ level, logger, id, text, hasTraceback, continuation, pause }) => {
      time += pause;
      const head = `${new Date(time).toISOString().slice(0, 23).replace('T', ' ')} 77 ${level} ${logger}`;
      const isLoud = level === 'ERROR' || level === 'CRITICAL';
      return [
        `${head} [None ${id} u p - - d d] ${text}`,
        ...(hasTraceback && isLoud ? frames.map(frame => `${head} ${frame}`) : []),
        ...continuation,
      ];
    })
    .join('\n');
}

/** What reading every entry and asking it gives: the lines of those that are admitted. */
function naively(log: Buffer, { formats }: ViewKnowledge, filter: CompiledFilter): number[] {
  const lines: number[] = [];
  const entries: { entry: Entry; last: number }[] = [];
  const reader = createEntryReader({
    formats,
    decode: decodeUtf8,
    allLevels: true,
    onEntry: (entry, last) => entries.push({ entry, last }),
  });
  reader.push(log);
  reader.end();
  const covered = new Set<number>();
  for (const { entry, last } of entries) {
    const isAdmitted = filter.admits({
      entry,
      text: () => log.toString('utf8', entry.offset, entry.offset + entry.length),
    });
    for (let line = entry.line; line <= last; line++) {
      covered.add(line);
      if (isAdmitted) lines.push(line);
    }
  }
  log
    .toString('utf8')
    .split('\n')
    .forEach((text, index) => {
      const isAdmitted = !covered.has(index + 1) && filter.admits({ entry: undefined, text: () => text });
      if (isAdmitted) lines.push(index + 1);
    });
  return [...new Set(lines)].sort((one, two) => one - two);
}

describe('a filter over a file', () => {
  let folder: TemporaryFolder;
  let knowledge: ViewKnowledge;

  before(async () => {
    knowledge = await readViewKnowledge('knowledge', 'en', []);
  });
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  async function filtered(log: Buffer, filter: LogFilter): Promise<{ found: number[]; expected: number[] }> {
    const context = { matcher: knowledge.matcher, service: undefined, host: undefined, lastTime: undefined };
    const compiled = compileFilter(filter, context);
    assert.ok(!('fault' in compiled));
    const file = openLogFile(folder.write('nova-compute.log', log));
    const matches = createLineRuns();
    await runFilter({
      file,
      formats: knowledge.formats,
      assumedYear: 2026,
      from: { offset: 0, line: 1 },
      to: log.length,
      filter: compiled,
      matches,
      shown: createLineRuns(),
      scanWorker: undefined,
      onMatch: () => {},
      onProgress: () => {},
      turn: () => undefined,
    });
    file.close();
    const found = Array.from({ length: matches.lines }, (_, row) => matches.lineOfRow(row)!);
    return { found, expected: naively(log, knowledge, compiled) };
  }

  it('leaves over what reading every entry leaves over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { minLength: 1, maxLength: 80 }), anyFilter, async (records, filter) => {
        const { found, expected } = await filtered(Buffer.from(written(records)), filter);
        assert.deepEqual(found, expected);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves over the same where a text is everywhere and the file is read as a whole', async () => {
    const records = Array.from({ length: 3000 }, (_, index) => ({
      level: index % 50 === 0 ? 'ERROR' : 'INFO',
      logger: 'nova.compute.manager',
      id: index % 7 === 0 ? request : other,
      text: 'Something happened',
      hasTraceback: true,
      continuation: [],
      pause: 5,
    }));
    const log = Buffer.from(`no entry, but something\n${written(records)}`);
    for (const filter of [
      { text: 'something' },
      { text: 'something', minimumLevel: 'ERROR' },
      { id: request },
    ] as const) {
      const { found, expected } = await filtered(log, filter);
      assert.ok(expected.length > 100);
      assert.deepEqual(found, expected);
    }
  });

  it('understands regular expressions, on an engine that no expression can hang', async () => {
    const log = Buffer.from(
      written([
        {
          level: 'ERROR',
          logger: 'nova.service',
          id: other,
          text: `${'a'.repeat(3000)}!`,
          hasTraceback: true,
          continuation: [],
          pause: 1,
        },
      ]),
    );
    assert.deepEqual((await filtered(log, { text: '(a+)+$', isRegex: true })).found, []);
    assert.deepEqual((await filtered(log, { text: 'lost\\s+connection', isRegex: true })).found, [1, 2, 3, 4, 5]);
  });

  it('says what is wrong with it', () => {
    const context = { matcher: knowledge.matcher, service: undefined, host: undefined, lastTime: undefined };
    const faultOf = (filter: LogFilter) => (compileFilter(filter, context) as { fault?: string }).fault;
    assert.equal(faultOf({ text: '(', isRegex: true }), 'regex');
    assert.equal(faultOf({ since: 'yesterday-ish' }), 'time');
    assert.equal(faultOf({ signature: 'no-such-signature' }), 'signature');
    assert.equal(faultOf({ signature: knowledge.matcher.signatures[0]!.id }), undefined);
  });
});
