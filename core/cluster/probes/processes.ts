import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import { serviceOfCommandLine } from '../service-names.ts';

/** A process of a service that matters here. */
export interface ServiceProcess {
  readonly service: string;
  readonly process: number;
  readonly parent: number;
  /** Undefined where `ps` of busybox does not tell. */
  readonly elapsedSeconds: number | undefined;
}

/**
 * Processes of services: what runs where neither systemd nor a container engine tells. Only the beginnings of command lines
 * are read, and nothing of them is kept but the service: arguments may hold passwords.
 */
export const processesProbe: Probe<readonly ServiceProcess[]> = {
  name: 'processes',
  // Only the beginnings of command lines travel: what follows is long, and may hold secrets. busybox has none of these
  // options, and prints the titles of the columns.
  script: [
    'ps --cols 300 -eo pid=,ppid=,etime=,args= 2>/dev/null ||',
    `ps -o pid,ppid,args | awk '{ sub(/^ *[0-9]+ +[0-9]+/, "& -"); print substr($0, 1, 300); }'`,
  ].join(' '),
  timeoutSeconds: 10,
  read: readProcesses,
};

export function readProcesses(output: CommandOutput): readonly ServiceProcess[] | ProbeFailure {
  if (output.status !== 0 || output.standardOutput.trim() === '') return commonFailure(output) ?? notUnderstood(output);
  return output.standardOutput.split('\n').flatMap(line => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    const service = found && serviceOfCommandLine(found[4] ?? '');
    if (!found || !service) return [];
    return [
      { service, process: Number(found[1]), parent: Number(found[2]), elapsedSeconds: secondsOf(found[3] ?? '') },
    ];
  });
}

/** `ps` prints `[[days-]hours:]minutes:seconds` (POSIX); `etimes` in seconds is not everywhere. */
function secondsOf(text: string): number | undefined {
  if (!/^(?:\d+-)?[\d:]+$/.test(text)) return undefined;
  const [clock = '', days = '0'] = text.split('-').reverse();
  const parts = clock.split(':').map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0) + Number(days) * 86_400;
}
