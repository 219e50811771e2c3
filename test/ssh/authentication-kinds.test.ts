import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import { nobodyToAsk, type Questions } from '../../io/ssh/transport.ts';
import { startInProcessServer } from './in-process-server.ts';
import { createWorld, hostsOf, startOpenSshServer, startServer, type World } from './world.ts';

const hello: Command<CommandOutput> = {
  name: 'hello',
  effect: 'read',
  run: { program: 'echo', args: ['hello'] },
  timeoutSeconds: 20,
  read: output => output,
};

const transports = ['ssh2', 'openssh'] as const;
type TransportName = (typeof transports)[number];

async function greet(
  world: World,
  port: number,
  transport: TransportName,
  lines: readonly string[] = [],
  questions: Partial<Questions> = {},
): Promise<string> {
  world.writeKnownHosts(world.knownHost(port, 'host'));
  world.writeConfiguration(hostsOf(world, port, lines));
  const connections = world.connections({ transport, questions: { ...nobodyToAsk, ...questions } });
  const output = await connections.to({ host: 'ctl1' }).run(hello);
  await connections.close();
  return isFailure(output) ? output.failed : output.standardOutput.trim();
}

for (const type of ['ed25519', 'ecdsa', 'rsa']) {
  describe(`keys of the kind ${type}, of hosts and of users`, () => {
    let world: World;

    before(() => {
      world = createWorld();
      for (const name of ['host', 'user']) world.key(name, { type });
    });
    after(() => world.remove());

    for (const kind of ['in-process', 'OpenSSH'] as const) {
      for (const transport of transports) {
        it(`are used by ${transport} with a server that is ${kind}`, async () => {
          const server = await startServer(kind, world);
          try {
            assert.equal(await greet(world, server.port, transport), 'hello');
          } finally {
            await server.close();
          }
        });
      }
    }
  });
}

for (const transport of transports) {
  describe(`who is let in by ${transport}`, () => {
    let world: World;

    before(() => {
      world = createWorld();
      world.key('host');
      world.key('user', { passphrase: 'open sesame' });
    });
    after(() => world.remove());

    for (const kind of ['in-process', 'OpenSSH'] as const) {
      it(`whose locked key an agent holds, by a server that is ${kind}`, async () => {
        const socket = join(world.home, `agent-${kind}`);
        const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
        const server = await startServer(kind, world);
        try {
          await once(agent.stdout, 'data');
          // The key is opened once, by ssh-keygen, and given to the agent as a copy without a passphrase.
          const open = join(world.home, `open-${kind}`);
          writeFileSync(open, readFileSync(world.key('user')), { mode: 0o600 });
          execFileSync('ssh-keygen', ['-q', '-p', '-P', 'open sesame', '-N', '', '-f', open]);
          execFileSync('ssh-add', ['-q', open], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
          assert.equal(await greet(world, server.port, transport, [`IdentityAgent ${socket}`]), 'hello');
          assert.equal(await greet(world, server.port, transport, ['IdentityAgent none']), 'authentication-refused');
        } finally {
          await server.close();
          agent.kill();
          await once(agent, 'close');
        }
      });
    }

    it('is nobody where only a password would do and nobody can be asked', async () => {
      const hostKeys = [world.privateKey('host')];
      const server = await startInProcessServer({
        hostKeys,
        passwords: ['right'],
        prompts: [{ text: '?', answer: 'a' }],
      });
      try {
        assert.equal(await greet(world, server.port, transport), 'authentication-refused');
        assert.deepEqual(server.triedPasswords, []);
      } finally {
        await server.close();
      }
    });
  });
}

/** The password `right`, as `openssl passwd -6` writes it. */
const hash = '$6$novadoctor$9euYCg4plcuI4JpCfJkKNbeSQKQ8NnfNgFobfdvW.hhKQPWMTPnGiEo2PDxIlfNU/Nk1d6vO7DIthsR.UkXEo0';

describe('a real sshd that asks for a password', () => {
  let world: World;

  before(function () {
    if (process.getuid?.() !== 0) {
      console.log('      left out: only root can give sshd passwords that are not those of the machine');
      this.skip();
    }
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
  });
  after(() => world?.remove());

  /** sshd with a password of its own for this account. */
  async function start(lines: readonly string[]) {
    const shadow = join(world.home, 'shadow');
    const { username } = userInfo();
    const others = readFileSync('/etc/shadow', 'utf8')
      .split('\n')
      .filter(line => !line.startsWith(`${username}:`));
    writeFileSync(shadow, [`${username}:${hash}:19000:0:99999:7:::`, ...others].join('\n'), { mode: 0o600 });
    return startOpenSshServer(world, ['PubkeyAuthentication no', 'PermitRootLogin yes', ...lines], shadow);
  }

  it('lets in who knows it, at the second try', async () => {
    const server = await start(['PasswordAuthentication yes']);
    const answers = ['wrong', 'right'];
    try {
      const password = async () => answers.shift();
      assert.equal(await greet(world, server.port, 'ssh2', [], { password }), 'hello');
      assert.deepEqual(answers, []);
    } finally {
      await server.close();
    }
  });

  it('lets in who answers its prompts', async function () {
    if (!existsSync('/etc/pam.d/sshd')) {
      console.log('      left out: sshd asks in prompts by PAM only, which is not set up for it here');
      this.skip();
    }
    const server = await start(['KbdInteractiveAuthentication yes', 'UsePAM yes']);
    const asked: string[] = [];
    try {
      const answer: Questions['answers'] = async (_host, prompts) => {
        asked.push(...prompts.map(({ text }) => text.trim()));
        return prompts.map(() => 'right');
      };
      const said = await greet(world, server.port, 'ssh2', [], { answers: answer });
      assert.equal(said, 'hello');
      assert.equal(asked.length, 1);
      assert.match(asked[0] ?? '', /Password:$/);
    } finally {
      await server.close();
    }
  });

  it('is not answered by the ssh program, which asks nobody', async () => {
    const server = await start(['PasswordAuthentication yes']);
    try {
      assert.equal(await greet(world, server.port, 'openssh'), 'authentication-refused');
    } finally {
      await server.close();
    }
  });
});
