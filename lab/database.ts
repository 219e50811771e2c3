import { type Change, controllerNamed, note, runningInstances } from './change.ts';
import type { LabState } from './state.ts';

/** The controller whose database server answers on the VIP: HAProxy takes the first that runs, the others are backups. */
function activeServer(state: LabState): string | undefined {
  return runningInstances(state, 'mariadb')[0]?.controller.name;
}

/** The global value of a variable in one server: what was set in it, else what it started with. */
export function variableOf(state: LabState, controller: string, name: string): string | undefined {
  return controllerNamed(state, controller)?.variables[name] ?? state.database.variables[name];
}

/** The value of a variable in the server that nova reaches. */
export function activeVariable(state: LabState, name: string): string {
  return variableOf(state, activeServer(state) ?? '', name) ?? '';
}

/** A connection as the list of processes shows it. */
export interface LabConnection {
  readonly id: number;
  readonly user: string;
  readonly host: string;
  readonly seconds: number;
  /** Milliseconds since 1970; undefined where no transaction is open. */
  readonly transactionStart: number | undefined;
}

const firstConnection = 20_000;
const restSeconds = 40;

/** The connections of one server: all of them where nova goes, none elsewhere. */
export function connectionsOn(state: LabState, controller: string): LabConnection[] {
  if (controller !== activeServer(state)) return [];
  const resting = state.database.clients.flatMap(({ user, host, connections }, client) =>
    Array.from({ length: connections }, (_, index) => ({
      id: firstConnection + client * 1000 + index,
      user,
      host: `${host}:${40_000 + client * 1000 + index}`,
      seconds: ((index * 7) % restSeconds) + 1,
      transactionStart: undefined,
    })),
  );
  const busy = state.database.transactions.map(({ thread, startedAt, heldBy }) => ({
    id: thread,
    user: 'nova',
    host: heldBy,
    seconds: Math.floor((state.now - startedAt) / 1000),
    transactionStart: startedAt,
  }));
  return [...busy, ...resting];
}

/** Ends a connection; what it had open is rolled back. */
export function killConnection(draft: Change, id: number): void {
  const { transactions } = draft.state.database;
  const at = transactions.findIndex(({ thread }) => thread === id);
  if (at < 0) return;
  const [ended] = transactions.splice(at, 1);
  note(draft, l10n => l10n.t('The transaction of {0} was rolled back; its locks are free.', ended?.heldBy ?? ''));
}
