import * as l10n from '@vscode/l10n';
import { visible, visibleLine } from '../../core/text/layout.ts';
import { exitStatus } from '../command.ts';
import { UsageFailure } from '../usage-failure.ts';
import { oneWord, type RunbookCall, runbookDoor } from './opened.ts';

/** `runbook report RUN`: what was done where, when and by whom, as Markdown for a ticket. */
export async function reportRun(call: RunbookCall): Promise<number> {
  const { createJournalStore, createRedactor, reportMarkdown, runReport, runsFolder } = await runbookDoor();
  const { args, surroundings } = call;
  const word = oneWord(call, l10n.t('Which run? See: nova-doctor runbook runs'));
  const stored = await createJournalStore(runsFolder()).find(word);
  const report = stored && runReport(stored.records, createRedactor(), stored.runbook);
  if (!report) throw new UsageFailure(l10n.t('There is no run {0}. See: nova-doctor runbook runs', visibleLine(word)));
  const isJson = args.string('format') === 'json';
  const text = isJson
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : `${visible(reportMarkdown(report, l10n)).trimEnd()}\n`;
  await surroundings.print(text);
  return exitStatus.fine;
}
