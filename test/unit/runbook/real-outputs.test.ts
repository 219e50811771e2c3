import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type HaproxyServer, readHaproxyServers } from '../../../core/cluster/actions/haproxy.ts';
import { outcomeOfProgram } from '../../../core/cluster/actions/outcome.ts';
import { readPurge } from '../../../core/cluster/actions/purge-queue.ts';
import { isProbeFailure } from '../../../core/cluster/probe.ts';
import { readConsumerConnections } from '../../../core/cluster/probes/consumer-connections.ts';
import { readQueues } from '../../../core/cluster/probes/queues.ts';
import { planStep } from '../../../core/runbook/make-plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { outputOf, printed } from '../cluster/captured.ts';
import { call, clusterState, holding, host, observerOf, service, step, vip } from './fake-cluster.ts';

/** What a command printed on the real cluster. */
function real(name: string, status = 0) {
  const folder = join(import.meta.dirname, '../../fixtures/commands/real-cluster');
  const read = (ending: string) =>
    existsSync(join(folder, `${name}.${ending}`)) ? printed(`real-cluster/${name}.${ending}`) : '';
  return outputOf(read('out'), { status, standardError: read('err') });
}

describe('what a real cluster prints', () => {
  it('is understood by actions', () => {
    assert.deepEqual(outcomeOfProgram(real('docker_stop')), { isDone: true, said: 'nova_scheduler' });
    const missing = outcomeOfProgram(real('docker_stop_missing', 1));
    assert.equal(missing.isDone, false);
    assert.match(missing.said, /No such container: nova-conductor \(exit 1\)/);
    assert.deepEqual(readPurge(real('rabbitmq_purge_queue_quiet')), { isDone: true, said: '' });
    assert.equal(readPurge(real('rabbitmq_purge_queue_missing', 69)).isDone, true);
    const refused = outcomeOfProgram(real('mariadb_set_global_refused', 1));
    assert.equal(refused.isDone, false);
    assert.match(refused.said, /ERROR 1227/);
  });

  it('names the servers of nova-api with their states', () => {
    const servers = readHaproxyServers(real('haproxy_show_stat_maint'));
    assert.ok(!isProbeFailure(servers));
    const own = (all: readonly HaproxyServer[]) => all.filter(({ backend }) => backend === 'nova_api');
    assert.deepEqual(
      own(servers).map(({ server, status }) => `${server} ${status}`),
      ['ctl1 UP', 'ctl2 MAINT', 'ctl3 UP'],
    );
  });

  it('gives a preview of what is stuck, with who waits for it', async () => {
    const broker = readQueues(
      outputOf(`nova-doctor-vhost /\n${printed('real-cluster/rabbitmq_list_queues_stuck.out')}`),
    );
    assert.ok(!isProbeFailure(broker));
    const services = [service('nova-conductor'), service('rabbitmq')];
    const controllers = [holding('ctl1', services), host('ctl2', services), host('ctl3', services)];
    const state = { ...clusterState(controllers), broker: { ...broker, readOn: 'ctl1' } };
    const connections = [
      'nova-doctor-part connections\n',
      printed('real-cluster/rabbitmq_list_connections_json.out'),
      'nova-doctor-part channels\n[]\n',
      'nova-doctor-part consumers /\n',
      printed('real-cluster/rabbitmq_list_consumers_json.out'),
    ].join('');
    assert.ok(!isProbeFailure(readConsumerConnections(outputOf(connections))));
    const observer = observerOf(state, `vip: ${vip}\n`, {
      vhosts: outputOf('own /\ncells-read\n'),
      'consumer-connections': outputOf(connections),
    });
    const purge = step({
      on: 'broker',
      effect: 'destroy',
      run: call({ queues: 'purge', match: 'reply|cinder|conduct|compute' }),
    });
    const { rows, refusal } = await planStep(purge, { parameters: {}, observer, l10n: english });
    assert.equal(refusal, undefined);
    const chosen = rows.filter(({ isChosen }) => isChosen).map(({ cells }) => cells[1] ?? '');
    assert.ok(chosen.includes('conductor') && chosen.includes('conductor.ctl3'), chosen.join(', '));
    for (const { cells, isChosen } of rows) {
      const [, name = '', , , consumers] = cells;
      const isOwn = /^conductor(?:$|\.|_fanout_)/.test(name) || (name.startsWith('reply_') && consumers === '0');
      assert.equal(isChosen, isOwn, name);
    }
  });
});
