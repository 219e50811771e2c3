import type { Translator } from '../text/l10n.ts';
import type { ClusterState } from './cluster-state.ts';
import { type ControllerState, isReached, type ReachedController } from './controller.ts';
import { failureText } from './failure.ts';
import { type FollowSource, followSourceOf } from './follow-source.ts';
import { ownerText } from './output/controllers-text.ts';
import { isDown, isProbeFailure, type ProbeFailure } from './probe.ts';
import type { DatabaseState } from './probes/database.ts';
import type { RemoteLog } from './probes/logs.ts';
import type { BrokerState } from './probes/queues.ts';
import type { ServiceName } from './service-names.ts';
import type { ServiceState } from './services.ts';
import { stateWord } from './state-words.ts';
import { detailNodes, versionOf } from './tree-details.ts';
import type { VipState } from './vip.ts';

/** One row of the Controllers view. */
export interface ClusterNode {
  readonly id: string;
  readonly kind:
    | 'vip'
    | 'controller'
    | 'failure'
    | 'services'
    | 'service'
    | 'queues'
    | 'queue'
    | 'database'
    | 'fact'
    | 'logs'
    | 'log'
    | 'endpoints'
    | 'endpoint'
    | 'configurations'
    | 'configuration';
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** How it is: decides icon and colour. `unknown` is what nobody could tell. */
  readonly status?: 'good' | 'warning' | 'alarm' | 'unknown';
  /** It was read so long ago that it may not be true any more. */
  readonly isStale?: boolean;
  readonly isOpen?: boolean;
  readonly children?: readonly ClusterNode[];
  /** The controller that it is on. */
  readonly controller?: string;
  readonly service?: ServiceName;
  /** Of a file on the controller. */
  readonly path?: string;
  /** Where its lines come from, of what can be followed. */
  readonly follow?: FollowSource;
  /** Words for menus, besides the kind: the state of a service, `followable`. */
  readonly abilities?: readonly string[];
}

/** A state that is older than this is said to be old. */
const staleMilliseconds = 2 * 60_000;
const skewMilliseconds = 2000;
const fullPercent = 90;
/** Queues beyond this many are counted, not shown: a big cloud has thousands. */
const mostQueues = 100;

/**
 * The rows of the Controllers view.
 * @param now milliseconds since 1970: the age of what is shown is part of it.
 */
export function clusterTree(state: ClusterState, now: number, l10n: Translator): ClusterNode[] {
  const vips = state.vips === 'none' ? [] : state.vips;
  const last = state.controllers.reduce((latest, { readAt }) => Math.max(latest, readAt), 0);
  const asOf = (readAt: number, node: ClusterNode) => (now - readAt < staleMilliseconds ? node : stale(node));
  return [
    ...vips.map(vip => asOf(last, vipNode(vip, l10n))),
    ...state.controllers.map(controller => asOf(controller.readAt, controllerNode(controller, state, now, l10n))),
    ...brokerNodes(state.broker, l10n).map(node => asOf(last, node)),
    ...databaseNodes(state.database, l10n).map(node => asOf(last, node)),
  ];
}

/** A row with everything below it, as of long ago. */
function stale(node: ClusterNode): ClusterNode {
  return { ...node, isStale: true, ...(node.children ? { children: node.children.map(stale) } : {}) };
}

function vipNode(vip: VipState, l10n: Translator): ClusterNode {
  const node = { id: `vip ${vip.vip}`, kind: 'vip' as const, label: l10n.t('VIP {0}', vip.vip) };
  switch (vip.state) {
    case 'held':
      return { ...node, description: l10n.t('on {0}', vip.holder), status: 'good' };
    case 'split':
      return {
        ...node,
        description: l10n.t('on several hosts at once: {0}', vip.holders.join(', ')),
        tooltip: l10n.t(
          'Two hosts say that they have it: keepalived or Pacemaker has split. Nothing may be restarted before that is mended.',
        ),
        status: 'alarm',
      };
    case 'nowhere':
      return { ...node, description: l10n.t('on no host'), status: 'alarm' };
    case 'unknown':
      return {
        ...node,
        description: l10n.t('not seen; {0} did not answer', vip.unasked.join(', ')),
        status: 'unknown',
      };
  }
}

function controllerNode(state: ControllerState, cluster: ClusterState, now: number, l10n: Translator): ClusterNode {
  const { name } = state.controller;
  const age = ageText(now - state.readAt, l10n);
  const node = { id: `controller ${name}`, kind: 'controller' as const, label: name, controller: name };
  if (!isReached(state)) {
    const text = failureText(state.failure, l10n);
    const child: ClusterNode = {
      id: `${node.id} failure`,
      kind: 'failure',
      label: text,
      tooltip: text,
      status: 'alarm',
      controller: name,
    };
    return {
      ...node,
      description: [l10n.t('no answer'), age].filter(Boolean).join(' · '),
      status: 'alarm',
      isOpen: true,
      children: [child],
    };
  }
  const facts = [heldVips(name, cluster), loadText(state, l10n), clockText(state, l10n), diskText(state), age];
  return {
    ...node,
    description: facts.filter(Boolean).join(' · '),
    status: controllerStatus(state),
    isOpen: true,
    children: [
      servicesNode(state, cluster, l10n),
      ...logNodes(name, cluster.logs.get(name), l10n),
      ...detailNodes(name, cluster.details?.get(name), l10n),
    ],
  };
}

function controllerStatus(state: ReachedController): NonNullable<ClusterNode['status']> {
  if (state.services.some(service => service.state !== 'running')) return 'warning';
  if (state.unasked.length > 0 || isProbeFailure(state.host)) return 'unknown';
  const isOff = state.clock !== undefined && Math.abs(state.clock.skew) - state.clock.error > skewMilliseconds;
  return isOff || state.host.disks.some(disk => disk.usedPercent >= fullPercent) ? 'warning' : 'good';
}

function heldVips(name: string, { vips }: ClusterState): string {
  if (vips === 'none') return '';
  const isHeld = (vip: VipState) =>
    (vip.state === 'held' && vip.holder === name) || (vip.state === 'split' && vip.holders.includes(name));
  return vips.some(isHeld) ? 'VIP' : '';
}

function loadText({ host }: ReachedController, l10n: Translator): string {
  return isProbeFailure(host) ? '' : l10n.t('load {0}', host.load[0].toFixed(1));
}

function clockText({ clock }: ReachedController, l10n: Translator): string {
  if (!clock || Math.abs(clock.skew) - clock.error <= skewMilliseconds) return '';
  return l10n.t('clock off by {0} s', Math.round(clock.skew / 1000));
}

function diskText({ host }: ReachedController): string {
  if (isProbeFailure(host)) return '';
  const full = host.disks.filter(disk => disk.usedPercent >= fullPercent);
  return full.map(disk => `${disk.mountedOn} ${disk.usedPercent} %`).join(', ');
}

/** Empty while it is fresh. */
function ageText(milliseconds: number, l10n: Translator): string {
  if (milliseconds < staleMilliseconds) return '';
  return l10n.t('as of {0} min ago', Math.floor(milliseconds / 60_000));
}

function servicesNode(state: ReachedController, cluster: ClusterState, l10n: Translator): ClusterNode {
  const { name } = state.controller;
  const read = cluster.logs.get(name);
  const logs = read === undefined || isProbeFailure(read) ? [] : read;
  const details = cluster.details?.get(name);
  const down = state.services.filter(service => service.state !== 'running').length;
  const unasked = state.unasked.map(({ owner, failure }) => failureNode(`controller ${name} ${owner}`, owner, failure));
  const counted = l10n.t('{0} of {1} run', state.services.length - down, state.services.length);
  return {
    id: `controller ${name} services`,
    kind: 'services',
    label: l10n.t('Services'),
    description: state.services.length === 0 ? l10n.t('none found') : counted,
    status: down > 0 ? 'warning' : unasked.length > 0 ? 'unknown' : 'good',
    isOpen: down > 0 || unasked.length > 0,
    controller: name,
    children: [
      ...state.services.map(service =>
        serviceNode(name, service, { logs, version: versionOf(service, details) }, l10n),
      ),
      ...unasked,
    ],
  };
}

function serviceNode(
  controller: string,
  service: ServiceState,
  { logs, version }: { readonly logs: readonly RemoteLog[]; readonly version: string },
  l10n: Translator,
): ClusterNode {
  const follow = followSourceOf(service, logs);
  const restarts = service.restarts ? l10n.t('{0} restarts', service.restarts) : '';
  const facts = [stateWord(service.state, l10n), version, restarts];
  const since = service.since === undefined ? '' : l10n.t('since {0}', new Date(service.since * 1000).toISOString());
  const status =
    service.state === 'running'
      ? 'good'
      : service.state === 'stopped' || service.state === 'starting'
        ? 'warning'
        : 'alarm';
  return {
    id: `controller ${controller} service ${service.name}`,
    kind: 'service',
    label: service.service,
    description: facts.filter(Boolean).join(' · '),
    tooltip: [service.name, ownerText(service.owner), service.image, since].filter(Boolean).join('\n'),
    status,
    controller,
    service: service.service,
    ...(follow ? { follow } : {}),
    abilities: [service.state, ...(follow ? ['followable'] : [])],
  };
}

function failureNode(id: string, label: string, failure: ProbeFailure): ClusterNode {
  return {
    id: `${id} failure`,
    kind: 'failure',
    label,
    description: failure.detail,
    tooltip: failure.detail,
    status: 'unknown',
  };
}

function logNodes(
  controller: string,
  logs: readonly RemoteLog[] | ProbeFailure | undefined,
  l10n: Translator,
): ClusterNode[] {
  if (logs === undefined) return [];
  const node = { id: `controller ${controller} logs`, kind: 'logs' as const, label: l10n.t('Logs'), controller };
  if (isProbeFailure(logs)) return [{ ...node, description: logs.detail, status: 'unknown' }];
  const errors = logs.reduce((sum, log) => sum + log.recentErrors, 0);
  return [
    {
      ...node,
      description: errors === 0 ? l10n.t('no errors in 15 minutes') : errorsText(errors, l10n),
      status: errors > 0 ? 'warning' : 'good',
      children: logs.map(log => logNode(controller, log, l10n)),
    },
  ];
}

function logNode(controller: string, log: RemoteLog, l10n: Translator): ClusterNode {
  const errors = log.recentErrors > 0 ? errorsText(log.recentErrors, l10n) : '';
  return {
    id: `controller ${controller} log ${log.path}`,
    kind: 'log',
    label: log.path.split('/').at(-1) ?? log.path,
    description: [sizeText(log.bytes), errors].filter(Boolean).join(' · '),
    tooltip: `${log.path}\n${new Date(log.lastWrite * 1000).toISOString()}`,
    status: log.recentErrors > 0 ? 'warning' : 'good',
    controller,
    path: log.path,
    follow: { kind: 'file', path: log.path },
    abilities: ['followable'],
  };
}

function errorsText(count: number, l10n: Translator): string {
  return count === 1 ? l10n.t('1 error in 15 minutes') : l10n.t('{0} errors in 15 minutes', count);
}

function sizeText(bytes: number): string {
  if (bytes < 1e4) return `${bytes} B`;
  if (bytes < 1e7) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e10 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function brokerNodes(broker: ClusterState['broker'], l10n: Translator): ClusterNode[] {
  if (broker === undefined) return [];
  const node = { id: 'queues', kind: 'queues' as const, label: l10n.t('Queues') };
  if (isProbeFailure(broker)) {
    const status = isDown(broker) ? 'alarm' : 'unknown';
    return [{ ...node, description: broker.detail, tooltip: broker.detail, status }];
  }
  const waiting = broker.queues.filter(queue => queue.messages > 0).length;
  const sorted = [...broker.queues].sort(
    (one, other) => other.messages - one.messages || one.name.localeCompare(other.name),
  );
  const rest = sorted.length - mostQueues;
  const more: ClusterNode[] =
    rest > 0 ? [{ id: 'queues more', kind: 'fact', label: l10n.t('and {0} more', rest) }] : [];
  return [
    {
      ...node,
      description:
        waiting === 0 ? l10n.t('nothing waits') : l10n.t('messages wait in {0} of {1}', waiting, broker.queues.length),
      status: waiting > 0 ? 'warning' : 'good',
      isOpen: waiting > 0,
      children: [...sorted.slice(0, mostQueues).map(queue => queueNode(queue, l10n)), ...more],
    },
  ];
}

function queueNode(queue: BrokerState['queues'][number], l10n: Translator): ClusterNode {
  const isDead = queue.messages > 0 && queue.consumers === 0;
  return {
    id: `queue ${queue.vhost} ${queue.name}`,
    kind: 'queue',
    label: queue.name,
    description: l10n.t('{0} messages · {1} consumers', queue.messages, queue.consumers),
    tooltip: `${queue.vhost} · ${queue.type}${queue.state ? ` · ${queue.state}` : ''}`,
    status: isDead ? 'alarm' : queue.messages > 0 ? 'warning' : 'good',
  };
}

function databaseNodes(database: ClusterState['database'], l10n: Translator): ClusterNode[] {
  if (database === undefined) return [];
  const node = { id: 'database', kind: 'database' as const, label: l10n.t('Database') };
  if (isProbeFailure(database)) {
    const status = isDown(database) ? 'alarm' : 'unknown';
    return [{ ...node, description: database.detail, tooltip: database.detail, status }];
  }
  const { connections, maxConnections } = database;
  const share = (connections ?? 0) / (maxConnections ?? Number.POSITIVE_INFINITY);
  const isSick = database.galera !== undefined && !database.galera.isReady;
  return [
    {
      ...node,
      description:
        connections === undefined
          ? database.version
          : l10n.t('{0} of {1} connections', connections, maxConnections ?? '?'),
      tooltip: database.version,
      status: isSick || share >= 0.9 ? 'alarm' : share >= 0.75 ? 'warning' : 'good',
      children: databaseFacts(database, l10n).map(([label, description]) => ({
        id: `database ${label}`,
        kind: 'fact',
        label,
        description,
      })),
    },
  ];
}

function databaseFacts(database: DatabaseState, l10n: Translator): (readonly [string, string])[] {
  const seconds = (value: number | undefined) => (value === undefined ? undefined : l10n.t('{0} s', value));
  const transaction = database.maySeeTransactions
    ? (seconds(database.longestTransaction?.seconds) ?? l10n.t('none'))
    : l10n.t('the account of nova may not see it (PROCESS)');
  const galera = database.galera;
  const facts: (readonly [string, string | undefined])[] = [
    ['wait_timeout', seconds(database.waitTimeout)],
    ['innodb_lock_wait_timeout', seconds(database.lockWaitTimeout)],
    ['Max_used_connections', database.maxUsedConnections?.toString()],
    [l10n.t('Oldest transaction'), transaction],
    ['Galera', galera && `${galera.status} · ${galera.localState} · ${galera.size}`],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}
