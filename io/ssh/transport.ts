import type { Command } from '../../core/cluster/command.ts';
import type { ControllerFailure } from '../../core/cluster/failure.ts';
import type { OpenFile, SpilledOutput } from './spill.ts';

/** How a controller is reached. Two implementations, `ssh2-transport.ts` and `openssh-transport.ts`, pass the same tests. */
export interface Transport {
  /** As the user named it. */
  readonly host: string;
  /**
   * Runs a command to its end.
   * @returns what its `read` made of the output, or why there is none. A status other than 0 is for `read` to judge.
   */
  run<Result>(command: Command<Result>, options?: RunOptions): Promise<Result | ControllerFailure>;
  /**
   * Reads a part of a file.
   * @param start offset from 0. @param length of bytes at most; fewer come where the file ends.
   */
  readRange(
    path: string,
    start: number,
    length: number,
    options?: ReadOptions,
  ): Promise<Uint8Array | ControllerFailure>;
  /** Ends what runs, and the connection. Further calls give `connection-lost`. */
  close(): Promise<void>;
}

export interface RunOptions {
  readonly become?: 'none' | 'sudo';
  readonly signal?: AbortSignal;
  /** Gets the output as it comes, besides; a block may end in the middle of a character. */
  readonly onOutput?: (block: Uint8Array, from: 'output' | 'error') => void;
  /** Bytes of output that are kept for `read`; what comes beyond only goes to `onOutput`. */
  readonly keptBytes?: number;
  /**
   * Asks for the whole standard output where it is longer than what is kept: it is written to a file that only this
   * account can read, handed over before `read` is called, and removed when the promise has settled.
   */
  readonly onSpilled?: (output: SpilledOutput) => Promise<void>;
  /** For tests. */
  readonly openSpill?: OpenFile;
  /**
   * Says that the same script will run again: its shell stays ready on the controller (`wireKeptScript`), until the
   * connection is closed. `light` asks the script to leave out what rarely changes; a first run is always whole.
   */
  readonly repeats?: 'whole' | 'light';
}

export interface ReadOptions {
  readonly become?: 'none' | 'sudo';
  readonly signal?: AbortSignal;
}

/** Bytes of output kept where nothing else is said. */
export const defaultKeptBytes = 4 * 1024 * 1024;

/** Questions that only a person can answer. Whoever has nobody to ask gives answers of refusal, never of consent. */
export interface Questions {
  /** A host key that no known_hosts file has. */
  acceptHostKey(question: HostKeyQuestion): Promise<'once' | 'remember' | 'refuse'>;
  /** Undefined: the person gave none. */
  passphrase(keyFile: string, attempt: number): Promise<string | undefined>;
  password(user: string, host: string): Promise<string | undefined>;
  /** Keyboard-interactive prompts of a server; the texts are a stranger's. */
  answers(
    host: string,
    prompts: readonly { readonly text: string; readonly isEchoed: boolean }[],
  ): Promise<readonly string[] | undefined>;
}

export interface HostKeyQuestion {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** `ssh-ed25519` */
  readonly keyType: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/** Nobody is there to be asked. */
export const nobodyToAsk: Questions = {
  acceptHostKey: async () => 'refuse',
  passphrase: async () => undefined,
  password: async () => undefined,
  answers: async () => undefined,
};
