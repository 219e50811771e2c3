import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ourWords } from '../../../core/runbook/our-words.ts';
import { english } from '../../../core/text/l10n.ts';
import { readCluster } from '../../../io/cluster/read-cluster.ts';
import { findConfigFiles } from '../../../io/config/find-files.ts';
import { readDeployment } from '../../../io/config/read-deployment.ts';
import { requirementsNear } from '../../../io/config/requirements.ts';
import { analyzePaths } from '../../../io/files/analyze-paths.ts';
import { addUserSignatures } from '../../../io/files/user-signatures.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { readOptionKnowledge } from '../../../io/option-knowledge.ts';
import { findRunbooks } from '../../../io/runbook/find-runbooks.ts';
import { checkedFormats } from '../read-log.ts';
import { sampleLog } from './read-paths.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const knowledgeFolder = join(import.meta.dirname, '../../../knowledge');
const knowledge = readOptionKnowledge(knowledgeFolder);
const logKnowledge = readLogKnowledge(knowledgeFolder);

/** Ten lists of ten of the list before: a gigabyte of nodes from half a kilobyte of text. */
const aliasBomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 12 }, (_, index) => {
    const before = `*a${index}`;
    return `a${index + 1}: &a${index + 1} [${Array(10).fill(before).join(', ')}]`;
  }),
].join('\n');

// Windows has neither pipes in folders nor links without privileges.
const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('a workspace of a stranger', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const pathOf = (name: string) => join(folder.path, name);
  function pipe(name: string): string {
    mkdirSync(join(pathOf(name), '..'), { recursive: true });
    execFileSync('mkfifo', [pathOf(name)]);
    return pathOf(name);
  }
  function link(target: string, name: string): void {
    mkdirSync(join(pathOf(name), '..'), { recursive: true });
    symlinkSync(target, pathOf(name));
  }
  const lint = () => readDeployment([folder.path], { knowledge, l10n: english });

  describe('whose files are pipes and devices', () => {
    it('keeps nobody waiting for configuration that it names', async () => {
      pipe('nova.conf');
      pipe('secret.conf');
      folder.write('.nova-doctor.yaml', 'files:\n  nova: [secret.conf, /dev/zero]\n');
      const { problems } = await lint();
      assert.deepEqual(
        problems.map(problem => [problem.kind, relative(folder.path, problem.path)]),
        [
          ['not-a-file', 'secret.conf'],
          ['not-a-file', relative(folder.path, '/dev/zero')],
        ],
      );
    });

    it('keeps nobody waiting for signatures', async () => {
      const path = pipe('own/raid.yaml');
      const { problems } = await addUserSignatures([join(folder.path, 'own')], {
        ...logKnowledge,
        formats: checkedFormats.formats,
        l10n: english,
      });
      assert.deepEqual(
        problems.map(problem => [problem.path, problem.message]),
        [[path, 'This is no file with an end, but a pipe or a device: it was not read.']],
      );
    });

    it('keeps nobody waiting for its workspace file, its inventory and their variables', async () => {
      const named = folder.write('.nova-doctor.yaml', 'cluster: x\ncontrollers: {inventory: hosts, group: control}\n');
      pipe('hosts');
      const cluster = await readCluster(named);
      assert.ok(!('unreadable' in cluster));
      assert.deepEqual(
        cluster.problems.map(({ kind }) => kind),
        ['unreadable-file'],
      );
      folder.write('inventory/hosts', '[control]\nctl1\n');
      pipe('inventory/group_vars/all.yml');
      const other = folder.write(
        'other.yaml',
        'cluster: x\ncontrollers: {inventory: inventory/hosts, group: control}\n',
      );
      const read = await readCluster(other);
      assert.ok(!('unreadable' in read));
      assert.deepEqual(
        read.hosts.map(({ name }) => name),
        ['ctl1'],
      );
      assert.ok('unreadable' in (await readCluster(pipe('sub/.nova-doctor.yaml'))));
    });

    it('keeps nobody waiting for runbooks and lists of packages', async () => {
      pipe('own.runbook.yaml');
      link('/dev/zero', 'runbooks/two.runbook.yaml');
      const found = await findRunbooks(knowledgeFolder, folder.path, ourWords);
      assert.deepEqual(
        found.filter(({ isShipped }) => !isShipped).map(({ unreadable }) => unreadable?.replace(/:.*/, '')),
        ['not-a-file', 'not-a-file'],
      );
      pipe('project/requirements.txt');
      assert.equal(requirementsNear(pathOf('project/db.py')), undefined);
    });
  });

  describe('with links', () => {
    let outside: TemporaryFolder;
    beforeEach(() => {
      outside = temporaryFolder();
    });
    afterEach(() => outside.remove());

    it('is not left by those that lead out of it, and not run through for ever by those in a circle', async () => {
      outside.write('nova.conf', '[DEFAULT]\ndebug = true\n');
      outside.write('etc/my.cnf', '[mysqld]\nwait_timeout = 1\n');
      folder.write('etc/nova/nova.conf', '[DEFAULT]\ndebug = true\n');
      link(join(outside.path, 'nova.conf'), 'nova.conf');
      link(join(outside.path, 'etc'), 'etc/mysql');
      link('..', 'etc/loop');
      link('self.conf', 'self.conf');
      link('one', 'two');
      link('two', 'one');
      link('nova', 'etc/again');
      const { files, problems } = await findConfigFiles([folder.path]);
      assert.deepEqual(
        files.map(({ path }) => relative(folder.path, path)),
        [join('etc', 'again', 'nova.conf')],
      );
      assert.deepEqual(problems, []);
    });
  });

  describe('with huge and growing files', () => {
    it('is told that a file is too large, and nothing of it is read', async () => {
      const path = folder.write('nova.conf', '[DEFAULT]\n');
      truncateSync(path, 4 * 1024 ** 4);
      const { problems } = await lint();
      assert.deepEqual(
        problems.map(({ kind }) => kind),
        ['too-large'],
      );
      truncateSync(folder.write('own.runbook.yaml', 'runbook: own\n'), 1024 ** 3);
      const found = await findRunbooks(knowledgeFolder, folder.path, ourWords);
      assert.match(found.find(({ isShipped }) => !isShipped)?.unreadable ?? '', /too-large/);
    });

    it('gets no memory for aliases that multiply, or for brackets in brackets, wherever YAML is read', async () => {
      const deep = `a: ${'['.repeat(200_000)}`;
      for (const bomb of [aliasBomb, deep]) {
        const path = folder.write(
          '.nova-doctor.yaml',
          `${bomb}\ncluster: x\ncontrollers: [{name: ctl1, host: 10.0.0.1}]\n`,
        );
        folder.write('own.runbook.yaml', `${bomb}\nrunbook: own\n`);
        folder.write('hosts.yaml', `all:\n  hosts:\n    ctl1:\n      vars: 1\n${bomb}\n`);
        folder.write('group_vars/all.yml', bomb);
        const cluster = await readCluster(path);
        assert.ok(!('unreadable' in cluster));
        const { workspaceProblems } = await lint();
        assert.ok(cluster.problems.length + workspaceProblems.length > 0);
        const found = await findRunbooks(knowledgeFolder, folder.path, ourWords);
        assert.equal(found.find(({ isShipped }) => !isShipped)?.runbook, undefined);
        const named = folder.write(
          'by-inventory.yaml',
          'cluster: x\ncontrollers: {inventory: hosts.yaml, group: all}\n',
        );
        assert.ok(!('unreadable' in (await readCluster(named))));
      }
    });
  });

  it('may have names with line ends and escapes: they are read, and shown as what they are', async () => {
    const name = 'nova\n\u001b[31m-api.log';
    writeFileSync(pathOf(name), sampleLog(3));
    folder.write('nova-\u202egol.conf', '[DEFAULT]\ndebug = true\n');
    const { analysis } = await analyzePaths([folder.path], { ...logKnowledge, formats: checkedFormats.formats });
    assert.deepEqual(
      analysis.files.map(({ path }) => relative(folder.path, path)),
      [name],
    );
  });
});
