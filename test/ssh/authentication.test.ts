import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { nobodyToAsk, type Questions } from '../../io/ssh/transport.ts';
import { fingerprintOfPublicKey, type InProcessServerOptions, startInProcessServer } from './in-process-server.ts';
import { createWorld, hostsOf, startOpenSshServer, type World } from './world.ts';

const hello: Command<CommandOutput> = {
  name: 'hello',
  effect: 'read',
  run: { program: 'echo', args: ['hello'] },
  timeoutSeconds: 20,
  read: output => output,
};

describe('authentication by ssh2', () => {
  let world: World;

  before(() => {
    world = createWorld();
    for (const name of ['host', 'user', 'stranger']) world.key(name);
    world.key('locked', { passphrase: 'open sesame' });
  });
  after(() => world.remove());

  /** Runs `echo hello` on a server, with a person who answers. */
  async function greet(
    server: Partial<InProcessServerOptions>,
    questions: Partial<Questions>,
    options: { keys?: readonly string[]; agent?: string; lines?: readonly string[]; hosts?: readonly string[] } = {},
  ) {
    const started = await startInProcessServer({ hostKeys: [world.privateKey('host')], ...server });
    world.writeKnownHosts(world.knownHost(started.port, 'host'));
    const keys = (options.keys ?? []).map(name => `  IdentityFile ${world.key(name)}`);
    const base = hostsOf(world, started.port, options.lines).replace(
      / {2}IdentityFile .*\n {2}IdentitiesOnly yes\n/,
      '',
    );
    world.writeConfiguration(
      base.replace(/\n$/, `\n${(keys.length > 0 ? keys : ['  IdentityFile none']).join('\n')}\n`),
    );
    const environment = options.agent === undefined ? {} : { SSH_AUTH_SOCK: options.agent };
    const connections = world.connections({
      questions: { ...nobodyToAsk, ...questions },
      local: { ...thisSide(), home: world.home, environment, configurationFiles: [world.configurationFile] },
    });
    try {
      const results: (string | undefined)[] = [];
      for (const host of options.hosts ?? ['ctl1']) {
        const output = await connections.to({ host }).run(hello);
        results.push(isFailure(output) ? `${output.failed}: ${output.detail}` : output.standardOutput.trim());
      }
      return { results, triedPasswords: started.triedPasswords };
    } finally {
      await connections.close();
      await started.close();
    }
  }

  it('opens a locked key with its passphrase, which is asked once in a session', async () => {
    let asked = 0;
    const passphrase = async () => {
      asked++;
      return 'open sesame';
    };
    const keys = ['locked'];
    const { results } = await greet(
      { authorizedKeys: [world.publicKey('locked')] },
      { passphrase },
      { keys, hosts: ['ctl1', 'ctl2'] },
    );
    assert.deepEqual(results, ['hello', 'hello']);
    assert.equal(asked, 1);
  });

  it('asks three times at most for a passphrase', async () => {
    const attempts: number[] = [];
    const passphrase = async (_file: string, attempt: number) => {
      attempts.push(attempt);
      return 'wrong';
    };
    const { results } = await greet(
      { authorizedKeys: [world.publicKey('locked')] },
      { passphrase },
      { keys: ['locked'] },
    );
    assert.match(results[0] ?? '', /^authentication-refused: .*locked/);
    assert.deepEqual(attempts, [1, 2, 3]);
  });

  it('tries a refused password neither a second time nor on another host', async () => {
    const password = async () => 'wrong';
    const { results, triedPasswords } = await greet(
      { passwords: ['right'] },
      { password },
      { hosts: ['ctl1', 'ctl2'] },
    );
    assert.match(results.join(), /^authentication-refused.*authentication-refused/);
    assert.deepEqual(triedPasswords, ['wrong']);
  });

  it('takes a password that was accepted again without asking', async () => {
    const answers = ['wrong', 'right'];
    const password = async () => answers.shift();
    const { results, triedPasswords } = await greet(
      { passwords: ['right'] },
      { password },
      { hosts: ['ctl1', 'ctl1'] },
    );
    assert.deepEqual(
      [results, triedPasswords],
      [
        ['hello', 'hello'],
        ['wrong', 'right'],
      ],
    );
  });

  it('answers several prompts of keyboard-interactive', async () => {
    const prompts = [
      { text: 'Password: ', answer: 'a' },
      { text: 'Code: ', answer: '123456' },
    ];
    const asked: string[] = [];
    const answers: Questions['answers'] = async (_host, given) => {
      asked.push(...given.map(({ text }) => text));
      return ['a', '123456'];
    };
    assert.deepEqual((await greet({ prompts }, { answers })).results, ['hello']);
    assert.deepEqual(asked, ['Password: ', 'Code: ']);
  });

  it('is refused where nobody can be asked', async () => {
    const { results } = await greet(
      { passwords: ['right'], authorizedKeys: [world.publicKey('user')] },
      {},
      { keys: ['stranger'] },
    );
    assert.match(results[0] ?? '', /^authentication-refused: .*stranger/);
  });

  it('takes the key of an agent that the configuration names, and no other', async () => {
    const socket = join(world.home, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(agent.stdout, 'data');
      for (const name of ['stranger', 'user']) {
        const adding = spawn('ssh-add', ['-q', world.key(name)], {
          env: { ...process.env, SSH_AUTH_SOCK: socket },
          stdio: 'ignore',
        });
        assert.deepEqual((await once(adding, 'close'))[0], 0);
      }
      const server = { authorizedKeys: [world.publicKey('user')] };
      assert.deepEqual((await greet(server, {}, { agent: socket })).results, ['hello']);
      const only = await greet(server, {}, { agent: socket, keys: ['stranger'], lines: ['IdentitiesOnly yes'] });
      assert.match(only.results[0] ?? '', /^authentication-refused: agent stranger$/);
      const none = await greet(server, {}, { agent: socket, lines: ['IdentityAgent none'] });
      assert.match(none.results[0] ?? '', /^authentication-refused/);
    } finally {
      agent.kill();
      await once(agent, 'close');
    }
  });

  it('shows the fingerprint of an unknown host, remembers what is accepted, and takes no answer for a no', async () => {
    const server = await startInProcessServer({
      hostKeys: [world.privateKey('host')],
      authorizedKeys: [world.publicKey('user')],
    });
    world.writeKnownHosts('# kept');
    world.writeConfiguration(hostsOf(world, server.port, ['StrictHostKeyChecking no']));
    const fingerprints: string[] = [];
    const asking = (answer: 'remember' | 'refuse' | 'once') =>
      world.connections({
        questions: {
          ...nobodyToAsk,
          acceptHostKey: async ({ fingerprint }) => {
            fingerprints.push(fingerprint);
            return answer;
          },
        },
      });
    try {
      for (const answer of ['refuse', 'once', 'remember', 'refuse'] as const) {
        const connections = asking(answer);
        const output = await connections.to({ host: 'ctl1' }).run(hello);
        await connections.close();
        const isLast = fingerprints.length === 3 && answer === 'refuse';
        assert.equal(
          isFailure(output) ? output.failed : 'hello',
          answer === 'refuse' && !isLast ? 'host-key-unknown' : 'hello',
        );
      }
      const own = fingerprintOfPublicKey(world.publicKey('host'));
      assert.deepEqual(fingerprints, [own, own, own]);
    } finally {
      await server.close();
    }
  });
});

describe('authentication by a real sshd', () => {
  it('ends after too many keys, and the key that was named comes first', async () => {
    const world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    const server = await startOpenSshServer(world, ['MaxAuthTries 2']);
    const socket = join(world.home, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(agent.stdout, 'data');
      for (const name of ['one', 'two', 'three', 'four', 'user']) {
        const adding = spawn('ssh-add', ['-q', world.key(name)], {
          env: { ...process.env, SSH_AUTH_SOCK: socket },
          stdio: 'ignore',
        });
        await once(adding, 'close');
      }
      world.writeKnownHosts(world.knownHost(server.port, 'host'));
      world.writeConfiguration(hostsOf(world, server.port).replace('IdentitiesOnly yes', 'IdentitiesOnly no'));
      const local = {
        ...thisSide(),
        home: world.home,
        environment: { SSH_AUTH_SOCK: socket },
        configurationFiles: [world.configurationFile],
      };
      const connections = world.connections({ local });
      const output = await connections.to({ host: 'ctl1' }).run(hello);
      await connections.close();
      assert.equal(isFailure(output) ? output.failed : output.standardOutput, 'hello\n');
    } finally {
      agent.kill();
      await server.close();
      world.remove();
    }
  });
});
