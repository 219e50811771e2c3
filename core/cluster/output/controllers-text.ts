import type { Translator } from '../../text/l10n.ts';
import { columns, padEnd, visible } from '../../text/layout.ts';
import type { ClusterState } from '../cluster-state.ts';
import { type ControllerState, isReached } from '../controller.ts';
import { failureText } from '../failure.ts';
import { isProbeFailure } from '../probe.ts';
import type { ServiceOwner } from '../services.ts';
import { stateWord } from '../state-words.ts';

/** The inventory with its live state, as a terminal shows it. */
export function controllersText(state: ClusterState, l10n: Translator): string {
  const width = Math.max(4, ...state.controllers.map(({ controller }) => columns(controller.name)));
  const lines = state.controllers.flatMap(controller => controllerLines(controller, state, width, l10n));
  return [visible(state.name), ...lines, ''].join('\n');
}

function controllerLines(controller: ControllerState, state: ClusterState, width: number, l10n: Translator): string[] {
  const name = padEnd(visible(controller.controller.name), width);
  if (!isReached(controller)) return [`✗ ${name}  ${visible(failureText(controller.failure, l10n))}`];
  const facts = [vipFact(controller.controller.name, state), loadFact(controller, l10n), clockFact(controller, l10n)];
  const services = controller.services.map(service => {
    const mark = service.state === 'running' ? '✓' : '✗';
    const image = service.image === undefined ? '' : `  ${service.image}`;
    return `    ${mark} ${service.service}  ${stateWord(service.state, l10n)}  ${ownerText(service.owner)}${image}`;
  });
  const unasked = controller.unasked.map(({ owner, failure }) => `    ? ${owner}: ${failure.detail}`);
  return [
    `✓ ${name}  ${facts.filter(fact => fact !== undefined).join(', ')}`,
    ...[...services, ...unasked].map(visible),
  ];
}

function vipFact(name: string, { vips }: ClusterState): string | undefined {
  if (vips === 'none') return undefined;
  const held = vips.filter(
    vip => (vip.state === 'held' && vip.holder === name) || (vip.state === 'split' && vip.holders.includes(name)),
  );
  return held.length === 0 ? undefined : `VIP ${held.map(({ vip }) => vip).join(' ')}`;
}

function loadFact(controller: ControllerState, l10n: Translator): string | undefined {
  if (!isReached(controller) || isProbeFailure(controller.host)) return undefined;
  const { load, processors } = controller.host;
  return l10n.t('load {0} on {1} processors', load[0], processors);
}

function clockFact(controller: ControllerState, l10n: Translator): string | undefined {
  if (!isReached(controller) || !controller.clock) return undefined;
  const { skew, error } = controller.clock;
  if (Math.abs(skew) - error < 1000) return undefined;
  return l10n.t('clock off by {0} s', Math.round(skew / 1000));
}

/** Who starts the service again, as its owner is named in commands. */
export function ownerText(owner: ServiceOwner): string {
  switch (owner.kind) {
    case 'systemd':
      return owner.container ? `${owner.unit} (${owner.container.engine} ${owner.container.name})` : owner.unit;
    case 'container':
      return `${owner.container.engine} ${owner.container.name}`;
    case 'pacemaker':
      return `pacemaker ${owner.resource}`;
    case 'process':
      return `pid ${owner.process}`;
  }
}
