import type { ControllerFailure } from '../../core/cluster/failure.ts';

/**
 * One command on a controller while it runs: what the two ways of reaching a controller have in common. What is above
 * this (wrapping, marks, limits, reading) is the same for both and written once, in `run-command.ts`.
 */
export interface Channel {
  /** Writes to the standard input of the command. */
  write(text: string): void;
  /** Closes the standard input: the watcher of the wrapped command ends it then. */
  end(): void;
  /** Ends the channel at once, whatever runs at the other end. */
  destroy(): void;
  /**
   * Hands over the blocks of its standard output and standard error. What comes before this waits: a shell that refuses
   * at once has spoken before anybody could listen.
   */
  listen(take: (block: Uint8Array, from: 'output' | 'error') => void): void;
  /** Settles when the command has ended and all of its output has come. */
  readonly ended: Promise<ChannelEnd>;
}

export interface ChannelEnd {
  readonly status: number | undefined;
  readonly signal: string | undefined;
  /** Whether the connection went away before the command had ended. */
  readonly isLost: boolean;
  /** Why, where that is known. */
  readonly failed?: ControllerFailure['failed'];
}
