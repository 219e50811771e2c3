import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '../../core/cluster/failure.ts';
import { createLineMerger, mergeMilliseconds } from '../../core/cluster/follow.ts';
import { followCommand, followPrefix } from '../../core/cluster/follow-source.ts';
import { held, usedAtRest } from '../held.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { createWorld, hostsOf, type World } from './world.ts';

const minutes = 24 * 60;
const warmUp = 100;
/** Of the six lines of a minute alone more would be kept. */
const mostBytesEach = 500;
const controllers = ['ctl1', 'ctl2', 'ctl3'];

describe('logs of controllers that are followed for a day', () => {
  let world: World;
  let server: InProcessServer;
  let folder: string;
  const logOf = (controller: string) => join(folder, controller, 'nova-conductor.log');

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    folder = join(world.home, 'controllers');
    for (const controller of controllers) mkdirSync(join(folder, controller), { recursive: true });
    server = await startInProcessServer({
      hostKeys: [world.privateKey('host')],
      authorizedKeys: [world.publicKey('user')],
    });
    world.writeConfiguration(hostsOf(world, server.port));
    world.writeKnownHosts(world.knownHost(server.port, 'host'));
  });
  after(async () => {
    await server.close();
    world.remove();
  });

  it('and rotated every minute lose no line, double none, and keep no more memory', async () => {
    // Lines are merged by a clock of our own, on which a minute passes at once.
    let now = 0;
    const merger = createLineMerger(
      () => now,
      () => new TextDecoder(),
      source => source,
    );
    let lines: string[] = [];
    let wake = () => {};
    const until = async (count: number) => {
      for (;;) {
        now += mergeMilliseconds;
        lines.push(...merger.take(now));
        if (lines.length >= count) return;
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    };
    const record = (minute: number, controller: string, part: number) => {
      const time = new Date(Date.UTC(2026, 10, 22) + minute * 60_000 + part * 1000).toISOString();
      return `${time.slice(0, 10)} ${time.slice(11, 23)} 7 INFO nova.conductor [-] ${controller} ${minute}/${part}`;
    };
    const expected = (minute: number, part: number) =>
      controllers.map(controller => {
        const source = { kind: 'file', path: logOf(controller) } as const;
        return followPrefix(controller, source) + record(minute, controller, part);
      });
    // tail notices that a file was begun anew when it has become shorter.
    for (const controller of controllers) {
      writeFileSync(logOf(controller), `${record(0, controller, 0)}\n${record(0, controller, 1)}\n`);
    }
    const cancelling = new AbortController();
    const connections = world.connections();
    const followed = controllers.map(controller => {
      const source = { kind: 'file', path: logOf(controller) } as const;
      const prefix = followPrefix(controller, source);
      const onOutput = (block: Uint8Array) => {
        merger.push(prefix, block);
        wake();
      };
      const options = { signal: cancelling.signal, onOutput, keptBytes: 4096 };
      return connections.to({ host: controller }).run(followCommand(source), options);
    });
    await until(2 * controllers.length);
    assert.deepEqual(lines.sort(), [...expected(0, 0), ...expected(0, 1)].sort());
    let before = { held: held(), bytes: 0 };

    for (let minute = 1; minute <= minutes; minute++) {
      lines = [];
      for (const controller of controllers) {
        const path = logOf(controller);
        if (minute % 2 === 0) {
          renameSync(path, `${path}.1`);
          writeFileSync(path, `${record(minute, controller, 0)}\n`);
        } else {
          truncateSync(path, 0);
          appendFileSync(path, `${record(minute, controller, 0)}\n`);
        }
      }
      await until(controllers.length);
      for (const controller of controllers) appendFileSync(logOf(controller), `${record(minute, controller, 1)}\n`);
      await until(2 * controllers.length);
      assert.deepEqual([lines.slice(0, 3).sort(), lines.slice(3).sort()], [expected(minute, 0), expected(minute, 1)]);
      if (minute === warmUp) before = { held: held(), bytes: await usedAtRest() };
    }
    const kept = ((await usedAtRest()) - before.bytes) / (minutes - warmUp);
    assert.deepEqual(held(), before.held);
    assert.ok(kept < mostBytesEach, `${Math.round(kept)} bytes are kept of each rotation`);
    assert.deepEqual(merger.rest(), []);
    cancelling.abort();
    for (const end of await Promise.all(followed)) assert.equal(isFailure(end) && end.failed, 'cancelled');
    await connections.close();
  });
});
