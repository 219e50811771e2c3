import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { isProbeFailure, probeCommand } from '../../core/cluster/probe.ts';
import { clockSkew, hostStateProbe } from '../../core/cluster/probes/host-state.ts';
import { english } from '../../core/text/l10n.ts';
import type { RunOptions } from '../../io/ssh/transport.ts';
import { type InProcessServerOptions, startInProcessServer } from './in-process-server.ts';
import { closedPort, startHttpPeer, startProxy, startSilentPeer } from './strange-peers.ts';
import { createWorld, hostsOf, startOpenSshServer, type World } from './world.ts';

function command(run: Command<unknown>['run'], more: Partial<Command<CommandOutput>> = {}): Command<CommandOutput> {
  return { name: 'test', effect: 'read', run, timeoutSeconds: 30, read: output => output, ...more };
}

const hello = command({ program: 'echo', args: ['hello'] });
const lost = 'ctl1: the connection was cut. What was running there has been told to end.';

for (const transport of ['ssh2', 'openssh'] as const) {
  describe(`faults on the way by ${transport}`, () => {
    let world: World;

    before(() => {
      world = createWorld();
      for (const name of ['host', 'user', 'stranger']) world.key(name);
    });
    after(() => world.remove());

    /** What a person is told when a command runs on the host that a port leads to, or what the command printed. */
    async function told(
      port: number,
      what: Command<CommandOutput> = hello,
      { lines = [], ...options }: RunOptions & { lines?: readonly string[] } = {},
    ): Promise<string> {
      world.writeKnownHosts(world.knownHost(port, 'host'));
      world.writeConfiguration(hostsOf(world, port, lines));
      const connections = world.connections({ transport });
      try {
        const output = await connections.to({ host: 'ctl1' }).run(what, options);
        return isFailure(output) ? failureText(output, english) : output.standardOutput;
      } finally {
        await connections.close();
      }
    }

    /** The same with a server in this process. */
    async function toldBy(
      server: Partial<InProcessServerOptions>,
      ...rest: Parameters<typeof told> extends [unknown, ...infer Rest] ? Rest : never
    ) {
      const options = { hostKeys: [world.privateKey('host')], authorizedKeys: [world.publicKey('user')], ...server };
      const started = await startInProcessServer(options);
      try {
        return await told(started.port, ...rest);
      } finally {
        await started.close();
      }
    }

    /** A program of one's own that comes before those of the machine. */
    function pathWith(name: string, script: string): NodeJS.ProcessEnv {
      const folder = join(world.home, `bin-${name}-${transport}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
      return { PATH: `${folder}:/usr/bin:/bin` };
    }

    it('nothing listens', async () => {
      const text = await told(await closedPort());
      assert.match(text, /^ctl1: nothing listens on the port of SSH\. Is sshd running there, and is the port right\?/);
    });

    it('nothing answers', async () => {
      const peer = await startSilentPeer();
      const text = await told(peer.port, hello, { lines: ['ConnectTimeout 1'] });
      await peer.close();
      assert.match(text, /^ctl1: no answer in time\. The host is down, or something drops the packets\./);
    });

    it('something else answers', async () => {
      const peer = await startHttpPeer();
      const text = await told(peer.port);
      await peer.close();
      assert.match(text, /^ctl1: what answers there does not speak SSH\./);
    });

    it('the name is not known', async () => {
      world.writeConfiguration(hostsOf(world, 22).replace('HostName 127.0.0.1', 'HostName no-such-name.invalid'));
      const connections = world.connections({ transport });
      const output = await connections.to({ host: 'ctl1' }).run(hello);
      await connections.close();
      assert.match(isFailure(output) ? failureText(output, english) : '', /^ctl1: the name is not known here\./);
    });

    it('the other side falls silent in the middle of a command', async () => {
      const server = await startOpenSshServer(world);
      const proxy = await startProxy(server.port);
      const text = await told(proxy.port, command({ script: 'echo up; exec sleep 600.5' }), {
        lines: ['ServerAliveInterval 1', 'ServerAliveCountMax 1'],
        onOutput: () => proxy.freeze(),
      });
      await proxy.close();
      await server.close();
      assert.equal(text.replace(/ \(.*\)$/, ''), lost);
    });

    it('the other side is slow', async () => {
      const server = await startOpenSshServer(world);
      const proxy = await startProxy(server.port, { isSlow: true });
      const text = await told(proxy.port);
      await proxy.close();
      await server.close();
      assert.equal(text, 'hello\n');
    });

    it('the key is refused', async () => {
      const text = await toldBy({ authorizedKeys: [world.publicKey('stranger')] });
      assert.match(text, /^ctl1: no key and no password was accepted\. Try: ssh ctl1 \(/);
    });

    it('sudo is refused, for a fixed program and for a shell', async () => {
      const refusals = {
        'sudo: a password is required': 'sudo: a password is required',
        'sudo: sorry, you must have a tty to run sudo': 'sudo: sorry, you must have a tty to run sudo',
        "Sorry, user nova is not allowed to execute '/bin/sh -s' as root on ctl1.": 'is not allowed',
      };
      const user = userInfo().username;
      for (const [said, expected] of Object.entries(refusals)) {
        const environment = pathWith('sudo', `echo "${said}" >&2; exit 1`);
        const script = await toldBy({ environment }, command({ script: 'id' }, { asRoot: true }), { become: 'sudo' });
        const shell = `What is missing in sudoers (visudo): ${user} ALL=(root) NOPASSWD: /bin/sh -s A shell as root may do everything`;
        assert.ok(script.startsWith('ctl1: sudo asks for a password or does not allow /bin/sh. '), script);
        assert.ok(script.includes(shell) && script.includes(expected), script);
        const stop = command({ program: 'timeout', args: ['-k', '5', 'a b,c'] }, { asRoot: true });
        const fixed = await toldBy({ environment }, stop, { become: 'sudo' });
        assert.ok(fixed.startsWith('ctl1: sudo asks for a password or does not allow timeout -k 5 a b,c. '), fixed);
        assert.ok(fixed.includes(`${user} ALL=(root) NOPASSWD: /usr/bin/timeout -k 5 a\\ b\\,c (`), fixed);
      }
    });

    it('sudo itself refuses an account without rights', async () => {
      // Where these tests are not run by root, the account itself is the one without rights.
      const become = process.getuid?.() === 0 ? 'exec setpriv --reuid=65534 --regid=65534 --clear-groups ' : 'exec ';
      const shell = join(world.home, `unprivileged-${transport}`);
      chmodSync(world.home, 0o755);
      writeFileSync(shell, `#!/bin/sh\n${become}/bin/sh "$@"\n`, { mode: 0o755 });
      const text = await toldBy({ shell }, command({ script: 'id' }, { asRoot: true }), { become: 'sudo' });
      assert.match(
        text,
        /^ctl1: sudo asks for a password or does not allow \/bin\/sh\. What is missing in sudoers .* \(sudo: /,
      );
    });

    it('sudo or timeout is missing', async () => {
      const folder = join(world.home, `few-${transport}`);
      mkdirSync(folder);
      for (const name of ['cat', 'echo', 'sleep']) symlinkSync(`/usr/bin/${name}`, join(folder, name));
      const few = { environment: { PATH: folder } };
      assert.equal(await toldBy(few), 'ctl1: the program timeout is not installed there, or not in the search path.');
      symlinkSync('/usr/bin/timeout', join(folder, 'timeout'));
      const asRoot = await toldBy(few, command({ program: 'id', args: [] }, { asRoot: true }), { become: 'sudo' });
      assert.equal(asRoot, 'ctl1: the program sudo is not installed there, or not in the search path.');
      const script = await toldBy(few, command({ script: 'id' }, { asRoot: true }), { become: 'sudo' });
      assert.equal(script, 'ctl1: the program sudo is not installed there, or not in the search path.');
    });

    it('a program is missing', async () => {
      const text = await toldBy({}, command({ program: 'rabbitmqctl-not', args: [] }));
      assert.equal(text, 'ctl1: the program rabbitmqctl-not is not installed there, or not in the search path.');
    });

    it('the disk is full', async () => {
      const text = await toldBy({}, command({ script: 'cat /etc/passwd > /dev/full' }));
      assert.equal(
        text,
        'ctl1: the disk is full there. Free some space first: df -h (cat: write error: No space left on device)',
      );
    });

    it('the account may not log in', async () => {
      const text = await toldBy({ shell: '/usr/sbin/nologin' });
      assert.match(text, /^ctl1: no key and no password was accepted.*\(This account is currently not available\.\)$/);
    });

    it('sshd greets with noise and a banner', async () => {
      const banner = join(world.home, `banner-${transport}`);
      writeFileSync(banner, 'Property of the \u001b[31mcloud\u001b[0m.\nSSH-2.0-no\nnova-doctor-is-connected\n');
      const server = await startOpenSshServer(world, [`Banner ${banner}`]);
      const proxy = await startProxy(server.port, { before: 'welcome to the bastion\r\nbe careful\r\n' });
      const text = await told(proxy.port);
      await proxy.close();
      await server.close();
      assert.equal(text, 'hello\n');
    });

    it('start files of the login shell talk', async () => {
      assert.equal(await toldBy({ chatter: 'Last login: never\n' }), 'hello\n');
      assert.equal(await toldBy({ chatter: `${'*'.repeat(100_000)}\r\nno line end` }), 'hello\n');
    });

    it('what is printed is not UTF-8', async () => {
      const text = await toldBy({}, command({ script: "printf 'caf\\351 \\377\\376 \\344\\270\\255'" }));
      assert.equal(text, 'caf\ufffd \ufffd\ufffd 中');
    });

    for (const [shell, program] of [
      ['csh', '/usr/bin/tcsh'],
      ['fish', '/usr/bin/fish'],
      ['ash', '/bin/busybox'],
    ] as const) {
      it(`the login shell is ${shell}`, async () => {
        // busybox is what it is called.
        const named = join(world.home, `${shell}-${transport}`, shell);
        mkdirSync(join(named, '..'));
        symlinkSync(program, named);
        const args = ['%s|', '$HOME `id` !! #', "it's", '*', 'a\nb', '{a,b}'];
        const text = await toldBy({ shell: named }, command({ program: 'printf', args }));
        assert.equal(text, `${args.slice(1).join('|')}|`);
      });
    }

    it('its clock is ten minutes ahead', async () => {
      const environment = pathWith('date', 'exec /bin/date -d "600 seconds" "$@"');
      const sent = Date.now();
      const read = (output: CommandOutput) => {
        const state = hostStateProbe.read(output);
        const { skew, error } = clockSkew(isProbeFailure(state) ? 0 : state.clock, sent, Date.now());
        const isAhead = skew - error > 590_000 && skew - error < 610_000;
        return { ...output, standardOutput: isAhead ? 'ahead' : `${skew} ${error}` };
      };
      assert.equal(await toldBy({ environment }, { ...probeCommand(hostStateProbe), read }), 'ahead');
    });

    it('sshd opens no further session', async () => {
      const text = await toldBy({ refusesSessions: true });
      const expected = 'ctl1: sshd opens no further session (MaxSessions).';
      assert.ok(text.startsWith(expected), text);
    });

    it('sshd admits no further connection before somebody has logged in', async () => {
      const server = await startOpenSshServer(world, ['MaxStartups 1']);
      // Somebody else has connected and says nothing.
      const other = connect(server.port, '127.0.0.1');
      await once(other, 'data');
      const text = await told(server.port);
      other.destroy();
      await server.close();
      assert.match(text, /^ctl1: sshd closed the connection before its greeting: .*\(MaxStartups\)/);
    });
  });
}
