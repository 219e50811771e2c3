import type { ConfigFinding, TextRange } from '../../config/finding.ts';
import type { KnownWords } from '../../runbook/known-words.ts';
import { problemText } from '../../runbook/problem-text.ts';
import { readRunbook } from '../../runbook/read-runbook.ts';
import type { RunbookProblem } from '../../runbook/runbook.ts';
import { runbookStructure } from '../../runbook/runbook-structure.ts';
import type { Translator } from '../../text/l10n.ts';
import { commands } from '../protocol.ts';
import type { ConfigSymbol } from './outline.ts';

/** What is wrong with a runbook file, where it is. */
export function runbookFindings(path: string, text: string, words: KnownWords, l10n: Translator): ConfigFinding[] {
  const starts = lineStarts(text);
  return readRunbook(path, text, words).problems.map(problem => ({
    rule: 'runbook-file',
    severity: problem.severity,
    place: { path, range: rangeOf(problem, starts, text.length) },
    message: problemText(problem, l10n),
    ...(problem.kind === 'unused-parameter' ? { tag: 'unnecessary' as const } : {}),
  }));
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function rangeOf(problem: RunbookProblem, starts: readonly number[], length: number): TextRange {
  const at = (line: number, column: number) => Math.min(length, (starts[line - 1] ?? length) + column - 1);
  const start = at(problem.line, problem.column);
  return { start, end: Math.max(start, at(problem.endLine, problem.endColumn)) };
}

/** Parameters and steps. */
export function runbookOutline(text: string, l10n: Translator): ConfigSymbol[] {
  const { parameters, steps } = runbookStructure(text);
  const first = parameters[0];
  const last = parameters.at(-1);
  const symbolOf = (part: (typeof parameters)[number], detail: string): ConfigSymbol => ({
    name: part.name,
    detail,
    kind: 'option',
    range: { start: part.start, end: part.end },
    selectionRange: { start: part.nameStart, end: part.nameEnd },
    children: [],
  });
  const group: ConfigSymbol[] =
    first === undefined || last === undefined
      ? []
      : [
          {
            name: l10n.t('Parameters'),
            detail: '',
            kind: 'group',
            range: { start: first.start, end: last.end },
            selectionRange: { start: first.nameStart, end: first.nameEnd },
            children: parameters.map(part => symbolOf(part, part.detail)),
          },
        ];
  const titled = steps.map(step => symbolOf(step, [step.title, step.detail].filter(text => text !== '').join(' · ')));
  return [...group, ...titled].filter(({ name }) => name !== '');
}

/** What stands above a step. */
export interface RunbookLens {
  /** Where the step begins. */
  readonly offset: number;
  readonly title: string;
  readonly command: string;
  readonly step: string;
}

/** Each step can be run from there, or tried without changing anything; nothing is offered that the editor has not. */
export function runbookLenses(text: string, known: (command: string) => boolean, l10n: Translator): RunbookLens[] {
  const offers = [
    { title: l10n.t('Run from here'), command: commands.runRunbookFrom },
    { title: l10n.t('Dry run'), command: commands.dryRunRunbook },
  ].filter(({ command }) => known(command));
  return runbookStructure(text).steps.flatMap(({ name, start }) =>
    offers.map(({ title, command }) => ({ offset: start, title, command, step: name })),
  );
}
