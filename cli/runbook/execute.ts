import { userInfo } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { runEndWord } from '../../core/features/run-words.ts';
import type { RunJson } from '../../core/runbook/output/run-json.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import type { RunAnswer, RunQuestion } from '../../core/runbook/run-ports.ts';
import { visibleLine } from '../../core/text/layout.ts';
import type { ClusterSession } from '../../io/cluster/cluster-session.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import type { RunHandlers, RunOutcome, RunSurroundings } from '../../io/runbook/run.ts';
import { askInTurn } from '../../io/ssh/in-turn.ts';
import { exitStatus } from '../command.ts';
import { currentLanguage } from '../language.ts';
import { askOnTerminal, isAskable } from '../terminal-questions.ts';
import { answerAsGiven, type GivenAnswers } from './given-answers.ts';
import { painter, type RunbookCall, runbookDoor } from './opened.ts';
import { createRunProgress } from './show-progress.ts';
import { answerOnTerminal } from './terminal-answers.ts';

/** Who sits here, as journals and locks name them. */
export function thisPerson(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** What runs need of this machine. */
export async function runSurroundings(call: RunbookCall, session: ClusterSession): Promise<RunSurroundings> {
  const { createJournalStore, runsFolder } = await runbookDoor();
  return {
    session,
    store: createJournalStore(runsFolder()),
    knowledge: () => readLogKnowledge(join(call.surroundings.projectFolder, 'knowledge'), currentLanguage()),
    l10n,
    who: thisPerson(),
  };
}

export interface Execution {
  /** Undefined where a person is asked on the terminal. */
  readonly given: GivenAnswers | undefined;
  /** The plan that was agreed to beforehand, with its rows; undefined where none was. */
  readonly agreed: Plan | undefined;
  /** @param handlers of this command line. */
  start(handlers: RunHandlers): Promise<RunOutcome>;
}

/** The last one is Ctrl-Break of Windows, where closing the window is the second. */
const endingSignals = ['SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** A terminal that is gone takes no text any more. */
function ignore(): void {}

/** Shows a run while it lasts, answers for it, and tells how it ended. @returns the exit status. */
export async function executeRun(call: RunbookCall, execution: Execution): Promise<number> {
  const { surroundings } = call;
  const { signal } = surroundings;
  const sayCancelling = () =>
    surroundings.complain(
      l10n.t('Stopping safely. Ctrl-C once more leaves at once, and leaves the lock on the cluster behind.'),
    );
  signal.addEventListener('abort', sayCancelling, { once: true });
  // Whoever closes the terminal, or shuts the machine down, stops the run as Ctrl-C does: the lock must not stay.
  const stop = () => void process.emit('SIGINT');
  for (const name of endingSignals) process.once(name, stop);
  process.stderr.on('error', ignore);
  const shown = createHandlers(call, execution);
  try {
    const outcome = await execution.start(shown.handlers);
    shown.end();
    await tellOutcome(call, outcome, shown.plan());
    return statusOf(outcome);
  } finally {
    shown.end();
    signal.removeEventListener('abort', sayCancelling);
    for (const name of endingSignals) process.off(name, stop);
  }
}

function createHandlers({ surroundings }: RunbookCall, { given, agreed }: Execution) {
  const { signal, environment } = surroundings;
  const write = (text: string) => void process.stderr.write(text);
  const isTerminal = process.stderr.isTTY === true && environment.TERM !== 'dumb';
  const paint = painter(environment);
  const inTurn = askInTurn();
  let run = '';
  let plan: Plan | undefined;
  const steps = () => plan?.steps.map(({ step }) => step.id) ?? [];
  const progress = createRunProgress({ steps, environment, paint, isTerminal, write });
  let stopListening = () => {};

  async function ask(question: RunQuestion): Promise<RunAnswer> {
    progress.clear();
    if (given) return answerAsGiven(question, given, agreed, run, text => write(`  ${visibleLine(text)}\n`));
    const read = (text: string) => askOnTerminal(`  ${text}`, false, signal);
    return inTurn(() => answerOnTerminal(question, { who: thisPerson(), paint, write, read }));
  }

  const handlers: RunHandlers = {
    signal,
    ask,
    tell: event => {
      stopListening();
      progress.tell(event);
    },
    onOutput: (_step, controller, text) => progress.output(controller, text),
    cutShort() {
      const cutting = new AbortController();
      if (given || !progress.isCountingDown() || !isAskable()) return cutting.signal;
      stopListening();
      stopListening = onEnter(() => cutting.abort());
      return cutting.signal;
    },
    onBegin(id, begun, notes) {
      run = id;
      plan = begun;
      write(`${l10n.t('Run {0}', id)}\n`);
      for (const note of notes) write(`  ${visibleLine(note)}\n`);
    },
  };
  return {
    handlers,
    plan: () => plan,
    end() {
      stopListening();
      progress.clear();
    },
  };
}

/** Waits for a line on the terminal without a question. @returns how to stop it. */
function onEnter(then: () => void): () => void {
  const stop = () => {
    process.stdin.off('data', heard);
    process.stdin.pause();
  };
  const heard = () => {
    stop();
    then();
  };
  process.stdin.on('data', heard);
  process.stdin.resume();
  return stop;
}

async function tellOutcome(
  { args, surroundings }: RunbookCall,
  outcome: RunOutcome,
  plan: Plan | undefined,
): Promise<void> {
  const { run, end, seen, controllers, notes } = outcome;
  for (const note of notes) surroundings.complain(`nova-doctor: ${visibleLine(note)}`);
  if (args.string('format') === 'json') {
    const { createJournalStore, createRedactor, runReport, runsFolder } = await runbookDoor();
    const stored = run === undefined ? undefined : await createJournalStore(runsFolder()).find(run);
    const report = (stored && runReport(stored.records, createRedactor(), stored.runbook)) ?? null;
    const value: RunJson = { version: 1, run: run ?? null, end, seen, controllers, notes, report };
    await surroundings.print(`${JSON.stringify(value, undefined, 2)}\n`);
    return;
  }
  await surroundings.print(`${runEndWord(end, l10n)}: ${visibleLine(seen)}\n`);
  if (run === undefined || plan === undefined) return;
  await surroundings.print(`${l10n.t('Report: nova-doctor runbook report {0}', run)}\n`);
  if (end !== 'done' && end !== 'undone')
    await surroundings.print(`${l10n.t('To go on: nova-doctor runbook resume {0}', run)}\n`);
}

function statusOf({ end }: RunOutcome): number {
  return end === 'done' || end === 'undone' ? exitStatus.fine : exitStatus.stopped;
}
