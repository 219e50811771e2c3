import type { CommandOutput } from '../command.ts';
import { lightRunVariable } from '../kept-script.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';

/** How a controller itself is doing. */
export interface HostState {
  readonly hostName: string;
  /** Its clock when it answered, in milliseconds since 1970. */
  readonly clock: number;
  /** Offset of its time zone from UTC in minutes. */
  readonly zoneMinutes: number;
  readonly bootSeconds: number;
  readonly processors: number;
  /** Of the last minute, 5 and 15 minutes. */
  readonly load: readonly [number, number, number];
  readonly memoryKiB: { readonly total: number; readonly available: number };
  /** Empty after a light run (`wireKeptScript`), which does not ask for them. */
  readonly disks: readonly DiskState[];
}

export interface DiskState {
  readonly mountedOn: string;
  readonly totalKiB: number;
  readonly availableKiB: number;
  readonly usedPercent: number;
}

/** `df -P` prints one line per file system; those of other hosts are left out, because they may hang. */
const script = [
  // The shell reads these by itself: fifty controllers on one small machine notice each process more.
  'read -r NAME </proc/sys/kernel/hostname; echo "name $NAME"',
  'date "+clock %s.%N %z"',
  'read -r UP REST </proc/uptime; echo "uptime $UP"',
  'read -r ONE FIVE FIFTEEN REST </proc/loadavg; echo "load $ONE $FIVE $FIFTEEN"',
  // Ranges: `0-3,8`.
  'COUNT=0; read -r ONLINE </sys/devices/system/cpu/online; IFS=,',
  'for RANGE in $ONLINE; do IFS=-; set -- $RANGE; LAST=$1; [ $# -eq 1 ] || LAST=$2',
  'COUNT=$((COUNT + LAST - $1 + 1)); done; unset IFS; echo "processors $COUNT"',
  'while read -r KEY VALUE; do',
  'case $KEY in MemTotal:) echo "$KEY $VALUE" ;; MemAvailable:) echo "$KEY $VALUE"; break ;; esac',
  'done </proc/meminfo',
  `[ -z "$${lightRunVariable}" ] || exit 0`,
  // busybox's df has no -l; a file system of another host that does not answer must not hold up the rest.
  'df -P -l -k 2>/dev/null || timeout 5 df -P -k 2>/dev/null',
  'true',
].join('\n');

export const hostStateProbe: Probe<HostState> = { name: 'host-state', script, timeoutSeconds: 10, read: readHostState };

const notDisks = /^(?:tmpfs|devtmpfs|overlay|shm|udev|none|squashfs|efivarfs)$/;

export function readHostState(output: CommandOutput): HostState | ProbeFailure {
  const text = output.standardOutput;
  const field = (name: string) => new RegExp(`^${name}:?\\s+(.*)$`, 'm').exec(text)?.[1]?.trim();
  const [seconds = '', zone = ''] = field('clock')?.split(' ') ?? [];
  // busybox's date knows no %N and prints it as it is, or leaves it out.
  const clock = Math.round(Number(seconds.replace(/\.(?:%?N)?$/, '')) * 1000);
  if (!seconds || !Number.isFinite(clock)) return commonFailure(output) ?? notUnderstood(output);
  const load = (field('load') ?? '').split(' ').map(Number);
  return {
    hostName: field('name') ?? '',
    clock,
    zoneMinutes: zoneMinutesOf(zone),
    bootSeconds: Number(field('uptime') ?? 0),
    processors: Number(field('processors') ?? 0),
    load: [load[0] ?? 0, load[1] ?? 0, load[2] ?? 0],
    memoryKiB: {
      total: Number.parseInt(field('MemTotal') ?? '0', 10),
      available: Number.parseInt(field('MemAvailable') ?? '0', 10),
    },
    disks: disksOf(text),
  };
}

function zoneMinutesOf(zone: string): number {
  const found = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === '-' ? -minutes : minutes;
}

function disksOf(text: string): DiskState[] {
  return text.split('\n').flatMap(line => {
    // The name of a file system may hold blanks; the five columns after it are of fixed form.
    const found = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(\d+)%\s+(\/.*)$/.exec(line);
    if (!found || notDisks.test(found[1] ?? '')) return [];
    return [
      {
        mountedOn: found[6] ?? '',
        totalKiB: Number(found[2]),
        availableKiB: Number(found[4]),
        usedPercent: Number(found[5]),
      },
    ];
  });
}

/**
 * By how much a controller's clock differs from ours.
 * @param sent @param received our clock around the probe, in milliseconds since 1970.
 * @returns milliseconds, positive when its clock is ahead, and the half of the round trip as what may be wrong about it.
 */
export function clockSkew(
  clock: number,
  sent: number,
  received: number,
): { readonly skew: number; readonly error: number } {
  const error = Math.max(0, (received - sent) / 2);
  return { skew: clock - (sent + received) / 2, error };
}
