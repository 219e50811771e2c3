import * as l10n from '@vscode/l10n';
import { stepStateWord } from '../../core/features/run-words.ts';
import type { Paint } from '../../core/features/runbook-text.ts';
import type { RunEvent } from '../../core/runbook/run-ports.ts';
import { shorten, visible, visibleLine } from '../../core/text/layout.ts';
import { terminalOf } from '../terminal.ts';

/** Tells on standard error what a run does: on a terminal as it happens, else one line for each event. */
export interface RunProgress {
  tell(event: RunEvent): void;
  output(controller: string, text: string): void;
  /** Whether a count-down is shown that a person may cut short. */
  isCountingDown(): boolean;
  /** Takes away what is only there for the moment, before a question or at the end. */
  clear(): void;
}

export interface ProgressOptions {
  /** Ids of the steps of the plan, in order; none before there is a plan. */
  readonly steps: () => readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly paint: Paint;
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
}

export function createRunProgress({ steps, environment, paint, isTerminal, write }: ProgressOptions): RunProgress {
  let isTransient = false;
  let lastSeen = '';
  let ticking: NodeJS.Timeout | undefined;

  function clear(): void {
    clearInterval(ticking);
    ticking = undefined;
    if (isTransient) write('\r\u001b[K');
    isTransient = false;
  }

  function line(text: string): void {
    clear();
    write(`${text}\n`);
  }

  /** Something that the next line replaces; without a terminal it is a line when it says something new. */
  function moment(text: string): void {
    if (!isTerminal) {
      if (text !== lastSeen) write(`${text}\n`);
      lastSeen = text;
      return;
    }
    write(`\r\u001b[K${shorten(text, terminalOf(environment).width - 1)}`);
    isTransient = true;
  }

  function countDown(until: number): void {
    clear();
    const show = () => {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      moment(
        isTerminal
          ? l10n.t('  waiting, {0} s left; Enter goes on at once', seconds)
          : l10n.t('  waiting {0} s', seconds),
      );
    };
    show();
    if (!isTerminal) return;
    ticking = setInterval(show, 1000);
    ticking.unref();
  }

  function tell(event: RunEvent): void {
    switch (event.event) {
      case 'step-started': {
        const { step, controllers, notes } = event.planned;
        const number = steps().indexOf(step.id) + 1;
        const where = controllers.length === 0 ? '' : `: ${controllers.join(', ')}`;
        line(`${number}/${steps().length} ${paint(visibleLine(step.title), 'title')}${where}`);
        for (const note of notes) line(`  · ${visibleLine(note)}`);
        return;
      }
      case 'checking':
        moment(`  ${event.probe}: ${visibleLine(event.seen)}`);
        return;
      case 'waiting':
        countDown(event.until);
        return;
      case 'command-started':
        line(`  ${event.command.controller} $ ${visibleLine(event.command.printed)}`);
        return;
      case 'command-ended': {
        const mark = event.isDone ? '✓' : paint('✗', 'bad');
        const said = event.said.trim() === '' ? '' : ` ${visibleLine(event.said.trim())}`;
        line(`  ${event.command.controller} ${mark}${said}`);
        return;
      }
      case 'step-ended': {
        const isGood = event.end === 'done' || event.end === 'skipped' || event.end === 'undone';
        const word = paint(stepStateWord(event.end, l10n), isGood ? 'plain' : 'bad');
        line(`  ${word}${event.seen === '' ? '' : `: ${visibleLine(event.seen)}`}`);
      }
    }
  }

  return {
    tell,
    output(controller, text) {
      if (!isTerminal) return;
      for (const part of visible(text).split('\n'))
        if (part.trim() !== '') line(paint(`  ${controller} | ${part}`, 'quiet'));
    },
    isCountingDown: () => ticking !== undefined,
    clear,
  };
}
