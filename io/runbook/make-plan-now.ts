import { makePlan } from '../../core/runbook/make-plan.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import type { Translator } from '../../core/text/l10n.ts';
import type { ClusterSession } from '../cluster/cluster-session.ts';
import { createObserver } from './observer.ts';
import { shownPlan } from './shown-commands.ts';

/** Makes a runbook concrete for a cluster as it is now. Only commands that read are run. @param parameters checked ones. */
export async function makePlanNow(
  session: ClusterSession,
  runbook: Runbook,
  parameters: ParameterValues,
  options: { readonly l10n: Translator; readonly from?: string | undefined; readonly signal?: AbortSignal },
): Promise<Plan> {
  const { l10n, from, signal } = options;
  const planning = { parameters, observer: createObserver(session), l10n, ...(signal ? { signal } : {}) };
  return shownPlan(await makePlan(runbook, planning, Date.now(), from));
}
