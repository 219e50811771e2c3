import type { Translator } from '../../text/l10n.ts';
import { columns, padEnd, visible } from '../../text/layout.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { sentences } from '../../text/sentences.ts';
import type { TriageCard, TriageStatus } from '../triage.ts';

/** The card as plain text: what a terminal shows. Colours are the caller's, by the word of each line. */
export function triageText(
  card: TriageCard,
  l10n: Translator,
  colour: (text: string, status: TriageStatus) => string,
): string {
  const width = Math.max(...card.lines.map(({ label }) => columns(label)));
  const lines = card.lines.map(({ label, value, status }) => {
    return `${colour(markOf(status), status)} ${padEnd(label, width)}  ${visible(value)}`;
  });
  const causes = card.causes.flatMap(({ text, nextStep, runbook }, index) => [
    '',
    l10n.t('{0}: {1}', index === 0 ? l10n.t('Likely cause') : l10n.t('Also'), text),
    sentences(
      l10n.t('Next step:'),
      `${nextStep}${runbook === undefined ? '' : ` (${l10n.t('runbook {0}', runbook)})`}`,
    ),
  ]);
  const quiet = causes.length === 0 ? ['', quietText(card, l10n)] : causes;
  return [card.cluster, ...lines, ...quiet, ''].join('\n');
}

/** The card as Markdown: what is copied into a ticket. */
export function triageMarkdown(card: TriageCard, l10n: Translator): string {
  const rows = card.lines.map(({ label, value, status }) => `| ${markOf(status)} | ${cell(label)} | ${cell(value)} |`);
  const causes = card.causes.map(
    ({ text, nextStep, runbook }) =>
      `- **${escapeMarkdown(text)}** ${escapeMarkdown(nextStep)}${runbook === undefined ? '' : ` (\`${runbook}\`)`}`,
  );
  return [
    `### ${escapeMarkdown(l10n.t('Triage of {0}', card.cluster))}`,
    '',
    new Date(card.at).toISOString(),
    '',
    '| | | |',
    '|---|---|---|',
    ...rows,
    '',
    ...(causes.length > 0 ? causes : [quietText(card, l10n)]),
    '',
  ].join('\n');
}

function quietText(card: TriageCard, l10n: Translator): string {
  const isBlind = card.lines.some(({ status }) => status === 'unknown');
  return isBlind ? l10n.t('Nothing stands out, but not everything could be read.') : l10n.t('Nothing stands out.');
}

function markOf(status: TriageStatus): string {
  return { good: '✓', warning: '!', alarm: '✗', unknown: '?' }[status];
}

function cell(text: string): string {
  return escapeMarkdown(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
}
