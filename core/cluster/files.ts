import type { Command, CommandOutput } from './command.ts';

/** What reading a file on a controller gives, before its bytes are looked at. */
export type FileReading = 'read' | 'no-such-file' | 'permission-denied' | { readonly other: string };

/**
 * Prints a part of a file as it is.
 * @param start offset from 0. @param length of bytes at most.
 */
export function fileRangeCommand(path: string, start: number, length: number, asRoot: boolean): Command<FileReading> {
  return {
    name: 'file-range',
    effect: 'read',
    asRoot,
    run: {
      // tail's own numbers count from 1. `head` ends `tail` early, which is no failure.
      script: '[ -r "$FILE" ] || { cat < "$FILE"; exit 1; }; tail -c "+$FIRST" < "$FILE" | head -c "$COUNT"',
      parameters: { FILE: path, FIRST: String(start + 1), COUNT: String(length) },
    },
    timeoutSeconds: 60,
    read: readFileOutput,
  };
}

/** What the end of a command says that reads one file. */
export function readFileOutput({ status, standardError }: CommandOutput): FileReading {
  if (status === 0) return 'read';
  if (/No such file|cannot open .*: No such/i.test(standardError)) return 'no-such-file';
  if (/Permission denied/i.test(standardError)) return 'permission-denied';
  return { other: standardError.trim() };
}
