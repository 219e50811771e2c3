import type { Translator } from '../text/l10n.ts';
import { typeText } from './parameters.ts';
import type { RunbookProblem } from './runbook.ts';

/** `path:line:column: sentence`. */
export function problemLine(problem: RunbookProblem, l10n: Translator): string {
  return `${problem.path}:${problem.line}:${problem.column}: ${problemText(problem, l10n)}`;
}

/** What is wrong and what would be right, without the place. */
export function problemText({ kind, values }: RunbookProblem, l10n: Translator): string {
  const [first = '', second = '', third = '', fourth = ''] = values;
  switch (kind) {
    case 'syntax':
      return first;
    case 'missing-key':
      return l10n.t('Missing here: {0}.', first);
    case 'wrong-type':
      return l10n.t('{0} must be {1}.', first, typeText(second, l10n));
    case 'not-allowed':
      return l10n.t('{0}: “{1}” is none of: {2}.', first, second, third);
    case 'empty-list':
      return l10n.t('The list is empty.');
    case 'unknown-key':
    case 'unknown-probe':
    case 'unknown-target':
    case 'unknown-action':
    case 'unknown-parameter':
      return unknownText(kind, first, second, third, l10n);
    case 'unknown-signature':
      return l10n.t('There is no signature {0}.', first);
    case 'bad-id':
      return l10n.t('{0} is not an id: small letters, digits and single dashes.', first);
    case 'bad-parameter-name':
      return l10n.t(
        '{0} is not a name for a parameter: a letter, then letters, digits, dashes and underscores.',
        first,
      );
    case 'same-variable':
      return l10n.t('{0} and {1} would be the same variable in a script.', first, second);
    case 'duplicate-id':
      return l10n.t('The step of line {1} has the id {0} too.', first, second);
    case 'bad-duration':
      return l10n.t('{0}: “{1}” is not a time with its unit, such as 500ms, 30s, 10m or 1h.', first, second);
    case 'wrong-unit':
      return l10n.t('{0} is a time, but the parameter {1} is of the type {2}.', first, second, third);
    case 'out-of-range':
      return l10n.t('{0}: {1} is out of range: {2}.', first, second, third);
    default:
      return meaningText(kind, [first, second, third, fourth], l10n);
  }
}

function unknownText(kind: string, word: string, meant: string, all: string, l10n: Translator): string {
  if (meant !== '') {
    switch (kind) {
      case 'unknown-probe':
        return l10n.t('There is no probe {0}. Did you mean {1}?', word, meant);
      case 'unknown-target':
        return l10n.t('There is no target {0}. Did you mean {1}?', word, meant);
      case 'unknown-action':
        return l10n.t('There is no action {0}. Did you mean {1}?', word, meant);
      case 'unknown-parameter':
        return l10n.t('There is no parameter {0}. Did you mean {1}?', word, meant);
      default:
        return l10n.t('Unknown key {0}. Did you mean {1}?', word, meant);
    }
  }
  switch (kind) {
    case 'unknown-probe':
      return l10n.t('There is no probe {0}; there are: {1}.', word, all);
    case 'unknown-target':
      return l10n.t('There is no target {0}; there are: {1}.', word, all);
    case 'unknown-action':
      return l10n.t('There is no action {0}; there are: {1}.', word, all);
    case 'unknown-parameter':
      return all === ''
        ? l10n.t('The runbook has no parameter {0}.', word)
        : l10n.t('There is no parameter {0}; there are: {1}.', word, all);
    default:
      return l10n.t('Unknown key {0}. Known here: {1}.', word, all);
  }
}

/** What makes no sense or is not safe, although each key by itself will do. */
function meaningText(kind: string, values: readonly [string, string, string, string], l10n: Translator): string {
  const [first, second, third, fourth] = values;
  switch (kind) {
    case 'exclusive':
      return l10n.t('{0} and {1} do not go together: make two steps of it.', first, second);
    case 'nothing-to-do':
      return l10n.t('The step does nothing: it needs run, manual, watch, wait, verify or require.');
    case 'useless-key':
      return second === ''
        ? l10n.t('{0} means nothing here.', first)
        : l10n.t('{0} means nothing together with {1}.', first, second);
    case 'effect-without-run':
      return l10n.t('The effect is {1}, but the step runs nothing.', first, second);
    case 'effect-too-small':
      return l10n.t('The effect of {0} is {2}, not {1}: people would not be asked as they must.', first, second, third);
    case 'no-preview':
      return l10n.t('What is destroyed must be shown before: give the step {0} a preview.', first);
    case 'no-verify':
      return l10n.t('Without verify nobody knows whether the step {0} did what it should.', first);
    case 'no-undo':
      return l10n.t(
        'The step {0} says nothing about how to take it back; undo: none says that there is no way.',
        first,
      );
    case 'no-target':
      return l10n.t('The step {0} needs to know where to {1}: on must name controllers.', first, second);
    case 'unreachable-step':
      return l10n.t('The step {0} is never reached: {1} can never end well.', first, second);
    case 'never-long-enough':
      return l10n.t('{0} ({1}) is longer than {2} ({3}): this can never come true.', first, second, third, fourth);
    case 'contradiction':
      return l10n.t('{0} is asked twice with different answers: both can never be true.', first);
    case 'spliced-parameter':
      return l10n.t('A parameter is never put into the text of a script. It is a variable there: {0}.', `"$${second}"`);
    case 'fixed-value':
      return l10n.t('{0} must be written out here: no parameter may change it.', first);
    case 'unused-parameter':
      return l10n.t('Nothing uses the parameter {0}.', first);
    default:
      return kind;
  }
}
