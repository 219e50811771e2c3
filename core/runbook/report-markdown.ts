import type { Translator } from '../text/l10n.ts';
import { codeBlock, codeSpan, escapeMarkdown } from '../text/markdown.ts';
import { durationText } from './duration.ts';
import type { RunEnd } from './journal.ts';
import type { ReportedCheck, ReportedCommand, ReportedStep, RunReport } from './report.ts';
import type { StepEnd } from './run-ports.ts';
import { stepEndWord } from './step-end-word.ts';

/** Of many commands of one kind that many are written out. */
const mostCommands = 40;

/** The report in Markdown, to be copied into a ticket: what, where, when, who, before and after, and on what evidence. */
export function reportMarkdown(report: RunReport, l10n: Translator): string {
  const parts = [
    `# ${escapeMarkdown(report.title)}`,
    head(report, l10n),
    ...openPoints(report, l10n),
    beforeAndAfter(report, l10n),
    `## ${l10n.t('Steps')}`,
    ...report.steps.map((step, index) => stepText(step, index + 1, l10n)),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function head(report: RunReport, l10n: Translator): string {
  const { end, seen, people, isDryRun } = report;
  const [first, ...others] = people;
  const lines = [
    [l10n.t('Result'), [endText(end, l10n), ...(seen === '' ? [] : [escapeMarkdown(seen)])].join(' ')],
    [l10n.t('Cluster'), codeSpan(report.cluster)],
    [l10n.t('Runbook'), codeSpan(report.runbook)],
    ...(isDryRun ? [[l10n.t('Kind'), l10n.t('Dry run: nothing was changed.')]] : []),
    [l10n.t('Time'), `${report.startedAt} – ${report.lastAt} (${lengthOf(report)})`],
    [l10n.t('Who'), `${escapeMarkdown(first?.who ?? '')} (${codeSpan(first?.host ?? '')})`],
    ...others.map(({ who, host, time }) => [l10n.t('Resumed'), `${escapeMarkdown(who)} (${codeSpan(host)}), ${time}`]),
    ...Object.entries(report.parameters).map(([name, value]) => [l10n.t('Parameter'), codeSpan(`${name}=${value}`)]),
    [l10n.t('Run'), codeSpan(report.run)],
  ];
  return lines.map(([label, text]) => `- **${label}**: ${text}`).join('\n');
}

function lengthOf({ startedAt, lastAt }: RunReport): string {
  return durationText(Math.max(0, Date.parse(lastAt) - Date.parse(startedAt)));
}

/** What whoever reads this has to look after. */
function openPoints(report: RunReport, l10n: Translator): string[] {
  const { steps, unknown, wayBack, end } = report;
  const titleOf = (id: string) => escapeMarkdown(steps.find(step => step.id === id)?.title ?? id);
  const skipped = steps.filter(step => step.end === 'skipped' && !report.isDryRun);
  const parts: string[] = [];
  if (unknown.length > 0) {
    const commands = unknown.map(({ controller, printed }) => `${controller}: ${printed}`);
    parts.push(
      `## ${l10n.t('Not known')}\n\n${l10n.t('Nobody saw the end of these commands. Look whether they took effect, or resume the run: it verifies them first.')}\n\n${commandBlock(commands, l10n)}`,
    );
  }
  if (skipped.length > 0) {
    const lines = skipped.map(step => `- ${escapeMarkdown(step.title)}: ${escapeMarkdown(step.reason)}`);
    parts.push(`## ${l10n.t('Skipped')}\n\n${lines.join('\n')}`);
  }
  if (wayBack.length > 0 && end !== 'undone') {
    const lines = wayBack.map(({ step, commands }) => `${titleOf(step)}\n\n${commandBlock(commands, l10n)}`);
    parts.push(`## ${l10n.t('The way back')}\n\n${lines.join('\n\n')}`);
  }
  return parts;
}

/** What was found before a step, and what after it. */
function beforeAndAfter({ steps, isDryRun }: RunReport, l10n: Translator): string {
  if (isDryRun) return '';
  const rows = steps.flatMap(step => {
    const before = step.checks.findLast(({ purpose }) => purpose === 'require');
    const after = step.checks.findLast(({ purpose }) => purpose !== 'require');
    if (step.commands.length === 0 || after === undefined) return [];
    return [`| ${cell(step.title)} | ${cell(before?.seen ?? '')} | ${cell(after.seen)} |`];
  });
  if (rows.length === 0) return '';
  const title = `| ${l10n.t('Step')} | ${l10n.t('Before')} | ${l10n.t('After')} |`;
  return [`## ${l10n.t('Before and after')}`, '', title, '| --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return escapeMarkdown(text);
}

function stepText(step: ReportedStep, number: number, l10n: Translator): string {
  const where = step.controllers.length > 0 ? ` (${step.controllers.map(codeSpan).join(', ')})` : '';
  const lines = [`### ${number}. ${escapeMarkdown(step.title)}: ${stepEndText(step.end, l10n)}${where}`, ''];
  const add = (text: string) => lines.push(`- ${text}`);
  if (step.startedAt !== undefined) add(`${step.startedAt}${step.endedAt === undefined ? '' : ` – ${step.endedAt}`}`);
  if (step.attempts > 1) add(l10n.t('{0} attempts', step.attempts));
  if (step.reason !== '') add(`${l10n.t('Reason')}: ${escapeMarkdown(step.reason)}`);
  if (step.seen !== '') add(escapeMarkdown(step.seen));
  for (const check of step.checks) add(checkText(check, l10n));
  for (const { who, time, effect, shown } of step.agreed) {
    add(`${agreedText(effect, l10n)}: ${escapeMarkdown(who)}, ${time}`);
    // What was done by hand has no commands below; the others have.
    if (effect === 'manual') for (const text of shown) lines.push(`  - ${escapeMarkdown(text)}`);
  }
  for (const command of step.commands.slice(0, mostCommands)) add(commandText(command, l10n));
  if (step.commands.length > mostCommands) add(l10n.t('… and {0} more', step.commands.length - mostCommands));
  return lines.join('\n');
}

function checkText({ purpose, probe, holds, seen }: ReportedCheck, l10n: Translator): string {
  const mark = holds ? '✓' : '✗';
  const words = {
    require: l10n.t('Required'),
    verify: l10n.t('Verified'),
    watch: l10n.t('Watched'),
    resume: l10n.t('Looked whether it took effect'),
  };
  return `${mark} ${words[purpose]} (${codeSpan(probe)}): ${escapeMarkdown(seen)}`;
}

function agreedText(effect: string, l10n: Translator): string {
  switch (effect) {
    case 'manual':
      return l10n.t('Done by hand');
    case 'undo':
      return l10n.t('Agreed to taking it back');
    case 'destroy':
      return l10n.t('Agreed to destroying');
    default:
      return l10n.t('Agreed to');
  }
}

function commandText(
  { controller, printed, isUndo, state, said, milliseconds, undo }: ReportedCommand,
  l10n: Translator,
): string {
  const words = { done: l10n.t('done'), failed: l10n.t('failed'), unknown: l10n.t('not known') };
  const time = milliseconds === undefined || state === 'unknown' ? '' : `, ${durationText(milliseconds)}`;
  const way = isUndo ? `${l10n.t('taken back')}: ` : '';
  const rest = [
    ...(said === '' ? [] : [`  - ${escapeMarkdown(said)}`]),
    ...(undo.length === 0 ? [] : [`  - ${l10n.t('Before')}: ${undo.map(codeSpan).join(', ')}`]),
  ];
  return [`${way}${codeSpan(controller)}: ${codeSpan(printed)} – ${words[state]}${time}`, ...rest].join('\n');
}

function commandBlock(commands: readonly string[], l10n: Translator): string {
  const shown = commands.slice(0, mostCommands);
  const more = commands.length > shown.length ? [l10n.t('… and {0} more', commands.length - shown.length)] : [];
  return codeBlock([...shown, ...more].join('\n'), 'text');
}

function endText(end: RunEnd | undefined, l10n: Translator): string {
  switch (end) {
    case 'done':
      return l10n.t('Done.');
    case 'stopped':
      return l10n.t('Stopped.');
    case 'undone':
      return l10n.t('Taken back.');
    case 'cancelled':
      return l10n.t('Cancelled.');
    case 'refused':
      return l10n.t('Not agreed to; nothing was done.');
    case undefined:
      return l10n.t('It has not come to an end: it still runs, or its process was ended.');
  }
}

function stepEndText(end: StepEnd | undefined, l10n: Translator): string {
  return end === undefined ? l10n.t('begun, not ended') : stepEndWord(end, l10n);
}
