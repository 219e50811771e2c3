import { createHash } from 'node:crypto';
import { agreedText } from '../../core/runbook/make-plan.ts';
import type { Plan } from '../../core/runbook/plan.ts';

/** Half of a SHA-256 is more than enough to tell plans apart, and can be typed. */
const nameLength = 32;

/**
 * The name of a plan: what was agreed to is this name. Another command, controller, row or parameter makes another name.
 * @param from id of the first step that is run, where not all are.
 * @param run id of the run that executes it, which the commands may hold.
 */
export function planName(plan: Plan, from?: string, run?: string): string {
  const text = JSON.stringify([agreedText(plan, run), from ?? '']);
  return createHash('sha256').update(text).digest('hex').slice(0, nameLength);
}
