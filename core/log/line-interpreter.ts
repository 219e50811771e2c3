import type { CompiledFormat } from './format.ts';
import { mayBegin } from './format.ts';
import { type Header, readHeader } from './header.ts';
import { parseRecord, readJsonFields } from './json-fields.ts';
import { readOsloJson } from './json-header.ts';
import type { YearHint } from './time.ts';
import { cleanLine, fillFromWrapper, mergeWrappers, streamKey, unwrap } from './wrapper.ts';

/** What a line turned out to be, wrappers taken off. */
export interface InterpretedLine {
  /** What the wrappers say, the innermost first to speak; undefined for a bare line. */
  readonly wrapped: Header | undefined;
  /** Which of the streams in the file the line belongs to; empty for bare lines. */
  readonly stream: string;
  /** The header of an entry, completed by the wrapper; undefined when the line only goes on. */
  readonly header: Header | undefined;
  /** The line without wrappers. */
  readonly text: string;
  /** Further lines that the wrapped message held. */
  readonly following: readonly string[];
}

const none: readonly string[] = [];

export interface LineInterpreter {
  /** @param line a line without its line end, cleaned. */
  interpret(line: string): InterpretedLine;
  /** Reads a line that says where the bare lines behind it come from. */
  readSection(line: string): Header | undefined;
  /** Reads a line without wrappers by the formats with a header. */
  readEntryHeader(line: string): Header | undefined;
  /** The dialects of the last lines, which are tried first for the next. */
  readonly lastDialects: LastDialects;
}

/** The format that read the last header, and the wrappers around the last lines, the outermost first. */
export interface LastDialects {
  readonly format: CompiledFormat | undefined;
  readonly wrappers: readonly (CompiledFormat | undefined)[];
}

const deepestWrapping = 4;

/**
 * Makes the part of a reader that knows the dialects.
 * @param formats all formats that may occur.
 * @param hint about the year of dates that carry none; the caller keeps it up to date.
 * @param isKnownStream whether a line of this stream was believed before.
 * @param start the dialects of the lines before, where a reader goes on behind another.
 */
export function createLineInterpreter(
  formats: readonly CompiledFormat[],
  hint: YearHint,
  isKnownStream: (stream: string) => boolean,
  start?: LastDialects,
): LineInterpreter {
  const wrappers = formats.filter(({ format }) => format.kind === 'wrapper');
  const sections = formats.filter(({ format }) => format.kind === 'section');
  const headers = formats.filter(({ format }) => format.kind === 'header' || format.kind === 'json');
  const surest = headers.filter(({ format }) => format.isLastResort !== true);
  const lastResorts = headers.filter(({ format }) => format.isLastResort === true);
  let lastFormat = start?.format;
  const lastWrappers = [...(start?.wrappers ?? [])];

  function readSurely(line: string): Header | undefined {
    const again = lastFormat === undefined ? undefined : readByFormat(lastFormat, line);
    if (again !== undefined) return again;
    for (const compiled of surest) {
      if (compiled === lastFormat) continue;
      const header = readByFormat(compiled, line);
      if (header === undefined) continue;
      lastFormat = compiled;
      return header;
    }
    return undefined;
  }

  function readAsLastResort(line: string): Header | undefined {
    for (const compiled of lastResorts) {
      const header = readByFormat(compiled, line);
      if (header !== undefined) return header;
    }
    return undefined;
  }

  function readSection(line: string): Header | undefined {
    for (const compiled of sections) {
      const section = mayBegin(compiled, line) ? readHeader(compiled, line, hint) : undefined;
      if (section !== undefined) return section;
    }
    return undefined;
  }

  function readByFormat(compiled: CompiledFormat, line: string): Header | undefined {
    if (!mayBegin(compiled, line)) return undefined;
    if (compiled.format.kind === 'header') return readHeader(compiled, line, hint);
    const record = parseRecord(line);
    if (record === undefined) return undefined;
    return compiled.format.fields === undefined ? readOsloJson(compiled, record) : readJsonFields(compiled, record);
  }

  function interpret(line: string): InterpretedLine {
    return interpretInside(line, undefined, 0);
  }

  function interpretInside(text: string, outer: Header | undefined, depth: number): InterpretedLine {
    const last = lastWrappers[depth];
    const again = last === undefined ? undefined : interpretWrapped(last, text, outer, depth);
    if (again !== undefined) return again;
    let header = readSurely(text);
    if (header === undefined && depth < deepestWrapping) {
      for (const compiled of wrappers) {
        if (compiled === last) continue;
        const found = interpretWrapped(compiled, text, outer, depth);
        if (found === undefined) continue;
        lastWrappers[depth] = compiled;
        return found;
      }
    }
    header ??= readAsLastResort(text);
    if (header !== undefined && outer !== undefined) fillFromWrapper(header, outer);
    return { wrapped: outer, stream: outer === undefined ? '' : streamKey(outer), header, text, following: none };
  }

  function interpretWrapped(
    compiled: CompiledFormat,
    text: string,
    outer: Header | undefined,
    depth: number,
  ): InterpretedLine | undefined {
    if (!mayBegin(compiled, text)) return undefined;
    const wrapped = unwrap(compiled, text, hint);
    if (wrapped === undefined) return undefined;
    const merged = mergeWrappers(outer, wrapped);
    const [first = '', ...following] = merged.message.split('\n');
    const payload = cleanLine(first);
    const inside = /^\s|^$/.test(payload)
      ? { wrapped: merged, stream: streamKey(merged), header: undefined, text: payload, following: none }
      : interpretInside(payload, merged, depth + 1);
    const isBelieved =
      compiled.format.needsHeader !== true || inside.header !== undefined || isKnownStream(inside.stream);
    if (!isBelieved) return undefined;
    return following.length === 0 ? inside : { ...inside, following: [...inside.following, ...following] };
  }

  return {
    interpret,
    readSection,
    readEntryHeader: line => readSurely(line) ?? readAsLastResort(line),
    get lastDialects() {
      return { format: lastFormat, wrappers: [...lastWrappers] };
    },
  };
}
