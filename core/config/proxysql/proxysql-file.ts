import { isMap, isScalar, isSeq } from 'yaml';
import { parseYaml } from '../../text/yaml.ts';
import type { TextRange } from '../finding.ts';
import type { LibconfigMember } from './libconfig.ts';
import { readLibconfig } from './libconfig.ts';

/** One value of ProxySQL's configuration. */
export interface ProxySqlSetting {
  /** Without its prefix: `wait_timeout`, not `mysql-wait_timeout`. */
  readonly name: string;
  readonly value: string;
  readonly valueRange: TextRange;
  readonly range: TextRange;
}

/** One row of a table: a server of `mysql_servers`, a rule of `mysql_query_rules`. */
export interface ProxySqlRow {
  readonly values: readonly ProxySqlSetting[];
  readonly range: TextRange;
}

/** ProxySQL's configuration: `proxysql.cnf`, or the YAML that kolla makes it from. */
export interface ProxySqlFile {
  readonly path: string;
  readonly text: string;
  readonly adminVariables: readonly ProxySqlSetting[];
  readonly mysqlVariables: readonly ProxySqlSetting[];
  /** Rows by table: `mysql_servers`, `mysql_users`, `mysql_query_rules`, `mysql_galera_hostgroups` … */
  readonly tables: ReadonlyMap<string, readonly ProxySqlRow[]>;
  readonly problems: readonly { readonly range: TextRange; readonly kind: string }[];
}

interface Draft {
  readonly variables: Map<string, ProxySqlSetting[]>;
  readonly tables: Map<string, ProxySqlRow[]>;
}

/** Reads ProxySQL's configuration, by the path's ending as YAML or as libconfig. */
export function readProxySqlFile(path: string, text: string): ProxySqlFile {
  const draft: Draft = { variables: new Map(), tables: new Map() };
  const problems = /\.ya?ml$/i.test(path) ? readYaml(text, draft) : readCnf(text, draft);
  return {
    path,
    text,
    adminVariables: draft.variables.get('admin_variables') ?? [],
    mysqlVariables: draft.variables.get('mysql_variables') ?? [],
    tables: draft.tables,
    problems,
  };
}

/** The value of a variable of `mysql_variables`; the last one, as later ones win. */
export function proxySqlVariable(file: ProxySqlFile, name: string): ProxySqlSetting | undefined {
  return file.mysqlVariables.findLast(setting => setting.name === name);
}

/** The value of a row. Names of columns are compared without case, as ProxySQL does. */
export function proxySqlValue(row: ProxySqlRow, name: string): ProxySqlSetting | undefined {
  return row.values.find(setting => setting.name.toLowerCase() === name);
}

function plainName(name: string): string {
  return name.replace(/^(?:mysql|admin)-/, '');
}

function readCnf(text: string, draft: Draft): ProxySqlFile['problems'] {
  const { members, problems } = readLibconfig(text);
  for (const { name, value } of members) {
    if (value.kind === 'group') {
      draft.variables.set(name, [...(draft.variables.get(name) ?? []), ...scalars(value.members)]);
    }
    if (value.kind !== 'list') continue;
    const rows = value.items.flatMap(item =>
      item.kind === 'group' ? [{ values: scalars(item.members), range: item.range }] : [],
    );
    draft.tables.set(name, [...(draft.tables.get(name) ?? []), ...rows]);
  }
  return problems;
}

function scalars(members: readonly LibconfigMember[]): ProxySqlSetting[] {
  return members.flatMap(({ name, value, range }) =>
    value.kind === 'scalar' ? [{ name: plainName(name), value: value.value, valueRange: value.range, range }] : [],
  );
}

function readYaml(text: string, draft: Draft): ProxySqlFile['problems'] {
  const document = parseYaml(text, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false });
  const problems = document.errors.map(({ pos }) => {
    const end = Math.min(pos[1], text.length);
    return { range: { start: Math.min(pos[0], end), end }, kind: 'yaml' };
  });
  if (!isMap(document.contents)) return problems;
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (isMap(value)) draft.variables.set(name, yamlScalars(value.items));
    if (!isSeq(value)) continue;
    const rows = value.items.flatMap(item =>
      isMap(item) && item.range ? [{ values: yamlScalars(item.items), range: rangeOf(item.range) }] : [],
    );
    draft.tables.set(name, rows);
  }
  return problems;
}

function yamlScalars(items: readonly { key: unknown; value: unknown }[]): ProxySqlSetting[] {
  return items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isScalar(value) || !key.range || !value.range) return [];
    const valueRange = rangeOf(value.range);
    const range = { start: key.range[0], end: valueRange.end };
    return [{ name: plainName(String(key.value)), value: String(value.value ?? ''), valueRange, range }];
  });
}

function rangeOf(range: readonly [number, number, number]): TextRange {
  return { start: range[0], end: range[1] };
}
