import { type ControllerFailure, isFailure } from '../cluster/failure.ts';
import { isProbeFailure, type ProbeFailure } from '../cluster/probe.ts';

/** Whether a reading is one, and neither the connection nor the probe failed. */
export function isReading<Result>(result: Result | ProbeFailure | ControllerFailure): result is Result {
  return !isFailure(result) && !isProbeFailure(result);
}
