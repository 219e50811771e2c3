import type { World } from './world.ts';

/** What a command left. */
export interface Reply {
  readonly status: number;
  readonly output: string | Buffer;
  readonly error: string;
}

/** A command that goes on until its input ends: it gives its output as it comes. */
export interface EndlessReply {
  /** Starts it; gives how to stop it. */
  start(write: (block: Buffer) => void): () => void;
}

/** The controller on which something runs. */
export interface Host {
  readonly world: World;
  readonly controller: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function printed(output: string | Buffer): Reply {
  return { status: 0, output, error: '' };
}

export function failed(status: number, error: string, output = ''): Reply {
  return { status, output, error };
}

/** How a shell answers to a program that it does not find (dash, started with `-c`). */
export function notFound(program: string): Reply {
  return failed(127, `/bin/sh: 1: ${program}: not found\n`);
}
