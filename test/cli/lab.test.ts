import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs, projectFolder } from './program.ts';

interface StartedLab {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly options: readonly string[];
  readonly printed: () => string;
  /** Settles when the lab has ended. */
  readonly ended: Promise<{ status: number | null }>;
}

/** Starts a lab as the editor does: as a process that tells when it is ready. */
async function startLab(...args: string[]): Promise<StartedLab> {
  const child = fork(join(projectFolder, 'cli/main.ts'), ['lab', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', text => {
      printed += text;
    });
  }
  // No 'close' comes after disconnect().
  const ended = once(child, 'exit').then(([status]) => ({ status: status as number | null }));
  const ready = once(child, 'message').then(([message]) => message as { folder: string; sshConfiguration: string });
  const message = await Promise.race([ready, ended]);
  assert.ok('folder' in message, printed);
  const { folder, sshConfiguration } = message;
  const options = ['--deployment', join(folder, '.nova-doctor.yaml'), '--ssh-config', sshConfiguration];
  return { child, folder, options, printed: () => printed, ended };
}

for (const { name, run } of programs) {
  describe(`a lab and the command line from ${name}`, () => {
    let lab: StartedLab;

    before(async () => {
      lab = await startLab();
    });
    after(async () => {
      lab.child.kill('SIGINT');
      await lab.ended;
    });

    it('is read over SSH: every controller with all of its services', async () => {
      const { status, stdout, stderr } = await run(['controllers', '--format', 'json', ...lab.options]);
      const report = JSON.parse(stdout);
      assert.deepEqual(report.vips, [{ vip: '10.77.0.10', state: 'held', holder: 'ctl1' }]);
      for (const controller of report.controllers) {
        assert.equal(controller.reachable, true);
        const services = controller.services.map(({ service }: { service: string }) => service);
        for (const service of ['nova-conductor', 'nova-api', 'rabbitmq', 'haproxy'])
          assert.ok(services.includes(service));
      }
      assert.deepEqual([status, stderr, report.controllers.length], [0, '', 3]);
    });

    it('has the failure that triage names, with the runbook that helps', async () => {
      const { status, stdout } = await run(['triage', '--format', 'json', ...lab.options]);
      const report = JSON.parse(stdout);
      assert.deepEqual(
        [status, report.causes[0].id, report.causes[0].runbook],
        [1, 'conductor-sick', 'conductor-safe-channel'],
      );
      assert.ok(
        report.lines.every(({ status: one }: { status: string }) => one !== 'unknown'),
        stdout,
      );
    });

    it('has its live configuration judged with the limit that the database itself tells', async () => {
      const { stdout, stderr } = await run(['lint', '--live', '--format', 'json', ...lab.options]);
      const { files, capacity, ...report } = JSON.parse(stdout);
      for (const controller of ['ctl1', 'ctl2', 'ctl3'])
        assert.ok(files.includes(`${controller}/etc/kolla/nova-conductor/nova.conf`), files.join(' '));
      assert.equal(stderr, '');
      assert.equal(capacity.maxConnections, 4096);
      // The scenario's release is older than any with data, and its images say so.
      assert.deepEqual(
        [report.release, report.releaseOrigin, report.releasePath],
        ['train', 'live', 'ctl1: kolla/centos-binary-nova-conductor:ocata'],
      );
    });

    it('is let in by its key only, and its hosts are known', async () => {
      const [, deployment = ''] = lab.options;
      const stranger = await run([
        'controllers',
        '--format',
        'json',
        '--deployment',
        deployment,
        '--ssh-config',
        '/dev/null',
      ]);
      const kinds = JSON.parse(stranger.stdout).controllers.map(({ reachable }: { reachable: boolean }) => reachable);
      assert.deepEqual(kinds, [false, false, false]);
      const missing = await run(['controllers', '--deployment', deployment, '--ssh-config', '/nowhere']);
      assert.deepEqual([missing.status, missing.stderr], [2, 'nova-doctor: There is no /nowhere.\n']);
    });

    it('leaves logs that say what is wrong', async () => {
      const { stdout } = await run(['analyze', lab.folder, '--format', 'json']);
      assert.equal(JSON.parse(stdout).incidents[0].rootCause, 'middleware-transaction-timeout');
    });
  });
}

describe('nova-doctor lint --live of a lab whose database refuses everybody', () => {
  it('says that it judges by the files instead', async () => {
    const lab = await startLab('--scenario', 'too-many-connections');
    try {
      const { run } = programs[0]!;
      const { status, stdout, stderr } = await run(['lint', '--live', ...lab.options]);
      assert.equal(
        stderr,
        'nova-doctor: The database could not be asked (ERROR 1040 (08004): Too many connections). Its limits are taken from files, which the running server may not go by.\n',
      );
      assert.match(stdout, /… and \d+ more\n/);
      assert.equal(status, 1);
    } finally {
      lab.child.kill('SIGINT');
      await lab.ended;
    }
  });
});

describe('nova-doctor lab', () => {
  it('prints how to reach it, runs until it is interrupted, and removes what it wrote', async () => {
    const lab = await startLab('--controllers', '5', '--scenario', 'healthy');
    assert.match(lab.printed(), /ctl5 +10\.77\.0\.15 +127\.0\.0\.1:\d+\n/);
    assert.ok(lab.printed().includes(`nova-doctor triage --deployment ${join(lab.folder, '.nova-doctor.yaml')}`));
    assert.equal(statSync(join(lab.folder, 'key')).mode & 0o777, 0o600);
    lab.child.kill('SIGINT');
    assert.equal((await lab.ended).status, 130);
    assert.equal(existsSync(lab.folder), false);
  });

  it('ends with the process that has started it', async () => {
    const lab = await startLab();
    lab.child.disconnect();
    assert.equal((await lab.ended).status, 0);
    assert.equal(existsSync(lab.folder), false);
  });

  it('leaves files of others in its folder alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-lab-test-'));
    try {
      writeFileSync(join(folder, 'mine.txt'), 'mine');
      const lab = await startLab('--folder', folder);
      assert.equal(lab.folder, folder);
      lab.child.kill('SIGTERM');
      assert.equal((await lab.ended).status, 0);
      assert.deepEqual(readdirSync(folder), ['mine.txt']);
      writeFileSync(join(folder, '.nova-doctor.yaml'), 'cluster: mine\n');
      const [program] = programs;
      const refused = await program?.run(['lab', '--folder', folder]);
      assert.equal(refused?.status, 2);
      assert.match(refused?.stderr ?? '', /is there already and no lab has made it/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what is wrong with its arguments', async () => {
    const [program] = programs;
    for (const [args, pattern] of [
      [['--controllers', '0'], /--controllers is a number from 1 to 200, not 0\./],
      [['--scenario', 'seed'], /--scenario cannot be seed: it is one of seed-case, /],
    ] as const) {
      const { status, stderr } = (await program?.run(['lab', ...args])) ?? {};
      assert.equal(status, 2);
      assert.match(stderr ?? '', pattern);
    }
  });
});
