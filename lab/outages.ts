import { type Change, randomNumber, randomUuid, runningInstances, writeLog } from './change.ts';
import { connectionsOf } from './connections.ts';
import { activeVariable } from './database.ts';
import type { LabController, LabService, LabState } from './state.ts';

/** Services of nova that keep connections of their own to broker and database. */
const clients = ['nova-conductor', 'nova-scheduler'] as const;
/** Services report themselves so often, and tell each time that they could not. */
const reportSeconds = 10;
const reconnectSeconds = 6;

/** What nova writes while the database, the broker or free connections are missing, and when they come and go. */
export function outageSecond(draft: Change): void {
  const { state } = draft;
  databaseSecond(draft, runningInstances(state, 'mariadb').length > 0);
  brokerSecond(draft, runningInstances(state, 'rabbitmq').length > 0);
  if (isDatabaseFull(state)) fullSecond(draft);
}

export function isDatabaseFull(state: LabState): boolean {
  return connectionsOf(state) + 1 > Number(activeVariable(state, 'max_connections'));
}

function databaseSecond(draft: Change, isUp: boolean): void {
  const { state } = draft;
  const { database } = state;
  if (database.isUp && !isUp) eachClient(draft, 0, (...who) => writeLog(draft, ...who, 'database-lost'));
  if (!database.isUp && isUp) Object.assign(database, { startedAt: state.now, maxUsed: 0, refused: 0 });
  database.isUp = isUp;
  const values = { database: state.vip };
  if (!isUp) eachClient(draft, reportSeconds, (...who) => writeLog(draft, ...who, 'database-refused', values));
}

function brokerSecond(draft: Change, isUp: boolean): void {
  const { state } = draft;
  const { broker } = state;
  const values = () => ({
    broker: `${state.controllers[0]?.address}:5672`,
    connection: randomUuid(state),
    port: 32_768 + (randomNumber(state) % 28_000),
  });
  if (broker.isUp && !isUp) eachClient(draft, 0, (...who) => writeLog(draft, ...who, 'broker-closed', values()));
  if (!broker.isUp && isUp) {
    eachClient(draft, 0, (controller, service) => {
      if (service.condition.kind !== 'lost') writeLog(draft, controller, service, 'broker-back', values());
    });
  }
  broker.isUp = isUp;
  if (!isUp) eachClient(draft, reconnectSeconds, (...who) => writeLog(draft, ...who, 'broker-refused', values()));
}

/** Whoever wants a connection now is refused. */
function fullSecond(draft: Change): void {
  const { state } = draft;
  state.database.refused++;
  eachClient(draft, reportSeconds, (...who) => writeLog(draft, ...who, 'too-many-connections'));
  for (const [index, { controller, service }] of runningInstances(state, 'nova-api').entries()) {
    if ((Math.floor(state.now / 1000) + index * 5) % 14 !== 0) continue;
    writeLog(draft, controller, service, 'api-too-many-connections', { client: controller.address });
  }
}

/** Runs something for each client: now, or where its turn in a number of seconds has come. */
function eachClient(
  { state }: Change,
  seconds: number,
  work: (controller: LabController, service: LabService) => void,
): void {
  const all = clients.flatMap(name => runningInstances(state, name));
  for (const [index, { controller, service }] of all.entries()) {
    if (seconds === 0 || (Math.floor(state.now / 1000) + index * 3) % seconds === 0) work(controller, service);
  }
}
