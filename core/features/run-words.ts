import type { RunEnd } from '../runbook/journal.ts';
import type { StepEnd } from '../runbook/run-ports.ts';
import type { Step } from '../runbook/runbook.ts';
import { stepEndWord } from '../runbook/step-end-word.ts';
import type { Translator } from '../text/l10n.ts';

/** What a step does, as its icon shows it. */
export type StepEffect = 'read' | 'change' | 'destroy' | 'manual' | 'wait';

/** How far a step of a run is. */
export type StepState = 'planned' | 'running' | 'asking' | StepEnd;

/** What of a step decides its icon: what a person does and what only waits is told apart from commands. */
export function effectOf({ effect, manual, run, wait }: Pick<Step, 'effect' | 'manual' | 'run' | 'wait'>): StepEffect {
  if (wait !== undefined) return 'wait';
  if (manual !== undefined && run === undefined) return 'manual';
  return effect;
}

export function effectWord(effect: StepEffect, l10n: Translator): string {
  switch (effect) {
    case 'read':
      return l10n.t('only reads');
    case 'change':
      return l10n.t('changes something');
    case 'destroy':
      return l10n.t('destroys data');
    case 'manual':
      return l10n.t('by hand');
    case 'wait':
      return l10n.t('waits');
  }
}

export function stepStateWord(state: StepState, l10n: Translator): string {
  switch (state) {
    case 'planned':
      return l10n.t('planned');
    case 'running':
      return l10n.t('running');
    case 'asking':
      return l10n.t('waits for you');
    default:
      return stepEndWord(state, l10n);
  }
}

/** Where a step works, in words; empty where it works nowhere. */
export function targetWord(on: string, l10n: Translator): string {
  switch (on) {
    case 'none':
      return '';
    case 'local':
      return l10n.t('on this machine');
    case 'vip':
      return l10n.t('on the VIP holder');
    case 'standby':
      return l10n.t('on the standbys');
    case 'all':
      return l10n.t('on all controllers');
    case 'first':
      return l10n.t('on the first controller');
    case 'broker':
      return l10n.t('where RabbitMQ runs');
    case 'database':
      return l10n.t('where the database runs');
    case 'loadbalancer':
      return l10n.t('where HAProxy runs');
    default:
      return l10n.t('on {0}', on);
  }
}

/** How a run ended, in one word; undefined for one of which no end is known. */
export function runEndWord(end: RunEnd | undefined, l10n: Translator): string {
  switch (end) {
    case 'done':
      return l10n.t('done');
    case 'stopped':
      return l10n.t('stopped at a failure');
    case 'undone':
      return l10n.t('taken back');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'refused':
      return l10n.t('not begun');
    case undefined:
      return l10n.t('broken off');
  }
}
