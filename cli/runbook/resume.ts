import * as l10n from '@vscode/l10n';
import { visibleLine } from '../../core/text/layout.ts';
import { withCluster } from '../cluster.ts';
import { isAskable } from '../terminal-questions.ts';
import { UsageFailure } from '../usage-failure.ts';
import { executeRun, runSurroundings, thisPerson } from './execute.ts';
import { givenAnswers } from './given-answers.ts';
import { oneWord, type RunbookCall, runbookDoor } from './opened.ts';

/** `runbook resume RUN`: goes on with a run; what is unknown is verified before anything else. */
export async function resumeRunbook(call: RunbookCall): Promise<number> {
  const { createJournalStore, resumeRun, runsFolder } = await runbookDoor();
  const { args, surroundings } = call;
  const word = oneWord(call, l10n.t('Which run? See: nova-doctor runbook runs'));
  const stored = await createJournalStore(runsFolder()).find(word);
  if (stored === undefined || stored.runbook === undefined) {
    throw new UsageFailure(l10n.t('There is no run {0}. See: nova-doctor runbook runs', visibleLine(word)));
  }
  const { runbook } = stored;
  const given = givenAnswers(args, runbook, thisPerson());
  if (!isAskable() && args.string('confirm') === undefined) {
    throw new UsageFailure(l10n.t('Nobody can be asked here: add --confirm change or --confirm destroy.'));
  }
  const isGiven = !isAskable() || args.string('confirm') !== undefined;
  return withCluster(args, surroundings, async session => {
    const around = await runSurroundings(call, session);
    const wishes = { breaksLock: args.boolean('break-lock'), isUndo: args.boolean('undo') };
    return executeRun(call, {
      given: isGiven ? { ...given, onFailure: args.boolean('undo') ? 'undo' : given.onFailure } : undefined,
      agreed: undefined,
      start: handlers => resumeRun(around, stored, wishes, handlers),
    });
  });
}
