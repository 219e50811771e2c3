import { type Change, note } from './change.ts';
import { isDatabaseFull } from './outages.ts';
import type { LabState } from './state.ts';

/** Seconds after which whoever waits for the locks of a transaction has given up several times. */
const longSeconds = 300;

/** Whether every service does its work, and one controller holds the VIP. */
export function isWell(state: LabState): boolean {
  const works = state.controllers.every(({ isReachable, services }) =>
    services.every(({ isRunning, condition }) => isReachable && isRunning && condition.kind === 'well'),
  );
  const isHeld = state.database.transactions.some(({ startedAt }) => state.now - startedAt > longSeconds * 1000);
  const holders = state.controllers.filter(({ holdsVip }) => holdsVip);
  return works && holders.length === 1 && !isHeld && !isDatabaseFull(state);
}

/** Says so when the cluster has recovered. */
export function noteRecovery(draft: Change): void {
  const { state } = draft;
  const isWellNow = isWell(state);
  if (isWellNow && !state.wasWell)
    note(draft, l10n => l10n.t('The cluster is well again: every service does its work.'));
  state.wasWell = isWellNow;
}
