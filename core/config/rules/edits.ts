import type { OsloConfiguration } from '../deployment.ts';
import type { ConfigEdit, ConfigPlace } from '../finding.ts';
import type { HaproxyFile, HaproxySection } from '../haproxy/haproxy-file.ts';
import { settingOf } from '../haproxy/haproxy-values.ts';
import type { MycatServer } from '../mycat/mycat-files.ts';

/** The edit that gives an option of nova a value: in its place, below the header of its group, or in a new group at the end. */
export function setOption(configuration: OsloConfiguration, group: string, name: string, value: string): ConfigEdit {
  const place = configuration.get(group, name).valuePlace;
  if (place) return { ...place, text: value };
  const header = configuration.groupPlace(group);
  const line = `${name} = ${value}`;
  if (header.range.end > 0) return insertAt(header.path, header.range.end, `${lineEnd(configuration, header)}${line}`);
  const file = configuration.files[0];
  const text = file?.text ?? '';
  const end = lineEnd(configuration, header);
  const before = text === '' || text.endsWith('\n') ? '' : end;
  return insertAt(header.path, text.length, `${before}[${group}]${end}${line}${end}`);
}

function lineEnd(configuration: OsloConfiguration, place: ConfigPlace): string {
  return configuration.files.find(file => file.path === place.path)?.text.includes('\r\n') ? '\r\n' : '\n';
}

function insertAt(path: string, offset: number, text: string): ConfigEdit {
  return { path, range: { start: offset, end: offset }, text };
}

/** The edit that gives a section of haproxy a timeout of its own, so that others which share its defaults keep theirs. */
export function setTimeoutOf(file: HaproxyFile, section: HaproxySection, kind: string, value: string): ConfigEdit {
  const word = settingOf(section, 'timeout', kind)?.words[2];
  if (word) return { path: file.path, range: word.range, text: value };
  return insertAt(file.path, section.headerRange.end, `\n    timeout ${kind} ${value}`);
}

/** The edit that gives Mycat a property; undefined where its file has no `<system>`. */
export function setMycatProperty(server: MycatServer, name: string, value: string): ConfigEdit | undefined {
  const property = server.system.findLast(one => one.name === name);
  if (property) return { path: server.path, range: property.valueRange, text: value };
  if (!server.systemRange) return undefined;
  return insertAt(server.path, server.systemRange.start, `\n    <property name="${name}">${value}</property>`);
}
