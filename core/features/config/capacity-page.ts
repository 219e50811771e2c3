import type { CapacityChanges, CapacityInput } from '../../config/capacity.ts';
import type { ConnectionLimit } from '../../config/connection-limits.ts';
import type { Hop, IdleTimeout } from '../../config/idle-chain.ts';

/** What the page of the connection capacity shows and says. All values can be sent as JSON. */

/** A line of a file, from 1. */
export interface CapacityPlace {
  readonly path: string;
  readonly line: number;
}

/** JSON knows no infinity. */
export type Connections = number | 'unlimited';

/** A number that the sum is made of, as one can change it. It counts for every file that sets it. */
export interface CapacityField {
  /** As changes name it: `[database]max_overflow`, `counts.cores`, `max_connections`. */
  readonly key: string;
  /** What it is counted with. */
  readonly value: number;
  /** What it is without changes: several numbers where files differ. */
  readonly written: readonly number[];
  /** Where it comes from without changes. */
  readonly origin: Exclude<CapacityInput['origin'], 'changed'>;
  readonly isChanged: boolean;
  /** Where it stands; empty for what stands nowhere. */
  readonly places: readonly CapacityPlace[];
  /** The smallest number that makes sense. */
  readonly least: number;
  /** Where it is written to; `nowhere` for an option that the release does not have. */
  readonly target: 'settings' | 'workspace-file' | 'nowhere';
}

export interface CapacityService {
  readonly service: string;
  readonly processes: number;
  /** Connections that one engine may open. */
  readonly perProcess: Connections;
  readonly engines: number;
  readonly possible: Connections;
  readonly steady: number;
  /** Keys of the numbers that it is made of. */
  readonly keys: readonly string[];
}

export interface CapacityLimit extends Pick<ConnectionLimit, 'program' | 'name' | 'value' | 'origin'> {
  readonly where?: string;
  readonly place?: CapacityPlace;
  /** How the sum goes with it: it is kept open and above the limit, it may come above it, or it stays below. */
  readonly verdict: 'below-steady' | 'below-possible' | 'enough';
}

/** How the sum goes with what the database accepts, of which ten connections are for others. */
export type CapacityVerdict = 'unlimited' | 'steady-exceeds' | 'exceeds' | 'tight' | 'fits' | 'nothing';

export interface ChainTimeout extends Pick<IdleTimeout, 'program' | 'name' | 'seconds'> {
  /** As it is written; left out where the default of the program counts. */
  readonly written?: string;
  readonly place?: CapacityPlace;
  readonly isShortest: boolean;
}

export interface ChainPool {
  /** `[database]connection`. */
  readonly option: string;
  readonly database: string;
  readonly place?: CapacityPlace;
  /** `[database]connection_recycle_time`; below 1 the pool lets go of no connection. */
  readonly recycle: { readonly key: string; readonly seconds: number; readonly place?: CapacityPlace };
  /** Whether the pool lets go of a connection before something on the way does. */
  readonly verdict: 'in-time' | 'late' | 'never' | 'no-timeout';
}

/** The way to one address of a database, with all pools that go it. */
export interface CapacityChain {
  /** `10.77.0.10:3306`. Never a password. */
  readonly address: string;
  readonly pools: readonly ChainPool[];
  readonly hops: readonly {
    readonly program: Hop['program'];
    readonly where?: string;
    readonly place?: CapacityPlace;
  }[];
  readonly timeouts: readonly ChainTimeout[];
  /** How long Mycat lends a connection; its whole transaction must fit in. */
  readonly lending?: { readonly seconds: number; readonly place?: CapacityPlace; readonly longest?: number };
}

/** A line of a file before and after the numbers are written. */
export interface CapacityWrite extends CapacityPlace {
  readonly before: string;
  readonly after: string;
}

export interface CapacityData {
  readonly release: string;
  readonly isReleaseAssumed: boolean;
  readonly services: readonly CapacityService[];
  readonly possible: Connections;
  readonly steady: number;
  /** The sums without changes. */
  readonly before: { readonly possible: Connections; readonly steady: number };
  readonly verdict: CapacityVerdict;
  /** The first one is that of the database. */
  readonly limits: readonly CapacityLimit[];
  readonly fields: readonly CapacityField[];
  /** Keys of numbers that had to be assumed. */
  readonly missing: readonly string[];
  /** Pools that fit; left out where even the smallest ones do not, or where all is well. */
  readonly suggestion?: CapacityChanges;
  /** What writing the changes would do. */
  readonly writes: readonly CapacityWrite[];
  readonly chains: readonly CapacityChain[];
}

/** What the extension tells the page. */
export type CapacityMessage =
  /** `labels`: how each path is shown. `uri` names a file of the deployment that is shown. */
  | {
      readonly kind: 'show';
      readonly uri: string;
      readonly data: CapacityData;
      readonly changes: CapacityChanges;
      readonly labels: Readonly<Record<string, string>>;
      readonly deployments: readonly { readonly uri: string; readonly path: string }[];
    }
  /** The files were written to: the page forgets its changes. */
  | { readonly kind: 'written'; readonly paths: readonly string[]; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'nothing' };

/** What the page asks of the extension. */
export type CapacityRequest =
  /** The page has loaded, for the first time or again; what it kept counts after a reload of the window. */
  | { readonly kind: 'ready'; readonly kept?: CapacityPageState }
  /** Counts with these changes, and shows them. */
  | { readonly kind: 'count'; readonly uri?: string; readonly changes: CapacityChanges }
  | { readonly kind: 'open'; readonly path: string; readonly line: number }
  | { readonly kind: 'write'; readonly uri: string; readonly changes: CapacityChanges; readonly isPreview: boolean };

/** What the page keeps over a reload of the window. */
export interface CapacityPageState {
  readonly uri?: string;
  readonly changes: CapacityChanges;
}

/** Takes what a page sent, or kept, as changes: whatever is no whole number is left out. */
export function readChanges(value: unknown): CapacityChanges {
  if (typeof value !== 'object' || value === null) return {};
  const numbers = Object.entries(value).filter(([, number]) => Number.isSafeInteger(number));
  return Object.fromEntries(numbers) as CapacityChanges;
}
