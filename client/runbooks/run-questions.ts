import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import { isClusterTyped, questionTexts } from '../../core/features/run-question.ts';
import type { PlannedCommand } from '../../core/runbook/plan.ts';
import type { RunAnswer, RunQuestion } from '../../core/runbook/run-ports.ts';

/**
 * Asks in a box of VS Code whether something may be done, with its exact commands and controllers; for a loss the name of the cluster
 * must be typed. A page alone can agree to nothing.
 * @param rows ids of the chosen rows, of what would be lost.
 * @returns undefined when the box was closed: the question stays open.
 */
export async function askAgreement(question: RunQuestion, rows: readonly string[]): Promise<RunAnswer | undefined> {
  switch (question.kind) {
    case 'failure':
      return undefined;
    case 'manual':
      return { answer: 'yes', who: whoAmI() };
    case 'destroy':
      return askDestroy(question, rows);
    default: {
      const commands = commandsOf(question, rows);
      // Nothing would be run: a person has done it.
      if (question.kind === 'undo' && commands.length === 0) return { answer: 'yes', who: whoAmI() };
      const { title, detail, yes } = questionTexts(question, commands, vscode.l10n);
      const answer = await vscode.window.showWarningMessage(title, { modal: true, detail }, yes);
      return answer === yes ? { answer: 'yes', rows, who: whoAmI() } : undefined;
    }
  }
}

async function askDestroy(
  { planned, cluster }: RunQuestion & { kind: 'destroy' },
  rows: readonly string[],
): Promise<RunAnswer | undefined> {
  const count = planned.rows.length === 0 ? planned.commands.length : rows.length;
  const prompt =
    planned.rows.length === 0
      ? vscode.l10n.t(
          '{0}: what is lost does not come back. To go on, type the name of the cluster: {1}',
          planned.step.title,
          cluster,
        )
      : vscode.l10n.t(
          '{0}: {1} of {2} are lost and do not come back. To go on, type the name of the cluster: {3}',
          planned.step.title,
          count,
          planned.rows.length,
          cluster,
        );
  const typed = await vscode.window.showInputBox({
    title: planned.step.title,
    prompt,
    placeHolder: cluster,
    ignoreFocusOut: true,
    validateInput: value =>
      value === '' || isClusterTyped(value, cluster)
        ? undefined
        : vscode.l10n.t('This is not the name of the cluster.'),
  });
  if (typed === undefined || !isClusterTyped(typed, cluster)) return undefined;
  return { answer: 'yes', rows, who: whoAmI() };
}

/** Asks why a step is left out: whoever reads the report wants to know. */
export async function askReason(step: string): Promise<RunAnswer | undefined> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Skip: {0}', step),
    prompt: vscode.l10n.t('Why can this step be left out? The report keeps the reason.'),
    ignoreFocusOut: true,
    validateInput: value => (value.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined),
  });
  return reason === undefined || reason.trim() === '' ? undefined : { answer: 'skip', reason: reason.trim() };
}

function commandsOf(question: RunQuestion, rows: readonly string[]): readonly PlannedCommand[] {
  const commands =
    question.kind === 'undo' ? question.commands : 'planned' in question ? question.planned.commands : [];
  return commands.filter(({ row }) => row === undefined || rows.includes(row));
}

/** The account under which a person works here, as the journal names who agreed. */
export function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the system's list of users, as in some containers.
    return process.env.USER ?? String(process.getuid?.() ?? '');
  }
}
