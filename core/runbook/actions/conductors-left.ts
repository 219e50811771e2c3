import type { ClusterState } from '../../cluster/cluster-state.ts';
import { brokerOf, consumersOf, isOneOf, namesOf } from '../../cluster/consuming.ts';
import { isReached } from '../../cluster/controller.ts';
import { isProbeFailure } from '../../cluster/probe.ts';
import { runs } from '../look.ts';
import type { ActionContext } from './action.ts';

const conductors: readonly string[] = ['nova-conductor', 'nova-super-conductor'];

/**
 * Why the conductors of a step must not be stopped: none would be left to do the work. Conductors of a cell serve only their
 * cell, which is a vhost of its own; super-conductors and those of cells stand in for each other in no case.
 * @returns undefined where enough are left, and for services that are no conductors.
 */
export function conductorsLeft(
  service: string,
  state: ClusterState,
  { controllers, l10n }: Pick<ActionContext, 'controllers' | 'l10n'>,
): string | undefined {
  if (!conductors.includes(service)) return undefined;
  const left = state.controllers.filter(
    host =>
      isReached(host) &&
      !controllers.includes(host.controller.name) &&
      host.services.some(instance => instance.service === service && runs(instance)),
  );
  if (left.length === 0) {
    return l10n.t(
      'No other controller runs {0}: stopping it on {1} would leave none.',
      service,
      controllers.join(', '),
    );
  }
  const broker = brokerOf(state);
  if (isProbeFailure(broker)) return undefined;
  const stopped = controllers.flatMap(name => namesOf(state, name));
  for (const { vhost, hosts } of consumersOf(broker, 'conductor')) {
    const isTouched = hosts.some(({ host }) => isOneOf(host, stopped));
    const others = hosts.filter(({ host, consumers }) => consumers > 0 && !isOneOf(host, stopped));
    if (isTouched && others.length === 0) {
      return l10n.t(
        'On the vhost {0} no conductor but those on {1} takes calls: restart one that is left before these are stopped.',
        vhost,
        controllers.join(', '),
      );
    }
  }
  return undefined;
}
