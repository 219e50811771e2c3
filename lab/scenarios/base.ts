import type { ServiceName } from '../../core/cluster/service-names.ts';
import type { Change } from '../change.ts';
import { change, randomHex, randomUuid } from '../change.ts';
import { addQueues } from '../services.ts';
import type { LabController, LabQueue, LabService, LabState, QueueKind } from '../state.ts';

export interface BaseOptions {
  readonly scenario: string;
  readonly controllers: number;
  /** Milliseconds since 1970 at which the state begins. */
  readonly start: number;
  /** Whether units of systemd keep the containers running, as kolla's newer releases do. */
  readonly hasUnits?: boolean;
  /** Whether it is a later nova, right before MariaDB, instead of one of 2017 behind Mycat. */
  readonly isModern?: boolean;
}

/** What runs on each controller. */
const services: readonly ServiceName[] = [
  'nova-api',
  'nova-scheduler',
  'nova-conductor',
  'rabbitmq',
  'mariadb',
  'mycat',
  'haproxy',
  'keepalived',
  'memcached',
];

const day = 86_400_000;
const fewestComputes = 6;

/** A cluster in which everything works; scenarios break it. */
export function healthyCluster(options: BaseOptions): LabState {
  const { start } = options;
  const names = Array.from({ length: options.controllers }, (_, index) => `ctl${index + 1}`);
  const computes = Array.from({ length: fewestComputes }, (_, index) => `cmp${index + 1}`);
  const empty: LabState = {
    scenario: options.scenario,
    release: options.isModern ? 'zed' : 'ocata',
    now: start,
    vip: '10.77.0.10',
    controllers: [],
    computes,
    broker: { vhosts: ['/'], isUp: true, queues: [] },
    database: {
      version: '10.11.19-MariaDB-0+deb12u1',
      isUp: true,
      pools: { conductor: 9, api: 14 },
      variables: {
        innodb_lock_wait_timeout: options.isModern ? '50' : '600',
        interactive_timeout: '28800',
        max_connections: '4096',
        read_only: 'OFF',
        wait_timeout: '28800',
      },
      clients: [],
      maxUsed: 0,
      refused: 0,
      startedAt: start - 41 * day,
      transactions: [],
    },
    records: recordsOf(names, computes, start),
    load: { calls: 3, casts: 0.05, waitingCalls: 0, waitingCasts: 0, redelivered: 0, spreads: false },
    stuckInstances: [],
    wasWell: true,
    pending: [],
    seed: 20_240_802,
  };
  const made = change(empty, draft => {
    draft.state.controllers.push(...names.map((name, index) => controllerOf(draft, name, index, options)));
    addTopicQueues(draft);
    for (const controller of draft.state.controllers) {
      for (const service of controller.services) addQueues(draft, controller, service);
    }
  });
  return made.state;
}

function controllerOf({ state }: Change, name: string, index: number, options: BaseOptions): LabController {
  return {
    name,
    address: `10.77.${Math.floor((index + 11) / 250)}.${(index + 11) % 250}`,
    isReachable: true,
    hearsOthers: true,
    holdsVip: index === 0,
    services: services
      .filter(service => service !== 'mycat' || !options.isModern)
      .map(service => serviceOf(state, service, options)),
    maintenance: [],
    variables: {},
    files: {},
    folders: {},
  };
}

function serviceOf(
  state: LabState,
  service: ServiceName,
  { start, hasUnits = false, isModern = false }: BaseOptions,
): LabService {
  const name = hasUnits || isModern ? service.replaceAll('-', '_') : service;
  const startedAt = start - 9 * day - (randomHexNumber(state) % day);
  return {
    service,
    name,
    image: isModern ? `kolla/debian-binary-${service}:zed` : `kolla/centos-binary-${service}:ocata`,
    container: randomHex(state, 64),
    restartPolicy: hasUnits ? 'no' : 'unless-stopped',
    unit: hasUnits
      ? { name: `kolla-${name}-container.service`, isActive: true, restarts: 0, activeSince: startedAt, restartAt: 0 }
      : undefined,
    isRunning: true,
    exitCode: 0,
    startedAt,
    finishedAt: 0,
    starts: 1,
    process: 2000 + (randomHexNumber(state) % 18_000),
    condition: { kind: 'well' },
    mostConnections: Number.POSITIVE_INFINITY,
    held: 0,
  };
}

function randomHexNumber(state: LabState): number {
  return Number.parseInt(randomHex(state, 7), 16);
}

function addTopicQueues({ state }: Change): void {
  const add = (name: string, kind: QueueKind, messages = 0) => state.broker.queues.push(queueOf(name, kind, messages));
  for (const topic of ['conductor', 'scheduler'] as const) {
    add(topic, { kind: 'topic', topic });
    for (const { name } of state.controllers) add(`${topic}.${name}`, { kind: 'topic', topic, controller: name });
  }
  for (const host of state.computes) {
    add(`compute.${host}`, { kind: 'compute', host });
    add(`reply_${randomHex(state, 32)}`, { kind: 'compute-reply', host, isStale: false });
  }
  // What other projects keep in the same vhost, under names that nova's own resemble.
  for (const name of [
    'cinder-scheduler',
    'cinder-volume',
    'ironic.conductor_manager',
    'magnum-conductor',
    'q-plugin',
  ]) {
    add(name, { kind: 'foreign', consumers: state.controllers.length });
  }
}

function queueOf(name: string, kind: QueueKind, messages: number): LabQueue {
  return { vhost: '/', name, type: 'classic', kind, messages, unacknowledged: 0 };
}

function recordsOf(controllers: readonly string[], computes: readonly string[], start: number): LabState['records'] {
  const on = (host: string, binary: string) => ({ host, binary, topic: binary.replace(/^nova-/, '') });
  const all = [
    ...controllers.map(host => on(host, 'nova-conductor')),
    ...controllers.map(host => on(host, 'nova-scheduler')),
    ...computes.map(host => on(host, 'nova-compute')),
  ];
  return all.map((record, index) => ({
    ...record,
    id: index + 1,
    reports: 77_000 + index,
    disabled: false,
    reason: undefined,
    updatedAt: start,
  }));
}

/** A queue for answers to a process that is gone, with answers in it that nobody reads. */
export function addStaleReplies({ state }: Change, kind: QueueKind, messages: number): void {
  state.broker.queues.push(queueOf(`reply_${randomUuid(state).replaceAll('-', '')}`, kind, messages));
}
