import * as l10n from '@vscode/l10n';
import type { Effect } from '../../core/cluster/command.ts';
import { agreedDifferences } from '../../core/runbook/compare-plans.ts';
import type { Plan, PlannedStep } from '../../core/runbook/plan.ts';
import type { RunAnswer, RunQuestion } from '../../core/runbook/run-ports.ts';
import type { Runbook } from '../../core/runbook/runbook.ts';
import { sentences } from '../../core/text/sentences.ts';
import type { Arguments } from '../arguments.ts';
import { UsageFailure } from '../usage-failure.ts';

/** What was agreed to on the command line, before the run. */
export interface GivenAnswers {
  readonly confirm: Effect;
  /** Ids of steps that were done by hand. */
  readonly manual: ReadonlySet<string>;
  /** Reasons by ids of steps. */
  readonly skip: ReadonlyMap<string, string>;
  readonly onFailure: 'leave' | 'undo';
  readonly who: string;
}

/** @throws UsageFailure where an option names no step. */
export function givenAnswers(args: Arguments, runbook: Runbook, who: string): GivenAnswers {
  const ids = runbook.steps.map(({ id }) => id);
  const known = (id: string) => {
    if (ids.includes(id)) return id;
    throw new UsageFailure(l10n.t('{0} has no step {1}: its steps are {2}.', runbook.id, id, ids.join(', ')));
  };
  const skip = args.strings('skip').map(text => {
    const at = text.indexOf('=');
    if (at <= 0 || text.slice(at + 1).trim() === '') {
      throw new UsageFailure(l10n.t('--skip takes STEP=REASON, not {0}: the report tells why.', text));
    }
    return [known(text.slice(0, at)), text.slice(at + 1).trim()] as const;
  });
  return {
    confirm: (args.string('confirm') ?? 'read') as Effect,
    manual: new Set(args.strings('confirm-manual').map(known)),
    skip: new Map(skip),
    onFailure: args.string('on-failure') === 'undo' ? 'undo' : 'leave',
    who,
  };
}

/** What is missing for a run without anybody to ask: better told before the first step than in the middle. */
export function missingAnswers(steps: readonly PlannedStep[], given: GivenAnswers): string[] {
  return steps.flatMap(({ step }) => {
    if (given.skip.has(step.id)) return [];
    const missing: string[] = [];
    if (step.manual !== undefined && !given.manual.has(step.id)) {
      missing.push(
        l10n.t(
          'The step {0} is done by hand: add --confirm-manual {0} when it is done, or --skip {0}=REASON.',
          step.id,
        ),
      );
    }
    if (step.run !== undefined && !covers(given.confirm, step.effect)) {
      missing.push(l10n.t('The step {0} needs --confirm {1}.', step.id, step.effect));
    }
    return missing;
  });
}

function covers(confirm: Effect, effect: Effect): boolean {
  const order: readonly Effect[] = ['read', 'change', 'destroy'];
  return order.indexOf(confirm) >= order.indexOf(effect);
}

/**
 * Answers for a person who is not there: only what is in the plan that was agreed to.
 * @param agreed the plan with the rows as they were chosen; undefined for a resumed run, whose plan is made anew.
 * @param complain is told why something is not agreed to.
 */
export function answerAsGiven(
  question: RunQuestion,
  given: GivenAnswers,
  agreed: Plan | undefined,
  run: string,
  complain: (text: string) => void,
): RunAnswer {
  const step = 'planned' in question ? question.planned.step : question.step;
  const reason = given.skip.get(step.id);
  const yes = { answer: 'yes', who: given.who } as const;
  const no = (text: string): RunAnswer => {
    complain(text);
    return { answer: 'no' };
  };
  if (question.kind === 'failure') {
    if (reason !== undefined) return { answer: 'skip', reason };
    return given.onFailure === 'undo' && question.canUndo ? { answer: 'undo' } : { answer: 'leave' };
  }
  if (question.kind === 'undo') {
    if (question.manual === undefined && given.onFailure === 'undo') return yes;
    return { answer: 'skip', reason: l10n.t('Nobody was there who could do it by hand.') };
  }
  if (reason !== undefined) return { answer: 'skip', reason };
  if (question.kind === 'manual') {
    return given.manual.has(step.id)
      ? yes
      : no(
          l10n.t(
            'The step {0} is done by hand: add --confirm-manual {0} when it is done, or --skip {0}=REASON.',
            step.id,
          ),
        );
  }
  const { planned } = question;
  if (!covers(given.confirm, step.effect)) return no(l10n.t('The step {0} needs --confirm {1}.', step.id, step.effect));
  const shown = agreed?.steps.find(one => one.step.id === step.id);
  if (shown === undefined) return planned.rows.length === 0 ? yes : { ...yes, rows: chosenRows(planned) };
  const isPartlyDone = question.kind === 'unknown';
  const differences = isPartlyDone ? [] : agreedDifferences(shown, planned, run, l10n);
  if (differences.length > 0) return no(`${step.id}: ${sentences(...differences)}`);
  const chosen = new Set(chosenRows(shown));
  return planned.rows.length === 0
    ? yes
    : { ...yes, rows: planned.rows.map(({ id }) => id).filter(id => chosen.has(id)) };
}

function chosenRows({ rows }: PlannedStep): string[] {
  return rows.flatMap(({ id, isChosen }) => (isChosen ? [id] : []));
}

/** A plan with rows ticked and unticked. @throws UsageFailure where no row has that id. */
export function withTicks(plan: Plan, tick: readonly string[], untick: readonly string[]): Plan {
  const ids = new Set(plan.steps.flatMap(({ rows }) => rows.map(({ id }) => id)));
  const unknown = [...tick, ...untick].find(id => !ids.has(id));
  if (unknown !== undefined)
    throw new UsageFailure(
      l10n.t('No preview of this plan has a row {0}: see the ids in runbook plan --format json.', unknown),
    );
  const chosen = (id: string, before: boolean) => (tick.includes(id) ? true : untick.includes(id) ? false : before);
  const steps = plan.steps.map(planned => ({
    ...planned,
    rows: planned.rows.map(row => ({ ...row, isChosen: chosen(row.id, row.isChosen) })),
  }));
  return { ...plan, steps };
}
