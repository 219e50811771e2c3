import type { Translator } from '../../text/l10n.ts';
import type { ClusterState } from '../cluster-state.ts';
import { type ControllerState, isReached } from '../controller.ts';
import type { ControllerDetails } from '../details.ts';
import { failureText, shownFailure } from '../failure.ts';
import { isProbeFailure } from '../probe.ts';

/** The state of a cluster for programs; the text of failures is in the user's language, their kinds are fixed words. */
export function clusterJson(state: ClusterState, l10n: Translator): object {
  return {
    version: 1,
    cluster: state.name,
    vips: state.vips === 'none' ? [] : state.vips,
    controllers: state.controllers.map(controller => ({
      ...controllerJson(controller, l10n),
      ...detailsJson(state.details?.get(controller.controller.name)),
    })),
    broker: state.broker,
    database: state.database,
    logs: [...state.logs].flatMap(([controller, logs]): object[] =>
      isProbeFailure(logs) ? [{ controller, ...logs }] : logs.map(log => ({ controller, ...log })),
    ),
  };
}

function detailsJson(details: ControllerDetails | undefined): object {
  if (details === undefined) return {};
  const { configuration, endpoints, packages } = details;
  return { configuration, endpoints, packages: packages instanceof Map ? Object.fromEntries(packages) : packages };
}

function controllerJson(state: ControllerState, l10n: Translator): object {
  const { name, host, role } = state.controller;
  const readAt = new Date(state.readAt).toISOString();
  if (!isReached(state)) {
    const { failed, ...rest } = shownFailure(state.failure);
    return {
      name,
      host,
      role,
      readAt,
      reachable: false,
      failure: { kind: failed, ...rest, text: failureText(state.failure, l10n) },
    };
  }
  const { addresses, host: hostState, clock, services, unasked } = state;
  return { name, host, role, readAt, reachable: true, addresses, state: hostState, clock, services, unasked };
}
