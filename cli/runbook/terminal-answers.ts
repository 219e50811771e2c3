import * as l10n from '@vscode/l10n';
import { commandBlocks, type Paint, rowLines } from '../../core/features/runbook-text.ts';
import type { PlannedStep } from '../../core/runbook/plan.ts';
import type { RunAnswer, RunQuestion } from '../../core/runbook/run-ports.ts';
import { visible, visibleLine } from '../../core/text/layout.ts';

export interface Asking {
  readonly who: string;
  readonly paint: Paint;
  readonly write: (text: string) => void;
  /** One line of a person; undefined where the input has ended or the run is cancelled. */
  readonly read: (question: string) => Promise<string | undefined>;
}

/** Asks a person on the terminal. What is not clearly an agreement is none. */
export async function answerOnTerminal(question: RunQuestion, asking: Asking): Promise<RunAnswer> {
  switch (question.kind) {
    case 'manual':
      say(asking, [paragraph(question.text)]);
      return yesOrSkip(asking, l10n.t('Is it done? y: yes, s: skip the step, n: stop here'));
    case 'change':
      say(asking, [...commandBlocks(question.planned.commands), ...question.planned.notes.map(visible)]);
      return yesOrSkip(asking, l10n.t('Run this? y: yes, s: skip the step, n: stop here'));
    case 'destroy':
      return agreeToLoss(question.planned, question.cluster, asking);
    case 'unknown':
      say(asking, [
        l10n.t(
          'Nobody knows whether this was done before the run was broken off. What was seen since: {0}',
          visible(question.seen),
        ),
        ...commandBlocks(question.planned.commands),
      ]);
      return yesOrSkip(asking, l10n.t('Run it again? y: yes, s: skip the step, n: stop here'));
    case 'failure':
      return afterFailure(question, asking);
    case 'undo': {
      say(asking, [
        l10n.t('This takes back: {0}', visibleLine(question.step.title)),
        ...(question.manual === undefined ? [] : [paragraph(question.manual)]),
        ...commandBlocks(question.commands),
      ]);
      const isByHand = question.commands.length === 0;
      return yesOrSkip(
        asking,
        isByHand
          ? l10n.t('Is it done? y: yes, s: leave this one, n: stop here')
          : l10n.t('Take it back? y: yes, s: leave this one, n: stop here'),
      );
    }
  }
}

function paragraph(text: string): string {
  return visible(text.trim());
}

function say({ write }: Asking, lines: readonly string[]): void {
  write(`${lines.map(line => line.replace(/^/gm, '  ')).join('\n')}\n`);
}

async function choice<Letter extends string>(
  asking: Asking,
  text: string,
  letters: readonly Letter[],
): Promise<Letter | undefined> {
  for (;;) {
    const answer = await asking.read(`${text} [${letters.join('/')}] `);
    if (answer === undefined) return undefined;
    const letter = letters.find(candidate => candidate === answer.trim().toLowerCase());
    if (letter !== undefined) return letter;
  }
}

async function yesOrSkip(asking: Asking, text: string): Promise<RunAnswer> {
  const letter = await choice(asking, text, ['y', 's', 'n']);
  if (letter === 'y') return { answer: 'yes', who: asking.who };
  return letter === 's' ? skip(asking) : { answer: 'no' };
}

/** A step is left out with a reason only: the report tells it. */
async function skip(asking: Asking): Promise<RunAnswer> {
  for (;;) {
    const reason = await asking.read(`${l10n.t('Why is it skipped?')} `);
    if (reason === undefined) return { answer: 'no' };
    if (reason.trim() !== '') return { answer: 'skip', reason: reason.trim() };
  }
}

async function agreeToLoss(planned: PlannedStep, cluster: string, asking: Asking): Promise<RunAnswer> {
  const chosen = new Set(planned.rows.flatMap(({ id, isChosen }) => (isChosen ? [id] : [])));
  const hasRows = planned.rows.length > 0;
  const typeName = l10n.t(
    'This cannot be taken back. To agree, type the name of the cluster, {0}',
    visibleLine(cluster),
  );
  const hint = hasRows
    ? l10n.t('numbers (2 4-6) tick and untick, s: skip the step, n: stop here')
    : l10n.t('s: skip the step, n: stop here');
  let isShown = false;
  for (;;) {
    const rows = planned.rows.map(row => ({ ...row, isChosen: chosen.has(row.id) }));
    const commands = planned.commands.filter(({ row }) => row === undefined || chosen.has(row));
    if (!isShown)
      say(asking, [
        ...rowLines({ ...planned, rows }, l10n, asking.paint),
        ...commandBlocks(commands),
        ...planned.notes.map(visible),
      ]);
    isShown = true;
    const answer = (await asking.read(`${typeName} (${hint}): `))?.trim();
    if (answer === undefined || answer === 'n') return { answer: 'no' };
    if (answer === 's') return skip(asking);
    if (cluster !== '' && answer === cluster) return { answer: 'yes', rows: [...chosen], who: asking.who };
    const numbers = numbersIn(answer, planned.rows.length);
    for (const number of numbers) toggle(chosen, planned.rows[number - 1]!.id);
    if (numbers.length > 0) isShown = false;
  }
}

function toggle(set: Set<string>, value: string): void {
  if (!set.delete(value)) set.add(value);
}

/** `2 4-6` as numbers from 1 to the given one; none where anything in it is something else. */
function numbersIn(text: string, most: number): number[] {
  const numbers: number[] = [];
  for (const word of text.split(/[\s,]+/).filter(part => part !== '')) {
    const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(word);
    const first = Number(found?.[1]);
    const last = Number(found?.[2] ?? found?.[1]);
    if (!found || first < 1 || last > most || last < first) return [];
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return [...new Set(numbers)];
}

async function afterFailure(question: Extract<RunQuestion, { kind: 'failure' }>, asking: Asking): Promise<RunAnswer> {
  say(
    asking,
    question.failures.map(({ controller, text }) =>
      controller === undefined || text.startsWith(controller) ? visible(text) : `${controller}: ${visible(text)}`,
    ),
  );
  const text = question.canUndo
    ? l10n.t('What now? r: try the step again, s: skip it, u: take back what was done, l: leave everything as it is')
    : l10n.t('What now? r: try the step again, s: skip it, l: leave everything as it is');
  const letter = await choice(asking, text, question.canUndo ? ['r', 's', 'u', 'l'] : ['r', 's', 'l']);
  if (letter === 'r') return { answer: 'retry' };
  if (letter === 'u') return { answer: 'undo' };
  return letter === 's' ? skip(asking) : { answer: 'leave' };
}
