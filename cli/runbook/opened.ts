import { dirname, join, resolve } from 'node:path';
import { styleText } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { Paint } from '../../core/features/runbook-text.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import { visibleLine } from '../../core/text/layout.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { FoundRunbook } from '../../io/runbook/find-runbooks.ts';
import type { Arguments } from '../arguments.ts';
import { nearestWorkspaceFile } from '../cluster.ts';
import type { Surroundings } from '../command.ts';
import { currentLanguage } from '../language.ts';
import { terminalOf } from '../terminal.ts';
import { UsageFailure } from '../usage-failure.ts';

/** What a subcommand of `runbook` gets. */
export interface RunbookCall {
  readonly args: Arguments;
  readonly surroundings: Surroundings;
  /** What stands behind the subcommand. */
  readonly words: readonly string[];
}

/** Everything of runbooks is one bundle, loaded when it is needed. */
export function runbookDoor() {
  return import('../../io/runbook/door.ts');
}

/** All runbooks that can be meant here: the shipped ones, and those beside the workspace file. */
export async function allRunbooks({ args, surroundings }: RunbookCall): Promise<FoundRunbook[]> {
  const { findRunbooks, ourWords } = await runbookDoor();
  const file = args.string('deployment') ?? nearestWorkspaceFile();
  const folder = file === undefined ? undefined : dirname(resolve(file));
  return findRunbooks(join(surroundings.projectFolder, 'knowledge'), folder, ourWords, currentLanguage());
}

/**
 * The runbook that an id or the path of a file means.
 * @throws UsageFailure where there is none, or more than one, or its file has errors.
 */
export async function runbookNamed(call: RunbookCall, word: string): Promise<Runbook> {
  const { problemLine, readRunbookFile, runbookEnding, ourWords } = await runbookDoor();
  const isPath = word.endsWith(runbookEnding);
  const found = isPath ? [await readRunbookFile(resolve(word), ourWords)] : await allRunbooks(call);
  const meant = isPath ? found : found.filter(({ id }) => id === word);
  const [first] = meant;
  if (first === undefined) {
    const near = nearest(
      word,
      found.map(({ id }) => id),
    );
    const text = l10n.t('There is no runbook {0}.', visibleLine(word));
    const hint = near === undefined ? l10n.t('See: nova-doctor runbook list') : l10n.t('Did you mean {0}?', near);
    throw new UsageFailure(`${text} ${hint}`);
  }
  if (meant.length > 1) {
    const paths = meant.map(({ path }) => visibleLine(path)).join(', ');
    throw new UsageFailure(l10n.t('Several runbooks are called {0}: name the file. {1}', word, paths));
  }
  if (first.unreadable !== undefined) throw new UsageFailure(l10n.t('{0} cannot be read: {1}', word, first.unreadable));
  if (first.runbook) return first.runbook;
  const lines = first.problems.map(problem => visibleLine(problemLine(problem, l10n)));
  throw new UsageFailure([l10n.t('The runbook {0} cannot be run as it is written:', word), ...lines].join('\n'));
}

/** Values of `--set name=value`, completed with the defaults. @throws UsageFailure */
export async function parametersOf({ args }: RunbookCall, runbook: Runbook): Promise<ParameterValues> {
  const { checkParameters, parameterProblemText } = await runbookDoor();
  const given = args.strings('set').map(text => {
    const at = text.indexOf('=');
    if (at <= 0) throw new UsageFailure(l10n.t('--set takes name=value, not {0}.', text));
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  const { values, problems } = checkParameters(runbook, Object.fromEntries(given));
  if (problems.length === 0) return values;
  throw new UsageFailure(problems.map(problem => parameterProblemText(problem, l10n)).join('\n'));
}

/** The id of the first step that is run. @throws UsageFailure where there is no such step. */
export function firstStepOf({ args }: RunbookCall, runbook: Runbook): string | undefined {
  const from = args.string('from');
  if (from === undefined || runbook.steps.some(({ id }) => id === from)) return from;
  const ids = runbook.steps.map(({ id }) => id);
  throw new UsageFailure(l10n.t('{0} has no step {1}: its steps are {2}.', runbook.id, from, ids.join(', ')));
}

/** The one word behind a subcommand. @throws UsageFailure */
export function oneWord({ words }: RunbookCall, missing: string): string {
  const [word] = words;
  if (word === undefined || words.length > 1) throw new UsageFailure(missing);
  return word;
}

export function painter(environment: NodeJS.ProcessEnv): Paint {
  if (!terminalOf(environment).color) return text => text;
  const styles = {
    plain: undefined,
    title: 'bold',
    change: 'yellow',
    destroy: 'red',
    quiet: 'gray',
    bad: 'red',
  } as const;
  return (text, tone) => {
    const style = styles[tone];
    return style === undefined ? text : styleText(style, text);
  };
}
