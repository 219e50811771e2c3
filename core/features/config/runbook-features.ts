import type { TextRange } from '../../config/finding.ts';
import type { Schema } from '../../config/yaml-schema.ts';
import type { Translator } from '../../text/l10n.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import type { ConfigCompletion } from './oslo-completion.ts';
import type { ConfigHover } from './oslo-hover.ts';

/** A line of YAML as far as keys are concerned: good enough while it is being written, when YAML itself is not valid. */
interface KeyLine {
  /** Column of the first dash of a list; undefined where there is none. */
  readonly dash: number | undefined;
  readonly column: number;
  readonly key: string;
  readonly hasColon: boolean;
  readonly keyRange: TextRange;
  readonly valueStart: number;
  readonly end: number;
}

/** Stands for an element of a list in a path. */
const item = '[]';

function keyLineAt(text: string, offset: number): KeyLine {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const end = next === -1 ? text.length : next;
  const match = /^([ \t]*)((?:-[ \t]+)*)(?:([A-Za-z][\w-]*)[ \t]*(:(?=[ \t]|$))?)?/.exec(
    text.slice(start, end).replace(/\r$/, ''),
  )!;
  const column = match[1]!.length + match[2]!.length;
  const key = match[3] ?? '';
  return {
    dash: match[2] === '' ? undefined : match[1]!.length,
    column,
    key,
    hasColon: match[4] !== undefined,
    keyRange: { start: start + column, end: start + column + key.length },
    valueStart: start + match[0].length,
    end,
  };
}

/** The keys that a line lies below, the outermost one first; an element of a list is `[]`. */
function pathAbove(text: string, offset: number, line: KeyLine): string[] {
  const path: string[] = [];
  let limit = line.column;
  let isItem = false;
  if (line.dash !== undefined) {
    path.unshift(item);
    limit = line.dash;
    isItem = true;
  }
  for (
    let at = text.lastIndexOf('\n', offset - 1);
    at >= 0 && (limit > 0 || isItem);
    at = text.lastIndexOf('\n', at - 1)
  ) {
    const above = keyLineAt(text, at);
    if (above.key === '' || !above.hasColon) continue;
    const isParent = above.column < limit || (isItem && above.dash === undefined && above.column === limit);
    const isFirstOfItem = !isItem && above.dash !== undefined && above.column === limit;
    if (!isParent && !isFirstOfItem) continue;
    if (isParent) path.unshift(above.key);
    isItem = above.dash !== undefined;
    if (isItem) path.unshift(item);
    limit = above.dash ?? above.column;
  }
  return path;
}

/** All schemas that say something about a value: those that a schema refers to, or chooses from, among them. */
function parts(schema: Schema, root: Schema, depth = 0): Schema[] {
  if (depth > 6) return [];
  const target = schema.$ref === undefined ? undefined : root.definitions?.[schema.$ref.replace('#/definitions/', '')];
  const further = [target, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(part => part !== undefined);
  return [schema, ...further.flatMap(part => parts(part, root, depth + 1))];
}

function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  let current = parts(root, root);
  for (const step of path) {
    current = current.flatMap(schema => {
      const further = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
      const own = schema.properties && Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined;
      const next = step === item ? schema.items : (own ?? further);
      return next === undefined ? [] : parts(next, root);
    });
  }
  return current;
}

/** Keys of the map that the place is in, and values where there is a choice. */
export function runbookCompletions(text: string, offset: number, schema: Schema, l10n: Translator): ConfigCompletion[] {
  const line = keyLineAt(text, offset);
  const path = pathAbove(text, offset, line);
  if (line.hasColon && offset >= line.valueStart)
    return valuesAt(text, offset, line, schemasAt(schema, [...path, line.key]), l10n);
  if (offset > line.keyRange.end || offset < line.keyRange.start) return [];
  const properties = schemasAt(schema, path).flatMap(each => Object.entries(each.properties ?? {}));
  return [...new Map(properties)].map(([key, each], index) => ({
    label: key,
    kind: 'key',
    detail: descriptionOf(each, schema, l10n),
    text: line.hasColon ? key : `${key}: `,
    range: line.keyRange,
    order: index,
    goesOn: !line.hasColon,
  }));
}

function descriptionOf(schema: Schema, root: Schema, l10n: Translator): string {
  const text = parts(schema, root).find(part => part.description !== undefined)?.description;
  return text === undefined ? '' : l10n.t(text);
}

function valuesAt(
  text: string,
  offset: number,
  line: KeyLine,
  schemas: readonly Schema[],
  l10n: Translator,
): ConfigCompletion[] {
  const words = schemas.flatMap(each => each.enum ?? (each.type === 'boolean' ? ['true', 'false'] : []));
  const written = text.slice(line.valueStart, line.end);
  const blanks = /^[ \t]*/.exec(written)?.[0] ?? '';
  const range = {
    start: Math.min(offset, line.valueStart + blanks.length),
    end: Math.max(offset, line.valueStart + written.trimEnd().length),
  };
  return [...new Set(words.map(String))].map((value, index) => ({
    label: value,
    kind: 'value',
    detail: l10n.t('value'),
    text: blanks === '' ? ` ${value}` : value,
    range,
    order: index,
  }));
}

/** What a key is for. */
export function runbookHover(text: string, offset: number, schema: Schema, l10n: Translator): ConfigHover | undefined {
  const line = keyLineAt(text, offset);
  if (!line.hasColon || offset < line.keyRange.start || offset > line.keyRange.end) return undefined;
  const path = [...pathAbove(text, offset, line), line.key];
  const about = schemasAt(schema, path).find(each => each.description !== undefined)?.description;
  return about === undefined
    ? undefined
    : { range: line.keyRange, markdown: `**${line.key}**\n\n${escapeMarkdown(l10n.t(about))}` };
}
