import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SimulatedController, simulatedLogs, startSimulatedController } from './simulated-controller.ts';
import { closedPort } from './strange-peers.ts';
import { createWorld, hostsOf, type World } from './world.ts';

const main = join(import.meta.dirname, '../../cli/main.ts');
const image = 'kolla/nova-conductor:2024.1';
const containers = [
  { name: 'nova_conductor', image },
  { name: 'rabbitmq', image: 'kolla/rabbitmq:2024.1' },
];
const queue = (name: string, messages: number, consumers: number) => ({
  name,
  type: 'classic',
  messages,
  messages_unacknowledged: 0,
  consumers,
  state: 'running',
  owner_pid: '',
});
const healthy = [queue('conductor', 0, 2), queue('scheduler', 0, 2)];

describe('the command line reaches controllers', () => {
  let world: World;
  let first: SimulatedController;
  let second: SimulatedController;

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user', 'stranger']) world.key(name);
    const keys = { hostKey: world.privateKey('host'), authorizedKey: world.publicKey('user') };
    first = await startSimulatedController(keys, { addresses: [], containers: [] });
    second = await startSimulatedController(keys, { addresses: [], containers: [] });
    for (const { logs } of [first, second]) {
      writeFileSync(join(logs, 'nova-conductor.log'), '2020-01-01 00:00:00.000 7 ERROR nova [-] long ago\n');
    }
  });
  beforeEach(() => {
    first.set({ addresses: ['10.0.0.11', '10.0.0.10'], containers, queues: healthy });
    second.set({ addresses: ['10.0.0.12'], containers, queues: healthy });
    reach(second.server.port);
    world.writeKnownHosts([first, second].map(({ server }) => world.knownHost(server.port, 'host')).join(''));
    writeFileSync(
      join(world.home, '.nova-doctor.yaml'),
      `cluster: lab\nvip: 10.0.0.10\ncontrollers:\n  - ctl1\n  - name: ctl2\nlogs: ${simulatedLogs}\n`,
    );
  });
  after(async () => {
    await Promise.all([first.remove(), second.remove()]);
    world.remove();
  });

  function reach(secondPort: number): void {
    world.writeConfiguration(`Host ctl2\n  Port ${secondPort}\n${hostsOf(world, first.server.port)}`);
  }

  /** Runs the program without a terminal, in a home folder of its own. */
  async function run(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
    const { LANG: _, LC_ALL: __, LC_MESSAGES: ___, SSH_AUTH_SOCK: ____, ...inherited } = process.env;
    const child = spawn(process.execPath, [main, ...args], {
      cwd: world.home,
      env: { ...inherited, HOME: world.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { status, stdout, stderr };
  }

  it('and lists them with what runs on them', async () => {
    const { status, stdout, stderr } = await run('controllers');
    assert.equal(stderr, '');
    assert.match(stdout, /^lab\n✓ ctl1 {2}VIP 10\.0\.0\.10, load .* on \d+ processors\n/);
    const conductor = `    ✓ nova-conductor  running  docker nova_conductor  ${image}\n`;
    assert.equal(stdout.split(conductor).length, 3, stdout);
    assert.equal(status, 0);
  });

  it('and lists them for programs', async () => {
    const { status, stdout } = await run('controllers', '--format', 'json');
    const report = JSON.parse(stdout);
    assert.deepEqual(report.vips, [{ vip: '10.0.0.10', state: 'held', holder: 'ctl1' }]);
    assert.deepEqual(
      report.controllers.map((one: { name: string; reachable: boolean; services: { service: string }[] }) => [
        one.name,
        one.reachable,
        one.services.map(({ service }) => service),
      ]),
      ['ctl1', 'ctl2'].map(name => [name, true, ['nova-conductor', 'rabbitmq']]),
    );
    assert.deepEqual([report.version, report.cluster, status], [1, 'lab', 0]);
  });

  it('and says which one did not answer', async () => {
    reach(await closedPort());
    const text = await run('controllers');
    assert.match(text.stdout, /\n✗ ctl2 {2}ctl2: nothing listens on the port of SSH\./);
    assert.equal(text.status, 1);
    const json = await run('controllers', '--format', 'json');
    const report = JSON.parse(json.stdout);
    assert.deepEqual(
      [report.controllers[1].reachable, report.controllers[1].failure.kind],
      [false, 'connection-refused'],
    );
    assert.equal(json.status, 1);
  });

  it('and accepts no unknown key where nobody can be asked', async () => {
    world.writeKnownHosts('');
    const { status, stdout } = await run('controllers');
    assert.match(stdout, /✗ ctl1 {2}ctl1: its host key is not known: SHA256:[A-Za-z0-9+/]{43}\. Compare it/);
    assert.equal(status, 1);
    assert.equal(readFileSync(world.knownHostsFile, 'utf8'), '');
  });

  it('and wants a workspace file that names them', async () => {
    const missing = await run('controllers', '--deployment', 'nowhere.yaml');
    assert.match(missing.stderr, /nowhere\.yaml cannot be read: /);
    assert.deepEqual([missing.status, missing.stdout], [2, '']);
    writeFileSync(join(world.home, '.nova-doctor.yaml'), 'cluster: lab\n');
    const empty = await run('triage');
    assert.match(empty.stderr, /names no controllers that could be reached\./);
    assert.equal(empty.status, 2);
  });

  it('and finds nothing wrong where nothing is', async () => {
    const { status, stdout } = await run('triage');
    assert.match(stdout, /^lab\n✓ Controllers +all 2 answer\n✓ VIP +10\.0\.0\.10 on ctl1\n✓ Services +all 4 run\n/);
    assert.match(stdout, /\n✓ Consumers +conductor 2, scheduler 2\n✓ Messages waiting +none\n/);
    assert.match(stdout, /\nNothing stands out, but not everything could be read\.\n$/);
    assert.equal(status, 0);
  });

  it('and names the likely cause and the next step: text, Markdown, JSON', async () => {
    for (const one of [first, second]) {
      one.set({ addresses: ['10.0.0.10'], containers, queues: [queue('conductor', 12, 0), queue('scheduler', 0, 1)] });
    }
    const text = await run('triage');
    assert.match(text.stdout, /\n✗ VIP +10\.0\.0\.10 on several hosts at once: ctl1, ctl2\n/);
    assert.match(text.stdout, /\n✗ Messages waiting +conductor 12\n/);
    assert.match(text.stdout, /\nLikely cause: The VIP is on two hosts at once.*\nNext step: /);
    assert.match(
      text.stdout,
      /\nAlso: nova-conductor runs but does not do its work.*\nNext step: .*\(runbook conductor-safe-channel\)\n/,
    );
    const markdown = await run('triage', '--format', 'markdown');
    assert.match(
      markdown.stdout,
      /^### Triage of lab\n[\s\S]*\n\| ✗ \| Messages waiting \| conductor 12 \|\n[\s\S]*\n- \*\*nova-conductor runs/,
    );
    const json = await run('triage', '--format', 'json');
    const report = JSON.parse(json.stdout);
    assert.deepEqual(
      report.causes.map(({ id, runbook }: { id: string; runbook?: string }) => [id, runbook]),
      [
        ['vip-split', undefined],
        ['conductor-sick', 'conductor-safe-channel'],
      ],
    );
    assert.deepEqual([text.status, markdown.status, json.status], [1, 1, 1]);
  });
});
