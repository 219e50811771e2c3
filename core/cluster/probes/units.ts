import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';

/** A service unit of systemd. */
export interface UnitState {
  /** With its `.service`. */
  readonly name: string;
  readonly activeState: 'active' | 'reloading' | 'inactive' | 'failed' | 'activating' | 'deactivating' | 'unknown';
  readonly subState: string;
  /** Seconds since 1970; undefined when it was never active. */
  readonly activeSince: number | undefined;
  readonly restarts: number;
  readonly mainProcess: number;
  /** How it is started, as systemd prints it: tells which container it runs. */
  readonly command: string;
  /** The file that it was made from: a `.container` of a quadlet. */
  readonly source: string;
}

/** Units that belong to OpenStack or to what it stands on; all of a host would be hundreds. */
const patterns = [
  'nova*',
  'openstack-nova*',
  'openstack-placement*',
  'placement*',
  'kolla-*',
  'tripleo_*',
  'edpm_*',
  'devstack@*',
  'snap.openstack*',
  'rabbitmq*',
  'mariadb*',
  'mysql*',
  'mysqld*',
  'galera*',
  'mycat*',
  'haproxy*',
  'proxysql*',
  'maxscale*',
  'keepalived*',
  'pacemaker*',
  'memcached*',
  'libvirtd*',
  'virtqemud*',
  'httpd*',
  'apache2*',
  'uwsgi*',
];

const properties =
  'Id,LoadState,ActiveState,SubState,ActiveEnterTimestamp,NRestarts,ExecMainPID,ExecStart,SourcePath,FragmentPath';

/** The units of a host that matter here, those included that are stopped. */
export const unitsProbe: Probe<readonly UnitState[]> = {
  name: 'units',
  // A host without systemd has no /run/systemd/system (sd_booted(3)); systemctl may be there all the same, in a container.
  script: [
    '[ -d /run/systemd/system ] || { echo "systemctl: not found" >&2; exit 127; }',
    'export SYSTEMD_PAGER= SYSTEMD_COLORS=0 TZ=UTC',
    `systemctl show --no-pager -p ${properties} -- $UNIT_PATTERNS`,
  ].join('\n'),
  parameters: { UNIT_PATTERNS: patterns.map(pattern => `${pattern}.service`).join(' ') },
  timeoutSeconds: 15,
  read: readUnits,
};

const activeStates = new Set(['active', 'reloading', 'inactive', 'failed', 'activating', 'deactivating']);

/** Reads `systemctl show`: blocks of `Name=value`, with an empty line between two units. */
export function readUnits(output: CommandOutput): readonly UnitState[] | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const text = output.standardOutput.trim();
  if (text !== '' && !/^Id=/m.test(text)) return notUnderstood(output);
  return text.split(/\n\s*\n/).flatMap(block => {
    const values = new Map(
      block.split('\n').map(line => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)] as const;
      }),
    );
    const name = values.get('Id');
    if (!name || values.get('LoadState') === 'not-found') return [];
    const active = values.get('ActiveState') ?? '';
    return [
      {
        name,
        activeState: activeStates.has(active) ? (active as UnitState['activeState']) : 'unknown',
        subState: values.get('SubState') ?? '',
        activeSince: timeOf(values.get('ActiveEnterTimestamp') ?? ''),
        restarts: Number(values.get('NRestarts') ?? 0),
        mainProcess: Number(values.get('ExecMainPID') ?? 0),
        command: values.get('ExecStart') ?? '',
        source: values.get('SourcePath') || values.get('FragmentPath') || '',
      },
    ];
  });
}

/** `Sun 2026-11-22 14:22:47 UTC`: systemd prints times for people, in UTC because the script asks for it. */
function timeOf(text: string): number | undefined {
  const found = /(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1000;
}
