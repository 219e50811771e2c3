import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ourWords } from '../../core/runbook/our-words.ts';
import { readRunbook } from '../../core/runbook/read-runbook.ts';
import { english } from '../../core/text/l10n.ts';
import { addUserSignatures } from '../../io/files/user-signatures.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { generatedDocuments, signaturesOf } from '../../scripts/lib/docs.mjs';
import { readmesWithFacts } from '../../scripts/lib/docs-facts.mjs';
import { temporaryFolder } from '../unit/io/temporary-folder.ts';
import { checkedFormats } from '../unit/read-log.ts';
import { readProjectJson } from './manifest.ts';
import { projectFolder } from './sources.ts';

interface System {
  readonly id: string;
  readonly title: string;
  readonly role: string;
  readonly about: string;
  readonly paths: readonly string[];
  readonly containers: readonly string[];
  readonly loggers: readonly string[];
  readonly processes: readonly string[];
  readonly signatures: readonly string[];
}

const { systems } = readProjectJson<{ systems: System[] }>('knowledge/systems.json');
const knowledge = readLogKnowledge(join(projectFolder, 'knowledge'));
const { signatures } = knowledge;

describe('generated documents', () => {
  for (const [name, text] of Object.entries(generatedDocuments())) {
    it(`docs/${name} says what knowledge and rules say (node scripts/make-docs.mjs)`, () => {
      assert.equal(readFileSync(join(projectFolder, 'docs', name), 'utf8'), text);
    });
  }
});

describe('what is known and checked', () => {
  for (const [name, text] of Object.entries(readmesWithFacts())) {
    it(`${name} has the numbers of today (node scripts/make-docs.mjs)`, () => {
      assert.equal(readFileSync(join(projectFolder, name), 'utf8'), text);
    });
  }
});

describe('docs/runbook-language.md', () => {
  it('shows a runbook that is read without complaint', () => {
    const text = readFileSync(join(projectFolder, 'docs/runbook-language.md'), 'utf8');
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const known = { ...ourWords, signatures: signatures.map(({ id }) => id) };
    const { runbook, problems } = readRunbook('example.runbook.yaml', example, known);
    assert.deepEqual(problems, []);
    assert.equal(runbook?.steps.length, 3);
  });

  it('says of every key what it is for', () => {
    const text = readFileSync(join(projectFolder, 'docs/runbook-language.md'), 'utf8');
    const [, keys = ''] = /## Keys\n(.*?)## Where/s.exec(text) ?? [];
    const rows = keys.split('\n').filter(line => line.startsWith('| `'));
    assert.ok(rows.length > 20);
    assert.deepEqual(
      rows.filter(row => row.split(' | ')[1]?.trim() === ''),
      [],
    );
  });
});

describe('docs/own-signatures.md', () => {
  it('shows a file that is read without complaint', async () => {
    const text = readFileSync(join(projectFolder, 'docs/own-signatures.md'), 'utf8');
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const folder = temporaryFolder();
    try {
      const path = folder.write('acme.yaml', example);
      const { formats } = checkedFormats;
      const all = await addUserSignatures([path], { ...knowledge, formats, l10n: english });
      assert.deepEqual(all.problems, []);
      assert.equal(all.signatures.at(-1)?.id, 'acme-raid-degraded');
    } finally {
      folder.remove();
    }
  });
});

describe('systems', () => {
  it('have ids of their own', () => {
    const ids = systems.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  it('name patterns, ids and prefixes that exist', () => {
    for (const system of systems) {
      for (const path of system.paths) assert.ok(new RegExp(path));
      for (const name of system.signatures) {
        assert.ok(signaturesOf({ ...system, signatures: [name] }, signatures).length > 0, `${system.id}: ${name}`);
      }
    }
  });

  it('are recognised by something', () => {
    for (const { id, paths, containers, loggers, processes } of systems) {
      assert.ok(paths.length + containers.length + loggers.length + processes.length > 0, id);
    }
  });

  it('hold every system of the way an instance comes to life', () => {
    const named = [
      'nova-api',
      'nova-api-ec2',
      'nova-scheduler',
      'nova-compute',
      'nova-conductor',
      'nova-super-conductor',
    ]
      .concat(['nova-api-metadata', 'placement', 'nova-consoleauth', 'nova-novncproxy', 'rabbitmq', 'qpid', 'zeromq'])
      .concat([
        'keystone',
        'glance',
        'neutron-server',
        'cinder',
        'swift',
        'libvirt',
        'qemu',
        'mysql',
        'mariadb',
        'galera',
      ])
      .concat(['mycat', 'haproxy', 'proxysql', 'maxscale', 'sqlalchemy', 'pymysql', 'memcached', 'keepalived']);
    const ids = new Set(systems.map(({ id }) => id));
    assert.deepEqual(
      named.filter(id => !ids.has(id)),
      [],
    );
  });
});
