import { type Change, change, isWell, runningInstances } from './change.ts';
import { conductorSecond, noteRecovery } from './conductors.ts';
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
  const wasWell = isWell(state);
  restartByUnits(draft);
  assignVip(draft);
  const isBrokerUp = runningInstances(state, 'rabbitmq').length > 0;
  const isDatabaseUp = runningInstances(state, 'mariadb').length > 0;
  if (isBrokerUp && isDatabaseUp) conductorSecond(draft);
  const due = state.pending.filter(({ at }) => at <= state.now);
  events.push(...due);
  state.pending.splice(0, state.pending.length, ...state.pending.filter(event => !due.includes(event)));
  countConnections(state);
  noteRecovery(draft, wasWell);
}

/** Sick services hold their connections; the others give them back. */
function countConnections(state: LabState): void {
  const { clients } = state.database;
  for (const controller of state.controllers) {
    const conductor = controller.services.find(({ service }) => service === 'nova-conductor');
    const api = controller.services.find(({ service }) => service === 'nova-api');
    const of = (service: typeof api, atRest: number, sick: number) =>
      service?.isRunning ? (service.condition.kind === 'sick' ? sick : atRest) : 0;
    const count = of(conductor, 9, 61) + of(api, 14, 22);
    const known = clients.find(({ user, host }) => user === 'nova' && host === controller.address);
    if (known) known.connections = count;
    else clients.push({ user: 'nova', host: controller.address, connections: count });
  }
  state.database.maxUsed = Math.max(state.database.maxUsed, connectionsOf(state));
}

export function connectionsOf(state: LabState): number {
  return state.database.clients.reduce((sum, { connections }) => sum + connections, 0);
}
