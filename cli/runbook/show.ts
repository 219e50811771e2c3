import * as l10n from '@vscode/l10n';
import { runbookText } from '../../core/features/runbook-text.ts';
import { runbookJson, stepJson } from '../../core/runbook/output/runbook-json.ts';
import { exitStatus } from '../command.ts';
import { oneWord, painter, type RunbookCall, runbookNamed } from './opened.ts';

/** `runbook show ID`: what a runbook does, without looking at any cluster. */
export async function showRunbook(call: RunbookCall): Promise<number> {
  const { args, surroundings } = call;
  const runbook = await runbookNamed(call, oneWord(call, l10n.t('Which runbook? See: nova-doctor runbook list')));
  const isJson = args.string('format') === 'json';
  const text = isJson
    ? `${JSON.stringify({ version: 1, ...runbookJson(runbook), steps: runbook.steps.map(stepJson) }, undefined, 2)}\n`
    : runbookText(runbook, l10n, painter(surroundings.environment));
  await surroundings.print(text);
  return exitStatus.fine;
}
