import type { Command, CommandOutput } from './command.ts';
import { commonFailure, notUnderstood, type ProbeFailure } from './probe.ts';

/** A file below a folder of logs on a controller, rotated and packed ones included. */
export interface RemoteLogFile {
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970 by the controller's clock. */
  readonly lastWrite: number;
}

export interface RemoteLogFiles {
  readonly files: readonly RemoteLogFile[];
  /** Minutes by which the controller's local time is ahead of UTC: oslo.log writes local time without a zone. */
  readonly zoneMinutes: number;
  /** Its clock, in seconds since 1970. */
  readonly now: number;
}

/**
 * Lists all files of logs, rotated ones too.
 * @param folders without line ends in their names; one level of folders below each is looked into.
 */
export function logFilesCommand(folders: readonly string[]): Command<RemoteLogFiles | ProbeFailure> {
  return {
    name: 'log-files',
    effect: 'read',
    asRoot: true,
    run: {
      script: [
        'date "+zone %z %s"',
        'printf "%s\\n" "$LOG_FOLDERS" | while IFS= read -r FOLDER; do',
        '  if [ -f "$FOLDER" ]; then stat -L -c "file %s %Y %n" -- "$FOLDER"; continue; fi',
        '  FOLDER=$(cd -P -- "$FOLDER" 2>/dev/null && pwd -P) || continue',
        '  find -L "$FOLDER" -maxdepth 2 -type f -name "*.log*" -exec stat -L -c "file %s %Y %n" {} +',
        'done',
      ].join('\n'),
      parameters: { LOG_FOLDERS: folders.join('\n') },
    },
    timeoutSeconds: 60,
    read: readLogFiles,
  };
}

export function readLogFiles(output: CommandOutput): RemoteLogFiles | ProbeFailure {
  const zone = /^zone ([+-])(\d\d)(\d\d) (\d+)$/m.exec(output.standardOutput);
  if (!zone) return commonFailure(output) ?? notUnderstood(output);
  const minutes = (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1);
  const files = new Map<string, RemoteLogFile>();
  for (const [, bytes, lastWrite, path] of output.standardOutput.matchAll(/^file (\d+) (\d+) (\/.*)$/gm)) {
    files.set(path!, { path: path!, bytes: Number(bytes), lastWrite: Number(lastWrite) });
  }
  return { files: [...files.values()], zoneMinutes: minutes, now: Number(zone[4]) };
}
