import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, wireCommand } from '../../../core/cluster/command.ts';
import { wireKeptScript } from '../../../core/cluster/kept-script.ts';
import { isProbeFailure, type Probe, probeCommand } from '../../../core/cluster/probe.ts';
import { surveyCommand } from '../../../core/cluster/survey.ts';
import { interpret } from '../../../lab/interpret.ts';
import { programWordsOf, readWire } from '../../../lab/wire.ts';
import { testWorld } from './lab-world.ts';

const cluster = join(import.meta.dirname, '../../../core/cluster');
const conductorLog = '/var/lib/docker/volumes/kolla_logs/_data/nova/nova-conductor.log';

const admin = { loginPath: '', host: '', port: 3306, container: { engine: 'docker', name: 'mariadb' } };

/** Arguments for every function of core that makes a command or a probe. */
const examples: Readonly<Record<string, readonly unknown[]>> = {
  configurationProbe: ['mark'],
  databaseProbe: [{ engine: 'docker', container: 'mariadb' }],
  fileRangeCommand: [conductorLog, 0, 100, true],
  fileStatusCommand: [conductorLog, true],
  folderCommand: ['/etc/kolla', true],
  followCommand: [{ kind: 'container', engine: 'docker', name: 'nova-api' }],
  followFileCommand: [conductorLog],
  computeServicesCommand: [''],
  databaseConnectionsCommand: [admin],
  databaseServerCommand: [admin, ['wait_timeout']],
  evidenceCommands: ['ctl1', 60, []],
  killConnectionCommand: [admin, { id: 7, user: 'nova', host: '10.77.0.11:1', seconds: 1, transactionStarted: '' }],
  optionsDifferenceCommand: ['', [{ group: 'database', name: 'max_pool_size', value: '7' }]],
  restoreFileCommand: ['/etc/kolla/nova-conductor/nova.conf', 'run'],
  setGlobalCommand: [admin, new Map([['wait_timeout', '28800']])],
  setOptionsCommand: ['', [{ group: 'database', name: 'max_pool_size', value: '7' }], 'run'],
  disableComputesCommand: ['', ['cmp1'], 'why'],
  enableComputesCommand: ['', 'why'],
  endpointsProbe: [],
  fileLinesCommand: [conductorLog, 1, 5],
  haproxyServersCommand: [{ engine: 'docker', name: 'haproxy' }],
  haproxyStateCommand: [{ engine: 'docker', name: 'haproxy' }, [{ backend: 'nova_api', server: 'ctl2' }], 'maint'],
  consumerConnectionsProbe: [{ engine: 'docker', container: 'rabbitmq' }, ['/']],
  logFilesCommand: [['/var/lib/docker/volumes/kolla_logs/_data/nova']],
  logsProbe: [],
  purgeQueueCommand: [{ engine: 'docker', container: 'rabbitmq' }, '/', 'conductor'],
  queuesProbe: [{ engine: 'docker', container: 'rabbitmq' }],
  readLockCommand: [],
  reloadUnitCommand: ['apache2.service'],
  removeLockCommand: ['run'],
  rpcPingProbe: ['nova-conductor', 'conductor', { engine: 'docker', name: 'nova-conductor' }],
  serviceRecordsProbe: [{ engine: 'docker', container: 'mariadb' }, 'nova-compute'],
  serviceCommand: [
    'restart',
    { kind: 'container', container: { engine: 'docker', name: 'nova-api' }, restartPolicy: '' },
  ],
  takeLockCommand: [{ run: 'run', who: 'somebody', host: 'here', time: 1 }],
  thinLogsCommand: [[{ path: conductorLog, bytes: 1000 }], []],
  transitionalProbe: [{ engine: 'docker', container: 'mariadb' }, 60],
  unitOfProcessCommand: [1],
  vhostsProbe: [{ engine: 'docker', container: 'mariadb' }],
};
/** Functions that have those names and make no command of their own. */
const others = new Set(['printCommand', 'probeCommand', 'wireCommand', 'combinedCommand']);
/** What the hosts of a lab do not have, as most real ones do not. */
const absent = new Set(['podman', 'pacemaker', 'compute-services', 'disable-computes', 'enable-computes']);

/** Every command and probe that core exports. */
async function allCommands(): Promise<Command<unknown>[]> {
  const files = ['', 'probes', 'actions'].flatMap(folder =>
    readdirSync(join(cluster, folder)).flatMap(name => (name.endsWith('.ts') ? [join(cluster, folder, name)] : [])),
  );
  const found: Command<unknown>[] = [];
  for (const file of files) {
    for (const [name, exported] of Object.entries(await import(file)) as [string, unknown][]) {
      if (typeof exported === 'function') {
        if (!/(?:Commands?|Probe)$/.test(name) || others.has(name)) continue;
        const args = examples[name];
        assert.ok(args, `${name} of ${file} has no example here: does the lab know what it sends?`);
        found.push(...[exported(...args)].flat().map(asCommand));
      } else if (isCommandOrProbe(exported)) found.push(asCommand(exported));
    }
  }
  return found;
}

function isCommandOrProbe(value: unknown): value is Command<unknown> | Probe<unknown> {
  return typeof value === 'object' && value !== null && 'read' in value && ('run' in value || 'script' in value);
}

function asCommand(value: Command<unknown> | Probe<unknown>): Command<unknown> {
  return 'script' in value ? probeCommand(value) : value;
}

describe('the lab', () => {
  it('understands every command and probe of the product', async () => {
    const { world } = testWorld('seed-case');
    const commands = await allCommands();
    assert.ok(commands.length > 15, String(commands.length));
    for (const command of commands) {
      const wire = wireCommand(command, 'sudo', 'mark');
      const request = readWire(wire.line, wire.input);
      assert.ok(typeof request === 'object', `${command.name}: ${request}`);
      const reply = interpret(world, 'ctl1', request);
      if ('start' in reply || absent.has(command.name)) continue;
      assert.doesNotMatch(reply.error, /^\/bin\/sh: 1: .*: not found$/m, command.name);
      assert.notEqual(reply.status, 127, command.name);
    }
  });

  it('gives what the product can read, survey and probes alike', async () => {
    const { run } = testWorld('seed-case');
    const { podman, pacemaker, ...survey } = run('ctl1', surveyCommand);
    assert.ok(isProbeFailure(podman) && podman.unreadable === 'not-installed');
    assert.ok(isProbeFailure(pacemaker) && pacemaker.unreadable === 'not-installed');
    for (const [name, reading] of Object.entries(survey)) assert.ok(!isProbeFailure(reading), name);
    for (const command of await allCommands()) {
      if (command.effect !== 'read' || absent.has(command.name) || command.name.startsWith('follow')) continue;
      const reading = run('ctl1', command);
      assert.ok(!isProbeFailure(reading) || command.name === 'unit-of-process', command.name);
    }
  });

  it('answers what the product does not send as a shell does that does not find it', () => {
    const { reply } = testWorld('healthy');
    const program: Command<unknown> = {
      name: 'x',
      effect: 'change',
      run: { program: 'rm', args: ['-rf', '/'] },
      timeoutSeconds: 1,
      read: () => undefined,
    };
    assert.deepEqual(reply('ctl1', program), { status: 127, output: '', error: '/bin/sh: 1: rm: not found\n' });
    const script = { ...program, run: { script: 'reboot now' } };
    assert.deepEqual(reply('ctl1', script), { status: 127, output: '', error: '/bin/sh: 1: reboot: not found\n' });
    const nearly = { ...program, run: { script: `${scriptOf(surveyCommand)} ` } };
    assert.equal(reply('ctl1', nearly).status, 127);
  });

  it('waits for the whole of a command and refuses what differs from it', () => {
    for (const { line, input } of [
      wireCommand(surveyCommand, 'sudo', 'nova-doctor-1'),
      wireKeptScript(surveyCommand, 'sudo', 'nova-doctor-1'),
    ]) {
      for (let length = 0; length < input.length; length += 97) {
        assert.equal(readWire(line, input.slice(0, length)), 'incomplete', String(length));
      }
      assert.equal(typeof readWire(line, input), 'object');
      assert.equal(readWire(line, input.replace('command -v timeout', 'command -v  timeout')), 'not-ours');
      assert.equal(readWire('/bin/sh -c id', input), 'not-ours');
    }
    assert.deepEqual(programWordsOf(`exec docker stop 'it'\\''s' ''`), ['docker', 'stop', "it's", '']);
    assert.equal(programWordsOf('reboot'), undefined);
  });
});

function scriptOf({ run }: Command<unknown>): string {
  return 'script' in run ? run.script : '';
}
