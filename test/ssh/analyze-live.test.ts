import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { english } from '../../core/text/l10n.ts';
import { createClusterSession, fetchLogs, readCluster } from '../../io/cluster/door.ts';
import { type SimulatedController, simulatedLogs, startSimulatedController } from './simulated-controller.ts';
import { closedPort } from './strange-peers.ts';
import { createWorld, hostsOf, type World } from './world.ts';

const main = join(import.meta.dirname, '../../cli/main.ts');
const incident = join(import.meta.dirname, '../../examples/incident');

describe('logs are analysed on the controllers', () => {
  const names = ['ctl1', 'ctl2', 'ctl3'];
  let world: World;
  let controllers: SimulatedController[];

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    const keys = { hostKey: world.privateKey('host'), authorizedKey: world.publicKey('user') };
    controllers = await Promise.all(names.map(() => startSimulatedController(keys, { addresses: [], containers: [] })));
    world.writeKnownHosts(controllers.map(({ server }) => world.knownHost(server.port, 'host')).join(''));
  });
  beforeEach(() => {
    names.forEach((name, index) => {
      const { logs } = controllers[index]!;
      rmSync(logs, { recursive: true });
      cpSync(join(incident, name), logs, { recursive: true });
    });
    reach(controllers.map(({ server }) => server.port));
    writeFileSync(
      join(world.home, '.nova-doctor.yaml'),
      `cluster: lab\nvip: none\ncontrollers: [${names.join(', ')}]\nlogs: ${simulatedLogs}\n`,
    );
  });
  after(async () => {
    await Promise.all(controllers.map(controller => controller.remove()));
    world.remove();
  });

  function reach(ports: readonly number[]): void {
    const blocks = ports.slice(1).map((port, index) => `Host ctl${index + 2}\n  Port ${port}\n`);
    world.writeConfiguration(`${blocks.join('')}${hostsOf(world, ports[0]!)}`);
  }

  /** Runs the program without a terminal, in a home folder of its own; it keeps nothing in its temporary folder. */
  async function run(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
    const { LANG: _, LC_ALL: __, LC_MESSAGES: ___, SSH_AUTH_SOCK: ____, ...inherited } = process.env;
    const temporary = mkdtempSync(join(tmpdir(), 'nova-doctor-live-test-'));
    const child = spawn(process.execPath, [main, ...args], {
      cwd: world.home,
      env: { ...inherited, HOME: world.home, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    assert.deepEqual(readdirSync(temporary), []);
    rmSync(temporary, { recursive: true });
    return { status, stdout, stderr };
  }

  /** What an analysis says, with the folders of the logs taken out of its paths. */
  function said(json: string, folders: readonly string[]): unknown {
    const plain = folders.reduce((all, folder, index) => all.replaceAll(folder, names[index]!), json);
    const { elapsedMs: _, ...report } = JSON.parse(plain) as { elapsedMs: number };
    return report;
  }

  it('and say what the whole files say', async () => {
    const local = await run('analyze', ...names.map(name => join(incident, name)), '--format', 'json');
    const live = await run('analyze', '--live', '--format', 'json');
    assert.equal(live.stderr, '');
    assert.deepEqual(
      said(
        live.stdout,
        controllers.map(({ logs }, index) => `${names[index]}${logs}`),
      ),
      said(
        local.stdout,
        names.map(name => join(incident, name)),
      ),
    );
    assert.deepEqual([live.status, local.status], [1, 1]);
  });

  it('with the rotated and packed parts of a log', async () => {
    const { logs } = controllers[0]!;
    const lines = readFileSync(join(logs, 'nova-conductor.log'), 'utf8').split(/(?<=\n)/);
    writeFileSync(join(logs, 'nova-conductor.log.2.gz'), gzipSync(lines.slice(0, 300).join('')));
    writeFileSync(join(logs, 'nova-conductor.log.1'), lines.slice(300, 500).join(''));
    writeFileSync(join(logs, 'nova-conductor.log'), lines.slice(500).join(''));
    const { stdout } = await run('analyze', '--live', '--format', 'json');
    const { files } = JSON.parse(stdout) as { files: { path: string; lines: number; host: string }[] };
    const conductor = files.filter(({ path }) => path.startsWith('ctl1') && path.includes('conductor'));
    assert.deepEqual(
      conductor.map(({ lines, host }) => ({ lines, host })),
      [{ lines: lines.length, host: 'ctl1' }],
    );
  });

  it('with what containers print that write no file', async () => {
    const [first] = controllers;
    assert.ok(first);
    const image = 'kolla/nova:2025.1';
    first.set({ addresses: [], containers: ['nova_scheduler', 'nova_conductor'].map(name => ({ name, image })) });
    const lines = [
      '2026-11-22 14:14:08.120 7 INFO nova.scheduler.host_manager [-] passed over\n'.repeat(1000),
      '2026-11-22 14:14:09.120 7 ERROR nova.scheduler [-] DB exceeded retry limit.: DBConnectionError\n',
    ];
    writeFileSync(first.containerLog, lines.join(''));
    const { stdout } = await run('analyze', '--live', '--format', 'json');
    first.set({ addresses: [], containers: [] });
    const { files } = JSON.parse(stdout) as { files: { path: string; lines: number; service: string; host: string }[] };
    assert.deepEqual(
      files
        .filter(({ path }) => path.includes('@'))
        .map(({ path, lines, service, host }) => [path, lines, service, host]),
      [['ctl1/@docker/nova_scheduler.log', 1001, 'nova-scheduler', 'ctl1']],
    );
  });

  it('of a stretch of time, which counts from the last time that a log was written', async () => {
    const written = (time: Date) => time.toISOString().replace('T', ' ').slice(0, 23);
    const before = new Date(Date.now() - 3 * 3_600_000);
    const line = (time: Date) =>
      `${written(time)} 7 ERROR nova.x [-] DB exceeded retry limit.: oslo_db.exception.DBConnectionError\n`;
    for (const { logs } of controllers) {
      rmSync(logs, { recursive: true });
      mkdirSync(logs);
      writeFileSync(join(logs, 'nova-conductor.log'), line(before) + line(before) + line(new Date()));
    }
    const count = async (...args: string[]) => {
      const { stdout } = await run('analyze', '--live', '--format', 'json', ...args);
      const { findings } = JSON.parse(stdout) as { findings: { count: number }[] };
      return findings.map(finding => finding.count).join();
    };
    assert.deepEqual([await count(), await count('--since', '1h')], ['9', '3']);
  });

  it('where one does not answer, of the others', async () => {
    const ports = controllers.map(({ server }) => server.port);
    reach([ports[0]!, await closedPort(), ports[2]!]);
    const { status, stdout, stderr } = await run('analyze', '--live', '--format', 'json');
    assert.match(stderr, /^nova-doctor: ctl2: nothing listens on the port of SSH\./);
    const { files } = JSON.parse(stdout) as { files: { host: string }[] };
    assert.deepEqual([...new Set(files.map(({ host }) => host))], ['ctl1', 'ctl3']);
    assert.equal(status, 2);
  });

  it('until somebody cancels: nothing is left over there', async () => {
    const { logs } = controllers[0]!;
    const connections = world.connections();
    const cluster = await readCluster(join(world.home, '.nova-doctor.yaml'));
    assert.ok('hosts' in cluster);
    const session = createClusterSession(cluster, connections);
    const folder = join(world.home, 'fetched');
    const cancelling = new AbortController();
    writeFileSync(join(logs, 'nova-api.log'), 'x'.repeat(40_000_000).replaceAll('xxxxxxxxxx', 'some text\n'));
    await assert.rejects(
      fetchLogs(session, {
        folder,
        pathOf: (controller, path) => `${controller}${path}`,
        l10n: english,
        signal: cancelling.signal,
        onProgress: () => cancelling.abort(new Error('enough')),
      }),
      /enough/,
    );
    await connections.close();
    assert.equal(existsSync(folder), true);
    rmSync(folder, { recursive: true });
  });
});
