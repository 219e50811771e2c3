import {
  type Document,
  type DocumentOptions,
  type ParsedNode,
  type ParseOptions,
  parseAllDocuments,
  parseDocument,
  type SchemaOptions,
  YAMLParseError,
} from 'yaml';

/** Deeper than anybody nests. The library needs seconds for some hundred brackets in each other, and hours for thousands. */
const deepest = 64;

type Options = ParseOptions & DocumentOptions & SchemaOptions;

/**
 * Reads YAML of a stranger with the library: a text that nests too deeply is not read at all, and says so among the errors of the
 * document. It never throws. A key that is a map must not be made a text of: nested ones grow exponentially.
 */
export function parseYaml(text: string, options: Options = {}): Document.Parsed<ParsedNode> {
  return parseBounded(text, options, bounded => parseDocument(bounded, options)) as Document.Parsed<ParsedNode>;
}

/** The first document of a text that may hold several. */
export function parseFirstYaml(text: string, options: Options = {}): Document.Parsed<ParsedNode> | undefined {
  return parseBounded(text, options, bounded => {
    const documents = parseAllDocuments(bounded, options);
    return Array.isArray(documents) ? documents[0] : undefined;
  }) as Document.Parsed<ParsedNode> | undefined;
}

function parseBounded<Read>(text: string, options: Options, parse: (text: string) => Read) {
  const at = deepPlace(text);
  if (at === undefined) {
    try {
      return parse(text);
    } catch (error) {
      // The library calls itself once for each level.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const place = at ?? 0;
  const document = parseDocument('', options);
  const message = `More than ${deepest} levels are nested in each other`;
  options.lineCounter?.addNewLine(0);
  document.errors.push(new YAMLParseError([place, place + 1], 'RESOURCE_EXHAUSTION', message));
  return document;
}

/**
 * Where a text nests more than `deepest` collections, as an offset from 0; undefined where it does not. Brackets in quotes
 * and comments do not count; a line that begins at the margin with something else ends what was open.
 */
function deepPlace(text: string): number | undefined {
  let depth = 0;
  const pattern = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:^|[ \t])#.*|^[^\s[\]{},#]|[[{]|[\]}]|(?:[-?][ \t]+){64}/gm;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (found === '[' || found === '{') depth++;
    else if (found === ']' || found === '}') depth = Math.max(0, depth - 1);
    else if (found.length > deepest && /^[-?]/.test(found)) return index;
    else if (index === 0 || text[index - 1] === '\n') depth = 0;
    if (depth > deepest) return index;
  }
  return undefined;
}
