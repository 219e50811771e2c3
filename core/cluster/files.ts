import type { Command, CommandOutput } from './command.ts';
import { sourceOfPath } from './follow-source.ts';

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

/**
 * Prints some lines of a file, or of what a service prints (see `pathOfSource`); packed ones are unpacked over there.
 * @param first @param last lines, from 1; as many as there are.
 */
export function fileLinesCommand(path: string, first: number, last: number): Command<string> {
  const source = sourceOfPath(path);
  return {
    name: 'file-lines',
    effect: 'read',
    asRoot: true,
    isExpensive: true,
    run: {
      script: [
        'case $FILE in /@docker/* | /@podman/*) "$ENGINE" logs "$NAME" 2>&1 ;; /@journal/*) journalctl --no-pager -q -o cat --since "@$SINCE" -u "$NAME" ;; *.gz) gzip -dc < "$FILE" ;; *.xz) xz -dc < "$FILE" ;; *.zst) zstd -dcq < "$FILE" ;; *.bz2) bzip2 -dc < "$FILE" ;; *) cat < "$FILE" ;; esac |',
        '  sed -n "$FIRST,$LAST p; $LAST q"',
      ].join('\n'),
      parameters: {
        FILE: path,
        ENGINE: source.kind === 'container' ? source.engine : '',
        NAME: source.kind === 'container' ? source.name : source.kind === 'unit' ? source.unit : '',
        SINCE: String((source.kind === 'unit' && source.sinceSeconds) || 0),
        FIRST: String(first),
        LAST: String(last),
      },
    },
    timeoutSeconds: 120,
    read: ({ standardOutput, standardError }) => standardOutput || standardError,
  };
}

/** What the end of a command says that reads one file. */
function readFileOutput({ status, standardError }: CommandOutput): FileReading {
  if (status === 0) return 'read';
  if (/No such file|cannot open .*: No such/i.test(standardError)) return 'no-such-file';
  if (/Permission denied/i.test(standardError)) return 'permission-denied';
  return { other: standardError.trim() };
}

/** A file or folder on a controller. */
export interface RemoteFileStatus {
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly lastWrite: number;
}

type Missing = 'no-such-file' | 'permission-denied';

/** What a path on a controller is; symbolic links are followed. */
export function fileStatusCommand(path: string, asRoot: boolean): Command<RemoteFileStatus | Missing> {
  return {
    name: 'file-status',
    effect: 'read',
    asRoot,
    run: { script: 'stat -L -c "%s %Y %F" -- "$FILE"', parameters: { FILE: path } },
    timeoutSeconds: 20,
    read: output => {
      const found = /^(\d+) (\d+) (.*)$/m.exec(output.standardOutput);
      // A number of hundreds of digits is Infinity, and who answers may print one.
      if (!found || ![found[1], found[2]].every(text => Number.isSafeInteger(Number(text)))) return missing(output);
      const kind = found[3]?.includes('directory') ? 'folder' : 'file';
      return { kind, bytes: Number(found[1]), lastWrite: Number(found[2]) };
    },
  };
}

/** The names in a folder on a controller; those with a control character in them are left out. */
export function folderCommand(
  path: string,
  asRoot: boolean,
): Command<readonly { name: string; isFolder: boolean }[] | Missing> {
  return {
    name: 'folder',
    effect: 'read',
    asRoot,
    run: { script: 'cd -- "$FOLDER" && ls -1Ap', parameters: { FOLDER: path } },
    timeoutSeconds: 20,
    read: output => {
      if (output.status !== 0) return missing(output);
      const lines = output.standardOutput.split('\n');
      // A list without an end was cut, in the middle of a name.
      if (output.isCut) lines.pop();
      const names = lines.map(line => ({ name: line.replace(/\/$/, ''), isFolder: line.endsWith('/') }));
      return names.filter(({ name }) => isPlainName(name)).slice(0, mostNames);
    },
  };
}

/** More than anybody looks through; an editor shows them all at once. */
const mostNames = 20_000;

/** Whether a name, which whoever answers has chosen, is one of a file right in the folder, and shows as what it is. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\u0000-\u001f\u007f]/.test(name);
}

function missing({ standardError }: CommandOutput): Missing {
  return /Permission denied/i.test(standardError) ? 'permission-denied' : 'no-such-file';
}
