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

/** What is in the names of all programs that `serviceOfCommandLine` knows, and not in those of our own shells. */
export const servicePattern =
  'nova[-_][^d]|placement|rabbit|beam|maria|mysql|galera|mycat|proxysql|maxscale|haproxy|keepalived|memcached|libvirt|virtqemud|oslo.messaging';

/** Bytes of a command line that travel: what follows is long, and may hold secrets. */
const mostBytes = 300;

/**
 * Processes of services: what runs where neither systemd nor a container engine tells. Only the beginnings of command lines
 * are read, and nothing of them is kept but the service: arguments may hold passwords.
 */
export const processesProbe: Probe<readonly ServiceProcess[]> = {
  name: 'processes',
  script: [
    // A controller has many hundreds of processes, and ps opens three files of each. The names are taken before grep starts,
    // so that it is not among them; its own command line holds the pattern, which shows that it can search such files.
    'set -- /proc/[0-9]*/cmdline',
    'FOUND=$(grep -lsaiE "$SERVICE_PATTERN" "$@" /proc/self/cmdline)',
    'case $FOUND in */proc/self/cmdline)',
    'set --',
    `for FILE in $FOUND; do case $FILE in /proc/self/*) ;; *) set -- "$@" "\${FILE%cmdline}stat" "$FILE" ;; esac; done`,
    'read -r UP REST </proc/uptime; echo "uptime $UP"',
    `[ $# -eq 0 ] || head -v -c ${mostBytes} "$@" 2>/dev/null | tr '\\0' ' '`,
    'exit 0 ;;',
    'esac',
    // busybox's ps has neither -e nor etime, and prints the titles of the columns.
    `ps --cols ${mostBytes} -eo pid=,ppid=,etime=,args= 2>/dev/null ||`,
    `ps -o pid,ppid,args | awk '{ sub(/^ *[0-9]+ +[0-9]+/, "& -"); print substr($0, 1, ${mostBytes}); }'`,
  ].join('\n'),
  parameters: { SERVICE_PATTERN: servicePattern },
  timeoutSeconds: 10,
  read: readProcesses,
};

export function readProcesses(output: CommandOutput): readonly ServiceProcess[] | ProbeFailure {
  if (output.status !== 0 || output.standardOutput.trim() === '') return commonFailure(output) ?? notUnderstood(output);
  const uptime = /^uptime ([\d.]+)\n/.exec(output.standardOutput)?.[1];
  return uptime === undefined ? fromListing(output.standardOutput) : fromFiles(output.standardOutput, Number(uptime));
}

/** What `ps` printed: number, parent, age and command line. */
function fromListing(text: string): ServiceProcess[] {
  return text.split('\n').flatMap(line => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    const service = found && serviceOfCommandLine(found[4] ?? '');
    if (!found || !service) return [];
    return [
      { service, process: Number(found[1]), parent: Number(found[2]), elapsedSeconds: secondsOf(found[3] ?? '') },
    ];
  });
}

/** Clock ticks of a second, in which the kernel tells times (proc(5)). */
const ticks = 100;

/** What `head -v` printed of `/proc/N/stat` and `/proc/N/cmdline` (proc(5)), by turns. */
function fromFiles(text: string, uptime: number): ServiceProcess[] {
  const stats = new Map<string, readonly string[]>();
  const processes: ServiceProcess[] = [];
  for (const [, process = '', name, content = ''] of text.matchAll(
    /^==> \/proc\/(\d+)\/(stat|cmdline) <==\n([\s\S]*?)(?=\n==> \/proc\/|$(?![\s\S]))/gm,
  )) {
    // The name in parentheses may hold blanks and parentheses.
    if (name === 'stat') stats.set(process, content.slice(content.lastIndexOf(')') + 2).split(' '));
    const service = name === 'cmdline' ? serviceOfCommandLine(content) : undefined;
    if (!service) continue;
    const [, parent = '0'] = stats.get(process) ?? [];
    const started = Number(stats.get(process)?.[19]) / ticks;
    const elapsedSeconds = Number.isFinite(started) ? Math.max(0, Math.round(uptime - started)) : undefined;
    processes.push({ service, process: Number(process), parent: Number(parent), elapsedSeconds });
  }
  return processes;
}

/** `ps` prints `[[days-]hours:]minutes:seconds` (POSIX); `etimes` in seconds is not everywhere. */
function secondsOf(text: string): number | undefined {
  if (!/^(?:\d+-)?[\d:]+$/.test(text)) return undefined;
  const [clock = '', days = '0'] = text.split('-').reverse();
  const parts = clock.split(':').map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0) + Number(days) * 86_400;
}
