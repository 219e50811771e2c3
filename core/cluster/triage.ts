import type { Translator } from '../text/l10n.ts';
import { withoutConsumers } from './absent-consumers.ts';
import { type ClusterState, instancesOf, queuesNamed } from './cluster-state.ts';
import { isReached } from './controller.ts';
import { failureText } from './failure.ts';
import { isDown, isProbeFailure, type ProbeFailure } from './probe.ts';
import { isAnswering } from './probes/endpoints.ts';
import { stateWord } from './state-words.ts';
import { endpointText } from './tree-details.ts';

/** How one line of the card looks. `unknown` is what could not be read: it is never shown as good. */
export type TriageStatus = 'good' | 'warning' | 'alarm' | 'unknown';

export interface TriageLine {
  /** A stable word: `vip`, `controllers`, `services`, `consumers`, `waiting`, `connections`, `transaction`, `errors`, `endpoints`. */
  readonly id: string;
  readonly status: TriageStatus;
  readonly label: string;
  readonly value: string;
}

/** The answer to "what is wrong?" within ten seconds: facts, the likely cause, the next step. */
export interface TriageCard {
  readonly cluster: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly lines: readonly TriageLine[];
  /** Most likely first; empty where nothing stands out. */
  readonly causes: readonly TriageCause[];
}

export interface TriageCause {
  readonly id: string;
  readonly text: string;
  readonly nextStep: string;
  readonly runbook?: string;
}

/** A clock that is off by more than this makes logs of several hosts lie about order. */
const skewAlarmMilliseconds = 2000;
const fullDiskPercent = 95;
const longTransactionSeconds = 300;
const connectionAlarmShare = 0.9;
const connectionWarningShare = 0.75;
/** Messages that wait in a queue of calls: a healthy conductor takes them at once. */
const manyWaiting = 10;

/** Judges the state of a cluster. Facts only: what could not be read is said to be unknown. */
export function triage(state: ClusterState, at: number, l10n: Translator): TriageCard {
  const lines = [
    controllersLine(state, l10n),
    vipLine(state, l10n),
    servicesLine(state, l10n),
    consumersLine(state, l10n),
    waitingLine(state, l10n),
    endpointsLine(state, l10n),
    connectionsLine(state, l10n),
    transactionLine(state, l10n),
    errorsLine(state, l10n),
    clockLine(state, l10n),
    diskLine(state, l10n),
  ].filter(line => line !== undefined);
  return { cluster: state.name, at, lines, causes: causesOf(state, lines, l10n) };
}

function controllersLine(state: ClusterState, l10n: Translator): TriageLine {
  const away = state.controllers.filter(controller => !isReached(controller));
  const label = l10n.t('Controllers');
  if (away.length === 0) {
    const value = l10n.t('all {0} answer', state.controllers.length);
    return { id: 'controllers', status: state.controllers.length > 0 ? 'good' : 'unknown', label, value };
  }
  const value = away
    .map(controller => ('failure' in controller ? failureText(controller.failure, l10n) : ''))
    .join(' ');
  return { id: 'controllers', status: 'alarm', label, value };
}

function vipLine(state: ClusterState, l10n: Translator): TriageLine | undefined {
  if (state.vips === 'none' || state.vips.length === 0) return undefined;
  const values = state.vips.map(vip => {
    if (vip.state === 'held') return l10n.t('{0} on {1}', vip.vip, vip.holder);
    if (vip.state === 'split') return l10n.t('{0} on several hosts at once: {1}', vip.vip, vip.holders.join(', '));
    if (vip.state === 'nowhere') return l10n.t('{0} on no host', vip.vip);
    return l10n.t('{0}: not seen; not all hosts answered ({1})', vip.vip, vip.unasked.join(', '));
  });
  const isAlarm = state.vips.some(vip => vip.state === 'split' || vip.state === 'nowhere');
  const status = isAlarm ? 'alarm' : state.vips.some(vip => vip.state === 'unknown') ? 'unknown' : 'good';
  return { id: 'vip', status, label: l10n.t('VIP'), value: values.join('; ') };
}

function servicesLine(state: ClusterState, l10n: Translator): TriageLine {
  const label = l10n.t('Services');
  const all = state.controllers.flatMap(controller =>
    isReached(controller) ? controller.services.map(service => ({ service, on: controller.controller.name })) : [],
  );
  if (all.length === 0) return { id: 'services', status: 'unknown', label, value: l10n.t('none found') };
  const down = all.filter(({ service }) => service.state !== 'running');
  if (down.length === 0) return { id: 'services', status: 'good', label, value: l10n.t('all {0} run', all.length) };
  const value = down.map(({ service, on }) =>
    l10n.t('{0} on {1}: {2}', service.service, on, stateWord(service.state, l10n)),
  );
  return { id: 'services', status: 'alarm', label, value: value.join('; ') };
}

const callTopics = ['conductor', 'scheduler'] as const;

function consumersLine(state: ClusterState, l10n: Translator): TriageLine {
  const label = l10n.t('Consumers');
  if (state.broker === undefined) return { id: 'consumers', status: 'unknown', label, value: l10n.t('not asked') };
  if (isProbeFailure(state.broker)) return { id: 'consumers', status: 'alarm', label, value: state.broker.detail };
  const { broker } = state;
  const counts = callTopics.map(topic => {
    const queues = queuesNamed(broker, topic);
    return { topic, exists: queues.length > 0, consumers: queues.reduce((sum, queue) => sum + queue.consumers, 0) };
  });
  const value = counts.map(({ topic, exists, consumers }) => {
    if (!exists) return l10n.t('{0}: no such queue', topic);
    const absent = withoutConsumers(state, topic);
    return absent.length === 0
      ? `${topic} ${consumers}`
      : l10n.t('{0} {1} (none on {2})', topic, consumers, absent.join(', '));
  });
  const isWhole = callTopics.every(topic => withoutConsumers(state, topic).length === 0);
  const status = !counts.every(({ consumers }) => consumers > 0) ? 'alarm' : isWhole ? 'good' : 'warning';
  return { id: 'consumers', status, label, value: value.join(', ') };
}

function waitingLine(state: ClusterState, l10n: Translator): TriageLine {
  const label = l10n.t('Messages waiting');
  if (state.broker === undefined || isProbeFailure(state.broker)) {
    return { id: 'waiting', status: 'unknown', label, value: l10n.t('not known') };
  }
  const full = state.broker.queues
    .filter(queue => queue.messages > 0)
    .sort((one, other) => other.messages - one.messages);
  const calls = full.filter(queue => queue.name === 'conductor' || queue.name.startsWith('conductor.'));
  const waiting = calls.reduce((sum, queue) => sum + queue.messages, 0);
  const shown = full.slice(0, 5).map(queue => `${queue.name} ${queue.messages}`);
  const value = full.length === 0 ? l10n.t('none') : shown.join(', ') + (full.length > 5 ? ' …' : '');
  const status = waiting >= manyWaiting ? 'alarm' : full.length > 0 ? 'warning' : 'good';
  return { id: 'waiting', status, label, value };
}

function connectionsLine(state: ClusterState, l10n: Translator): TriageLine {
  const label = l10n.t('Database connections');
  const { database } = state;
  if (database === undefined) return { id: 'connections', status: 'unknown', label, value: l10n.t('not asked') };
  if (isProbeFailure(database)) {
    const status = isDown(database) ? 'alarm' : 'unknown';
    return { id: 'connections', status, label, value: database.detail };
  }
  const { connections, maxConnections } = database;
  if (connections === undefined || maxConnections === undefined) {
    return { id: 'connections', status: 'unknown', label, value: l10n.t('not known') };
  }
  const share = connections / maxConnections;
  const status = share >= connectionAlarmShare ? 'alarm' : share >= connectionWarningShare ? 'warning' : 'good';
  return { id: 'connections', status, label, value: l10n.t('{0} of {1}', connections, maxConnections) };
}

function endpointsLine(state: ClusterState, l10n: Translator): TriageLine | undefined {
  const asked = [...(state.details ?? [])].flatMap(([controller, { endpoints }]) =>
    isProbeFailure(endpoints) ? [] : endpoints.map(endpoint => ({ controller, endpoint })),
  );
  if (asked.length === 0) return undefined;
  const label = l10n.t('Endpoints');
  const silent = asked.filter(({ endpoint }) => !isAnswering(endpoint));
  if (silent.length === 0) return { id: 'endpoints', status: 'good', label, value: l10n.t('all answer') };
  const words = silent.map(({ endpoint }) => `${endpoint.service} ${endpoint.url}: ${endpointText(endpoint, l10n)}`);
  return { id: 'endpoints', status: 'alarm', label, value: [...new Set(words)].join('; ') };
}

function transactionLine(state: ClusterState, l10n: Translator): TriageLine | undefined {
  const { database } = state;
  if (database === undefined || isProbeFailure(database)) return undefined;
  const label = l10n.t('Oldest transaction');
  if (!database.maySeeTransactions) {
    return {
      id: 'transaction',
      status: 'unknown',
      label,
      value: l10n.t('the account of nova may not see it (PROCESS)'),
    };
  }
  const seconds = database.longestTransaction?.seconds;
  if (seconds === undefined) return { id: 'transaction', status: 'good', label, value: l10n.t('none') };
  const status = seconds >= longTransactionSeconds ? 'alarm' : 'good';
  return { id: 'transaction', status, label, value: l10n.t('{0} s', seconds) };
}

function errorsLine(state: ClusterState, l10n: Translator): TriageLine {
  const label = l10n.t('Errors in 15 minutes');
  const logs = [...state.logs].flatMap(([controller, read]) =>
    isProbeFailure(read) ? [] : read.map(log => ({ controller, ...log })),
  );
  if (logs.length === 0) return { id: 'errors', status: 'unknown', label, value: l10n.t('no log was found') };
  const worst = logs.filter(log => log.recentErrors > 0).sort((one, other) => other.recentErrors - one.recentErrors);
  const shown = worst.slice(0, 4).map(log => `${log.controller} ${log.path.split('/').at(-1)} ${log.recentErrors}`);
  const value = worst.length === 0 ? l10n.t('none') : shown.join(', ') + (worst.length > 4 ? ' …' : '');
  return { id: 'errors', status: worst.length > 0 ? 'warning' : 'good', label, value };
}

function clockLine(state: ClusterState, l10n: Translator): TriageLine | undefined {
  const off = state.controllers.flatMap(controller => {
    if (!isReached(controller) || !controller.clock) return [];
    const { skew, error } = controller.clock;
    const isOff = Math.abs(skew) - error > skewAlarmMilliseconds;
    return isOff ? [l10n.t('{0}: {1} s', controller.controller.name, Math.round(skew / 1000))] : [];
  });
  if (off.length === 0) return undefined;
  return { id: 'clocks', status: 'warning', label: l10n.t('Clocks'), value: off.join(', ') };
}

function diskLine(state: ClusterState, l10n: Translator): TriageLine | undefined {
  const full = state.controllers.flatMap(controller => {
    if (!isReached(controller) || isProbeFailure(controller.host)) return [];
    const disks = controller.host.disks.filter(disk => disk.usedPercent >= fullDiskPercent);
    return disks.map(disk => `${controller.controller.name} ${disk.mountedOn} ${disk.usedPercent} %`);
  });
  if (full.length === 0) return undefined;
  return { id: 'disks', status: 'alarm', label: l10n.t('Disks'), value: full.join(', ') };
}

/** What most likely explains the lines, the most fundamental first: what stands below explains what stands on it. */
function causesOf(state: ClusterState, lines: readonly TriageLine[], l10n: Translator): TriageCause[] {
  const isAlarm = (id: string) => lines.some(line => line.id === id && line.status === 'alarm');
  const wordsOf = (id: string) => lines.find(line => line.id === id)?.value ?? '';
  const causes: TriageCause[] = [];
  const { database, broker } = state;
  if (state.vips !== 'none' && state.vips.some(vip => vip.state === 'split')) {
    causes.push({
      id: 'vip-split',
      text: l10n.t('The VIP is on two hosts at once: keepalived or Pacemaker has split.'),
      nextStep: l10n.t(
        'Find out which host should hold it, and look at keepalived on the other one. Change nothing else before.',
      ),
    });
  }
  if (state.vips !== 'none' && state.vips.some(vip => vip.state === 'nowhere')) {
    causes.push({
      id: 'vip-nowhere',
      text: l10n.t('The VIP is on no host: nobody reaches what listens on it.'),
      nextStep: l10n.t('Look at keepalived or Pacemaker on the hosts that should hold it.'),
    });
  }
  if (isAlarm('disks')) {
    causes.push({
      id: 'disk-full',
      text: l10n.t('A disk is full: databases, brokers and logs stop there.'),
      nextStep: l10n.t('Free space on that host first.'),
    });
  }
  if (database !== undefined && !isProbeFailure(database) && database.galera && !database.galera.isReady) {
    causes.push({
      id: 'galera-not-ready',
      text: l10n.t('Galera does not answer queries: {0}, {1}.', database.galera.status, database.galera.localState),
      nextStep: l10n.t('Look at the database cluster first; nova can only wait.'),
    });
  }
  if (database !== undefined && isProbeFailure(database) && isDown(database) && !isFull(database)) {
    causes.push({
      id: 'database-down',
      text: l10n.t('The database does not answer: {0}', database.detail),
      nextStep: l10n.t('Bring the database back first; conductors reconnect by themselves when it answers.'),
    });
  }
  if (broker !== undefined && isProbeFailure(broker) && broker.unreadable === 'not-running') {
    causes.push({
      id: 'broker-down',
      text: l10n.t('RabbitMQ does not run.'),
      nextStep: l10n.t('Bring RabbitMQ back first, then look for services that do not reconnect.'),
      runbook: 'rabbitmq-reconnect',
    });
  }
  if (isAlarm('connections') && database !== undefined && (!isProbeFailure(database) || isFull(database))) {
    causes.push({
      id: 'too-many-connections',
      text: l10n.t('Nearly all connections that the database admits are used.'),
      nextStep: l10n.t('Compare the pools of all services with max_connections: lint the live configuration.'),
      runbook: 'pool-settings',
    });
  }
  if (isAlarm('transaction')) {
    causes.push({
      id: 'long-transaction',
      text: l10n.t(
        'A transaction has been open for long; whatever limits its time will cut it, and others wait for its locks.',
      ),
      nextStep: l10n.t('Look at who holds it before you end it.'),
      runbook: 'long-transactions',
    });
  }
  const absent = callTopics.flatMap(topic => withoutConsumers(state, topic).map(host => `nova-${topic} (${host})`));
  if (absent.length > 0) {
    causes.push({
      id: 'service-not-consuming',
      text: l10n.t('Some services run but take no work from the broker: {0}.', absent.join(', ')),
      nextStep: l10n.t('Restart those that do not come back by themselves.'),
      runbook: 'rabbitmq-reconnect',
    });
  }
  if (isAlarm('endpoints')) {
    causes.push({
      id: 'endpoint-silent',
      text: l10n.t('An endpoint that nova.conf names does not answer: {0}', wordsOf('endpoints')),
      nextStep: l10n.t('Look at the load balancer and at that service; nova can only wait for it.'),
    });
  }
  causes.push(...conductorCauses(state, isAlarm, l10n));
  return causes;
}

function isFull(database: ProbeFailure): boolean {
  return database.unreadable === 'too-many-connections';
}

function conductorCauses(state: ClusterState, isAlarm: (id: string) => boolean, l10n: Translator): TriageCause[] {
  const conductors = instancesOf(state, 'nova-conductor');
  const running = conductors.filter(({ instance }) => instance.state === 'running');
  if (conductors.length > 0 && running.length === 0) {
    return [
      {
        id: 'conductor-stopped',
        text: l10n.t('No nova-conductor runs.'),
        nextStep: l10n.t('Start it on the holder of the VIP first, then on the others, one by one.'),
        runbook: 'conductor-safe-channel',
      },
    ];
  }
  const isBrokerKnown = state.broker !== undefined && !isProbeFailure(state.broker);
  if (!isBrokerKnown || !(isAlarm('consumers') || isAlarm('waiting'))) return [];
  return [
    {
      id: 'conductor-sick',
      text: l10n.t('nova-conductor runs but does not do its work: its queue has no consumer, or calls pile up in it.'),
      nextStep: l10n.t('Rebuild the channel between nova-conductor and MySQL.'),
      runbook: 'conductor-safe-channel',
    },
  ];
}
