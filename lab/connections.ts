import { activeVariable } from './database.ts';
import type { LabService, LabState } from './state.ts';

/** Sick services hold so many times the connections that they need at rest. */
const sickFactor = 6;

/** Counts the connections that services hold; sick ones keep theirs, the others give them back. */
export function countConnections(state: LabState): void {
  const { clients, pools } = state.database;
  for (const controller of state.controllers) {
    const of = (name: string, atRest: number) =>
      held(
        controller.services.find(({ service }) => service === name),
        atRest,
      );
    const connections = of('nova-conductor', pools.conductor) + of('nova-api', pools.api);
    const known = clients.find(({ user, host }) => user === 'nova' && host === controller.address);
    if (known) known.connections = connections;
    else clients.push({ user: 'nova', host: controller.address, connections });
  }
  const most = Number(activeVariable(state, 'max_connections')) + 1;
  state.database.maxUsed = Math.max(state.database.maxUsed, Math.min(most, connectionsOf(state)));
}

function held(service: LabService | undefined, atRest: number): number {
  if (!service?.isRunning) return 0;
  const isSick = service.condition.kind === 'sick' && service.service === 'nova-conductor';
  return Math.min(service.mostConnections, isSick ? atRest * sickFactor : atRest);
}

/** What all clients together hold, or want to. */
export function connectionsOf(state: LabState): number {
  return state.database.clients.reduce((sum, { connections }) => sum + connections, 0);
}
