import type { CommandOutput } from '../command.ts';
import { lightRunVariable } from '../kept-script.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';

/** A container as docker or podman tells about it. */
export interface ContainerState {
  readonly engine: 'docker' | 'podman';
  readonly name: string;
  /** With its tag, as it was started: `kolla/nova-conductor:2024.1`. */
  readonly image: string;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'unknown';
  readonly health: 'healthy' | 'unhealthy' | 'starting' | undefined;
  /** When it was started last, as the engine prints it (ISO 8601); undefined when it never was. */
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly exitCode: number;
  readonly restartCount: number;
  /** `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly restartPolicy: string;
  /** Unit of systemd that owns it, where a label says so (podman's quadlets and `podman generate systemd`). */
  readonly unit: string | undefined;
}

/** What `inspect` prints of each container, one JSON text a line: few fields, because environments hold passwords. */
const format = [
  '{"name":{{json .Name}}',
  '"image":{{json IMAGE}}',
  '"status":{{json .State.Status}}',
  '"health":{{if HEALTH}}{{json HEALTH.Status}}{{else}}null{{end}}',
  '"startedAt":{{json .State.StartedAt}}',
  '"finishedAt":{{json .State.FinishedAt}}',
  '"exitCode":{{json .State.ExitCode}}',
  '"restartCount":{{json .RestartCount}}',
  '"restartPolicy":{{json .HostConfig.RestartPolicy.Name}}',
  '"unit":{{json (index .Config.Labels "PODMAN_SYSTEMD_UNIT")}}}',
].join(',');

/**
 * A daemon that hangs would else hold up everything that is asked beside it. A light run does without: who asked for it ends
 * it as a whole, and asks for a whole one.
 */
const engineSeconds = 8;

/** All containers of docker, running or not. */
export const dockerProbe: Probe<readonly ContainerState[]> = probeOf(
  'docker',
  format.replace('IMAGE', '.Config.Image').replaceAll('HEALTH', '.State.Health'),
);

/** All containers of podman. Its `State.Health` is a value, not a pointer, and empty where there is no check. */
export const podmanProbe: Probe<readonly ContainerState[]> = probeOf(
  'podman',
  format
    .replace('IMAGE', '.ImageName')
    .replace('{{if HEALTH}}{{json HEALTH.Status}}{{else}}null{{end}}', '{{json .State.Health.Status}}'),
);

function probeOf(engine: 'docker' | 'podman', template: string): Probe<readonly ContainerState[]> {
  return {
    name: engine,
    // Without containers `inspect` would complain; a container that is removed meanwhile is no failure of the others.
    script: [
      `command -v ${engine} >/dev/null || { echo "${engine}: not found" >&2; exit 127; }`,
      `BOUND=; [ -n "$${lightRunVariable}" ] || BOUND="timeout ${engineSeconds}"`,
      `NOVA_DOCTOR_IDS=$($BOUND ${engine} ps -aq) || { NOVA_DOCTOR_STATUS=$?; [ $NOVA_DOCTOR_STATUS -ne 124 ] || echo "${engine} ps: no answer in ${engineSeconds} s" >&2; exit $NOVA_DOCTOR_STATUS; }`,
      '[ -n "$NOVA_DOCTOR_IDS" ] || exit 0',
      `$BOUND ${engine} inspect --type container --format "$${engine.toUpperCase()}_FORMAT" $NOVA_DOCTOR_IDS 2>/dev/null || true`,
    ].join('\n'),
    parameters: { [`${engine.toUpperCase()}_FORMAT`]: template },
    asRoot: true,
    timeoutSeconds: 20,
    read: output => readContainers(engine, output),
  };
}

const statuses = new Set(['created', 'running', 'paused', 'restarting', 'exited', 'dead']);
const never = /^0001-01-01/;

export function readContainers(
  engine: 'docker' | 'podman',
  output: CommandOutput,
): readonly ContainerState[] | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const lines = output.standardOutput.split('\n').filter(line => line.trim() !== '');
  const containers = lines.map(line => readContainer(engine, line));
  const bad = containers.indexOf(undefined);
  if (bad >= 0) return { unreadable: 'not-understood', detail: lines[bad]?.slice(0, 200) ?? '' };
  return containers.filter(container => container !== undefined);
}

function readContainer(engine: 'docker' | 'podman', line: string): ContainerState | undefined {
  const read = recordOf(line);
  if (!read) return undefined;
  const text = (key: string) => (typeof read[key] === 'string' && read[key] !== '' ? (read[key] as string) : undefined);
  const status = text('status')?.toLowerCase() ?? '';
  const health = text('health')?.toLowerCase();
  const timeOf = (key: string) => (never.test(text(key) ?? '0001-01-01') ? undefined : text(key));
  return {
    engine,
    name: (text('name') ?? '').replace(/^\//, ''),
    image: text('image') ?? '',
    status: statuses.has(status) ? (status as ContainerState['status']) : status === 'stopped' ? 'exited' : 'unknown',
    health: health === 'healthy' || health === 'unhealthy' || health === 'starting' ? health : undefined,
    startedAt: timeOf('startedAt'),
    finishedAt: timeOf('finishedAt'),
    exitCode: Number(read.exitCode ?? 0),
    restartCount: Number(read.restartCount ?? 0),
    restartPolicy: text('restartPolicy') ?? 'no',
    unit: text('unit'),
  };
}

function recordOf(line: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
