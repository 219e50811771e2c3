import type { PassedRuns } from '../../core/log/passed-runs.ts';
import type { Blocks } from './decompress.ts';

/** One file of a log, as it lies on the disk (packed or not), or a stream. */
export interface InputFile {
  /** How it is shown: the path as it was given, or the given folder's path and what lies below it. */
  readonly path: string;
  /** Bytes on the disk when it was found; 0 for streams. */
  readonly bytes: number;
  /** When it was last written, in milliseconds since 1970; undefined for streams. */
  readonly modified?: number;
  /** Where it lies (a `Buffer` where the name is no UTF-8), or the stream to read. */
  readonly from: string | Buffer | Blocks;
}

/** One log: a file, or a rotated set of files. An archive is an input too; what is in it shows when it is read. */
export interface LogInput {
  /** The path of the newest file. */
  readonly path: string;
  /** Oldest first. */
  readonly files: readonly InputFile[];
  /** Whether a person named it, rather than a folder that holds it. */
  readonly isGiven: boolean;
  /** Whether it is known to be a log (or an archive of logs); else its content decides. */
  readonly isLog: boolean;
}

/** A log that begins to be read. */
export interface BegunLog {
  /** Path of the log: of its newest file, or of the member of an archive. */
  readonly path: string;
  /** When it was last written, where that is known: in that year its last dates without a year lie. */
  readonly modified: number | undefined;
}

/** Takes the text of one log, after packing and archives are undone. */
export interface LogConsumer {
  /** A file of the log begins; offsets and lines count from its start. */
  startFile(path: string): void;
  /**
   * The next bytes of that file. The block is reused afterwards.
   * @param runs lines of it that were found ahead to be passed over.
   */
  push(bytes: Uint8Array, runs?: PassedRuns): void;
  /** Lines of that file whose bytes did not come (see `core/log/thinned-log.ts`); the block before ended with a line. */
  pass?(lines: number, bytes: number, isRecords: boolean): void;
  /** The last file has ended. */
  end(): void;
  /**
   * Memory of the consumer's own, into which the next block is read where that spares a copy; it comes back, or the first
   * part of it, with the next `push`.
   * @param size how many bytes it has at least.
   */
  room?(size: number): Uint8Array;
}

/** Whether a source is a stream that can be read once only. */
export function isStream(from: InputFile['from']): from is Blocks {
  return typeof from !== 'string' && Symbol.asyncIterator in from;
}
