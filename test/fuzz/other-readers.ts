import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readOptionSetting } from '../../core/cluster/actions/set-options.ts';
import { createLineMerger } from '../../core/cluster/follow.ts';
import { sourceOfPath } from '../../core/cluster/follow-source.ts';
import { parseTransportUrl } from '../../core/config/transport-url.ts';
import { readChanges } from '../../core/features/config/capacity-page.ts';
import { readRunLink } from '../../core/features/run-link.ts';
import { createThinnedReader } from '../../core/log/thinned-log.ts';
import { readWrittenTime } from '../../core/log/time-window.ts';
import { versionOfRequirements } from '../../core/python/version.ts';
import { journalState, parseJournal } from '../../core/runbook/journal-state.ts';
import { runReport } from '../../core/runbook/report.ts';
import { reportMarkdown } from '../../core/runbook/report-markdown.ts';
import { english } from '../../core/text/l10n.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { decompress, decompressZstdSlowly } from '../../io/files/decompress.ts';
import { InputFailure } from '../../io/files/problem.ts';
import { splitTarget } from '../../io/ssh/configuration.ts';
import { serviceWith } from '../unit/features/config/marked-config.ts';
import { analyze, createSampleService, documentOf } from '../unit/features/sample-service.ts';
import { logs } from './file-readers.ts';
import { asText, type FuzzedReader, project, texts } from './seeds.ts';

const service = createSampleService();

/** Everything that the editor asks about an open log, at its first, middle and last line. */
async function openLog(text: string): Promise<void> {
  const path = '/logs/nova-conductor.log';
  const document = documentOf(path, text);
  const analysis = await analyze(service, path, text);
  service.diagnostics(analysis, document);
  await service.folds(document, 1000, { isCancellationRequested: false });
  service.outline(analysis, document);
  service.lenses(analysis, path, true);
  service.links(document);
  service.tokens(document, 1, document.lineCount);
  for (const line of [1, (document.lineCount >> 1) + 1, document.lineCount]) {
    const length = document.lineAt(line)?.length ?? 0;
    for (const character of [0, length >> 1, length]) service.hover(document, line, character, analysis);
    service.highlights(document, line, 0);
    service.ticket(document, line, 1, analysis);
  }
}

async function openRunbook(text: string): Promise<void> {
  const path = '/w/own.runbook.yaml';
  const { service: opened } = serviceWith({ [path]: text }, []);
  await opened.prepare(path);
  opened.findings(path);
  opened.outline(path);
  opened.runbookLenses(path, () => true);
  for (const offset of [0, text.length >> 1, text.length]) {
    opened.hover(path, offset);
    opened.completions(path, offset);
  }
}

/** The journal of a run that was stopped: records of every kind. */
const journal = [
  '{"record":"run","time":1795356000000,"version":1,"run":"20261122T140000Z-0a1b2c","runbook":"own","title":"Own","cluster":"a","parameters":{"quiet":"60s"},"plan":"00ff","who":"operator","host":"workstation","isDryRun":false}',
  '{"record":"step","time":1795356001000,"step":"stop","attempt":1,"controllers":["ctl2"]}',
  '{"record":"check","time":1795356001500,"step":"stop","purpose":"require","probe":"vip","holds":true,"seen":"ctl1"}',
  '{"record":"agreed","time":1795356002000,"step":"stop","effect":"change","who":"operator","shown":["ctl2: docker stop nova_conductor"]}',
  '{"record":"intent","time":1795356003000,"step":"stop","attempt":1,"command":"stop/ctl2/1","controller":"ctl2","effect":"change","printed":"docker stop nova_conductor","who":"operator","isUndo":false,"undo":["docker start nova_conductor"]}',
  '{"record":"result","time":1795356004000,"step":"stop","attempt":1,"command":"stop/ctl2/1","controller":"ctl2","isDone":true,"said":"","milliseconds":900,"isUndo":false}',
  '{"record":"step-end","time":1795356005000,"step":"stop","end":"done","seen":"stopped"}',
  '{"record":"resumed","time":1795356006000,"who":"operator","host":"workstation"}',
  '{"record":"run-end","time":1795356007000,"end":"stopped","seen":"password=hunter2"}',
  '',
].join('\n');

function readJournal(text: string): void {
  const { records } = parseJournal(text);
  journalState(records);
  const report = runReport(records, createRedactor());
  if (report) reportMarkdown(report, english);
}

const thinned = texts(
  '>0\n 2026-11-22 14:00:00.000 7 ERROR nova.compute.manager [-] lost\n-12 3456\n~3 500\n>1\n!\n.\n',
  '>0\n-1 100\n 2026-11-22 14:00:01.000 7 WARNING nova [-] a\n.\n',
);

function readThinned(bytes: Buffer): void {
  const consumer = { file: () => {}, text: () => {}, passed: () => {}, cut: () => {} };
  for (const size of [1, 7, bytes.length]) {
    const reader = createThinnedReader(consumer);
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    reader.end();
  }
}

type Unpack = (blocks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Unpacks bytes that come in small blocks; a damage is a failure of the closed set. */
function unpacking(unpack: Unpack): (bytes: Buffer) => Promise<void> {
  return async bytes => {
    async function* blocks() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    }
    let size = 0;
    try {
      for await (const block of unpack(blocks())) {
        size += block.length;
        if (size > mostUnpacked) return;
      }
    } catch (error) {
      if (!(error instanceof InputFailure)) throw error;
    }
  };
}

const mostUnpacked = 16 * 1024 * 1024;
const log = Buffer.from('2026-11-22 14:00:00.000 7 ERROR nova.compute.manager [-] lost\n'.repeat(300));
const xz = readFileSync(join(project, 'test/fixtures/packed/two-streams.log.xz'));
const zstd = [zstdCompressSync(log), Buffer.concat([zstdCompressSync(log), zstdCompressSync(Buffer.from('a\n'))])];

function mergeLines(bytes: Buffer): void {
  let now = 0;
  const merger = createLineMerger(
    () => now++,
    () => new TextDecoder(),
    source => source,
  );
  for (let at = 0; at < bytes.length; at += 777) merger.push(`ctl${at % 3}`, bytes.subarray(at, at + 777));
  merger.take(now + 1000);
  merger.rest();
}

/** Readers of what is in files of projects, links, journals, and what comes while logs are followed or fetched. */
export const otherReaders: readonly FuzzedReader[] = [
  { name: 'an open log', seeds: logs, read: asText(openLog) },
  { name: 'an open runbook', seeds: runbookSeeds(), read: asText(openRunbook) },
  { name: 'journals', seeds: texts(journal), read: asText(readJournal) },
  { name: 'gzip', seeds: [gzipSync(log)], read: unpacking(blocks => decompress(blocks, 'gzip')) },
  { name: 'xz', seeds: [xz], read: unpacking(blocks => decompress(blocks, 'xz')) },
  { name: 'zstd', seeds: zstd, read: unpacking(blocks => decompress(blocks, 'zstd')) },
  { name: 'zstd without help of Node', seeds: zstd, read: unpacking(decompressZstdSlowly) },
  { name: 'thinned logs', seeds: thinned, read: readThinned },
  { name: 'followed logs', seeds: logs, read: mergeLines },
  {
    name: 'paths of sources',
    seeds: texts('/@journal/devstack@n-api.service@1795356000.log'),
    read: asText(sourceOfPath),
  },
  {
    name: 'links to runbooks',
    seeds: texts('runbook=conductor-safe-channel&cluster=region-one&time=2026-11-22T14:00:00+08:00&set.quiet=60s'),
    read: asText(text => readRunLink('/runbook', text, english)),
  },
  {
    name: 'messages of the capacity page',
    seeds: texts('{"database/max_pool_size":50,"x":"1"}'),
    read: asText(text => readChanges(jsonOf(text))),
  },
  { name: 'times that are asked for', seeds: texts('2026-11-22 14:00:00', '-2h'), read: asText(readWrittenTime) },
  { name: 'settings of options', seeds: texts('[database]max_pool_size = 50'), read: asText(readOptionSetting) },
  { name: 'hosts of ProxyJump', seeds: texts('user@[2001:db8::1]:2222', 'ssh://a@b:22'), read: asText(splitTarget) },
  {
    name: 'transport_url',
    seeds: texts('rabbit://nova:p%2Cw@ctl1:5672,nova:x@[fd00::1]:5672/nova?ssl=1'),
    read: asText(parseTransportUrl),
  },
  {
    name: 'requirements of Python projects',
    seeds: texts(
      'oslo.db>=4\nSQLAlchemy[asyncio]>=1.4,<2.0 ; python_version > "3"\n',
      '[tool.poetry.dependencies]\nsqlalchemy = "^2.0"\n',
    ),
    read: asText(versionOfRequirements),
  },
];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function runbookSeeds(): Buffer[] {
  const names = ['conductor-safe-channel', 'collect-evidence', 'mysql-timeouts'];
  return names.map(name => readFileSync(join(project, `knowledge/runbooks/${name}.runbook.yaml`)));
}
