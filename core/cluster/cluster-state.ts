import { type ControllerState, isReached } from './controller.ts';
import type { ControllerDetails } from './details.ts';
import type { ProbeFailure } from './probe.ts';
import type { DatabaseState } from './probes/database.ts';
import type { RemoteLog } from './probes/logs.ts';
import type { BrokerState } from './probes/queues.ts';
import type { ServiceName } from './service-names.ts';
import type { ServiceState } from './services.ts';
import type { VipState } from './vip.ts';

/** Everything that is known about a cluster at one time. Parts that nobody asked for are undefined. */
export interface ClusterState {
  readonly name: string;
  readonly controllers: readonly ControllerState[];
  readonly vips: readonly VipState[] | 'none';
  readonly broker: (BrokerState & { readonly readOn: string }) | ProbeFailure | undefined;
  readonly database: (DatabaseState & { readonly readOn: string }) | ProbeFailure | undefined;
  readonly logs: ReadonlyMap<string, readonly RemoteLog[] | ProbeFailure>;
  /** By controller; of those that answered, where they were asked. */
  readonly details?: ReadonlyMap<string, ControllerDetails>;
}

/** The instances of a service on all controllers that answered. */
export function instancesOf(
  state: ClusterState,
  service: ServiceName,
): { readonly controller: string; readonly instance: ServiceState }[] {
  return state.controllers.flatMap(controller =>
    isReached(controller)
      ? controller.services
          .filter(instance => instance.service === service)
          .map(instance => ({ controller: controller.controller.name, instance }))
      : [],
  );
}

/**
 * Queues over which nova's services are called. Of another project's conductors (ironic, magnum) the name is the same, so
 * the vhost tells them apart.
 * @param vhosts that nova uses, where its configuration tells; all of them otherwise.
 */
export function queuesNamed(broker: BrokerState, topic: string, vhosts?: readonly string[]) {
  return broker.queues.filter(queue => queue.name === topic && (vhosts === undefined || vhosts.includes(queue.vhost)));
}
