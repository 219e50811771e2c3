import type { CommandOutput } from '../command.ts';

/** What a command of an action came to. */
export type ActionOutcome =
  | {
      readonly isDone: true;
      /** What it says about itself, for the report; redacted where it is shown. */
      readonly said: string;
      /** What is kept as files beside the journal; redacted before it is written. */
      readonly files?: readonly EvidenceFile[];
    }
  | { readonly isDone: false; readonly said: string };

/** Something that was collected from a controller. */
export interface EvidenceFile {
  /** A relative path with slashes, without `..`. */
  readonly name: string;
  readonly text: string;
}

const mostLines = 8;
const mostCharacters = 2000;

/** The outcome of a program that says by its exit status whether it did its work. */
export function outcomeOfProgram(output: CommandOutput): ActionOutcome {
  const { status, signal, standardOutput, standardError } = output;
  if (status === 0) return { isDone: true, said: bounded(standardOutput) };
  const end = status === undefined ? `signal ${signal ?? '?'}` : `exit ${status}`;
  const said = bounded(standardError) || bounded(standardOutput);
  return { isDone: false, said: said === '' ? end : `${said} (${end})` };
}

/** The first and the last of what was printed: some programs say first what is wrong, others last. */
function bounded(text: string): string {
  const lines = text.trim().split('\n');
  const half = mostLines / 2;
  const kept = lines.length <= mostLines ? lines : [...lines.slice(0, half), '…', ...lines.slice(-half)];
  return kept.join('\n').slice(0, mostCharacters);
}
