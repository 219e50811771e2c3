import type { Deployment } from '../deployment.ts';
import type { ConfigPlace } from '../finding.ts';
import { mySqlNumber, serverSetting } from './my-cnf.ts';

/** The variables of the server that rules count with. */
export type DatabaseVariable = 'max_connections' | 'wait_timeout';

/** What the database goes by, and who says so. */
export interface DatabaseValue {
  readonly value: number;
  /** As it is written; the number itself where no file says it. */
  readonly written: string;
  /** `live`: the server said so itself. */
  readonly origin: 'live' | 'file' | 'workspace';
  /** Where a file says this value; undefined where none does. */
  readonly place: ConfigPlace | undefined;
}

const factOf = { max_connections: 'maxConnections', wait_timeout: 'waitTimeout' } as const;

/**
 * A variable of the database. What the server itself says counts, then its files, then `.nova-doctor.yaml`. Of several
 * servers the smallest value counts: nobody knows which of them a VIP or a balancer leads to.
 * @returns undefined where nobody says it: then the server's default counts.
 */
export function databaseValue(deployment: Deployment, variable: DatabaseVariable): DatabaseValue | undefined {
  const { database, placeOf } = deployment.facts;
  const fact = factOf[variable];
  const written = fileValues(deployment, variable);
  const live = database.live?.[fact];
  if (live !== undefined) {
    const place = written.find(({ value }) => value === live)?.place;
    return { value: live, written: String(live), origin: 'live', place };
  }
  const smallest = written.toSorted((one, other) => one.value - other.value)[0];
  if (smallest) return smallest;
  const value = database[fact];
  if (value === undefined) return undefined;
  return { value, written: String(value), origin: 'workspace', place: placeOf(`database.${fact}`) };
}

/** What the files of each server say of a variable: those of the same host are read one after the other, the last one wins. */
export function fileValues(
  { mysql }: Deployment,
  variable: DatabaseVariable,
): (DatabaseValue & { readonly place: ConfigPlace })[] {
  const byHost = new Map<string | undefined, DatabaseValue & { readonly place: ConfigPlace }>();
  for (const file of mysql) {
    const setting = serverSetting(file, variable);
    const value = setting && mySqlNumber(setting.value);
    if (!setting || value === undefined) continue;
    const place = { path: file.path, range: setting.valueRange };
    byHost.set(file.host, { value, written: setting.value, origin: 'file', place });
  }
  return [...byHost.values()];
}
