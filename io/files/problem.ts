/** What can go wrong with an input, and what was passed over. Whoever shows them puts them into words. */
export type ProblemKind =
  | 'missing'
  | 'forbidden'
  | 'unreadable'
  | 'truncated'
  | 'corrupt'
  | 'expands-too-much'
  | 'unsupported'
  | 'binary'
  | 'binary-passed'
  | 'no-logs'
  | 'no-config'
  | 'not-config'
  | 'not-utf8'
  | 'too-large'
  | 'not-a-file'
  | 'shrank'
  | 'cut-on-controller'
  | 'not-whole'
  | 'controller'
  | 'link-outside'
  | 'link-dangling'
  | 'nested-too-deep';

export interface InputProblem {
  readonly kind: ProblemKind;
  /** The path as it was given or found. */
  readonly path: string;
  /** What the system or the decompressor said, a format's name, a link's target, or a number of bytes; may be empty. */
  readonly detail: string;
}

const notesOnly: ReadonlySet<ProblemKind> = new Set(['binary-passed', 'shrank', 'link-outside', 'link-dangling']);

/** Whether something that was asked for could not be read, in whole or in part; else it is only worth a note. */
export function isFailure(problem: InputProblem): boolean {
  return !notesOnly.has(problem.kind);
}

/** Carries a problem out of the readers of this folder; their public functions give it back as a value. */
export class InputFailure extends Error {
  readonly kind: ProblemKind;
  readonly detail: string;

  constructor(kind: ProblemKind, detail: string) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * The problem behind an error of the file system or of a reader.
 * @throws the error itself when it is neither: that is a bug.
 */
export function problemOf(error: unknown, path: string): InputProblem {
  if (error instanceof InputFailure) return { kind: error.kind, path, detail: error.detail };
  const system = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || typeof system.code !== 'string' || system.syscall === undefined) throw error;
  if (system.code === 'ENOENT' || system.code === 'ENOTDIR') return { kind: 'missing', path, detail: '' };
  if (system.code === 'EACCES' || system.code === 'EPERM') return { kind: 'forbidden', path, detail: system.code };
  return { kind: 'unreadable', path, detail: system.message };
}
