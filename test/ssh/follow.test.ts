import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '../../core/cluster/failure.ts';
import { type FollowSource, followCommand } from '../../core/cluster/follow-source.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { createWorld, hostsOf, type World } from './world.ts';

/** What a follower has told so far, and a way to wait for more of it. */
function listen() {
  let text = '';
  let look = () => {};
  return {
    onOutput: (block: Uint8Array) => {
      text += Buffer.from(block).toString();
      look();
    },
    until: (wanted: RegExp) =>
      new Promise<string>(resolve => {
        look = () => {
          if (wanted.test(text)) resolve(text);
        };
        look();
      }),
  };
}

describe('what services write is followed', () => {
  let world: World;
  let server: InProcessServer;
  let connections: Connections;
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeEach(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    folder = join(world.home, 'controller');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    server = await startInProcessServer({
      hostKeys: [world.privateKey('host')],
      authorizedKeys: [world.publicKey('user')],
      folder,
      environment: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
    });
    world.writeConfiguration(hostsOf(world, server.port));
    world.writeKnownHosts(world.knownHost(server.port, 'host'));
    connections = world.connections();
  });
  afterEach(async () => {
    await connections.close();
    await server.close();
    world.remove();
  });

  function program(name: string, ...lines: string[]): void {
    writeFileSync(file(`bin/${name}`), `#!/bin/sh\n${lines.join('\n')}\n`);
    chmodSync(file(`bin/${name}`), 0o755);
  }

  function follow(source: FollowSource) {
    const heard = listen();
    const cancelling = new AbortController();
    const host = { name: 'ctl1', host: 'ctl1', role: 'controller' as const };
    const end = connections
      .to(host)
      .run(followCommand(source), { signal: cancelling.signal, onOutput: heard.onOutput, keptBytes: 4096 });
    return { ...heard, end, cancel: () => cancelling.abort() };
  }

  it('by docker, over a restart of the container, with what comes on standard error', async () => {
    writeFileSync(file('log'), 'before\n');
    writeFileSync(file('state'), 'true\n');
    program(
      'docker',
      `echo "$*" >> '${file('asked')}'`,
      'case "$1" in',
      `logs) cat '${file('log')}' >&2; echo ended; ;;`,
      // The container starts again when it is looked at for the second time.
      `inspect) cat '${file('state')}'; echo true > '${file('state')}'; echo after >> '${file('log')}' ;;`,
      'esac',
    );
    writeFileSync(file('state'), 'false\n');
    const { until, cancel, end } = follow({ kind: 'container', engine: 'docker', name: 'nova_conductor' });
    await until(/before\nended\nbefore\nafter\nafter\nended/);
    cancel();
    assert.ok(isFailure(await end));
    const asked = readFileSync(file('asked'), 'utf8').split('\n');
    assert.equal(asked[0], 'logs --tail 50 -f nova_conductor');
    assert.equal(asked[1], 'inspect -f {{.State.Running}} nova_conductor');
    assert.match(asked[3] ?? '', /^logs --since \d+ -f nova_conductor$/);
  });

  it('until the container is gone, and why is said', async () => {
    program(
      'podman',
      'case "$1" in',
      'logs) echo last words ;;',
      'inspect) echo "Error: no such object: \\"nova_api\\"" >&2; exit 125 ;;',
      'esac',
    );
    const { until, end } = follow({ kind: 'container', engine: 'podman', name: 'nova_api' });
    await until(/last words/);
    const result = await end;
    assert.ok(!isFailure(result));
    assert.match(result.standardError, /no such object/);
    assert.equal(result.status, 1);
  });

  it('by journalctl, with the finest times that it knows', async () => {
    program(
      'journalctl',
      `echo "$*" >> '${file('asked')}'`,
      'case "$*" in *precise*) exit 1 ;; esac',
      'echo "2026-11-22T14:14:08+0000 ctl1 nova-api[7]: line"; exec sleep 1000',
    );
    const { until, cancel, end } = follow({ kind: 'unit', unit: 'devstack@n-api.service' });
    await until(/line/);
    cancel();
    assert.ok(isFailure(await end));
    assert.match(
      readFileSync(file('asked'), 'utf8'),
      /\n--no-pager -o short-iso -n 50 -f -u devstack@n-api\.service\n$/,
    );
  });

  it('from a file, over its rotation', async () => {
    const log = file('nova-api.log');
    writeFileSync(log, 'one\n');
    const { until, cancel, end } = follow({ kind: 'file', path: log });
    await until(/one\n/);
    rmSync(log);
    writeFileSync(log, 'two\n');
    await until(/two\n/);
    appendFileSync(log, 'three\n');
    await until(/three\n/);
    cancel();
    assert.ok(isFailure(await end));
  });
});
