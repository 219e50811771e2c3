import type { Capacity, CapacityInput } from './capacity.ts';
import { databaseFronts, sectionLabel } from './database-fronts.ts';
import type { Deployment } from './deployment.ts';
import type { ConfigPlace } from './finding.ts';
import { effectiveSetting, settingOf } from './haproxy/haproxy-values.ts';
import { proxySqlValue } from './proxysql/proxysql-file.ts';
import { oncePerPlace } from './rules/neighbours.ts';

/** How many connections something on the way to the database lets in, or opens itself. */
export interface ConnectionLimit {
  readonly program: 'mysql' | 'haproxy' | 'mycat' | 'proxysql';
  /** As the program calls it: `max_connections`, `maxconn`, `maxCon`. */
  readonly name: string;
  /** What it belongs to, where a program has several: `listen mycat`, the name of a data host. */
  readonly where: string | undefined;
  /** Never 0: what has no limit is not here. */
  readonly value: number;
  readonly place: ConfigPlace | undefined;
  readonly origin: CapacityInput['origin'];
}

/** All limits that files tell, and that of the database itself, which comes first. */
export function connectionLimits(deployment: Deployment, { maxConnections }: Capacity): ConnectionLimit[] {
  const { value, place, origin } = maxConnections;
  return [
    { program: 'mysql', name: 'max_connections', where: undefined, value, place, origin },
    ...haproxyLimits(deployment),
    ...mycatLimits(deployment),
    ...proxySqlLimits(deployment),
  ];
}

/** `maxconn` of the sections of haproxy that lead to the database, and of haproxy as a whole. */
export function haproxyLimits(deployment: Deployment): (ConnectionLimit & { where: string; place: ConfigPlace })[] {
  const limits: (ConnectionLimit & { where: string; place: ConfigPlace })[] = [];
  for (const { file, section } of databaseFronts(deployment)) {
    const found = effectiveSetting(deployment.haproxy, section, 'maxconn');
    const globals = deployment.haproxy.flatMap(one => one.sections).filter(one => one.kind === 'global');
    const candidates = [
      found && { setting: found.setting, section: found.section },
      ...globals.map(one => ({ setting: settingOf(one, 'maxconn'), section: one })),
    ];
    for (const candidate of candidates) {
      const word = candidate?.setting?.words[1];
      if (!candidate || !word || !/^\d+$/.test(word.text) || Number(word.text) === 0) continue;
      const owner = deployment.haproxy.find(one => one.sections.includes(candidate.section)) ?? file;
      limits.push({
        program: 'haproxy',
        name: 'maxconn',
        where: sectionLabel(candidate.section),
        value: Number(word.text),
        place: { path: owner.path, range: word.range },
        origin: 'file',
      });
    }
  }
  return oncePerPlace(limits, limit => limit.place);
}

function mycatLimits(deployment: Deployment): ConnectionLimit[] {
  return deployment.mycatSchemas.flatMap(file =>
    file.dataHosts.flatMap(({ attributes, range }): ConnectionLimit[] => {
      const attribute = attributes.find(one => one.name === 'maxCon');
      const value = Number(attribute?.value);
      if (!attribute || !Number.isInteger(value) || value < 1) return [];
      const place = { path: file.path, range: attribute.valueRange ?? range };
      const where = attributes.find(one => one.name === 'name')?.value;
      return [{ program: 'mycat', name: 'maxCon', where, value, place, origin: 'file' }];
    }),
  );
}

/** Of each server; ProxySQL opens 1000 where nothing is said. */
function proxySqlLimits(deployment: Deployment): ConnectionLimit[] {
  return deployment.proxysql.flatMap(file =>
    (file.tables.get('mysql_servers') ?? []).flatMap((row): ConnectionLimit[] => {
      const setting = proxySqlValue(row, 'max_connections');
      const where = proxySqlValue(row, 'address')?.value ?? proxySqlValue(row, 'hostname')?.value;
      const common = { program: 'proxysql' as const, name: 'max_connections', where };
      if (!setting)
        return [{ ...common, value: 1000, place: { path: file.path, range: row.range }, origin: 'default' }];
      if (!/^[1-9]\d*$/.test(setting.value)) return [];
      const place = { path: file.path, range: setting.valueRange };
      return [{ ...common, value: Number(setting.value), place, origin: 'file' }];
    }),
  );
}
