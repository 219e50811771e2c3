import type { TextRange } from '../finding.ts';

/** An attribute, with the place of its value between the quotes. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly valueRange: TextRange;
  readonly range: TextRange;
}

/** An element of an XML file. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** All text directly within it, entities resolved. */
  readonly text: string;
  /** Between the start tag and the end tag; empty for `<a/>`. */
  readonly innerRange: TextRange;
  /** From the start tag to the end tag. */
  readonly range: TextRange;
}

/** What a parser of XML refuses. */
export interface XmlProblem {
  readonly range: TextRange;
  readonly kind: 'unclosed-element' | 'unexpected-end-tag' | 'unclosed-tag';
}

interface OpenElement {
  readonly name: string;
  readonly attributes: XmlAttribute[];
  readonly children: XmlElement[];
  text: string;
  readonly start: number;
  readonly innerStart: number;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Resolves the five entities of XML and numbers. Others stay as they are, so that a file can define no bomb. */
function resolved(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name)] ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/**
 * Reads the elements of an XML file, as far as they can be made out. Mycat's files are small and plain: a document type is
 * passed over with its declarations, namespaces are left as they are written.
 * @returns the elements at the top, usually one.
 */
export function readXml(text: string): { elements: readonly XmlElement[]; problems: readonly XmlProblem[] } {
  const problems: XmlProblem[] = [];
  const root: OpenElement = { name: '', attributes: [], children: [], text: '', start: 0, innerStart: 0 };
  const open: OpenElement[] = [root];
  const openNames = new Map<string, number>();
  let index = 0;
  while (index < text.length) {
    const current = open.at(-1)!;
    const next = text.indexOf('<', index);
    if (next < 0) {
      current.text += resolved(text.slice(index));
      break;
    }
    current.text += resolved(text.slice(index, next));
    const passed = endOfMarkup(text, next);
    if (passed !== undefined) {
      if (text.startsWith('<![CDATA[', next)) current.text += text.slice(next + 9, Math.max(next + 9, passed - 3));
      index = passed;
      continue;
    }
    const tag = readTag(text, next);
    if (!tag) {
      problems.push({ range: { start: next, end: next + 1 }, kind: 'unclosed-tag' });
      current.text += '<';
      index = next + 1;
      continue;
    }
    index = tag.end;
    if (tag.isEnd) close(open, openNames, tag, problems);
    else if (tag.isEmpty) current.children.push(finished(newElement(tag), tag.end, tag.end));
    else {
      open.push(newElement(tag));
      openNames.set(tag.name, (openNames.get(tag.name) ?? 0) + 1);
    }
  }
  while (open.length > 1) {
    const element = open.pop()!;
    problems.push({ range: { start: element.start, end: element.innerStart }, kind: 'unclosed-element' });
    open.at(-1)!.children.push(finished(element, text.length, text.length));
  }
  return { elements: root.children, problems };
}

/** Ends the innermost element of the tag's name; those within it that were not closed are ended with it. */
function close(open: OpenElement[], openNames: Map<string, number>, tag: Tag, problems: XmlProblem[]): void {
  // Without the names, a file of end tags that fit nothing would take a search through all open elements for each.
  if (!openNames.get(tag.name)) {
    problems.push({ range: { start: tag.start, end: tag.end }, kind: 'unexpected-end-tag' });
    return;
  }
  for (;;) {
    const element = open.pop()!;
    openNames.set(element.name, openNames.get(element.name)! - 1);
    const isItsOwn = element.name === tag.name;
    if (!isItsOwn)
      problems.push({ range: { start: element.start, end: element.innerStart }, kind: 'unclosed-element' });
    open.at(-1)!.children.push(finished(element, tag.start, isItsOwn ? tag.end : tag.start));
    if (isItsOwn) return;
  }
}

function newElement(tag: Tag): OpenElement {
  const { name, attributes, start, end } = tag;
  return { name, attributes, children: [], text: '', start, innerStart: end };
}

function finished(element: OpenElement, innerEnd: number, end: number): XmlElement {
  const { name, attributes, children, text, start, innerStart } = element;
  return { name, attributes, children, text, innerRange: { start: innerStart, end: innerEnd }, range: { start, end } };
}

/** The end of a comment, a CDATA section, a processing instruction or a document type; undefined where none begins. */
function endOfMarkup(text: string, start: number): number | undefined {
  const after = (word: string, from: number) => {
    const found = text.indexOf(word, from);
    return found < 0 ? text.length : found + word.length;
  };
  if (text.startsWith('<!--', start)) return after('-->', start + 4);
  if (text.startsWith('<![CDATA[', start)) return after(']]>', start + 9);
  if (text.startsWith('<?', start)) return after('?>', start + 2);
  if (!text.startsWith('<!', start)) return undefined;
  const end = text.indexOf('>', start);
  const declarations = text.indexOf('[', start);
  if (declarations < 0 || (end >= 0 && end < declarations)) return end < 0 ? text.length : end + 1;
  return after('>', after(']', declarations));
}

interface Tag {
  readonly name: string;
  readonly attributes: XmlAttribute[];
  readonly isEnd: boolean;
  readonly isEmpty: boolean;
  readonly start: number;
  readonly end: number;
}

function readTag(text: string, start: number): Tag | undefined {
  const opening = /<(\/?)([^\s<>/="']+)/y;
  opening.lastIndex = start;
  const match = opening.exec(text);
  if (!match) return undefined;
  const attributes: XmlAttribute[] = [];
  let index = opening.lastIndex;
  for (;;) {
    const ending = /\s*(\/?)>/y;
    ending.lastIndex = index;
    const end = ending.exec(text);
    if (end) {
      const [isEnd, isEmpty] = [match[1] === '/', end[1] === '/'];
      return { name: match[2]!, attributes, isEnd, isEmpty, start, end: ending.lastIndex };
    }
    const attribute = readAttribute(text, index);
    if (!attribute) return undefined;
    attributes.push(attribute);
    index = attribute.range.end;
  }
}

function readAttribute(text: string, from: number): XmlAttribute | undefined {
  const pattern = /\s*([^\s<>/="']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (!match) return undefined;
  const raw = match[2] ?? match[3] ?? '';
  const end = pattern.lastIndex;
  const start = from + match[0].length - match[0].trimStart().length;
  return {
    name: match[1]!,
    value: resolved(raw),
    valueRange: { start: end - 1 - raw.length, end: end - 1 },
    range: { start, end },
  };
}
