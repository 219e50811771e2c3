import type { ClusterState } from '../cluster/cluster-state.ts';
import { isOneOf, namesOf, topicOf } from '../cluster/consuming.ts';
import { type ControllerState, isReached } from '../cluster/controller.ts';
import { isProbeFailure } from '../cluster/probe.ts';
import type { QueueState } from '../cluster/probes/queues.ts';
import type { Look } from './look.ts';
import type { PlannedStep } from './plan.ts';

/** What a step will have made of a service when the steps after it begin. */
interface Assumption {
  readonly controller: string;
  readonly service: string;
  readonly runs: boolean;
}

/** A look at the cluster as it will be when the steps before have done what they are planned to do. */
export interface AssumingLook extends Look {
  assume(planned: PlannedStep): void;
}

/**
 * A plan shows all commands before the first one runs: which ones a later step needs hangs on what the earlier ones do, as
 * starting again what they stop.
 */
export function assumingLook(look: Look): AssumingLook {
  const assumptions: Assumption[] = [];
  return {
    vhosts: () => look.vhosts(),
    async state(...parts) {
      const state = await look.state(...parts);
      return assumptions.reduce(applied, state);
    },
    assume({ step, commands }) {
      const { run } = step;
      if (run?.action !== 'service') return;
      const { service: verb, name } = run.arguments;
      for (const { controller } of commands) {
        assumptions.push({ controller, service: String(name), runs: verb !== 'stop' });
      }
    },
  };
}

function applied(state: ClusterState, assumption: Assumption): ClusterState {
  const controllers = state.controllers.map(host => withService(host, assumption));
  const { broker } = state;
  const topic = topicOf(assumption.service);
  if (topic === undefined || broker === undefined || isProbeFailure(broker)) return { ...state, controllers };
  const names = namesOf(state, assumption.controller);
  const own = (queue: QueueState) =>
    queue.name.startsWith(`${topic}.`) && isOneOf(queue.name.slice(topic.length + 1), names);
  const queues = broker.queues.map(queue => {
    if (own(queue)) return { ...queue, consumers: assumption.runs ? Math.max(1, queue.consumers) : 0 };
    if (queue.name !== topic) return queue;
    const before = broker.queues.filter(other => other.vhost === queue.vhost && own(other));
    const lost = before.reduce((sum, { consumers }) => sum + consumers, 0);
    const consumers = assumption.runs ? Math.max(1, queue.consumers) : Math.max(0, queue.consumers - lost);
    return { ...queue, consumers };
  });
  return { ...state, controllers, broker: { ...broker, queues } };
}

function withService(host: ControllerState, { controller, service, runs }: Assumption): ControllerState {
  if (host.controller.name !== controller || !isReached(host)) return host;
  const services = host.services.map(instance =>
    instance.service === service
      ? { ...instance, state: runs ? ('running' as const) : ('stopped' as const) }
      : instance,
  );
  return { ...host, services };
}
