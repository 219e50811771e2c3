import { stepsFrom } from '../runbook/output/runbook-json.ts';
import { resolveReferences } from '../runbook/parameters.ts';
import type { Plan, PlannedCommand, PlannedStep } from '../runbook/plan.ts';
import type { ParameterValues, Runbook, Step } from '../runbook/runbook.ts';
import type { Translator } from '../text/l10n.ts';
import { columns, padEnd, visible, visibleLine } from '../text/layout.ts';
import { effectOf, effectWord, targetWord } from './run-words.ts';

/** How much a word stands out: a caller gives it the colour of its terminal. */
export type Tone = 'plain' | 'title' | 'change' | 'destroy' | 'quiet' | 'bad';
export type Paint = (text: string, tone: Tone) => string;

/** A runbook as its file says it, for a terminal. */
export function runbookText(runbook: Runbook, l10n: Translator, paint: Paint): string {
  const { id, title, summary, parameters, steps, path, isShipped } = runbook;
  const lines = [paint(visibleLine(title), 'title'), `${id}${isShipped ? '' : `  ${visibleLine(path)}`}`];
  if (summary !== '') lines.push('', visible(summary.trim()));
  if (parameters.length > 0) {
    const width = Math.max(...parameters.map(({ name }) => columns(name)));
    lines.push('', l10n.t('Parameters (--set name=value):'));
    for (const { name, type, default: value, minimum, maximum, choices, description } of parameters) {
      const bounds = [minimum, maximum].some(bound => bound !== undefined) ? ` ${minimum ?? ''}…${maximum ?? ''}` : '';
      const kind = choices.length > 0 ? choices.join('|') : `${type}${bounds}`;
      const given = value === undefined ? l10n.t('must be given') : `= ${visibleLine(value)}`;
      lines.push(`  ${padEnd(name, width)}  ${given}  (${kind})`);
      if (description !== '') lines.push(`  ${' '.repeat(width)}  ${paint(visibleLine(description), 'quiet')}`);
    }
  }
  lines.push('', l10n.t('Steps:'));
  steps.forEach((step, index) => {
    const where = targetWord(step.on, l10n);
    const words = [stepEffect(step, l10n, paint), ...(where === '' ? [] : [where])].join(', ');
    lines.push(`  ${index + 1}. ${visibleLine(step.title)}  [${step.id}]  ${words}`);
  });
  return `${lines.join('\n')}\n`;
}

function stepEffect(step: Step, l10n: Translator, paint: Paint): string {
  return paint(effectWord(effectOf(step), l10n), step.effect === 'read' ? 'plain' : step.effect);
}

/**
 * A plan with all commands, for a terminal.
 * @param name by which it is agreed to. @param from id of the first step that is run.
 */
export function planText(plan: Plan, name: string, from: string | undefined, l10n: Translator, paint: Paint): string {
  const lines = [
    paint(visibleLine(plan.runbook.title), 'title'),
    l10n.t('Cluster {0}, VIP holder {1}', visibleLine(plan.cluster), plan.holder ?? l10n.t('not known')),
    ...Object.entries(plan.parameters).map(([key, value]) => `  ${key} = ${visibleLine(value)}`),
  ];
  const shown = stepsFrom(plan, from);
  for (const planned of shown) {
    const number = plan.steps.indexOf(planned) + 1;
    lines.push('', ...plannedStepLines(planned, number, plan.parameters, l10n, paint));
  }
  lines.push('', l10n.t('Plan: {0}', name));
  return `${lines.join('\n')}\n`;
}

/** One step of a plan: where, what, what takes it back, what is lost. @param number from 1. */
function plannedStepLines(
  planned: PlannedStep,
  number: number,
  parameters: ParameterValues,
  l10n: Translator,
  paint: Paint,
): string[] {
  const { step, controllers, commands, notes, refusal } = planned;
  const where = controllers.length === 0 ? '' : `: ${controllers.join(', ')}`;
  const oneByOne = step.serial === 'one' && controllers.length > 1 ? ` (${l10n.t('one after the other')})` : '';
  const lines = [
    `${number}. ${paint(visibleLine(step.title), 'title')}  [${step.id}]  ${stepEffect(step, l10n, paint)}${where}${oneByOne}`,
  ];
  const add = (text: string, mark = '   ', further = mark) =>
    lines.push(
      ...visible(text)
        .split('\n')
        .map((line, index) => `${index === 0 ? mark : further}${line}`),
    );
  const value = (text: string) => resolveReferences(text.trim(), parameters);
  if (step.manual !== undefined) add(value(step.manual), '   ✋ ', '      ');
  if (step.wait !== undefined) add(l10n.t('Waits {0}.', value(step.wait)));
  if (step.watch !== undefined)
    add(
      l10n.t(
        'Watches the log of {0} until it is quiet for {1}, at most {2}.',
        value(step.watch.log),
        value(step.watch.quiet),
        value(step.watch.within),
      ),
    );
  const left = new Set(planned.rows.flatMap(({ id, isChosen }) => (isChosen ? [] : [id])));
  const meant = commands.filter(({ row }) => row === undefined || !left.has(row));
  lines.push(...commandBlocks(meant).map(line => `   ${line}`));
  lines.push(...rowLines(planned, l10n, paint));
  for (const note of notes) add(note, '   · ');
  if (refusal !== undefined)
    lines.push(
      ...visible(refusal)
        .split('\n')
        .map(line => paint(`   ✗ ${line}`, 'bad')),
    );
  const { undo } = step;
  if (undo?.manual !== undefined) add(l10n.t('Taken back by hand: {0}', value(undo.manual)));
  else if (undo?.run !== undefined) add(l10n.t('Can be taken back.'));
  return lines;
}

/** `ctl2, ctl3:` and below it what runs there; what is the same on several controllers stands once. */
export function commandBlocks(commands: readonly PlannedCommand[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const { controller, printed } of commands) {
    const known = places.get(printed) ?? new Set();
    places.set(printed, known.add(controller));
  }
  let last = '';
  return [...places].flatMap(([printed, controllers]) => {
    const where = [...controllers].join(', ');
    const head = where === last ? [] : [`${visibleLine(where)}:`];
    last = where;
    return [
      ...head,
      ...visible(printed)
        .split('\n')
        .map(line => `    ${line}`),
    ];
  });
}

/** The rows of a preview as a table, each with its number and whether it is chosen, and what its loss means. */
export function rowLines({ rows, columns: titles = [] }: PlannedStep, l10n: Translator, paint: Paint): string[] {
  if (rows.length === 0) return [];
  const table = [titles, ...rows.map(({ cells }) => cells)].map(cells => cells.map(visibleLine));
  const count = Math.max(...table.map(cells => cells.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...table.map(cells => columns(cells[index] ?? ''))),
  );
  const lineOf = (cells: readonly string[]) => cells.map((cell, index) => padEnd(cell, widths[index] ?? 0)).join('  ');
  const numbers = String(rows.length).length;
  const lines = titles.length === 0 ? [] : [paint(`   ${' '.repeat(numbers + 5)}${lineOf(table[0] ?? [])}`, 'quiet')];
  rows.forEach(({ isChosen, loss }, index) => {
    lines.push(
      `   ${String(index + 1).padStart(numbers)} [${isChosen ? 'x' : ' '}] ${lineOf(table[index + 1] ?? [])}`.trimEnd(),
    );
    if (loss !== '') lines.push(paint(`   ${' '.repeat(numbers + 5)}${visibleLine(loss)}`, 'quiet'));
  });
  const chosen = rows.filter(({ isChosen }) => isChosen).length;
  return [...lines, `   ${l10n.t('{0} of {1} are chosen.', chosen, rows.length)}`];
}
