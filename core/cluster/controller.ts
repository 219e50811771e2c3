import type { ControllerFailure } from './failure.ts';
import type { ProbeFailure } from './probe.ts';
import type { HostAddress } from './probes/addresses.ts';
import type { HostState } from './probes/host-state.ts';
import type { ServiceState } from './services.ts';

/** A host that we may reach, as a deployment names it. */
export interface Controller {
  readonly name: string;
  /** What is given to SSH: a name of ssh_config, or an address. */
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  /** Whether it is one of the controllers, or a host of the group in which the VIP lives. */
  readonly role: 'controller' | 'loadbalancer';
}

/** What is known about one controller at one time. */
export type ControllerState =
  | ReachedController
  | { readonly controller: Controller; readonly failure: ControllerFailure; readonly readAt: number };

export interface ReachedController {
  readonly controller: Controller;
  /** Our clock when the answer came, in milliseconds since 1970. */
  readonly readAt: number;
  readonly addresses: readonly HostAddress[] | ProbeFailure;
  readonly host: HostState | ProbeFailure;
  /** Milliseconds by which its clock is ahead of ours, and what may be wrong about that; undefined where it told no time. */
  readonly clock: { readonly skew: number; readonly error: number } | undefined;
  readonly services: readonly ServiceState[];
  /** Owners that could not be asked, as when sudo refuses `docker`. */
  readonly unasked: readonly {
    readonly owner: 'systemd' | 'docker' | 'podman' | 'pacemaker' | 'processes';
    readonly failure: ProbeFailure;
  }[];
}

export function isReached(state: ControllerState): state is ReachedController {
  return !('failure' in state);
}
