import type { TextRange } from '../finding.ts';
import type { XmlElement, XmlProblem } from './xml-reader.ts';
import { readXml } from './xml-reader.ts';

/** A value of Mycat's XML files, with the place of its text. */
export interface MycatProperty {
  readonly name: string;
  readonly value: string;
  readonly valueRange: TextRange;
  readonly range: TextRange;
}

/** Mycat's `server.xml`: the properties of `<system>`. */
export interface MycatServer {
  readonly path: string;
  readonly text: string;
  readonly system: readonly MycatProperty[];
  /** Where `<system>` holds its properties; undefined where it is missing. */
  readonly systemRange: TextRange | undefined;
  readonly users: readonly { readonly name: string; readonly schemas: readonly string[]; readonly range: TextRange }[];
  readonly problems: readonly XmlProblem[];
}

/** Mycat's `schema.xml`: its `<dataHost>` elements with their attributes. */
export interface MycatSchema {
  readonly path: string;
  readonly text: string;
  readonly dataHosts: readonly MycatDataHost[];
  readonly problems: readonly XmlProblem[];
}

export interface MycatDataHost {
  readonly attributes: readonly MycatProperty[];
  /** `<writeHost>` and the `<readHost>` within it. */
  readonly hosts: readonly {
    readonly kind: string;
    readonly attributes: readonly MycatProperty[];
    readonly range: TextRange;
  }[];
  readonly range: TextRange;
}

/** Whether an XML file is one of Mycat's, and which; undefined for those of anybody else. */
export function mycatKind(text: string): 'server' | 'schema' | undefined {
  const kind = /<mycat:(server|schema)[\s>]/.exec(text.slice(0, 4096))?.[1];
  return kind === 'server' || kind === 'schema' ? kind : undefined;
}

/** Reads Mycat's `server.xml`. */
export function readMycatServer(path: string, text: string): MycatServer {
  const { elements, problems } = readXml(text);
  const system = descendants(elements, 'system')[0];
  const users = descendants(elements, 'user').map(user => ({
    name: user.attributes.find(attribute => attribute.name === 'name')?.value ?? '',
    schemas: (propertiesOf(text, user).find(property => property.name === 'schemas')?.value ?? '')
      .split(',')
      .map(schema => schema.trim())
      .filter(schema => schema !== ''),
    range: user.range,
  }));
  return {
    path,
    text,
    system: system ? propertiesOf(text, system) : [],
    systemRange: system?.innerRange,
    users,
    problems,
  };
}

/** Reads Mycat's `schema.xml`. */
export function readMycatSchema(path: string, text: string): MycatSchema {
  const { elements, problems } = readXml(text);
  const dataHosts = descendants(elements, 'dataHost').map(element => ({
    attributes: element.attributes,
    hosts: [...descendants(element.children, 'writeHost'), ...descendants(element.children, 'readHost')]
      .sort((a, b) => a.range.start - b.range.start)
      .map(host => ({ kind: host.name, attributes: host.attributes, range: host.range })),
    range: element.range,
  }));
  return { path, text, dataHosts, problems };
}

/** The `<property name="…">…</property>` of an element, values without the blanks around them. */
function propertiesOf(text: string, element: XmlElement): MycatProperty[] {
  return element.children
    .filter(child => child.name === 'property')
    .flatMap(child => {
      const name = child.attributes.find(attribute => attribute.name === 'name')?.value;
      if (name === undefined) return [];
      const { start, end } = child.innerRange;
      const written = text.slice(start, end);
      const valueStart = start + written.length - written.trimStart().length;
      const valueRange = { start: valueStart, end: valueStart + written.trim().length };
      return [{ name, value: child.text.trim(), valueRange, range: child.range }];
    });
}

function descendants(elements: readonly XmlElement[], name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const waiting = [...elements].reverse();
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    if (element.name === name) found.push(element);
    for (let index = element.children.length - 1; index >= 0; index--) waiting.push(element.children[index]!);
  }
  return found;
}
