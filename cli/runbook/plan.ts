import * as l10n from '@vscode/l10n';
import { planText } from '../../core/features/runbook-text.ts';
import { planJson, stepsFrom } from '../../core/runbook/output/runbook-json.ts';
import { withCluster } from '../cluster.ts';
import { exitStatus } from '../command.ts';
import { withTicks } from './given-answers.ts';
import { firstStepOf, oneWord, painter, parametersOf, type RunbookCall, runbookDoor, runbookNamed } from './opened.ts';

/** `runbook plan ID`: every command for every controller, and the name by which it is agreed to. */
export async function planRunbook(call: RunbookCall): Promise<number> {
  const { makePlanNow, planName, keepPlan } = await runbookDoor();
  const { args, surroundings } = call;
  const runbook = await runbookNamed(call, oneWord(call, l10n.t('Which runbook? See: nova-doctor runbook list')));
  const parameters = await parametersOf(call, runbook);
  const from = firstStepOf(call, runbook);
  return withCluster(args, surroundings, async session => {
    const made = await makePlanNow(session, runbook, parameters, { l10n, from, signal: surroundings.signal });
    const plan = withTicks(made, args.strings('tick'), args.strings('untick'));
    const name = planName(plan, from);
    await keepPlan(planJson(plan, name, from));
    const isJson = args.string('format') === 'json';
    const text = isJson
      ? `${JSON.stringify(planJson(plan, name, from), undefined, 2)}\n`
      : planText(plan, name, from, l10n, painter(surroundings.environment));
    await surroundings.print(text);
    const isRefused = stepsFrom(plan, from).some(({ refusal }) => refusal !== undefined);
    return isRefused ? exitStatus.found : exitStatus.fine;
  });
}
