import type { Observer } from '../../core/runbook/run-ports.ts';
import type { StopSignal } from '../../core/runbook/stop-signal.ts';
import type { ClusterSession } from '../cluster/cluster-session.ts';

/** Lets plans and checks look at a cluster: every call asks the controllers anew. */
export function createObserver(session: ClusterSession): Observer {
  return {
    file: session.cluster.file,
    read: (parts, signal) => session.read({ parts, ...withSignal(signal) }),
    run: (controller, command, signal) => session.run(controller, command, withSignal(signal)),
  };
}

function withSignal(signal: StopSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal: abortSignalOf(signal) };
}

/** The platform's own signal for one that `core` was handed: mostly it is one. */
export function abortSignalOf(signal: StopSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener('abort', () => controller.abort());
  return controller.signal;
}
