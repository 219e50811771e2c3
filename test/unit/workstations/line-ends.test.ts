import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClusterFile } from '../../../core/cluster/cluster-file.ts';
import { readIniInventory } from '../../../core/cluster/inventory/ini-inventory.ts';
import { hostsOfGroup, inventoryHost } from '../../../core/cluster/inventory/inventory.ts';
import { readVariablesFile, readYamlInventory } from '../../../core/cluster/inventory/yaml-inventory.ts';
import { configRules } from '../../../core/config/rules/rules.ts';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { readUserSignatures } from '../../../core/log/user-signatures.ts';
import { lintPython } from '../../../core/python/lint.ts';
import { versionOfRequirements } from '../../../core/python/version.ts';
import { ourWords } from '../../../core/runbook/our-words.ts';
import { readRunbook } from '../../../core/runbook/read-runbook.ts';
import { english } from '../../../core/text/l10n.ts';
import { createLineIndex } from '../../../core/text/line-index.ts';
import { analyzePaths } from '../../../io/files/analyze-paths.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { serviceWith } from '../features/config/marked-config.ts';
import { checkedFormats } from '../read-log.ts';

const project = join(import.meta.dirname, '../../..');
const textOf = (path: string) => readFileSync(join(project, path), 'utf8');
const withCrLf = (text: string) => text.replace(/\r?\n/g, '\r\n');

/** Holds that a reader finds the same in a file whose lines end as on Windows. */
function saysTheSame(read: (text: string) => unknown, text: string): void {
  assert.ok(text.includes('\n'));
  const found = read(text);
  assert.deepEqual(read(withCrLf(text)), found);
  assert.notDeepEqual(found, read(''), 'It finds nothing at all.');
}

const incident = ['etc/nova.conf', 'etc/my.cnf', 'etc/haproxy.cfg', 'etc/server.xml', '.nova-doctor.yaml'];
const proxysql =
  'datadir="/var/lib/proxysql"\n# a remark\nmysql_variables=\n{\n  wait_timeout=60000 // ms\n  max_connections=10\n}\n';

describe('lines that end as on Windows', () => {
  it('make no difference to what is wrong in configuration, and where', () => {
    const files = Object.fromEntries(
      incident.map(name => [`/w/${name}`, textOf(`examples/incident/${name}`)] as const),
    );
    const all = { ...files, '/w/etc/proxysql.cnf': proxysql };
    const findings = (change: (text: string) => string) => {
      const changed = Object.fromEntries(Object.entries(all).map(([path, text]) => [path, change(text)] as const));
      const { service } = serviceWith(changed, configRules);
      return Object.entries(changed).flatMap(([path, text]) => {
        const lines = createLineIndex(text);
        return service.findings(path).map(({ rule, message, place }) => {
          const { line, column } = lines.positionAt(place.range.start);
          return `${path}:${line}:${column} ${rule} ${message}`;
        });
      });
    };
    const found = findings(text => text);
    assert.ok(found.length > 5, `only ${found.length} findings`);
    assert.deepEqual(findings(withCrLf), found);
  });

  it('are kept by what corrects configuration', () => {
    const text = withCrLf('[database]\nmax_pool_size = 0\nmax_overflow = 0\n');
    const { service } = serviceWith({ '/w/nova.conf': text });
    const edits = service.findings('/w/nova.conf').flatMap(({ fix }) => fix?.edits ?? []);
    assert.ok(edits.length > 0);
    for (const edit of edits) assert.doesNotMatch(edit.text, /(?<!\r)\n/);
  });

  it('make no difference to the workspace file and inventories', () => {
    saysTheSame(text => readClusterFile('a', text), textOf('examples/incident/.nova-doctor.yaml'));
    const hostsIn = (inventory: ReturnType<typeof readIniInventory>) =>
      hostsOfGroup(inventory, 'control').map(host => inventoryHost(inventory, host));
    saysTheSame(
      text => hostsIn(readIniInventory('multinode', text)),
      '# one\n[control]\nctl[1:3] ansible_host=10.0.0.1 ansible_user=root\n[control:vars]\nansible_port=2222\n',
    );
    saysTheSame(
      text => hostsIn(readYamlInventory('multinode', text)),
      'all:\n  children:\n    control:\n      hosts:\n        ctl1:\n          ansible_host: 10.0.0.1\n',
    );
    saysTheSame(readVariablesFile, 'ansible_user: root\nansible_port: 22\n');
  });

  it('make no difference to runbooks: what a controller gets has none of them', () => {
    const script =
      'runbook: own\ntitle: Own\nsteps:\n  - id: a\n    title: A\n    on: all\n    effect: read\n    run:\n      script: |\n        first\n        second\n';
    saysTheSame(text => readRunbook('own.runbook.yaml', text, ourWords).runbook, script);
    assert.doesNotMatch(JSON.stringify(readRunbook('own.runbook.yaml', withCrLf(script), ourWords).runbook), /\\r/);
    saysTheSame(
      text => readRunbook('a.runbook.yaml', text, ourWords).runbook,
      textOf('knowledge/runbooks/conductor-safe-channel.runbook.yaml'),
    );
  });

  it('make no difference to signatures of users', () => {
    const context = {
      shippedIds: new Set<string>(),
      causeIds: new Set<string>(),
      l10n: english,
      matchTexts: (text: string) => [text],
    };
    saysTheSame(
      text => readUserSignatures([{ path: 'own.yaml', text }], context).signatures,
      'signatures:\n  - id: own-one\n    title: One\n    severity: error\n    pattern: "lost a connection"\n    samples:\n      positive:\n        - |\n          2026-11-22 14:00:00.000 7 ERROR nova [-] lost a connection\n',
    );
  });

  it('make no difference to Python and what its projects require', () => {
    const python =
      'from sqlalchemy import create_engine\n\nengine = create_engine(\n    "mysql+pymysql://a:b@db/nova",\n    pool_size=0,\n)\n';
    saysTheSame(text => lintPython('db.py', text, {}, english).map(({ rule, message }) => [rule, message]), python);
    saysTheSame(versionOfRequirements, '# requirements\nSQLAlchemy>=1.4,<2.0\noslo.db\n');
  });

  it('make no difference to logs', async () => {
    const knowledge = readLogKnowledge(join(project, 'knowledge'));
    const matcher = createSignatureMatcher(knowledge.signatures);
    const said = async (text: string) => {
      const standardInput = (async function* () {
        yield Buffer.from(text);
      })();
      const options = { ...knowledge, formats: checkedFormats.formats, matcher, standardInput };
      const { analysis } = await analyzePaths(['-'], options);
      const shown = { ...analysis, files: analysis.files.map(({ bytes: _, ...file }) => file) };
      return JSON.stringify(shown, (key, value) => (key === 'offset' || key === 'bytes' ? undefined : value));
    };
    const text = textOf('examples/incident/ctl1/nova-conductor.log');
    assert.equal(await said(withCrLf(text)), await said(text));
  });
});
