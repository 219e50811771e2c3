import * as l10n from '@vscode/l10n';
import type { CommandState } from '../../core/features/run-page.ts';

export function commandMark(state: CommandState): string {
  return { planned: '○', running: '▶', done: '✓', failed: '✗', unknown: '?' }[state];
}

export function commandWord(state: CommandState): string {
  return {
    planned: l10n.t('planned'),
    running: l10n.t('running'),
    done: l10n.t('done'),
    failed: l10n.t('failed'),
    unknown: l10n.t('not known'),
  }[state];
}
