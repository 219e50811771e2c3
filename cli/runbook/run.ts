import * as l10n from '@vscode/l10n';
import { planText } from '../../core/features/runbook-text.ts';
import { effectOfSteps, type PlanJson, planJson, stepsFrom } from '../../core/runbook/output/runbook-json.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import { visibleLine } from '../../core/text/layout.ts';
import { sentences } from '../../core/text/sentences.ts';
import { withCluster } from '../cluster.ts';
import { exitStatus } from '../command.ts';
import { askOnTerminal, isAskable } from '../terminal-questions.ts';
import { UsageFailure } from '../usage-failure.ts';
import { executeRun, runSurroundings, thisPerson } from './execute.ts';
import { type GivenAnswers, givenAnswers, missingAnswers, withTicks } from './given-answers.ts';
import { firstStepOf, oneWord, painter, parametersOf, type RunbookCall, runbookDoor, runbookNamed } from './opened.ts';

/** `runbook run ID`: step by step, asking on the terminal, or exactly the plan that was agreed to. */
export async function runRunbook(call: RunbookCall): Promise<number> {
  const { makePlanNow, planName, startRun } = await runbookDoor();
  const { args, surroundings } = call;
  const runbook = await runbookNamed(call, oneWord(call, l10n.t('Which runbook? See: nova-doctor runbook list')));
  const parameters = await parametersOf(call, runbook);
  const from = firstStepOf(call, runbook);
  const given = givenAnswers(args, runbook, thisPerson());
  const isDryRun = args.boolean('dry-run');
  return withCluster(args, surroundings, async session => {
    const made = await makePlanNow(session, runbook, parameters, { l10n, from, signal: surroundings.signal });
    if (surroundings.signal.aborted) return exitStatus.interrupted;
    const plan = withTicks(made, args.strings('tick'), args.strings('untick'));
    const name = planName(plan, from);
    const isGiven = isDryRun || args.string('plan') !== undefined || !isAskable();
    if (!isDryRun) {
      const refused = isGiven ? await whyNotAsGiven(call, plan, name, given) : await askToBegin(call, plan, name, from);
      if (refused !== undefined) {
        surroundings.complain(`nova-doctor: ${refused}`);
        return exitStatus.stopped;
      }
    }
    const around = await runSurroundings(call, session);
    const wishes = { from, isDryRun, breaksLock: args.boolean('break-lock') };
    return executeRun(call, {
      given: isGiven ? given : undefined,
      agreed: isGiven ? plan : undefined,
      start: handlers => startRun(around, plan, wishes, handlers),
    });
  });
}

/** Without a terminal only the plan that was agreed to runs. @returns why nothing is begun. @throws UsageFailure */
async function whyNotAsGiven(
  { args }: RunbookCall,
  plan: Plan,
  name: string,
  given: GivenAnswers,
): Promise<string | undefined> {
  const from = args.string('from');
  const steps = stepsFrom(plan, from);
  const agreed = args.string('plan');
  const needsPlan = effectOfSteps(steps) !== 'read' || steps.some(({ step }) => step.manual !== undefined);
  if (agreed === undefined && needsPlan) {
    throw new UsageFailure(
      l10n.t(
        'Nobody can be asked here. See nova-doctor runbook plan {0}, and run what it names: --plan NAME --confirm change|destroy',
        plan.runbook.id,
      ),
    );
  }
  if (agreed !== undefined && agreed !== name) return changedText(agreed, planJson(plan, name, from));
  const missing = missingAnswers(steps, given);
  if (missing.length > 0) throw new UsageFailure(missing.join('\n'));
  return refusalsText(plan, from);
}

/** What differs from the plan that was agreed to, as far as that was shown on this machine. */
async function changedText(agreed: string, now: PlanJson): Promise<string> {
  const { keptPlan } = await runbookDoor();
  const before = await keptPlan(agreed);
  const head = l10n.t('The plan {0} is a different one by now: {1}. Nothing was run.', visibleLine(agreed), now.plan);
  if (before === undefined)
    return sentences(head, l10n.t('It was not shown on this machine; look at it anew with runbook plan.'));
  return [head, ...differences(before, now).map(line => `  ${visibleLine(line)}`)].join('\n');
}

function differences(before: PlanJson, now: PlanJson): string[] {
  const lines: string[] = [];
  const note = (what: string, was: readonly string[], is: readonly string[]) => {
    for (const text of was.filter(one => !is.includes(one))) lines.push(`- ${what}${text}`);
    for (const text of is.filter(one => !was.includes(one))) lines.push(`+ ${what}${text}`);
  };
  const parametersText = ({ parameters }: PlanJson) =>
    Object.entries(parameters).map(([key, value]) => `${key} = ${value}`);
  note('', [before.runbook.id, `from ${before.from ?? '-'}`], [now.runbook.id, `from ${now.from ?? '-'}`]);
  note('', parametersText(before), parametersText(now));
  const ids = new Set([...before.steps, ...now.steps].map(({ id }) => id));
  for (const id of ids) {
    const [was, is] = [before, now].map(({ steps }) => steps.find(step => step.id === id));
    const textsOf = (step: typeof was) =>
      step === undefined
        ? []
        : [
            ...step.commands.map(({ controller, command }) => `${controller}: ${command}`),
            ...step.rows.flatMap(row => (row.chosen ? [`[x] ${row.id}`] : [])),
            ...(step.refusal === undefined ? [] : [step.refusal]),
            ...(step.controllers.length > 0 ? [step.controllers.join(', ')] : []),
          ];
    note(`${id}: `, textsOf(was), textsOf(is));
  }
  return lines.slice(0, 40);
}

function refusalsText(plan: Plan, from: string | undefined): string | undefined {
  const refused = stepsFrom(plan, from).filter(({ refusal }) => refusal !== undefined);
  if (refused.length === 0) return undefined;
  const texts = refused.map(({ step, refusal }) => `${step.id}: ${visibleLine(refusal ?? '')}`);
  return [l10n.t('As things are now this plan would stop half-way, so it is not begun.'), ...texts].join('\n');
}

/** Shows the plan to a person before the first step. @returns why nothing is begun. */
async function askToBegin({ surroundings }: RunbookCall, plan: Plan, name: string, from: string | undefined) {
  process.stderr.write(planText(plan, name, from, l10n, painter(surroundings.environment)));
  const refused = refusalsText(plan, from);
  if (refused === undefined) return undefined;
  const question = `${refused}\n${l10n.t('Begin all the same? It stops before such a step. (yes/no)')} `;
  const answer = await askOnTerminal(question, false, surroundings.signal);
  return answer?.trim().toLowerCase() === 'yes' ? undefined : l10n.t('Nothing was begun.');
}
