import { type Change, change } from './change.ts';
import { conductorSecond } from './conductors.ts';
import { countConnections } from './connections.ts';
import { outageSecond } from './outages.ts';
import { noteRecovery } from './recovery.ts';
import { restartByUnits } from './services.ts';
import type { LabState } from './state.ts';
import { assignVip } from './vip.ts';

const millisecondsPerStep = 1000;

/** Lets time pass, second by second, until a moment. @param until milliseconds since 1970. */
export function passTime(state: LabState, until: number): Change {
  return change(state, draft => {
    while (draft.state.now + millisecondsPerStep <= until) {
      draft.state.now += millisecondsPerStep;
      second(draft);
    }
  });
}

function second(draft: Change): void {
  const { state, events } = draft;
  restartByUnits(draft);
  assignVip(draft);
  outageSecond(draft);
  if (state.broker.isUp && state.database.isUp) conductorSecond(draft);
  const due = state.pending.filter(({ at }) => at <= state.now);
  events.push(...due);
  state.pending.splice(0, state.pending.length, ...state.pending.filter(event => !due.includes(event)));
  countConnections(state);
  noteRecovery(draft);
}
