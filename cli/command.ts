import type { Arguments, OptionSpecs } from './arguments.ts';

/** The exit statuses that scripts lean on; 70 is for faults of the program itself, as sysexits.h has it. */
export const exitStatus = {
  fine: 0,
  found: 1,
  unreadable: 2,
  usage: 2,
  stopped: 3,
  interrupted: 130,
  bug: 70,
} as const;

/** What a command gets from the program around it. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly projectFolder: string;
  /** Writes to standard output; text that nobody reads any more (`| head`) is dropped. */
  print(text: string): Promise<void>;
  /** Writes to standard error. */
  complain(text: string): void;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** One command of the program. To add one, write its file and add a line to `commands.ts`. */
export interface Command {
  readonly options: OptionSpecs;
  /** The help of the command: usage, options, examples. */
  help(): string;
  /** @returns the exit status. @throws UsageFailure for bad usage. */
  run(args: Arguments, surroundings: Surroundings): Promise<number>;
}
