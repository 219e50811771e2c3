import type { Command, CommandOutput } from './command.ts';
import { followFileCommand, linesBefore } from './follow.ts';
import type { RemoteLog } from './probes/logs.ts';
import type { ServiceState } from './services.ts';

/** A service writes to its log soon after it starts, not at once; and files tell their times in whole seconds. */
const toleranceSeconds = 60;

/** Where the lines come from that a service writes. */
export type FollowSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'container'; readonly engine: 'docker' | 'podman'; readonly name: string }
  /** Of a unit the journal may be wanted from a time on: in seconds since 1970. */
  | { readonly kind: 'unit'; readonly unit: string; readonly sinceSeconds?: number };

/**
 * Where a service writes its log: into a file where there is one of its name, else to whom its owner keeps its output with.
 * @param logs of its controller; a file that nobody writes any more is passed over where the service has run for longer.
 * @returns undefined for a process that nobody owns.
 */
export function followSourceOf(
  { service, owner, since }: ServiceState,
  logs: readonly RemoteLog[],
): FollowSource | undefined {
  const file = logs.find(({ path }) => path.split('/').at(-1) === `${service}.log`);
  const isLeft = file !== undefined && since !== undefined && file.lastWrite + toleranceSeconds < since;
  if (file && !isLeft) return { kind: 'file', path: file.path };
  if ('container' in owner && owner.container) return { kind: 'container', ...owner.container };
  return owner.kind === 'systemd' ? { kind: 'unit', unit: owner.unit } : undefined;
}

/**
 * A source as a path on its controller: what engines and the journal keep is below folders that no host has.
 * @returns `/var/log/nova/nova-api.log`, `/@docker/nova_api.log`, `/@journal/devstack@n-api.service.log`
 */
export function pathOfSource(source: FollowSource): string {
  if (source.kind === 'file') return source.path;
  if (source.kind === 'container') return `/@${source.engine}/${source.name}.log`;
  return `/@journal/${source.unit}${source.sinceSeconds === undefined ? '' : `@${source.sinceSeconds}`}.log`;
}

/** The source that a path names. */
export function sourceOfPath(path: string): FollowSource {
  const [, keeper, name] = /^\/@(docker|podman|journal)\/([^/]+)\.log$/.exec(path) ?? [];
  if (keeper === undefined || name === undefined) return { kind: 'file', path };
  const [, unit = name, since] = /^(.+?)(?:@(\d{9,}))?$/.exec(name) ?? [];
  return keeper === 'journal'
    ? { kind: 'unit', unit, ...(since === undefined ? {} : { sinceSeconds: Number(since) }) }
    : { kind: 'container', engine: keeper === 'docker' ? 'docker' : 'podman', name };
}

/** How a source is named to people. */
export function followName(source: FollowSource): string {
  if (source.kind === 'file') return source.path.split('/').at(-1) ?? source.path;
  return source.kind === 'container' ? `${source.engine} ${source.name}` : source.unit;
}

/**
 * What merged lines begin with: as grep writes it, because every feature of a log knows that it names host and file.
 * @returns `ctl1/nova-conductor.log:`
 */
export function followPrefix(controller: string, source: FollowSource): string {
  const name = source.kind === 'container' ? source.name : source.kind === 'unit' ? source.unit : followName(source);
  return `${controller}/${name.replace(/\.(?:log|service)$/, '')}.log:`;
}

/** Follows what a service writes until its input ends. @param lines how many of the last lines come first. */
export function followCommand(source: FollowSource, lines = linesBefore): Command<CommandOutput> {
  if (source.kind === 'file') return followFileCommand(source.path, lines);
  return {
    name: `follow-${source.kind}`,
    effect: 'read',
    asRoot: true,
    run:
      source.kind === 'container' ? containerScript(source.engine, source.name, lines) : unitScript(source.unit, lines),
    timeoutSeconds: undefined,
    read: output => output,
  };
}

/**
 * `docker logs -f` ends when the container stops; it is begun again when that starts, from where it ended. What services
 * write to standard error is their log too.
 */
function containerScript(engine: string, name: string, lines: number) {
  return {
    script: [
      'set -- --tail "$LINES_BEFORE"',
      'while "$ENGINE" logs "$@" -f "$CONTAINER" 2>&1; do',
      '  SINCE=$(date +%s)',
      '  while :; do',
      '    STATE=$("$ENGINE" inspect -f "{{.State.Running}}" "$CONTAINER" 2>&1) || { echo "$STATE" >&2; exit 1; }',
      '    [ "$STATE" = true ] && break',
      '    sleep 1',
      '  done',
      '  set -- --since "$SINCE"',
      'done',
    ].join('\n'),
    parameters: { ENGINE: engine, CONTAINER: name, LINES_BEFORE: String(lines) },
  };
}

/** Microseconds where journalctl knows them (systemd 234): lines of several controllers are put in order by time. */
function unitScript(unit: string, lines: number) {
  return {
    script: [
      'FORMAT=short-iso-precise',
      'journalctl -n 0 -o "$FORMAT" >/dev/null 2>&1 || FORMAT=short-iso',
      'exec journalctl --no-pager -o "$FORMAT" -n "$LINES_BEFORE" -f -u "$UNIT"',
    ].join('\n'),
    parameters: { UNIT: unit, LINES_BEFORE: String(lines) },
  };
}
