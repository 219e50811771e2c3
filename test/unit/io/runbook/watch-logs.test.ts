import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Command, CommandOutput } from '../../../../core/cluster/command.ts';
import type { ControllerFailure } from '../../../../core/cluster/failure.ts';
import { english } from '../../../../core/text/l10n.ts';
import { readLogKnowledge } from '../../../../io/knowledge.ts';
import type { RunClock } from '../../../../io/runbook/run-clock.ts';
import { type LogWatch, watchLogs } from '../../../../io/runbook/watch-logs.ts';
import type { RunOptions } from '../../../../io/ssh/transport.ts';
import { clusterState, host, service } from '../../runbook/fake-cluster.ts';

const knowledge = readLogKnowledge(join(import.meta.dirname, '../../../../knowledge'));
const lost =
  '2026-11-22 14:14:47.557 26 ERROR oslo_db.sqlalchemy.engines [-] Database connection was found disconnected; reconnecting: pymysql.err.OperationalError: (2006, "MySQL server has gone away (BrokenPipeError(32, \'Broken pipe\'))")\n';
const fine = '2026-11-22 14:14:48.000 26 INFO nova.service [-] Starting conductor node (version 26.2.2)\n';
const watch: LogWatch = { service: 'nova-conductor', quiet: 60_000, within: 600_000, signatures: ['db-*', 'sa-*'] };

/** Followed logs that say at each minute of the clock what a test has prepared. */
function world(minutes: readonly Readonly<Record<string, string>>[], end?: ControllerFailure | CommandOutput) {
  const followed = new Map<
    string,
    { say: (text: string) => void; end: (value: ControllerFailure | CommandOutput) => void }
  >();
  const commands: Command<unknown>[] = [];
  let now = 0;
  let minute = 0;
  const session = {
    run: <Result>(controller: string, command: Command<Result>, options: RunOptions = {}) => {
      commands.push(command);
      return new Promise<Result | ControllerFailure>(resolve => {
        const say = (text: string) => options.onOutput?.(Buffer.from(text), 'output');
        followed.set(controller, { say, end: value => resolve(value as Result) });
        const cancel = () => resolve({ failed: 'cancelled', host: controller });
        if (options.signal?.aborted) cancel();
        options.signal?.addEventListener('abort', cancel);
      });
    },
  };
  const clock: RunClock = {
    now: () => now,
    async wait(milliseconds) {
      assert.ok(milliseconds > 0 && milliseconds <= 60_000);
      for (const [controller, text] of Object.entries(minutes[minute] ?? {})) followed.get(controller)?.say(text);
      minute++;
      now += milliseconds;
      if (end && minute === 2) followed.get('ctl1')?.end(end);
      await new Promise(resolve => setImmediate(resolve));
    },
  };
  return { session, clock, commands, minutes: () => minute };
}

const logs = (service: string) => [
  { path: `/var/log/kolla/nova/${service}.log`, bytes: 1, lastWrite: 2e9, recentErrors: 0, recentWarnings: 0 },
];
const state = {
  ...clusterState([host('ctl1', [service('nova-conductor')]), host('ctl2', [service('nova-conductor')])]),
  logs: new Map([['ctl1', logs('nova-conductor')]]),
};

describe('a log is watched until it is quiet', () => {
  async function verdict(of: ReturnType<typeof world>, change: Partial<LogWatch> = {}, controllers = ['ctl1']) {
    const told: string[] = [];
    const result = await watchLogs({ ...watch, ...change }, state, controllers, {
      ...of,
      knowledge,
      l10n: english,
      signal: new AbortController().signal,
      onNoise: (controller, text) => told.push(`${controller} ${text.slice(0, 40)}`),
    });
    return { ...result, told };
  }

  it('and is quiet when nothing known came for long enough', async () => {
    const of = world([{ ctl1: fine }]);
    assert.deepEqual(await verdict(of), {
      holds: true,
      seen: 'The log of nova-conductor was quiet for 60 s.',
      told: [],
    });
    assert.deepEqual(
      of.commands.map(({ run }) => 'parameters' in run && run.parameters),
      [{ FILE: '/var/log/kolla/nova/nova-conductor.log', LINES_BEFORE: '0' }],
    );
  });

  it('and the quiet begins anew with every failure', async () => {
    const of = world([{ ctl1: lost }, { ctl1: fine + lost }, {}, {}]);
    const { holds, told } = await verdict(of);
    assert.deepEqual([holds, told.length, of.minutes()], [true, 2, 3]);
  });

  it('and is given up when no quiet can come of it any more, saying what came', async () => {
    const of = world(Array.from({ length: 20 }, () => ({ ctl1: lost })));
    const { holds, seen } = await verdict(of);
    assert.equal(holds, false);
    assert.match(
      seen,
      /^The log of nova-conductor did not become quiet within 600 s: .*10 × db-gone-away-2006.* Last: ctl1: Database connection was found/,
    );
  });

  it('and other failures than those that are asked for do not count', async () => {
    const of = world([{ ctl1: lost }]);
    const { holds } = await verdict(of, { signatures: ['mq-*', '*-2013'] });
    assert.deepEqual([holds, of.minutes()], [true, 1]);
    assert.equal((await verdict(world([{ ctl1: lost }, {}, {}]), { signatures: [] })).told.length, 1);
  });

  it('and a controller without a log file is heard through its container', async () => {
    const of = world([{ ctl2: lost }, {}]);
    const { holds, told } = await verdict(of, {}, ['ctl1', 'ctl2']);
    assert.deepEqual([holds, told.length, of.minutes()], [true, 1, 2]);
    const [, second] = of.commands;
    assert.ok(second && 'parameters' in second.run);
    assert.equal(second.run.parameters?.CONTAINER, 'nova_conductor');
  });

  it('and what cannot be followed is no quiet log', async () => {
    const cut = await verdict(world([{ ctl1: lost }, {}], { failed: 'connection-lost', host: 'ctl1' }));
    assert.equal(cut.holds, false);
    assert.match(cut.seen, /^The log of nova-conductor on ctl1 could not be followed: ctl1: the connection was cut/);
    const nowhere = await verdict(world([]), { service: 'nova-api' });
    assert.deepEqual([nowhere.holds, nowhere.seen], [false, 'nova-api has no log on ctl1 that could be followed.']);
  });

  it('and ends at once when it is cancelled', async () => {
    const of = world([]);
    const cancelling = new AbortController();
    cancelling.abort();
    const { holds, isFinal } = await watchLogs(watch, state, ['ctl1'], {
      ...of,
      knowledge,
      l10n: english,
      signal: cancelling.signal,
    });
    assert.deepEqual([holds, isFinal, of.minutes()], [false, true, 0]);
  });
});
