import type { LineIndex } from '../../core/log/view/line-index.ts';
import type { ViewAnswer, ViewState } from '../../core/log/view/protocol.ts';
import type { ViewKnowledge } from './knowledge.ts';
import type { Lines } from './lines.ts';
import type { LogFile } from './log-file.ts';
import type { Priority } from './priority.ts';
import type { Times } from './times.ts';

/** What the parts of a view share about one file. */
export interface PartContext {
  readonly file: LogFile;
  readonly index: LineIndex;
  readonly lines: Lines;
  /** The year of dates that carry none. */
  readonly year: number;
  readonly times: () => Promise<Times>;
  /** Resolves when the index has reached the end of the file. */
  readonly indexed: () => Promise<void>;
  readonly known: () => Promise<ViewKnowledge>;
  readonly priority: Priority;
  /** Aborted when the file is no longer looked at. */
  readonly signal: AbortSignal;
  readonly scanWorker: string | undefined;
  readonly send: (answer: ViewAnswer) => void;
  readonly stateNow: () => ViewState;
}

/**
 * Where to read again when a file has grown: at the header of an entry that lies well before its former end, so that an
 * entry whose last lines came only now is read whole.
 */
export function restartPlace({ lines }: PartContext, formerSize: number): { offset: number; line: number } {
  const far = 32 * 1024;
  const offset = lines.startOf(Math.max(0, formerSize - far));
  const candidates = lines.readFrom(offset, 400, lines.lineAt(offset));
  const header = candidates.find(
    ({ text }) => /^(?:\d{4}-\d\d-\d\d[ T]|\{|[A-Z][a-z]{2} [ \d]\d )/.test(text) && /req-|\[-\]|\{/.test(text),
  );
  const chosen = header ?? candidates[0];
  return { offset: chosen?.offset ?? offset, line: chosen?.line ?? lines.lineAt(offset) ?? 1 };
}
