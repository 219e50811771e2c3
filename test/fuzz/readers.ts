import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readClusterFile } from '../../core/cluster/cluster-file.ts';
import { readIniInventory } from '../../core/cluster/inventory/ini-inventory.ts';
import { hostsOfGroup, inventoryHost } from '../../core/cluster/inventory/inventory.ts';
import { readVariablesFile, readYamlInventory } from '../../core/cluster/inventory/yaml-inventory.ts';
import { readHaproxyFile } from '../../core/config/haproxy/haproxy-file.ts';
import { readMycatSchema, readMycatServer } from '../../core/config/mycat/mycat-files.ts';
import { readMySqlFile } from '../../core/config/mysql/my-cnf.ts';
import { readOsloFile } from '../../core/config/oslo/read-oslo-file.ts';
import { readProxySqlFile } from '../../core/config/proxysql/proxysql-file.ts';
import { readWorkspaceFile } from '../../core/config/workspace-file.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import { readTraceId } from '../../core/log/trace/trace-id.ts';
import { readUserSignatures } from '../../core/log/user-signatures.ts';
import { lintPython } from '../../core/python/lint.ts';
import { ourWords } from '../../core/runbook/our-words.ts';
import { readRunbook } from '../../core/runbook/read-runbook.ts';
import { english } from '../../core/text/l10n.ts';
import { analyzePaths } from '../../io/files/analyze-paths.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { hostSettings } from '../../io/ssh/configuration.ts';
import { readKnownHosts } from '../../io/ssh/known-hosts.ts';
import { checkedFormats } from '../unit/read-log.ts';
import { fileReaders, logs, scratch } from './file-readers.ts';
import { otherReaders } from './other-readers.ts';
import { outputReaders } from './output-readers.ts';
import { asText, type FuzzedReader, fixtures, project, seedsFrom, texts } from './seeds.ts';

const knowledge = readLogKnowledge(join(project, 'knowledge'));
const matcher = createSignatureMatcher(knowledge.signatures);

async function readLogBytes(bytes: Buffer): Promise<void> {
  const standardInput = (async function* () {
    yield bytes;
  })();
  await analyzePaths(['-'], { ...knowledge, formats: checkedFormats.formats, matcher, standardInput });
}

/** `Include` is read as far as it leads to the same text: no other file of this machine is opened. */
function readSshConfiguration(bytes: Buffer): void {
  const path = join(scratch, 'ssh_config');
  writeFileSync(path, bytes);
  hostSettings('ctl1', {
    home: '/home/operator',
    user: 'operator',
    hostName: 'workstation',
    userId: 1000,
    platform: 'linux',
    environment: {},
    configurationFiles: [path],
    expand: () => [path],
    systemFolder: '/etc/ssh',
    agents: () => [],
    sshProgram: 'ssh',
  });
}

function readInventories(bytes: Buffer): void {
  for (const read of [readIniInventory, readYamlInventory]) {
    const inventory = read('multinode', bytes.toString());
    for (const host of hostsOfGroup(inventory, 'control').slice(0, 50)) inventoryHost(inventory, host);
  }
  readVariablesFile(bytes.toString());
}

const inventory = [
  '[control]\nctl[01:03] ansible_host=10.0.0.1 ansible_user=root\n[loadbalancer:children]\ncontrol\n[all:vars]\nansible_port=22\n',
  'all:\n  children:\n    control:\n      hosts:\n        ctl1: {ansible_host: 10.0.0.1}\n        ctl[2:4]:\n      vars: {ansible_user: root}\n',
];
const cluster = [
  'cluster: region-one\nvip: [10.77.0.10]\ncontrollers: [{name: ctl1, host: 10.77.0.11, port: 22}]\nbecome: sudo\nlogs: auto\n',
  'cluster: a\nvip: none\ncontrollers:\n  inventory: multinode\n  group: control\ndatabaseAdmin: {host: a, loginPath: b}\n',
];
const sshConfig = [
  'Host ctl* !ctl9\n  HostName 10.0.0.%h\n  ProxyJump bastion,second:2222\n  IdentityFile ~/.ssh/%r\nInclude other\nMatch final user root\n  Port 2222\n',
  'Match exec "true" host ctl1\n  StrictHostKeyChecking accept-new\nHost *\n  HostKeyAlgorithms ^ssh-ed25519\n  ConnectTimeout 5\n',
];
const knownHosts = [
  'ctl1,10.0.0.1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGQ= a\n@revoked * ssh-rsa AAAA\n|1|c2FsdA==|aGFzaA== ssh-ed25519 AAAA\n[ctl2]:2222 ssh-rsa AAAA\n',
];
const signatureFile = [
  'signatures:\n  - id: own-one\n    title: One\n    severity: error\n    pattern: "lost (?P<what>\\\\w+) connection"\n    samples:\n      positive: ["lost a connection"]\n',
];
const runbook = [
  'runbook: own\ntitle: Own\nparameters:\n  quiet: {type: duration, default: 60s, min: 0s}\nsteps:\n  - id: stop\n    title: Stop\n    on: standby\n    serial: 1\n    effect: change\n    require: [{probe: vip, is: exactly-one-holder}]\n    run: {service: stop, name: nova-conductor}\n    verify: {probe: service, name: nova-conductor, is: stopped, for: 30s, within: 90s}\n    undo: {run: {service: start, name: nova-conductor}}\n  - id: settle\n    wait: "${quiet}"\n',
];
const mycat = [
  '<?xml version="1.0"?>\n<!DOCTYPE mycat:server SYSTEM "server.dtd">\n<mycat:server xmlns:mycat="http://io.mycat/"><system><property name="sqlExecuteTimeout">300</property></system></mycat:server>\n',
  '<mycat:schema><dataHost name="h" maxCon="1000"><writeHost host="m1" url="db:3306" user="a" password="b"/></dataHost></mycat:schema>\n',
];
const configuration = seedsFrom('deployments', /\.conf$/);
export const fuzzedReaders: readonly FuzzedReader[] = [
  { name: 'logs', seeds: logs, read: readLogBytes },
  { name: 'packed logs and archives', seeds: packedSeeds(), read: readLogBytes },
  { name: 'trace ids', seeds: texts('req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3'), read: asText(readTraceId) },
  {
    name: 'signatures of users',
    seeds: texts(...signatureFile),
    read: asText(text =>
      readUserSignatures([{ path: 'own.yaml', text }], {
        shippedIds: new Set(),
        causeIds: new Set(),
        l10n: english,
        matchTexts: sample => [sample],
      }),
    ),
  },
  { name: 'nova.conf', seeds: configuration, read: asText(text => readOsloFile('nova.conf', text)) },
  { name: 'my.cnf', seeds: configuration, read: asText(text => readMySqlFile('my.cnf', text)) },
  { name: 'haproxy.cfg', seeds: configuration, read: asText(text => readHaproxyFile('haproxy.cfg', text)) },
  { name: 'proxysql.cnf', seeds: configuration, read: asText(text => readProxySqlFile('proxysql.cnf', text)) },
  {
    name: 'XML of Mycat',
    seeds: texts(...mycat),
    read: asText(text => [readMycatServer('server.xml', text), readMycatSchema('schema.xml', text)]),
  },
  {
    name: 'Python',
    seeds: seedsFrom('python', /\.py$/),
    read: asText(text => lintPython('db.py', `import sqlalchemy\n${text}`, {}, english)),
  },
  {
    name: 'the workspace file',
    seeds: texts(...cluster),
    read: asText(text => [readClusterFile('a', text), readWorkspaceFile('a', text, english)]),
  },
  { name: 'runbooks', seeds: texts(...runbook), read: asText(text => readRunbook('own.runbook.yaml', text, ourWords)) },
  { name: 'inventories', seeds: texts(...inventory), read: readInventories },
  { name: 'ssh_config', seeds: texts(...sshConfig), read: readSshConfiguration },
  { name: 'known_hosts', seeds: texts(...knownHosts), read: asText(text => readKnownHosts('known_hosts', text)) },
  ...outputReaders,
  ...otherReaders,
  ...fileReaders,
];

function packedSeeds(): Buffer[] {
  const packed = ['sosreport-ctl1.tar.xz', 'two-streams.log.xz'].map(name =>
    readFileSync(join(fixtures, 'packed', name)),
  );
  return [
    ...packed,
    ...logs.slice(0, 10).flatMap(log => [gzipSync(log), Buffer.concat([gzipSync(log), gzipSync(log)])]),
  ];
}
