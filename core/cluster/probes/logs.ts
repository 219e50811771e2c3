import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';

/** A log file on a controller. */
export interface RemoteLog {
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970 by the controller's clock. */
  readonly lastWrite: number;
  /** Entries of the last 15 minutes, as far as the last 4 MB reach. */
  readonly recentErrors: number;
  readonly recentWarnings: number;
}

/** Where deployments keep the logs of nova and of what it stands on; kolla, its volumes, TripleO, packages, devstack. */
export const usualLogFolders = [
  '/var/log/kolla/nova',
  '/var/log/kolla/placement',
  '/var/lib/docker/volumes/kolla_logs/_data/nova',
  '/var/lib/docker/volumes/kolla_logs/_data/placement',
  '/var/lib/containers/storage/volumes/kolla_logs/_data/nova',
  '/var/log/containers/nova',
  '/var/log/containers/placement',
  '/var/log/nova',
  '/var/log/placement',
  '/opt/stack/logs',
];

/** Where what nova stands on keeps its logs, for an analysis; a proxy's records of traffic are left out. */
export const neighbourLogFolders = [
  ...[
    '/var/log/kolla',
    '/var/lib/docker/volumes/kolla_logs/_data',
    '/var/lib/containers/storage/volumes/kolla_logs/_data',
  ].flatMap(folder => ['mariadb', 'rabbitmq', 'keepalived', 'proxysql'].map(name => `${folder}/${name}`)),
  ...['mysql', 'rabbitmq', 'mariadb', 'keepalived', 'mycat'].flatMap(name => [
    `/var/log/containers/${name}`,
    `/var/log/${name}`,
  ]),
];

/**
 * The logs in some folders: size, last write, and how many errors came lately.
 * @param folders without line ends in their names; links to the same folder give a log once.
 */
export function logsProbe(folders: readonly string[] = usualLogFolders): Probe<readonly RemoteLog[]> {
  return {
    name: 'logs',
    script: [
      // Both GNU's and busybox's date know `@`.
      'SINCE=$(date -d "@$(( $(date +%s) - 900 ))" "+%Y-%m-%d %H:%M:%S")',
      'printf "%s\\n" "$LOG_FOLDERS" | while IFS= read -r FOLDER; do',
      '  FOLDER=$(cd -P -- "$FOLDER" 2>/dev/null && pwd -P) || continue',
      '  for FILE in "$FOLDER"/*.log; do',
      '    [ -f "$FILE" ] && [ -r "$FILE" ] || continue',
      '    STAT=$(stat -c "%s %Y" -- "$FILE") || continue',
      '    COUNTS=$(tail -c 4194304 -- "$FILE" | awk -v since="$SINCE" "$COUNT_PROGRAM")',
      '    printf "log %s %s %s\\n" "$STAT" "$COUNTS" "$FILE"',
      '  done',
      'done',
    ].join('\n'),
    parameters: {
      LOG_FOLDERS: folders.join('\n'),
      COUNT_PROGRAM:
        'substr($0, 1, 19) >= since && substr($0, 5, 1) == "-" { if ($4 == "ERROR" || $4 == "CRITICAL") e++; else if ($4 == "WARNING") w++ } END { print e + 0, w + 0 }',
    },
    asRoot: true,
    timeoutSeconds: 30,
    isExpensive: true,
    read: readLogs,
  };
}

export function readLogs(output: CommandOutput): readonly RemoteLog[] | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const logs = new Map<string, RemoteLog>();
  for (const line of output.standardOutput.split('\n')) {
    const found = /^log (\d+) (\d+) (\d+) (\d+) (\/.*)$/.exec(line);
    if (!found) continue;
    const [, bytes, lastWrite, recentErrors, recentWarnings] = found.map(Number);
    const path = found[5] ?? '';
    logs.set(path, {
      path,
      bytes: bytes ?? 0,
      lastWrite: lastWrite ?? 0,
      recentErrors: recentErrors ?? 0,
      recentWarnings: recentWarnings ?? 0,
    });
  }
  return [...logs.values()];
}
