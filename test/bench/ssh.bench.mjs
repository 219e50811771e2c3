// npm run bench -- ssh: how long it takes to read the state of many controllers, beside Ansible asking the same hosts for nothing.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createClusterSession } from '../../io/cluster/cluster-session.ts';
import { readCluster } from '../../io/cluster/read-cluster.ts';
import { createConnections } from '../../io/ssh/connections.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { nobodyToAsk } from '../../io/ssh/transport.ts';
import { isQuick, roundsOf, runBench } from './lib/bench.mjs';

const sshd = '/usr/sbin/sshd';
const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-ssh-bench-'));
const at = /** @param {string} name */ name => join(folder, name);
const { username } = userInfo();

/**
 * A shell as cheap as /bin/sh for everybody, whatever the account of this machine has, and processes of its own: what else
 * runs here is nothing that controllers show. Nothing of the machine is changed.
 */
const namespaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
const privateMounts = process.getuid?.() === 0 ? ['unshare', ...namespaces, '/bin/sh', '-c'] : [];

async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/**
 * The programs of the controllers: those of every Debian, and a docker that answers at once. All controllers share the
 * processors of this machine, so fifty real clients of docker and podman would be what is measured.
 */
function makePrograms() {
  const bin = at('bin');
  mkdirSync(bin);
  const names = [
    'awk',
    'cat',
    'cut',
    'date',
    'df',
    'env',
    'grep',
    'head',
    'id',
    'ip',
    'ps',
    'sed',
    'sh',
    'sleep',
    'stat',
    'tail',
    'timeout',
    'uname',
  ];
  for (const name of names) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  const containers = ['nova_api', 'nova_metadata', 'nova_scheduler', 'nova_super_conductor', 'nova_conductor'];
  containers.push('nova_novncproxy', 'placement_api', 'rabbitmq', 'mariadb', 'haproxy', 'keepalived', 'memcached');
  const inspected = containers.map(name =>
    JSON.stringify({
      name: `/${name}`,
      image: 'kolla/nova:1',
      status: 'running',
      exitCode: 0,
      restartCount: 0,
      restartPolicy: 'always',
    }),
  );
  const docker = `#!/bin/sh\ncase $1 in ps) echo 1 ;; *) printf '%s\\n' '${inspected.join("' '")}' ;; esac\n`;
  writeFileSync(join(bin, 'docker'), docker, { mode: 0o755 });
  return bin;
}

/** Starts one sshd; every "controller" is a name of its own for it, so that none shares a connection with another. */
async function startServer() {
  if (!existsSync(sshd)) throw new Error(`${sshd} is missing: install the OpenSSH server.`);
  const port = await freePort();
  for (const key of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  execFileSync('cp', [at('user.pub'), at('authorized_keys')]);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  writeFileSync(
    at('sshd_config'),
    [
      ...[
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${at('host')}`,
        `AuthorizedKeysFile ${at('authorized_keys')}`,
      ],
      ...['StrictModes no', 'UsePAM no', 'PidFile none', 'MaxStartups 500', 'PasswordAuthentication no'],
      `SetEnv PATH=${makePrograms()}`,
      '',
    ].join('\n'),
  );
  const line = [
    `sed 's#^\\(${username}:.*:\\)[^:]*$#\\1/bin/sh#' /etc/passwd > ${at('passwd')}`,
    `mount --bind ${at('passwd')} /etc/passwd`,
    // Not every machine has it, and these controllers have not.
    'for program in /usr/sbin/crm_mon; do [ ! -e $program ] || mount --bind /dev/null $program || exit; done',
    `exec ${sshd} -D -e -f ${at('sshd_config')}`,
  ].join(' && ');
  const [program = sshd, ...args] =
    privateMounts.length > 0 ? [...privateMounts, line] : [sshd, '-D', '-e', '-f', at('sshd_config')];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', block => {
      said += block;
      if (said.includes('Server listening on')) resolve(undefined);
    });
    child.once('close', () => reject(new Error(`sshd did not start:\n${said}`)));
  });
  child.stderr.removeAllListeners('data').resume();
  return { port, child };
}

/** @param {number} port @param {number} count */
function writeHosts(port, count) {
  const names = Array.from({ length: count }, (_, index) => `ctl${index + 1}`);
  const key = execFileSync('cut', ['-d', ' ', '-f', '1,2', at('host.pub')], { encoding: 'utf8' });
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${key}`);
  writeFileSync(
    at('config'),
    `Host ctl*\n  HostName 127.0.0.1\n  Port ${port}\n  User ${username}\n  IdentityFile ${at('user')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${at('known_hosts')}\n`,
    { mode: 0o600 },
  );
  writeFileSync(
    at('.nova-doctor.yaml'),
    `cluster: bench\ncontrollers:\n${names.map(name => `  - ${name}\n`).join('')}`,
  );
  writeFileSync(at('inventory'), names.map(name => `${name}\n`).join(''));
}

async function openSession() {
  const cluster = await readCluster(at('.nova-doctor.yaml'));
  if ('unreadable' in cluster) throw new Error(cluster.unreadable);
  const local = {
    ...thisSide(),
    home: folder,
    environment: { PATH: process.env.PATH },
    configurationFiles: [at('config')],
  };
  const connections = createConnections({ local, questions: nobodyToAsk, transport: 'ssh2' });
  return { session: createClusterSession(cluster, connections), connections };
}

/** Seconds for the state of all, for the first one of them, and again over the connections that are open then. */
async function survey() {
  const { session, connections } = await openSession();
  try {
    const started = performance.now();
    let first = Number.NaN;
    const onState = () => {
      if (Number.isNaN(first)) first = (performance.now() - started) / 1000;
    };
    const states = await session.survey({ onState });
    const cold = (performance.now() - started) / 1000;
    const failed = states.find(state => 'failure' in state);
    if (failed) throw new Error(JSON.stringify(failed));
    const again = performance.now();
    await session.survey();
    return { cold, first, warm: (performance.now() - again) / 1000 };
  } finally {
    await connections.close();
  }
}

/** @param {string} program */
function askWithAnsible(program) {
  const started = performance.now();
  const args = [
    'all',
    '-i',
    at('inventory'),
    '-m',
    'raw',
    '-a',
    'true',
    '-e',
    'ansible_ssh_use_tty=false',
    '-f',
    '50',
    '--ssh-common-args',
    `-F ${at('config')}`,
  ];
  // Terminals for all of them at once are more than some machines give. Its own connections would outlive it and make the next round warm.
  const env = {
    ...process.env,
    HOME: folder,
    ANSIBLE_SSH_ARGS: '-o ControlMaster=no',
    ANSIBLE_LOCALHOST_WARNING: 'False',
    LC_ALL: 'C.UTF-8',
  };
  const done = spawnSync(program, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`ansible: ${done.stdout}${done.stderr}`);
  return (performance.now() - started) / 1000;
}

await runBench('ssh', async ({ figure, peer, part }) => {
  const rounds = roundsOf();
  const { port, child } = await startServer();
  try {
    const shell = privateMounts.length > 0 ? '' : ', login shell of this account';
    const fifty = isQuick ? 5 : 50;
    const ansible = peer('ansible');
    writeHosts(port, fifty);
    await survey();
    await part(`the state of ${fifty} controllers`, async () => {
      const ours = [];
      const theirs = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await survey());
        if (ansible) theirs.push(askWithAnsible(ansible.program));
      }
      const { name, version } = ansible ?? {};
      const beside = ansible && { name, version, does: '`raw` of `true`', values: theirs };
      const what = `the state of ${fifty} controllers over SSH${shell}`;
      const cold = { values: ours.map(one => one.cold), wanted: { ratioAtMost: 0.25 } };
      figure(`${what}, from nothing`, { unit: 's', ...cold, beside });
      const warm = { values: ours.map(one => one.warm), wanted: { ratioAtMost: 0.05 } };
      figure(`${what}, again`, { unit: 's', ...warm, beside });
    });
    const many = isQuick ? 10 : 200;
    await part(`${many} controllers`, async () => {
      writeHosts(port, many);
      const states = [];
      for (let round = 0; round < rounds; round++) states.push(await survey());
      const first = { values: states.map(one => one.first), wanted: { atMost: 0.3 } };
      figure(`${many} controllers over SSH: the first is shown`, { unit: 's', ...first });
      figure(`${many} controllers over SSH: all are shown`, { unit: 's', values: states.map(one => one.cold) });
    });
  } finally {
    // unshare ignores what ends others; what runs in its namespace ends with it.
    child.kill('SIGKILL');
    await once(child, 'close');
    rmSync(folder, { recursive: true, force: true });
  }
});
