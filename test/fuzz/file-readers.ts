import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readTraceId } from '../../core/log/trace/trace-id.ts';
import { traceJson } from '../../core/log/trace/trace-json.ts';
import { ourWords } from '../../core/runbook/our-words.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { readCluster } from '../../io/cluster/read-cluster.ts';
import { tracePaths } from '../../io/files/trace-paths.ts';
import { readTraceKnowledge } from '../../io/knowledge.ts';
import { readRunbookFile } from '../../io/runbook/find-runbooks.ts';
import { serviceWith } from '../unit/features/config/marked-config.ts';
import { testView } from '../unit/log-view/open-view.ts';
import { asText, type FuzzedReader, project, seedsFrom } from './seeds.ts';

/** The folder in which targets of this process write what is read as a file. */
export const scratch = mkdtempSync(join(tmpdir(), 'nova-doctor-fuzz-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

function written(name: string, bytes: Buffer | string): string {
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** Logs as they really are, a sample of every format that is known, and the samples of signatures. */
export const logs: readonly Buffer[] = [
  ...seedsFrom('real-logs', /\.log\.gz$/, 120),
  ...knowledgeIn('formats').flatMap(({ samples = [] }) => samples.map(({ text }) => Buffer.from(text))),
  ...knowledgeIn('signatures').map(({ signatures = [] }) =>
    Buffer.from(signatures.flatMap(({ samples }) => samples.positive).join('\n')),
  ),
  callThatWasLate(),
];

interface Knowledge {
  readonly samples?: readonly { readonly text: string }[];
  readonly signatures?: readonly { readonly samples: { readonly positive: readonly string[] } }[];
}

function knowledgeIn(folder: string): Knowledge[] {
  const path = join(project, 'knowledge', folder);
  return readdirSync(path).map(name => JSON.parse(readFileSync(join(path, name), 'utf8')) as Knowledge);
}

/** A request whose call was given up, and answered later. */
function callThatWasLate(): Buffer {
  const id = '0e1b5c1a4b7e4a649f0e2f8f1a1c0f11';
  const context = '[None req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3 admin demo - - default default]';
  const lines = [
    `14:00:00.000 7 DEBUG oslo_messaging._drivers.amqpdriver ${context} CALL msg_id: ${id} exchange 'nova' topic 'conductor'`,
    `14:01:00.000 7 ERROR nova.api ${context} MessagingTimeout: Timed out waiting for a reply to message ID ${id}`,
    `14:02:00.000 7 WARNING oslo_messaging._drivers.amqpdriver ${context} No calling threads waiting for msg_id : ${id}`,
  ];
  return Buffer.from(lines.map(line => `2026-11-22 ${line}\n`).join(''));
}

const traceKnowledge = readTraceKnowledge(join(project, 'knowledge'));

/** Follows an id that a log names: the first message that was waited for, else the first request or instance. */
async function traceLog(bytes: Buffer): Promise<void> {
  const path = written('traced/nova-api.log', bytes);
  const text = bytes.toString('latin1');
  const named = /(?<=msg_id: )[0-9a-f]{32}/.exec(text) ??
    /req-[0-9a-f-]{36}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text) ?? [
      'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3',
    ];
  const read = readTraceId(named[0]);
  if ('problem' in read) return;
  const { trace } = await tracePaths(read.id, [path], { knowledge: traceKnowledge });
  traceJson(trace, { redactor: createRedactor(), elapsedMs: 0, problems: [] });
}

async function viewLog(bytes: Buffer): Promise<void> {
  const { view, indexed, rows } = testView(written('viewed/nova-api.log', bytes));
  try {
    const { lines } = await indexed();
    for (const row of [0, lines >> 1, lines]) await rows(row, 50);
  } finally {
    view.close();
  }
}

const incident = ['etc/nova.conf', 'etc/my.cnf', 'etc/haproxy.cfg', 'etc/server.xml', '.nova-doctor.yaml'];
const files = incident.map(name => [name, readFileSync(join(project, 'examples/incident', name), 'utf8')] as const);
const proxysql =
  'datadir="/var/lib/proxysql"\nmysql_variables=\n{\n  threads=4\n  interfaces="0.0.0.0:6033"\n}\nmysql_servers =\n(\n { address="10.0.0.1", port=3306, hostgroup=0, max_connections=200 }\n)\n';
const deployment = new Map([...files, ['etc/proxysql.cnf', proxysql] as const]);

const novaFiles = seedsFrom('deployments', /\.conf$/);
const oddOptions =
  '[profiler_jaeger]\nprocess_tags = a:b,c:d\n[database]\nconnection_parameters = charset=utf8&read_timeout=5\nconnection = mysql+pymysql://nova:a@db1/nova?x=1\n[oslo_middleware]\nmax_request_body_size = 0x10\n';

/** Everything that the editor asks about files that are judged together, of which one is strange. */
function openConfiguration(name: string): (text: string) => void {
  return text => {
    const path = `/w/${name}`;
    const all = [...new Map([...deployment, [name, text] as const])];
    const { service } = serviceWith(
      Object.fromEntries(all.map(([other, own]) => [`/w/${other}`, own.replaceAll('‸', '')])),
    );
    for (const [other] of all) service.findings(`/w/${other}`);
    service.outline(path);
    service.folds(path);
    service.links(path);
    service.hints(path, { start: 0, end: text.length });
    service.capacity('/w/etc/nova.conf', {});
    for (const offset of [0, text.length >> 1, text.length]) {
      service.hover(path, offset);
      service.completions(path, offset);
      service.renamable(path, offset);
    }
  };
}

const clusterText = 'cluster: a\nvip: none\ncontrollers:\n  inventory: multinode\n  group: control\n';
const inventories = [
  '[control]\nctl[01:03] ansible_host=10.0.0.1 ansible_user=root ansible_ssh_common_args="-J bastion -o A=b"\n',
  'all:\n  children:\n    control:\n      hosts:\n        ctl1: {ansible_host: 10.0.0.1, ansible_ssh_private_key_file: ~/.ssh/a}\n',
];

/** A workspace file with an inventory beside it, of which one is strange. */
async function readClusterOf(bytes: Buffer): Promise<void> {
  await readCluster(written('cluster/.nova-doctor.yaml', bytes));
  await readCluster(written('named/.nova-doctor.yaml', clusterText));
  written('named/multinode', bytes);
  await readCluster(join(scratch, 'named/.nova-doctor.yaml'));
}

/** Readers that open files by themselves. */
export const fileReaders: readonly FuzzedReader[] = [
  { name: 'traces of logs', seeds: logs, read: traceLog },
  { name: 'a log in the log view', seeds: logs, read: viewLog },
  {
    name: 'a cluster with its inventory',
    seeds: [clusterText, ...inventories].map(text => Buffer.from(text)),
    read: readClusterOf,
  },
  {
    name: 'a runbook in a file',
    seeds: [readFileSync(join(project, 'knowledge/runbooks/conductor-safe-channel.runbook.yaml'))],
    read: bytes => readRunbookFile(written('own.runbook.yaml', bytes), ourWords),
  },
  ...[...deployment].map(([name, text]) => ({
    name: `a deployment with ${name}`,
    seeds: [Buffer.from(text), ...(name === 'etc/nova.conf' ? [Buffer.from(oddOptions), ...novaFiles] : [])],
    read: asText(openConfiguration(name)),
  })),
];
