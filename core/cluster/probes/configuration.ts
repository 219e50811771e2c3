import type { CommandOutput } from '../command.ts';
import { commonFailure, type Probe, type ProbeFailure } from '../probe.ts';

/** A configuration file on a controller. */
export interface RemoteConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** Where deployments keep what is judged: patterns of a shell. Copies that containers mount are taken instead of the containers. */
const usualFiles = [
  '/etc/nova/*.conf',
  '/etc/nova/nova.conf.d/*.conf',
  '/etc/placement/placement.conf',
  '/etc/kolla/nova-*/nova.conf',
  '/etc/kolla/placement-api/placement.conf',
  '/etc/kolla/mariadb/galera.cnf',
  '/etc/kolla/haproxy/haproxy.cfg',
  '/etc/kolla/haproxy/services.d/*.cfg',
  '/etc/kolla/proxysql/proxysql.yaml',
  '/var/lib/config-data/puppet-generated/nova*/etc/nova/nova.conf',
  '/var/lib/config-data/puppet-generated/placement/etc/placement/placement.conf',
  '/var/lib/config-data/puppet-generated/mysql/etc/my.cnf.d/*.cnf',
  '/var/lib/config-data/puppet-generated/haproxy/etc/haproxy/haproxy.cfg',
  '/etc/my.cnf',
  '/etc/mysql/my.cnf',
  '/etc/mysql/conf.d/*.cnf',
  '/etc/mysql/mariadb.conf.d/*.cnf',
  '/etc/my.cnf.d/*.cnf',
  '/etc/haproxy/haproxy.cfg',
  '/etc/proxysql.cnf',
];

/** A configuration file on a controller, as the tree shows it. */
export interface ListedConfigurationFile {
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970 by the controller's clock. */
  readonly lastWrite: number;
}

/** Which configuration files there are; nothing of them is read. */
export const configurationListProbe: Probe<readonly ListedConfigurationFile[]> = {
  name: 'configuration-list',
  script: [
    'for FILE in $PATTERNS; do',
    '  [ -f "$FILE" ] && stat -L -c "configuration %s %Y %n" -- "$FILE"',
    'done',
    'true',
  ].join('\n'),
  parameters: { PATTERNS: usualFiles.join(' ') },
  asRoot: true,
  timeoutSeconds: 15,
  read: readConfigurationList,
};

export function readConfigurationList(output: CommandOutput): readonly ListedConfigurationFile[] | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? { unreadable: 'not-understood', detail: '' };
  const lines = output.standardOutput.matchAll(/^configuration (\d+) (\d+) (\/.*)$/gm);
  return [...lines].map(([, bytes, lastWrite, path]) => ({
    path: path!,
    bytes: Number(bytes),
    lastWrite: Number(lastWrite),
  }));
}

/** A file of configuration is not larger. */
const mostBytes = 2 * 1024 * 1024;

/**
 * Reads the configuration of a controller as it is now.
 * @param mark a word that is in no file: lines with it tell where each begins.
 */
export function configurationProbe(mark: string): Probe<readonly RemoteConfigurationFile[]> {
  return {
    name: 'configuration',
    script: [
      'for FILE in $PATTERNS; do',
      '  [ -f "$FILE" ] || continue',
      '  [ -r "$FILE" ] || { echo "$FILE: Permission denied" >&2; continue; }',
      '  [ "$(wc -c < "$FILE")" -le "$MOST_BYTES" ] || { echo "$FILE is too large" >&2; continue; }',
      '  printf "%s %s\\n" "$MARK" "$FILE"; cat "$FILE"; printf "\\n%s end\\n" "$MARK"',
      'done',
    ].join('\n'),
    parameters: { PATTERNS: usualFiles.join(' '), MARK: mark, MOST_BYTES: String(mostBytes) },
    asRoot: true,
    timeoutSeconds: 30,
    read: output => readConfigurationFiles(mark, output),
  };
}

function readConfigurationFiles(
  mark: string,
  output: CommandOutput,
): readonly RemoteConfigurationFile[] | ProbeFailure {
  const files: RemoteConfigurationFile[] = [];
  for (const part of output.standardOutput.split(`${mark} /`).slice(1)) {
    const lineEnd = part.indexOf('\n');
    const end = part.lastIndexOf(`\n${mark} end`);
    if (lineEnd >= 0 && end >= lineEnd)
      files.push({ path: `/${part.slice(0, lineEnd)}`, text: part.slice(lineEnd + 1, end) });
  }
  return files.length === 0 ? (commonFailure(output) ?? files) : files;
}
