import type { ClusterFile } from '../cluster/cluster-file.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { isReached } from '../cluster/controller.ts';
import { failureText } from '../cluster/failure.ts';
import { isProbeFailure } from '../cluster/probe.ts';
import type { Translator } from '../text/l10n.ts';
import { controllerNamed, hostsRunning } from './look.ts';
import type { ParameterValues, Step } from './runbook.ts';

/** Where a step takes place now, or why that cannot be told. */
export type Targets =
  | { readonly controllers: readonly string[]; readonly notes: readonly string[]; readonly refusal?: undefined }
  | { readonly controllers: readonly []; readonly notes: readonly []; readonly refusal: string };

/** A parameter of this name holds controllers that are left out on purpose, as one that is dead. */
export const leaveOutParameter = 'without';

/**
 * The controller that holds the VIP, or plays its part: the anchor of the workspace file, where there is no VIP or where it
 * lives on a host that is no controller.
 */
export function holderOf(
  state: ClusterState,
  file: ClusterFile,
  l10n: Translator,
): { readonly holder: string } | { readonly refusal: string } {
  const anchor = file.anchor === undefined ? undefined : controllerNamed(state, file.anchor)?.controller.name;
  if (file.anchor !== undefined && anchor === undefined) {
    return { refusal: l10n.t('The anchor {0} is not a host of this cluster.', file.anchor) };
  }
  if (state.vips === 'none' || state.vips.length === 0) {
    if (anchor !== undefined) return { holder: anchor };
    return {
      refusal: l10n.t('There is no VIP: name the controller that plays its part as anchor in the workspace file.'),
    };
  }
  const holders = new Set<string>();
  for (const vip of state.vips) {
    if (vip.state === 'held') holders.add(vip.holder);
    else if (vip.state === 'split') {
      return { refusal: l10n.t('{0} is on several hosts at once: {1}.', vip.vip, vip.holders.join(', ')) };
    } else if (vip.state === 'nowhere') return { refusal: l10n.t('{0} is on no host.', vip.vip) };
    else {
      const names = vip.unasked.join(', ');
      return { refusal: l10n.t('Who holds {0} is not known: {1} did not answer.', vip.vip, names) };
    }
  }
  const controllers = [...holders].filter(name => controllerNamed(state, name)?.controller.role === 'controller');
  const [only] = controllers;
  if (only !== undefined && controllers.length === 1) return { holder: only };
  if (anchor !== undefined) return { holder: anchor };
  const names = [...holders].join(', ');
  return controllers.length === 0
    ? {
        refusal: l10n.t(
          'The VIP is on {0}, which is not a controller: name the controller that plays its part as anchor in the workspace file.',
          names,
        ),
      }
    : {
        refusal: l10n.t(
          'The VIPs are on several controllers ({0}): name the one that plays their part as anchor in the workspace file.',
          names,
        ),
      };
}

/** The controllers of a step, by what its `on` says, in the order in which they are worked on. */
export function targetsOf(
  step: Pick<Step, 'on' | 'run' | 'undo'>,
  state: ClusterState,
  file: ClusterFile,
  parameters: ParameterValues,
  l10n: Translator,
): Targets {
  const found = resolve(step, state, file, l10n);
  if (found.refusal !== undefined) return found;
  const leftOut = (parameters[leaveOutParameter] ?? '').split(/[\s,]+/).filter(name => name !== '');
  const unknown = leftOut.find(name => controllerNamed(state, name) === undefined);
  if (unknown !== undefined) return refusal(l10n.t('{0} is not a host of this cluster.', unknown));
  const controllers = found.controllers.filter(name => !leftOut.includes(name));
  if (controllers.length === 0 && found.controllers.length > 0) {
    return refusal(l10n.t('All controllers of this step are left out ({0}).', leftOut.join(', ')));
  }
  const without = found.controllers.filter(name => leftOut.includes(name));
  const notes = without.map(name => l10n.t('{0} is left out, as it was asked for.', name));
  return { controllers, notes: [...found.notes, ...notes] };
}

function resolve(
  step: Pick<Step, 'on' | 'run' | 'undo'>,
  state: ClusterState,
  file: ClusterFile,
  l10n: Translator,
): Targets {
  const service = serviceNamed(step);
  const all = state.controllers.filter(({ controller }) => controller.role === 'controller');
  const names = all.map(({ controller }) => controller.name);
  switch (step.on) {
    case 'none':
    case 'local':
      return { controllers: [], notes: [] };
    case 'vip': {
      const found = holderOf(state, file, l10n);
      return 'refusal' in found ? refusal(found.refusal) : { controllers: [found.holder], notes: [] };
    }
    case 'standby': {
      const found = holderOf(state, file, l10n);
      if ('refusal' in found) return refusal(found.refusal);
      return withService(
        state,
        names.filter(name => name !== found.holder),
        service,
        l10n,
      );
    }
    case 'all':
      return withService(state, names, service, l10n);
    case 'first': {
      const first = all.find(isReached);
      if (first) return { controllers: [first.controller.name], notes: [] };
      const why = all.map(host => ('failure' in host ? failureText(host.failure, l10n) : '')).join(' ');
      return refusal(l10n.t('No controller answers: {0}', why));
    }
    case 'broker':
      return brokerHost(state, l10n);
    case 'database': {
      const hosts = hostsRunning(state, 'mariadb');
      // A database outside of the cluster is reached from the first controller that answers.
      if (hosts.length === 0 && file.databaseAdmin !== undefined)
        return resolve({ ...step, on: 'first' }, state, file, l10n);
      return hosts.length > 0
        ? { controllers: hosts, notes: [] }
        : refusal(l10n.t('The database runs on no host of this cluster.'));
    }
    case 'loadbalancer': {
      const hosts = hostsRunning(state, 'haproxy');
      return hosts.length > 0
        ? { controllers: hosts, notes: [] }
        : refusal(l10n.t('HAProxy runs on no host of this cluster.'));
    }
    default:
      return controllerNamed(state, step.on)
        ? { controllers: [step.on], notes: [] }
        : refusal(l10n.t('{0} is not a host of this cluster.', step.on));
  }
}

/** Controllers that have the service of the step; one that does not answer may have it, and stays among them. */
function withService(
  state: ClusterState,
  names: readonly string[],
  service: string | undefined,
  l10n: Translator,
): Targets {
  if (service === undefined) return { controllers: names, notes: [] };
  const lacks = (name: string) => {
    const host = controllerNamed(state, name);
    if (!host || !isReached(host) || host.unasked.length > 0) return false;
    return !host.services.some(instance => instance.service === service);
  };
  const controllers = names.filter(name => !lacks(name));
  const notes = names.filter(lacks).map(name => l10n.t('{0} was not found on {1}.', service, name));
  return { controllers, notes };
}

function brokerHost(state: ClusterState, l10n: Translator): Targets {
  const { broker } = state;
  if (broker !== undefined && !isProbeFailure(broker)) return { controllers: [broker.readOn], notes: [] };
  const [first] = hostsRunning(state, 'rabbitmq');
  if (first !== undefined) return { controllers: [first], notes: [] };
  return refusal(l10n.t('RabbitMQ runs on no host of this cluster.'));
}

/** The service that a step is about. */
function serviceNamed({ run, undo }: Pick<Step, 'run' | 'undo'>): string | undefined {
  const call = run?.action === 'service' ? run : undo?.run?.action === 'service' ? undo.run : undefined;
  const name = call?.arguments.name;
  return typeof name === 'string' ? name : undefined;
}

function refusal(text: string): Targets {
  return { controllers: [], notes: [], refusal: text };
}
