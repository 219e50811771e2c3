import type { CommandOutput } from '../command.ts';

/** What a command of an action came to. */
export type ActionOutcome =
  | {
      readonly isDone: true;
      /** What it says about itself, for the report; redacted where it is shown. */
      readonly said: string;
    }
  | { readonly isDone: false; readonly said: string };

const mostSaid = 2000;

/** The outcome of a program that says by its exit status whether it did its work. */
export function outcomeOfProgram(output: CommandOutput): ActionOutcome {
  const { status, signal, standardOutput, standardError } = output;
  if (status === 0) return { isDone: true, said: bounded(standardOutput) };
  const end = status === undefined ? `signal ${signal ?? '?'}` : `exit ${status}`;
  const said = bounded(standardError) || bounded(standardOutput);
  return { isDone: false, said: said === '' ? end : `${said} (${end})` };
}

/** The end of what was printed: programs say last why they failed. */
function bounded(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= mostSaid ? trimmed : `… ${trimmed.slice(-mostSaid)}`;
}
