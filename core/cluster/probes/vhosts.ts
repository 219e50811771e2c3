import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import type { ClientPlace } from './database.ts';
import { novaSqlFunctions, novaSqlParameters } from './nova-sql.ts';

/** The vhosts of RabbitMQ that nova uses, as one controller knows them. */
export interface NovaVhosts {
  /** Of transport_url in the files of nova on this controller. */
  readonly own: readonly string[];
  /** Of the cells; undefined where the mappings could not be read, as on a controller of a cell. */
  readonly cells:
    | readonly { readonly name: string; readonly vhost: string; readonly isDisabled: boolean }[]
    | undefined;
}

/** Takes the vhost out of a URL before anything is printed: the account that stands before the last `@` stays behind. */
const vhostProgram = [
  '/^[ \\t]*\\[/ { group = $0; gsub(/[ \\t\\r]/, "", group); next }',
  'group == "[DEFAULT]" && /^transport_url[ \\t]*[=:]/ { sub(/^transport_url[ \\t]*[=:][ \\t]*/, ""); sub(/[ \\t\\r]*$/, ""); url = $0 }',
  'END {',
  '  if (url == "") exit 3',
  '  sub(/^[A-Za-z0-9+]*:\\/\\//, "", url); n = split(url, parts, "@"); rest = parts[n]; sub(/\\?.*$/, "", rest)',
  '  at = index(rest, "/"); print "own " (at > 0 ? substr(rest, at + 1) : "")',
  '}',
].join('\n');

/** The same in SQL. cell0 has `none:/`. */
const cellsStatement = [
  "SELECT 'cell', name, disabled, IF(transport_url LIKE 'none:%', 'none', 'rabbit'),",
  "IF(LOCATE('/', rest) > 0, SUBSTRING(rest, LOCATE('/', rest) + 1), '') FROM (SELECT name, disabled, transport_url,",
  "SUBSTRING_INDEX(SUBSTRING_INDEX(SUBSTRING(transport_url, LOCATE('://', transport_url) + 3), '@', -1), '?', 1) AS rest",
  'FROM cell_mappings) AS mappings',
].join(' ');

/** Which vhosts are nova's: those of transport_url and of the cell mappings. Only their names travel. */
export function vhostsProbe(place: ClientPlace = {}): Probe<NovaVhosts> {
  return {
    name: 'vhosts',
    script: [
      novaSqlFunctions,
      'for FILE in $NOVA_FILES; do [ -r "$FILE" ] && awk "$VHOST_PROGRAM" "$FILE"; done',
      'if URL=$(nova_doctor_url api_database); then',
      '  printf "%s\\n" "$URL" | nova_doctor_sql "$CELLS_STATEMENT" && echo cells-read',
      'fi',
      'exit 0',
    ].join('\n'),
    parameters: { ...novaSqlParameters(place), VHOST_PROGRAM: vhostProgram, CELLS_STATEMENT: cellsStatement },
    asRoot: true,
    timeoutSeconds: 20,
    read: readVhosts,
  };
}

export function readVhosts(output: CommandOutput): NovaVhosts | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const lines = output.standardOutput.split('\n');
  const own = [...new Set(lines.flatMap(line => /^own (.*)$/.exec(line)?.[1] ?? []).map(vhostOf))];
  if (own.length === 0) {
    const detail = output.standardError.trim().split('\n').at(-1) || 'transport_url';
    return commonFailure(output) ?? { unreadable: 'no-credentials', detail };
  }
  if (!lines.includes('cells-read')) return { own, cells: undefined };
  const cells = lines.flatMap(line => {
    const [kind, name = '', disabled, transport, vhost = ''] = line.split('\t');
    if (kind !== 'cell' || transport === 'none') return [];
    // A mapping may be a template, whose path is that of the service's own transport_url.
    const isTemplate = vhost.includes('{path}');
    return (isTemplate ? own : [vhostOf(vhost)]).map(each => ({ name, vhost: each, isDisabled: disabled === '1' }));
  });
  return { own, cells };
}

/** The path of a URL without its first slash; an empty one is the default vhost. */
function vhostOf(path: string): string {
  if (path === '') return '/';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
