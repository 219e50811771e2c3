import type { ClusterFile } from '../../../core/cluster/cluster-file.ts';
import { readClusterFile } from '../../../core/cluster/cluster-file.ts';
import type { ClusterState } from '../../../core/cluster/cluster-state.ts';
import type { Command, CommandOutput } from '../../../core/cluster/command.ts';
import type { ControllerState, ReachedController } from '../../../core/cluster/controller.ts';
import type { ControllerFailure } from '../../../core/cluster/failure.ts';
import type { QueueState } from '../../../core/cluster/probes/queues.ts';
import type { ServiceName } from '../../../core/cluster/service-names.ts';
import type { ServiceOwner, ServiceState } from '../../../core/cluster/services.ts';
import { findVips } from '../../../core/cluster/vip.ts';
import type { Observer } from '../../../core/runbook/run-ports.ts';
import type { ActionCall, Check, Step } from '../../../core/runbook/runbook.ts';

export const vip = '10.77.0.10';

export const dockerOwner = (name: string): ServiceOwner => ({
  kind: 'container',
  container: { engine: 'docker', name },
  restartPolicy: 'always',
});

export function service(name: ServiceName, more: Partial<ServiceState> = {}): ServiceState {
  const container = name.replaceAll('-', '_');
  return {
    service: name,
    name: container,
    state: 'running',
    since: 1,
    restarts: 0,
    image: undefined,
    owner: dockerOwner(container),
    ...more,
  };
}

export function host(
  name: string,
  services: readonly ServiceState[],
  more: Partial<ReachedController> = {},
): ControllerState {
  return {
    controller: { name, host: `10.77.0.1${name.slice(-1)}`, role: 'controller' },
    readAt: 0,
    addresses: [],
    host: { unreadable: 'not-understood', detail: '' },
    clock: undefined,
    services,
    unasked: [],
    ...more,
  };
}

export function holding(
  name: string,
  services: readonly ServiceState[],
  more: Partial<ReachedController> = {},
): ControllerState {
  return host(name, services, { addresses: [{ interface: 'eth0', address: vip, prefixLength: 32 }], ...more });
}

export const away = (name: string): ControllerState => ({
  controller: { name, host: name, role: 'controller' },
  readAt: 0,
  failure: { failed: 'unreachable', host: name },
});

export function queue(name: string, consumers: number, more: Partial<QueueState> = {}): QueueState {
  return {
    vhost: '/',
    name,
    type: 'classic',
    messages: 0,
    unacknowledged: 0,
    consumers,
    state: 'running',
    owner: '',
    ...more,
  };
}

export function clusterState(
  controllers: readonly ControllerState[],
  queues: readonly QueueState[] = [],
): ClusterState {
  const vhosts = [...new Set(queues.map(({ vhost }) => vhost))];
  return {
    name: 'lab',
    controllers,
    vips: findVips([vip], controllers),
    broker: { queues, vhosts, readOn: controllers[0]?.controller.name ?? '' },
    database: undefined,
    logs: new Map(),
  };
}

/** Three controllers; the first holds the VIP, all run a conductor that consumes. */
export function healthyCluster(owner?: ServiceOwner): ClusterState {
  const services = [service('nova-conductor', owner ? { owner } : {}), service('nova-api'), service('rabbitmq')];
  const queues = [queue('conductor', 6), ...['ctl1', 'ctl2', 'ctl3'].map(name => queue(`conductor.${name}`, 2))];
  return clusterState([holding('ctl1', services), host('ctl2', services), host('ctl3', services)], queues);
}

export type Answers = Readonly<
  Record<string, CommandOutput | ControllerFailure | ((controller: string) => CommandOutput)>
>;

export interface FakeObserver extends Observer {
  /** Names of commands that were run, with their controllers. */
  readonly asked: { readonly controller: string; readonly command: Command<unknown> }[];
}

/** A cluster that stays as it is; commands are answered by their names. */
export function observerOf(state: ClusterState, fileText = '', answers: Answers = {}): FakeObserver {
  const file: ClusterFile = readClusterFile('.nova-doctor.yaml', `cluster: lab\n${fileText}`).file;
  const asked: { controller: string; command: Command<unknown> }[] = [];
  return {
    file,
    asked,
    read: async () => state,
    run: async (controller, command) => {
      asked.push({ controller, command });
      const answer = answers[command.name];
      if (answer === undefined) throw new Error(`Nobody expected ${command.name}.`);
      if (typeof answer === 'object' && 'failed' in answer) return answer;
      return command.read(typeof answer === 'function' ? answer(controller) : answer);
    },
  };
}

export function call(values: ActionCall['arguments'], timeout?: string): ActionCall {
  return { action: Object.keys(values)[0] ?? '', arguments: values, timeout, line: 1 };
}

export function check(probe: string, expectations: Check['expectations']): Check {
  return { probe, expectations, for: undefined, within: undefined, line: 1 };
}

export function step(more: Partial<Step>): Step {
  return {
    id: 'a-step',
    title: 'A step',
    description: '',
    on: 'none',
    serial: 'all',
    effect: 'change',
    manual: undefined,
    require: [],
    preview: undefined,
    run: undefined,
    verify: [],
    watch: undefined,
    wait: undefined,
    undo: undefined,
    line: 1,
    ...more,
  };
}
