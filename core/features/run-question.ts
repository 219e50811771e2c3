import type { PlannedCommand } from '../runbook/plan.ts';
import type { RunQuestion } from '../runbook/run-ports.ts';
import type { Translator } from '../text/l10n.ts';
import { visibleText } from '../text/visible.ts';

/** A question as a modal box asks it. */
export interface QuestionTexts {
  readonly title: string;
  readonly detail: string;
  /** What the button says that agrees. */
  readonly yes: string;
}

/** A box with more lines than this does not fit on a small screen. */
const mostLines = 30;

/**
 * The texts of a question about commands: each command once, with all controllers on which it would run.
 * @param commands those that would be run: without the ones whose rows were not chosen.
 */
export function questionTexts(
  question: Exclude<RunQuestion, { kind: 'failure' | 'manual' }>,
  commands: readonly PlannedCommand[],
  l10n: Translator,
): QuestionTexts {
  const step = 'planned' in question ? question.planned.step : question.step;
  const title = visibleText(step.title);
  const asked = commandLines(commands);
  const detail = [
    ...introduction(question, l10n),
    ...asked.slice(0, mostLines),
    ...(asked.length > mostLines
      ? [l10n.t('… {0} more lines: the page of the run shows them all.', asked.length - mostLines)]
      : []),
    ...('planned' in question ? question.planned.notes.map(visibleText) : []),
  ].join('\n');
  const controllers = [...new Set(commands.map(command => command.controller))];
  return { title, detail, yes: yesWord(question, controllers, l10n) };
}

function introduction(question: RunQuestion, l10n: Translator): string[] {
  switch (question.kind) {
    case 'unknown':
      return [
        l10n.t(
          'Nobody knows whether this was done before the run was broken off. What was seen since: {0}',
          visibleText(question.seen),
        ),
        '',
      ];
    case 'undo':
      return [
        l10n.t('This takes back what the step did.'),
        ...(question.manual === undefined ? [] : [visibleText(question.manual)]),
        '',
      ];
    default:
      return [];
  }
}

/** `On ctl2, ctl3:` and below it what runs there; a command that is the same on several controllers stands once. */
export function commandLines(commands: readonly Pick<PlannedCommand, 'controller' | 'printed'>[]): string[] {
  const places = new Map<string, string[]>();
  for (const { controller, printed } of commands) {
    const known = places.get(printed);
    if (known) known.push(controller);
    else places.set(printed, [controller]);
  }
  const blocks = new Map<string, string[]>();
  for (const [printed, controllers] of places) {
    const where = [...new Set(controllers)].join(', ');
    const lines = visibleText(printed)
      .split('\n')
      .map(line => `    ${line}`);
    blocks.set(where, [...(blocks.get(where) ?? []), ...lines]);
  }
  return [...blocks].flatMap(([where, lines]) => [`${visibleText(where)}:`, ...lines]);
}

function yesWord(question: RunQuestion, controllers: readonly string[], l10n: Translator): string {
  if (question.kind === 'undo') return controllers.length === 0 ? l10n.t('It Is Done') : l10n.t('Take It Back');
  if (question.kind === 'unknown') return l10n.t('Run It Again');
  return controllers.length === 1
    ? l10n.t('Run on {0}', visibleText(controllers[0] ?? ''))
    : l10n.t('Run on {0} Controllers', controllers.length);
}

/** Whether what was typed is the name of the cluster: the only thing that agrees to a loss. */
export function isClusterTyped(typed: string, cluster: string): boolean {
  return cluster !== '' && typed.trim() === cluster;
}
