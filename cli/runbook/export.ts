import * as l10n from '@vscode/l10n';
import { withCluster } from '../cluster.ts';
import { exitStatus } from '../command.ts';
import { UsageFailure } from '../usage-failure.ts';
import { withTicks } from './given-answers.ts';
import { oneWord, parametersOf, type RunbookCall, runbookDoor, runbookNamed } from './opened.ts';

/** `runbook export ID --format ansible`: the plan as things are now, as a playbook; what it cannot do goes to standard error. */
export async function exportRunbook(call: RunbookCall): Promise<number> {
  const { exportAnsible, makePlanNow } = await runbookDoor();
  const { args, surroundings } = call;
  const runbook = await runbookNamed(call, oneWord(call, l10n.t('Which runbook? See: nova-doctor runbook list')));
  if (args.string('format') !== 'ansible') throw new UsageFailure(l10n.t('runbook export needs --format ansible.'));
  const parameters = await parametersOf(call, runbook);
  return withCluster(args, surroundings, async session => {
    const made = await makePlanNow(session, runbook, parameters, {
      l10n,
      from: undefined,
      signal: surroundings.signal,
    });
    const plan = withTicks(made, args.strings('tick'), args.strings('untick'));
    const { vips, become } = session.cluster.file;
    const { playbook, notCarriedOver } = exportAnsible(plan, { vips: vips === 'none' ? [] : vips, become, l10n });
    await surroundings.print(playbook);
    if (notCarriedOver.length > 0) {
      const lines = notCarriedOver.map(({ step, text }) => `  ${step}: ${text.replace(/\s+/g, ' ')}`);
      surroundings.complain(`${[l10n.t('What the playbook does not do by itself:'), ...lines].join('\n')}\n`);
    }
    return plan.steps.some(({ refusal }) => refusal !== undefined) ? exitStatus.found : exitStatus.fine;
  });
}
