import type { Translator } from '../../text/l10n.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import type { ConfigCompletion } from './oslo-completion.ts';
import type { ConfigHover } from './oslo-hover.ts';
import { item, type KeyLine, keyLineAt, pathAbove } from './yaml-place.ts';

/** What is looked at of the JSON Schema (draft 7) of runbooks. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly description?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
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
