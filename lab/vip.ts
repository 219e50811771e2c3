import { type Change, note } from './change.ts';
import type { LabController } from './state.ts';

/** keepalived gives the VIP to the first controller that can hold it, and lets it stay there (`nopreempt`). */
export function assignVip(draft: Change): void {
  const { controllers } = draft.state;
  for (const controller of controllers) {
    if (!canHold(controller)) controller.holdsVip = false;
    else if (!controller.hearsOthers) controller.holdsVip = true;
  }
  const others = controllers.filter(({ hearsOthers }) => hearsOthers);
  if (others.some(({ holdsVip }) => holdsVip)) return;
  const next = others.find(canHold);
  if (!next) return;
  next.holdsVip = true;
  note(draft, l10n => l10n.t('The VIP {0} is on {1} now.', draft.state.vip, next.name));
}

function canHold({ isReachable, services }: LabController): boolean {
  const runs = (name: string) => services.some(({ service, isRunning }) => service === name && isRunning);
  return isReachable && runs('keepalived') && runs('haproxy');
}
