import * as l10n from '@vscode/l10n';
import { visibleLine } from '../../core/text/layout.ts';
import { withCluster } from '../cluster.ts';
import { exitStatus } from '../command.ts';
import { askOnTerminal, isAskable } from '../terminal-questions.ts';
import { UsageFailure } from '../usage-failure.ts';
import { type RunbookCall, runbookDoor } from './opened.ts';

/** `runbook unlock`: shows who has the lock on a cluster, and breaks it when somebody agrees. */
export async function unlockCluster({ args, surroundings, words }: RunbookCall): Promise<number> {
  if (words.length > 0) throw new UsageFailure(l10n.t('runbook unlock takes no further word.'));
  const { breakLocks, lockText, readLocks } = await runbookDoor();
  return withCluster(args, surroundings, async session => {
    const options = { l10n, signal: surroundings.signal };
    const { locks, failures } = await readLocks(session, options);
    for (const { text } of failures) surroundings.complain(`nova-doctor: ${visibleLine(text)}`);
    for (const lock of locks) await surroundings.print(`${lock.controller}: ${lockText(lock, l10n)}\n`);
    if (locks.length === 0) {
      await surroundings.print(`${l10n.t('No controller is locked.')}\n`);
      return failures.length > 0 ? exitStatus.found : exitStatus.fine;
    }
    if (args.string('confirm') === undefined && !(await agrees(surroundings.signal))) return exitStatus.found;
    const left = await breakLocks(session, locks, options);
    for (const text of left) surroundings.complain(`nova-doctor: ${visibleLine(text)}`);
    if (left.length > 0) return exitStatus.found;
    await surroundings.print(`${l10n.t('The lock is removed.')}\n`);
    return exitStatus.fine;
  });
}

async function agrees(signal: AbortSignal): Promise<boolean> {
  if (!isAskable()) throw new UsageFailure(l10n.t('Nobody can be asked here: add --confirm change to break the lock.'));
  const question = l10n.t('Two runs at once can leave no conductor running. Break the lock? (yes/no)');
  const answer = await askOnTerminal(`${question} `, false, signal);
  return answer?.trim().toLowerCase() === 'yes';
}
