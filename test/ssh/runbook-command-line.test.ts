import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { controllerNamed } from '../../lab/change.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { brokenCluster, knowledgeFolder } from './runbook-world.ts';

const main = join(import.meta.dirname, '../../cli/main.ts');
const schemas = join(import.meta.dirname, '../../docs/schemas');

/** A team's own runbook, with short times. */
const own = `runbook: restart-conductors
title: Restart the conductors
parameters:
  settle: {type: duration, default: 100ms}
steps:
  - id: close
    title: Close the entry
    manual: Close the entry, then confirm.
    undo: {manual: Open the entry.}
  - id: stop
    title: Stop the standbys
    on: standby
    effect: change
    require: {probe: vip, is: exactly-one-holder}
    run: {service: stop, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: stopped, within: 30s}
    undo: {run: {service: start, name: nova-conductor}}
  - id: restart
    title: Restart the holder's
    on: vip
    effect: change
    run: {service: restart, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: running, within: 30s}
    undo: none
  - id: settle
    title: Settle
    wait: "\${settle}"
  - id: start
    title: Start the standbys
    on: standby
    serial: 1
    effect: change
    run: {service: start, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: running, within: 30s}
    undo: {run: {service: stop, name: nova-conductor}}
`;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('nova-doctor runbook on the simulated cluster', function () {
  this.timeout(120_000);
  let lab: Lab;
  let state: string;

  beforeEach(async () => {
    const started = await startLab({ knowledgeFolder, scenario: brokenCluster });
    assert.ok(!('refused' in started));
    lab = started;
    state = mkdtempSync(join(tmpdir(), 'nova-doctor-state-'));
    mkdirTeam();
  });
  afterEach(async () => {
    rmSync(join(lab.folder.path, 'own.runbook.yaml'), { force: true });
    await lab.close();
    rmSync(state, { recursive: true, force: true });
  });

  function mkdirTeam(): void {
    writeFileSync(join(lab.folder.path, 'own.runbook.yaml'), own);
  }

  function start(args: readonly string[]): ChildProcess {
    const { LANG: _, LC_ALL: __, LC_MESSAGES: ___, SSH_AUTH_SOCK: ____, ...inherited } = process.env;
    return spawn(process.execPath, [main, 'runbook', ...args], {
      cwd: lab.folder.path,
      env: { ...inherited, XDG_STATE_HOME: state },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  function end(child: ChildProcess): Promise<Ran> {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', status => resolve({ status, stdout, stderr }));
    });
  }

  const run = (...args: string[]) => end(start(args));
  const ssh = () => ['--ssh-config', lab.folder.sshConfiguration];
  const runs = async () => JSON.parse((await run('runs', '--format', 'json')).stdout).runs;

  async function planName(...more: string[]): Promise<string> {
    const { stdout } = await run('plan', 'restart-conductors', '--format', 'json', ...ssh(), ...more);
    return JSON.parse(stdout).plan;
  }

  function conductor(name: string) {
    const controller = controllerNamed(lab.world.state(), name);
    return controller!.services.find(({ service }) => service === 'nova-conductor')!;
  }

  const lockedOn = () =>
    lab.world.state().controllers.flatMap(({ name, folders }) => (Object.keys(folders).length > 0 ? [name] : []));

  function validate(schema: string, value: unknown): void {
    const ajv = new Ajv({ allErrors: true, strict: false });
    const check = ajv.compile(JSON.parse(readFileSync(join(schemas, `${schema}.schema.json`), 'utf8')));
    check(value);
    assert.deepEqual(check.errors ?? [], []);
  }

  it('runs exactly the plan that was agreed to, and records it', async () => {
    const planned = await run('plan', 'restart-conductors', '--format', 'json', ...ssh());
    assert.deepEqual([planned.status, planned.stderr], [0, '']);
    const plan = JSON.parse(planned.stdout);
    validate('runbook-plan', plan);
    assert.equal(plan.effect, 'change');
    assert.deepEqual(
      plan.steps.map(({ commands }: { commands: { controller: string; command: string }[] }) =>
        commands.map(({ controller, command }) => `${controller}: ${command}`),
      ),
      [
        [],
        ['ctl2: sudo -n docker stop -t 60 -- nova-conductor', 'ctl3: sudo -n docker stop -t 60 -- nova-conductor'],
        ['ctl1: sudo -n docker restart -t 60 -- nova-conductor'],
        [],
        ['ctl2: sudo -n docker start -- nova-conductor', 'ctl3: sudo -n docker start -- nova-conductor'],
      ],
    );
    const agreed = ['--plan', plan.plan, '--confirm', 'change'];
    const unasked = await run('run', 'restart-conductors', ...ssh());
    assert.deepEqual([unasked.status, unasked.stdout], [2, '']);
    assert.match(unasked.stderr, /Nobody can be asked here\. See nova-doctor runbook plan restart-conductors/);
    const byHand = await run('run', 'restart-conductors', ...ssh(), ...agreed);
    assert.equal(byHand.status, 2);
    assert.match(byHand.stderr, /The step close is done by hand: add --confirm-manual close/);
    assert.deepEqual([await runs(), lockedOn()], [[], []]);
    const done = await run(
      'run',
      'restart-conductors',
      ...ssh(),
      ...agreed,
      '--confirm-manual',
      'close',
      '--format',
      'json',
    );
    const result = JSON.parse(done.stdout);
    assert.deepEqual([done.status, result.end, result.notes], [0, 'done', []], done.stderr);
    validate('runbook-run', result);
    assert.match(done.stderr, /^2\/5 Stop the standbys: ctl2, ctl3$/m);
    assert.match(done.stderr, /^ {2}ctl3 \$ sudo -n docker stop -t 60 -- nova-conductor$/m);
    const [listed] = await runs();
    assert.deepEqual([listed.run, listed.end, listed.running], [result.run, 'done', false]);
    validate('runbook-runs', JSON.parse((await run('runs', '--format', 'json')).stdout));
    validate('runbook-report', JSON.parse((await run('report', result.run, '--format', 'json')).stdout));
    const report = await run('report', result.run);
    assert.match(report.stdout, /^# Restart the conductors\n/);
    assert.match(report.stdout, /`ctl2`: `sudo -n docker stop -t 60 -- nova-conductor` – done/);
    assert.deepEqual(
      ['ctl1', 'ctl2', 'ctl3'].map(name => conductor(name).starts),
      [2, 2, 2],
    );
    assert.deepEqual(lockedOn(), []);
  });

  it('refuses a plan that is a different one by now, and says what differs', async () => {
    const name = await planName();
    lab.world.apply(({ state: draft }) => {
      for (const controller of draft.controllers) controller.holdsVip = controller.name === 'ctl2';
    });
    const { status, stdout, stderr } = await run(
      ...['run', 'restart-conductors', ...ssh(), '--plan', name, '--confirm', 'change', '--confirm-manual', 'close'],
    );
    assert.deepEqual([status, stdout], [3, '']);
    assert.match(stderr, /The plan [0-9a-f]{32} is a different one by now: [0-9a-f]{32}\. Nothing was run\./);
    assert.match(stderr, /^ {2}- restart: ctl1: sudo -n docker restart -t 60 -- nova-conductor$/m);
    assert.match(stderr, /^ {2}\+ restart: ctl2: sudo -n docker restart -t 60 -- nova-conductor$/m);
    assert.equal(conductor('ctl2').starts, 1);
  });

  it('goes on after it was killed between a change and its result, and does it only once', async () => {
    const name = await planName('--from', 'restart');
    const child = start([
      'run',
      'restart-conductors',
      ...ssh(),
      '--from',
      'restart',
      '--plan',
      name,
      '--confirm',
      'change',
    ]);
    const killed = end(child);
    const apply = lab.world.apply;
    lab.world.apply = work => {
      const before = conductor('ctl1').starts;
      apply(work);
      // The change has happened, and its answer is not sent yet.
      if (conductor('ctl1').starts > before) child.kill('SIGKILL');
    };
    assert.equal((await killed).status, null);
    lab.world.apply = apply;
    assert.equal(conductor('ctl1').starts, 2);
    assert.deepEqual(lockedOn(), ['ctl1', 'ctl2', 'ctl3']);
    const [broken] = await runs();
    assert.deepEqual([broken.end, broken.running, broken.step], [null, false, 'restart']);
    const resumed = await run('resume', broken.run, ...ssh(), '--confirm', 'change', '--format', 'json');
    const result = JSON.parse(resumed.stdout);
    assert.deepEqual([resumed.status, result.end], [0, 'done'], resumed.stderr);
    assert.deepEqual([conductor('ctl1').starts, lockedOn()], [2, []]);
    const again = await run('resume', broken.run, ...ssh(), '--confirm', 'change');
    assert.equal(again.status, 3);
    assert.match(again.stdout, /is done\./);
  });

  it('stops safe at Ctrl-C, says what state each controller is in, and leaves no lock', async () => {
    const name = await planName('--set', 'settle=5m');
    const child = start([
      'run',
      'restart-conductors',
      ...ssh(),
      '--set',
      'settle=5m',
      '--plan',
      name,
      '--confirm',
      'change',
      '--confirm-manual',
      'close',
    ]);
    const ended = end(child);
    child.stderr?.on('data', text => {
      if (String(text).includes('waiting 300 s')) child.kill('SIGINT');
    });
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 130);
    assert.match(stderr, /Stopping safely\. Ctrl-C once more leaves at once/);
    assert.match(stdout, /^cancelled: It was cancelled\.\n[\s\S]*To go on: nova-doctor runbook resume /);
    assert.deepEqual(
      ['ctl1', 'ctl2', 'ctl3'].map(one => conductor(one).isRunning),
      [true, false, false],
    );
    assert.deepEqual(lockedOn(), []);
    const [cancelled] = await runs();
    const undone = await run('resume', cancelled.run, ...ssh(), '--confirm', 'change', '--undo', '--format', 'json');
    // Nobody opened the entry, and a restart has no way back: that is said, and is no success.
    const { end: how, seen } = JSON.parse(undone.stdout);
    assert.deepEqual(
      [undone.status, how, seen],
      [3, 'stopped', "Not everything was taken back: Close the entry, Restart the holder's."],
      undone.stderr,
    );
    assert.deepEqual(
      ['ctl1', 'ctl2', 'ctl3'].map(one => conductor(one).isRunning),
      [true, true, true],
    );
  });

  it('stops as safe when its terminal goes away', async () => {
    const name = await planName('--from', 'settle', '--set', 'settle=5m');
    const more = ['--from', 'settle', '--set', 'settle=5m', '--plan', name, '--confirm', 'change'];
    const child = start(['run', 'restart-conductors', ...ssh(), ...more]);
    const ended = end(child);
    child.stderr?.on('data', text => {
      if (!String(text).includes('waiting 300 s')) return;
      child.stderr?.destroy();
      child.kill('SIGHUP');
    });
    assert.equal((await ended).status, 130);
    assert.deepEqual(lockedOn(), []);
    const [cancelled] = await runs();
    assert.deepEqual([cancelled.end, cancelled.running], ['cancelled', false]);
  });

  it('shows and breaks a lock that was left', async () => {
    const owner = { run: '20261122T000000Z-0000ff', who: 'night', host: 'desk', time: Date.now() };
    lab.world.apply(({ state: draft }) => {
      for (const { folders } of draft.controllers) {
        folders['/run/lock/nova-doctor'] = {
          owner: `${owner.run}\n${JSON.stringify(owner)}\n`,
          '.made': String(draft.now),
        };
      }
    });
    const seen = await run('unlock', ...ssh());
    assert.equal(seen.status, 2);
    assert.match(seen.stdout, /^ctl1: The cluster has been locked by night on desk since /);
    assert.match(seen.stderr, /add --confirm change/);
    assert.equal((await run('unlock', ...ssh(), '--confirm', 'change')).status, 0);
    assert.deepEqual(lockedOn(), []);
    assert.match((await run('unlock', ...ssh())).stdout, /No controller is locked\./);
  });

  it('tells runbooks that have the same name, and files that cannot be run', async () => {
    writeFileSync(join(lab.folder.path, 'other.runbook.yaml'), own);
    writeFileSync(join(lab.folder.path, 'broken.runbook.yaml'), 'runbook: broken\ntitle: Broken\nsteps: []\n');
    try {
      const { status, stdout, stderr } = await run('list');
      assert.equal(status, 2);
      assert.match(stdout, /^conductor-safe-channel +Rebuild the channel/m);
      assert.match(stderr, /own\.runbook\.yaml: another runbook is called restart-conductors too\./);
      assert.match(stderr, /broken\.runbook\.yaml:3:/);
      assert.match(
        (await run('show', 'restart-conductors')).stderr,
        /Several runbooks are called restart-conductors: name the file\./,
      );
      assert.match((await run('show', './own.runbook.yaml')).stdout, /^Restart the conductors\n/);
      assert.match((await run('show', 'broken')).stderr, /The runbook broken cannot be run as it is written:\n/);
    } finally {
      for (const file of ['other', 'broken']) rmSync(join(lab.folder.path, `${file}.runbook.yaml`));
    }
  });
});
