import assert from 'node:assert/strict';
import type { Arguments } from '../../../cli/arguments.ts';
import {
  answerAsGiven,
  type GivenAnswers,
  givenAnswers,
  missingAnswers,
  withTicks,
} from '../../../cli/runbook/given-answers.ts';
import { answerOnTerminal } from '../../../cli/runbook/terminal-answers.ts';
import type { Plan, PlannedCommand, PlannedStep } from '../../../core/runbook/plan.ts';
import type { RunAnswer, RunQuestion } from '../../../core/runbook/run-ports.ts';
import type { Runbook, Step } from '../../../core/runbook/runbook.ts';
import { step } from '../runbook/fake-cluster.ts';

function serviceStep(id: string, more: Partial<Step> = {}): Step {
  const run = { action: 'service', arguments: {}, timeout: undefined, line: 1 };
  return step({ id, title: `Step ${id}`, on: 'all', run, ...more });
}

function command(controller: string, printed: string, row?: string): PlannedCommand {
  return {
    id: `s/${controller}/1`,
    controller,
    effect: 'change',
    printed,
    command: {
      name: 'x',
      effect: 'change',
      run: { program: 'true', args: [] },
      timeoutSeconds: 1,
      read: () => ({ isDone: true, said: '' }),
    },
    ...(row === undefined ? {} : { row }),
  };
}

function planned(of: Step, commands: readonly PlannedCommand[], rows: PlannedStep['rows'] = []): PlannedStep {
  const controllers = [...new Set(commands.map(({ controller }) => controller))];
  return { step: of, controllers, commands, rows, columns: ['Queue'], notes: ['a note'], refusal: undefined };
}

const row = (id: string, isChosen: boolean) => ({ id, cells: [id], isChosen, loss: `loss of ${id}` });
const close = serviceStep('close', { manual: 'Close it.', run: undefined, on: 'none' });
const stop = planned(serviceStep('stop'), [command('ctl2', 'docker stop a'), command('ctl3', 'docker stop a')]);
const purge = planned(
  serviceStep('purge', { effect: 'destroy' }),
  ['a', 'b', 'c'].map(id => command('ctl1', `purge ${id}`, id)),
  [row('a', true), row('b', false), row('c', true)],
);
const runbook: Runbook = {
  id: 'r',
  title: 'R',
  summary: '',
  when: [],
  parameters: [],
  steps: [close, stop.step, purge.step],
  path: '/r',
  isShipped: true,
};
const plan: Plan = {
  runbook,
  cluster: 'region-one',
  parameters: {},
  steps: [planned(close, []), stop, purge],
  madeAt: 0,
};

describe('a person before the terminal', () => {
  /** What is answered when a person types some lines, and what was on the screen. */
  async function typed(question: RunQuestion, ...lines: string[]): Promise<{ answer: RunAnswer; screen: string }> {
    let screen = '';
    const answer = await answerOnTerminal(question, {
      who: 'me',
      paint: text => text,
      write: text => {
        screen += text;
      },
      read: async text => {
        screen += `${text}\n`;
        return lines.shift();
      },
    });
    assert.deepEqual(lines, [], 'everything typed was read');
    return { answer, screen };
  }

  it('sees the exact commands and hosts, and agrees with y only', async () => {
    const question: RunQuestion = { kind: 'change', planned: stop };
    const { answer, screen } = await typed(question, '', 'yes please', 'Y');
    assert.deepEqual(answer, { answer: 'yes', who: 'me' });
    assert.match(screen, /ctl2, ctl3:\n {6}docker stop a\n {2}a note\n/);
    assert.deepEqual((await typed(question, 'n')).answer, { answer: 'no' });
    assert.deepEqual((await typed(question, 's', ' ', 'done by hand')).answer, {
      answer: 'skip',
      reason: 'done by hand',
    });
    assert.deepEqual((await typed(question)).answer, { answer: 'no' });
  });

  it('types the cluster’s name to destroy, and chooses rows by their numbers', async () => {
    const question: RunQuestion = { kind: 'destroy', planned: purge, cluster: 'region-one' };
    const { answer, screen } = await typed(question, 'y', 'region', '1-2', '9', 'region-one');
    assert.deepEqual(answer, { answer: 'yes', rows: ['c', 'b'], who: 'me' });
    assert.match(screen, /1 \[x\] a\n[\s\S]*1 \[ \] a\n/);
    assert.match(screen, /2 \[x\] b\n[\s\S]*loss of b/);
    assert.match(screen, /purge c\n(?![\s\S]*purge a\n[\s\S]*purge b)/);
    assert.deepEqual((await typed(question, 'n')).answer, { answer: 'no' });
    assert.deepEqual((await typed({ ...question, cluster: '' }, '', 'n')).answer, { answer: 'no' });
  });

  it('decides what happens after a failure, and sees no escape of a stranger', async () => {
    const failures = [{ controller: 'ctl2', text: 'it said \u001b[2Jno' }];
    const question: RunQuestion = { kind: 'failure', step: stop.step, failures, canUndo: true };
    const { answer, screen } = await typed(question, 'u');
    assert.deepEqual(answer, { answer: 'undo' });
    assert.match(screen, /ctl2: it said \\x1b\[2Jno/);
    assert.deepEqual((await typed({ ...question, canUndo: false }, 'u', 'r')).answer, { answer: 'retry' });
    assert.deepEqual((await typed(question)).answer, { answer: 'leave' });
  });

  it('says what was done by hand, and takes back step by step', async () => {
    assert.deepEqual((await typed({ kind: 'manual', step: close, text: 'Close it.' }, 'y')).answer, {
      answer: 'yes',
      who: 'me',
    });
    const undo: RunQuestion = { kind: 'undo', commands: stop.commands, manual: undefined, step: stop.step };
    assert.match((await typed(undo, 'y')).screen, /This takes back: Step stop\n[\s\S]*docker stop a/);
  });
});

describe('nobody before the terminal', () => {
  const given: GivenAnswers = {
    confirm: 'destroy',
    manual: new Set(['close']),
    skip: new Map(),
    onFailure: 'leave',
    who: 'cron',
  };

  function answered(question: RunQuestion, more: Partial<GivenAnswers> = {}, agreed: Plan | undefined = plan) {
    const said: string[] = [];
    const answer = answerAsGiven(question, { ...given, ...more }, agreed, 'RUN1', text => said.push(text));
    return { answer, said: said.join() };
  }

  it('agrees to what is in the plan', () => {
    assert.deepEqual(answered({ kind: 'change', planned: stop }).answer, { answer: 'yes', who: 'cron' });
    assert.deepEqual(answered({ kind: 'manual', step: close, text: '' }).answer, { answer: 'yes', who: 'cron' });
    const destroy: RunQuestion = { kind: 'destroy', planned: purge, cluster: 'region-one' };
    assert.deepEqual(answered(destroy).answer, { answer: 'yes', who: 'cron', rows: ['a', 'c'] });
    const ticked = withTicks(plan, ['b'], ['c']);
    assert.deepEqual(answered(destroy, {}, ticked).answer, { answer: 'yes', who: 'cron', rows: ['a', 'b'] });
    assert.throws(() => withTicks(plan, ['x'], []), /has a row x/);
  });

  it('and to nothing else', () => {
    const other = planned(stop.step, [command('ctl1', 'docker stop a')]);
    const refused = answered({ kind: 'change', planned: other });
    assert.deepEqual(refused.answer, { answer: 'no' });
    assert.match(refused.said, /^stop: It would take place elsewhere now: ctl1, not ctl2, ctl3\./);
    const grown = planned(purge.step, purge.commands, [...purge.rows, row('d', true)]);
    assert.deepEqual(answered({ kind: 'destroy', planned: grown, cluster: 'region-one' }).answer, { answer: 'no' });
    assert.deepEqual(answered({ kind: 'change', planned: stop }, { confirm: 'read' }).answer, { answer: 'no' });
    assert.deepEqual(answered({ kind: 'destroy', planned: purge, cluster: 'x' }, { confirm: 'change' }).answer, {
      answer: 'no',
    });
    assert.deepEqual(answered({ kind: 'manual', step: close, text: '' }, { manual: new Set() }).answer, {
      answer: 'no',
    });
  });

  it('skips with its reason, and after a failure does what was said before', () => {
    const skip = new Map([['stop', 'done before']]);
    assert.deepEqual(answered({ kind: 'change', planned: stop }, { skip }).answer, {
      answer: 'skip',
      reason: 'done before',
    });
    const failure: RunQuestion = { kind: 'failure', step: stop.step, failures: [], canUndo: true };
    assert.deepEqual(answered(failure).answer, { answer: 'leave' });
    assert.deepEqual(answered(failure, { onFailure: 'undo' }).answer, { answer: 'undo' });
    const undo: RunQuestion = { kind: 'undo', commands: stop.commands, manual: undefined, step: stop.step };
    assert.deepEqual(answered(undo, { onFailure: 'undo' }).answer, { answer: 'yes', who: 'cron' });
    assert.equal(answered({ ...undo, manual: 'by hand' }, { onFailure: 'undo' }).answer.answer, 'skip');
  });

  it('is told before the first step what is missing', () => {
    const missing = missingAnswers(plan.steps, { ...given, confirm: 'change', manual: new Set() });
    assert.deepEqual(missing, [
      'The step close is done by hand: add --confirm-manual close when it is done, or --skip close=REASON.',
      'The step purge needs --confirm destroy.',
    ]);
    assert.deepEqual(missingAnswers(plan.steps, { ...given, skip: new Map([['purge', 'x']]) }), []);
    const args = (values: Record<string, string[]>): Arguments => ({
      positionals: [],
      string: name => values[name]?.at(-1),
      strings: name => values[name] ?? [],
      boolean: name => name in values,
    });
    assert.throws(() => givenAnswers(args({ skip: ['stop'] }), runbook, 'me'), /--skip takes STEP=REASON/);
    assert.throws(() => givenAnswers(args({ 'confirm-manual': ['x'] }), runbook, 'me'), /r has no step x/);
    assert.equal(givenAnswers(args({ skip: ['stop=it = off'] }), runbook, 'me').skip.get('stop'), 'it = off');
  });
});
