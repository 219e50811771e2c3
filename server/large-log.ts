import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { LogText, TextChange } from '../core/features/log-text.ts';
import { type LogPiece, spansOf } from '../core/log/log-pieces.ts';

/** A large log that is open in the editor: its text lies in a file, but for what the user has typed. */
export interface LargeLog {
  /**
   * Looks what has become of the file.
   * @returns a text that differs when the log does.
   * @throws what the file system answers.
   */
  update(): Promise<string>;
  /** The text as of the last update. */
  readonly text: LogText | undefined;
  /** Takes what the user has typed: from now on the file is only looked at for what has not been changed. */
  edit(changes: readonly TextChange[]): Promise<void>;
  /** The file holds everything again: it was saved, or the changes were given up. */
  settle(): Promise<void>;
}

/** The file as it was read last. */
interface KnownFile {
  readonly inode: number;
  readonly size: number;
  readonly modified: number;
  /** The bytes at the front and before the end, by which a file that has only grown is told. */
  readonly head: Buffer;
  readonly tail: Buffer;
}

const blockSize = 1024 * 1024;
const checkedBytes = 4096;

/** @param newText makes a text of pieces. */
export function createLargeLog(path: string, newText: (pieces: readonly LogPiece[]) => LogText): LargeLog {
  let known: KnownFile | undefined;
  let text: LogText | undefined;
  let edits = 0;
  let isEdited = false;
  let generation = 0;
  /** Ends with what was begun last: the steps of the log's life are taken one after the other. */
  let queue: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = queue.then(step);
    queue = result.catch(() => undefined);
    return result;
  }

  async function look(): Promise<string> {
    const { ino: inode, size, mtimeMs: modified } = await stat(path);
    if (isEdited && known !== undefined) {
      // What was not typed is still read from the file, which therefore must be the same, or longer.
      if (inode !== known.inode || size < known.size) throw new ChangedBehind(path);
      return stateOf();
    }
    if (known?.inode === inode && known.size === size && known.modified === modified) return stateOf();
    const hasGrown = known?.inode === inode && size > known.size && (await beginsAsBefore(known));
    const kept = hasGrown ? (text?.pieces.slice(0, -1) ?? []) : [];
    const from = kept.reduce((sum, piece) => sum + piece.size, 0);
    const fresh = await piecesFrom(path, from, size);
    const last = hasGrown ? text?.pieces.at(-1) : undefined;
    if (last !== undefined && fresh[0] !== undefined) fresh[0].was = last.reading?.evidence ?? last.was;
    const head = readRange(path, 0, Math.min(checkedBytes, size));
    const tail = readRange(path, Math.max(0, size - checkedBytes), size);
    known = { inode, size, modified, head, tail };
    text = newText([...kept, ...fresh]);
    generation++;
    return stateOf();
  }

  function stateOf(): string {
    return `file ${generation} edit ${edits}`;
  }

  async function beginsAsBefore({ head, tail, size }: KnownFile): Promise<boolean> {
    return readRange(path, 0, head.length).equals(head) && readRange(path, size - tail.length, size).equals(tail);
  }

  async function takeEdit(changes: readonly TextChange[]): Promise<void> {
    // What cannot be read has nothing to be changed; the next pull says so.
    if (text === undefined) await look().catch(passFileError);
    isEdited = text !== undefined;
    edits++;
    text?.change(changes);
  }

  function settle(): void {
    isEdited = false;
    known = undefined;
  }

  return {
    update: () => inTurn(look),
    get text() {
      return text;
    },
    edit: changes => inTurn(() => takeEdit(changes)),
    settle: () => inTurn(async () => settle()),
  };
}

function passFileError(error: unknown): undefined {
  if (error instanceof Error && 'syscall' in error) return undefined;
  throw error;
}

/** The file of a log that the user has edited was cut or replaced: nobody knows its text any more but the editor. */
class ChangedBehind extends Error {
  readonly syscall = 'read';
  constructor(path: string) {
    super(`${path} was replaced while it was being edited`);
  }
}

async function piecesFrom(path: string, from: number, size: number): Promise<LogPiece[]> {
  const pieces: LogPiece[] = [];
  const file = await open(path, 'r');
  try {
    let position = from;
    let block = Buffer.allocUnsafe(Math.min(blockSize, size - from));
    let kept = 0;
    for (;;) {
      const at = position + kept;
      const { bytesRead } = await file.read(block, kept, Math.min(block.length - kept, size - at), at);
      const isEnd = bytesRead === 0 || at + bytesRead >= size;
      const bytes = block.subarray(0, kept + bytesRead);
      const spans = spansOf(bytes, isEnd);
      for (const span of spans) pieces.push(pieceOf(path, position + span.from, span.to - span.from, span.lines));
      if (isEnd) break;
      const done = spans.at(-1)?.to ?? 0;
      position += done;
      kept = bytes.length - done;
      // A line that is longer than the block needs a larger one.
      const next = done === 0 ? Buffer.allocUnsafe(2 * block.length) : block;
      bytes.copy(next, 0, done);
      block = next;
      await setImmediate();
    }
  } finally {
    await file.close();
  }
  return pieces;
}

function pieceOf(path: string, from: number, size: number, lines: number): LogPiece {
  return { size, lines, read: () => readPiece(path, from, size), reading: undefined };
}

/** The bytes of a range; fewer where the file has been cut since. */
function readRange(path: string, from: number, to: number): Buffer {
  return readInto(Buffer.allocUnsafe(to - from), path, from);
}

/** Memory for pieces: whoever reads one is done with it before the next is read. */
let pieceBytes = Buffer.alloc(0);

function readPiece(path: string, from: number, size: number): Buffer {
  if (pieceBytes.length < size) pieceBytes = Buffer.allocUnsafeSlow(2 * size);
  return readInto(pieceBytes.subarray(0, size), path, from);
}

function readInto(bytes: Buffer, path: string, from: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const length = readSync(descriptor, bytes, 0, bytes.length, from);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
