import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import type { ClientPlace } from './database.ts';
import { novaSqlFunctions, novaSqlParameters } from './nova-sql.ts';

/** A service as nova's database has it, at two times. */
export interface ServiceRecord {
  readonly host: string;
  readonly binary: string;
  readonly isDisabled: boolean;
  /** Whether it reported itself between the two readings. */
  readonly hasReported: boolean;
}

/** Seconds between the two readings: services report every 10 s unless `report_interval` says otherwise. */
const secondsBetween = 15;

/** Prints the URLs of the databases of all cells that this controller knows; they stay in variables of its shell. */
const cellUrls = [
  'nova_doctor_cells() {',
  '  nova_doctor_url database',
  '  API=$(nova_doctor_url api_database) || return 0',
  '  printf "%s\\n" "$API" | nova_doctor_sql "SELECT database_connection FROM cell_mappings WHERE disabled = 0"',
  '}',
  // A mapping that is a template stands for the connection that the service itself has.
  'URLS=$(nova_doctor_cells | grep "^mysql" | grep -v "[{]" | sort -u)',
  '[ -n "$URLS" ] || { echo "nova.conf has no [database]connection to MySQL that can be read" >&2; exit 78; }',
  'nova_doctor_everywhere() {',
  '  printf "%s\\n" "$URLS" | while IFS= read -r URL; do printf "%s\\n" "$URL" | nova_doctor_sql "$1" || exit; done',
  '}',
].join('\n');

/**
 * Whether services report themselves, which they do through the database (or, nova-compute, through a conductor). Read twice, because
 * clocks of controllers and of the database may differ.
 * @param binary a name of a service, as `nova-compute`.
 */
export function serviceRecordsProbe(place: ClientPlace, binary: string): Probe<readonly ServiceRecord[]> {
  if (!/^[a-z-]+$/.test(binary)) throw new Error(`${binary} is no name of a service.`);
  return {
    name: 'service-records',
    script: [
      novaSqlFunctions,
      cellUrls,
      `nova_doctor_everywhere "$RECORDS_STATEMENT" || exit; sleep ${secondsBetween}; echo again`,
      'nova_doctor_everywhere "$RECORDS_STATEMENT"',
    ].join('\n'),
    parameters: {
      ...novaSqlParameters(place),
      RECORDS_STATEMENT: `SELECT 'record', id, host, \`binary\`, disabled, CONCAT(report_count, ' ', COALESCE(updated_at, '')), DATABASE() FROM services WHERE deleted = 0 AND \`binary\` = '${binary}'`,
    },
    asRoot: true,
    timeoutSeconds: 40 + secondsBetween,
    read: readServiceRecords,
  };
}

export function readServiceRecords(output: CommandOutput): readonly ServiceRecord[] | ProbeFailure {
  const failure = databaseFailure(output);
  if (failure) return failure;
  const [before = '', after] = output.standardOutput.split(/^again$/m);
  if (after === undefined) return notUnderstood(output);
  const first = recordsIn(before);
  return [...recordsIn(after)].map(([key, { host, binary, disabled, stamp }]) => ({
    host,
    binary,
    isDisabled: disabled === '1',
    // A service that has come newly has reported as well.
    hasReported: first.get(key)?.stamp !== stamp,
  }));
}

function recordsIn(text: string) {
  const rows = text.split('\n').flatMap(line => {
    const [kind, id = '', host = '', binary = '', disabled = '', stamp = '', database = ''] = line.split('\t');
    return kind === 'record' ? [[`${database} ${id}`, { host, binary, disabled, stamp }] as const] : [];
  });
  return new Map(rows);
}

/** Why statements on nova's databases have no result. */
function databaseFailure(output: CommandOutput): ProbeFailure | undefined {
  if (output.status === 0) return undefined;
  const detail = output.standardError.trim().split('\n').at(-1) ?? '';
  if (output.status === 78) return { unreadable: 'no-credentials', detail };
  const said = /ERROR \d+.*/.exec(output.standardError)?.[0];
  if (said) return { unreadable: 'not-running', detail: said };
  return commonFailure(output) ?? notUnderstood(output);
}

/** Something that waits for a message that may be lost. */
export interface TransitionalRecord {
  readonly kind: 'instance' | 'volume';
  readonly id: string;
  readonly host: string;
  /** Of an instance its task, as `deleting`; of a volume its status. */
  readonly state: string;
  readonly seconds: number;
}

/** As many as are listed; who has more has to ask the database. */
export const mostTransitional = 200;

const cinderFiles = [
  '/etc/kolla/cinder-api/cinder.conf',
  '/etc/kolla/cinder-volume/cinder.conf',
  '/var/lib/config-data/puppet-generated/cinder/etc/cinder/cinder.conf',
  '/etc/cinder/cinder.conf',
];

/** Instances and volumes that have been in a transitional state for a while. @param seconds how long at least. */
export function transitionalProbe(place: ClientPlace, seconds: number): Probe<readonly TransitionalRecord[]> {
  const age = 'TIMESTAMPDIFF(SECOND, COALESCE(updated_at, created_at), UTC_TIMESTAMP())';
  const since = Math.max(0, Math.round(seconds));
  return {
    name: 'transitional',
    script: [
      novaSqlFunctions,
      cellUrls,
      'nova_doctor_everywhere "$INSTANCES_STATEMENT" || exit',
      // Cinder's configuration is not on every controller that nova's is on.
      'CINDER=$(NOVA_FILES=$CINDER_FILES; nova_doctor_url database) || exit 0',
      'printf "%s\\n" "$CINDER" | nova_doctor_sql "$VOLUMES_STATEMENT" && echo volumes-read',
    ].join('\n'),
    parameters: {
      ...novaSqlParameters(place),
      CINDER_FILES: cinderFiles.join(' '),
      INSTANCES_STATEMENT: `SELECT 'instance', uuid, COALESCE(host, ''), task_state, ${age} FROM instances WHERE deleted = 0 AND task_state IS NOT NULL AND ${age} >= ${since} ORDER BY 5 DESC LIMIT ${mostTransitional}`,
      VOLUMES_STATEMENT: `SELECT 'volume', id, COALESCE(host, ''), status, ${age} FROM volumes WHERE deleted = 0 AND (status LIKE '%ing' OR status LIKE '%ing-%') AND ${age} >= ${since} ORDER BY 5 DESC LIMIT ${mostTransitional}`,
    },
    asRoot: true,
    timeoutSeconds: 40,
    read: readTransitional,
  };
}

export function readTransitional(output: CommandOutput): readonly TransitionalRecord[] | ProbeFailure {
  const failure = databaseFailure(output);
  if (failure) return failure;
  const records = output.standardOutput.split('\n').flatMap((line): TransitionalRecord[] => {
    const [kind, id = '', host = '', state = '', seconds] = line.split('\t');
    return kind === 'instance' || kind === 'volume' ? [{ kind, id, host, state, seconds: Number(seconds) }] : [];
  });
  return [...new Map(records.map(record => [record.id, record])).values()];
}
