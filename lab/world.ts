import { type LabKnowledge, readLabKnowledge } from './blocks.ts';
import { type Change, change } from './change.ts';
import { createLogFiles, type LogFiles } from './log-files.ts';
import { passTime } from './passing-time.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { LabEvent, LabState } from './state.ts';

/** The cluster that is simulated now: its state, its logs, and what moves them on. */
export interface World {
  readonly knowledge: LabKnowledge;
  readonly logs: LogFiles;
  /** As the file of the database server has it. */
  readonly maxConnections: string;
  state(): LabState;
  /** What somebody does to the cluster. */
  apply(work: (draft: Change) => void): void;
  /** Lets time pass until a moment, in milliseconds since 1970. */
  passUntil(moment: number): void;
}

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly controllers: number;
  readonly now: number;
  /** `knowledge` of the project. */
  readonly knowledgeFolder: string;
  /** Is told what happens from now on that no program of the cluster tells so plainly. */
  readonly onNote?: (event: Extract<LabEvent, { kind: 'note' }>) => void;
}

/** Makes a world by living through the scenario's past. */
export function createWorld({ scenario, controllers, now, knowledgeFolder, onNote }: WorldOptions): World {
  const knowledge = readLabKnowledge(knowledgeFolder);
  const logs = createLogFiles(knowledge.logLines);
  const start = now - scenario.historySeconds * 1000;
  let state = scenario.begin(controllers, start);
  let isPast = true;

  function take(made: Change): void {
    state = made.state;
    for (const event of made.events) {
      if (event.kind === 'log') logs.write(event);
      else if (!isPast) onNote?.(event);
    }
  }

  for (const { secondsAgo, work } of scenario.happenings) {
    take(passTime(state, now - secondsAgo * 1000));
    take(change(state, work));
  }
  take(passTime(state, now));
  isPast = false;
  return {
    knowledge,
    logs,
    maxConnections: state.database.variables.max_connections ?? '',
    state: () => state,
    apply: work => take(change(state, work)),
    passUntil: moment => take(passTime(state, moment)),
  };
}
