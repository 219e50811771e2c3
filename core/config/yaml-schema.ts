import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Translator } from '../text/l10n.ts';
import { nearest } from '../text/nearest.ts';
import { parseYaml } from '../text/yaml.ts';
import type { TextRange } from './finding.ts';

/** The part of JSON Schema (draft 7) that our schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly description?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What is wrong at a place of a YAML text. */
export interface SchemaProblem {
  readonly range: TextRange;
  readonly message: string;
}

interface Check {
  readonly root: Schema;
  readonly l10n: Translator;
}

/** Aliases of YAML may blow a small text up; nobody needs many here. */
const mostAliases = 100;
const mostProblems = 100;

/** Checks a YAML text against a schema. It never throws, whatever the text is. */
export function checkYaml(text: string, root: Schema, l10n: Translator): SchemaProblem[] {
  const document = parseYaml(text, { uniqueKeys: true, logLevel: 'silent' });
  if (document.errors.length > 0) {
    return document.errors.map(({ message, pos }) => ({
      range: { start: pos[0], end: pos[1] },
      message: message.split('\n')[0]!.replace(/ at line \d+.*$/, ''),
    }));
  }
  try {
    document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    return [{ range: { start: 0, end: 0 }, message: error instanceof Error ? error.message : String(error) }];
  }
  const found = checkNode(document.contents as Node | null, root, { start: 0, end: 0 }, { root, l10n });
  return found.slice(0, mostProblems);
}

function resolved(schema: Schema, { root }: Check): Schema {
  const name = schema.$ref?.replace('#/definitions/', '');
  const target = name === undefined ? undefined : root.definitions?.[name];
  return target === undefined ? schema : { ...target, ...schema };
}

function checkNode(node: Node | null, written: Schema, around: TextRange, check: Check): SchemaProblem[] {
  const schema = resolved(written, check);
  const { l10n } = check;
  const range = node?.range ? { start: node.range[0], end: node.range[1] } : around;
  const value: unknown = node === null ? null : isScalar(node) ? node.value : undefined;
  const wrong = (message: string): SchemaProblem[] => [{ range, message }];
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(node, value))) {
    return wrong(
      l10n.t(
        'Expected: {0}.',
        [schema.type]
          .flat()
          .map(type => typeName(type, l10n))
          .join(', '),
      ),
    );
  }
  if (schema.const !== undefined && value !== schema.const)
    return wrong(l10n.t('Expected: {0}.', String(schema.const)));
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return wrong(l10n.t('Expected one of: {0}.', schema.enum.join(', ')));
  }
  const problems = typeof value === 'string' ? checkText(value, schema, wrong, l10n) : [];
  if (isMap(node)) problems.push(...checkMap(node.items as Pair<Node, Node | null>[], schema, range, check));
  if (isSeq(node)) problems.push(...checkList(node.items as Node[], schema, range, check));
  problems.push(...checkChoices(node, schema, range, check));
  return problems;
}

function checkText(
  value: string,
  { minLength = 0, pattern }: Schema,
  wrong: (message: string) => SchemaProblem[],
  l10n: Translator,
): SchemaProblem[] {
  if (value.length < minLength) return wrong(l10n.t('A text is missing here.'));
  return pattern === undefined || new RegExp(pattern).test(value)
    ? []
    : wrong(l10n.t('This does not match {0}.', pattern));
}

function checkMap(
  pairs: readonly Pair<Node, Node | null>[],
  schema: Schema,
  range: TextRange,
  check: Check,
): SchemaProblem[] {
  const { l10n } = check;
  const problems: SchemaProblem[] = [];
  const given = new Set<string>();
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : '';
    given.add(name);
    const place = key.range ? { start: key.range[0], end: key.range[1] } : range;
    const own = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    const further = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    if (own !== undefined || further !== undefined)
      problems.push(...checkNode(value, own ?? further ?? {}, place, check));
    else if (schema.additionalProperties === false) {
      problems.push({ range: place, message: unknownKey(name, Object.keys(schema.properties ?? {}), l10n) });
    }
    const names = schema.propertyNames?.pattern;
    if (names !== undefined && !new RegExp(names).test(name)) {
      problems.push({ range: place, message: l10n.t('This does not match {0}.', names) });
    }
  }
  const missing = (schema.required ?? []).filter(name => !given.has(name));
  // The whole of a long step is not underlined for one key: its start is.
  const start = { start: range.start, end: Math.min(range.end, range.start + 1) };
  if (missing.length > 0) problems.push({ range: start, message: l10n.t('Missing here: {0}.', missing.join(', ')) });
  return problems;
}

function unknownKey(name: string, known: readonly string[], l10n: Translator): string {
  const meant = nearest(name, known);
  return meant === undefined
    ? l10n.t('Unknown key {0}. Known here: {1}.', name, known.join(', '))
    : l10n.t('Unknown key {0}. Did you mean {1}?', name, meant);
}

function checkList(items: readonly Node[], schema: Schema, range: TextRange, check: Check): SchemaProblem[] {
  if (items.length < (schema.minItems ?? 0)) return [{ range, message: check.l10n.t('The list is empty.') }];
  const { items: each } = schema;
  return each === undefined ? [] : items.flatMap(item => checkNode(item, each, range, check));
}

/** What several schemas together say: of those that will do, what the nearest one misses. */
function checkChoices(node: Node | null, schema: Schema, range: TextRange, check: Check): SchemaProblem[] {
  const { l10n } = check;
  const problems: SchemaProblem[] = [];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const results = choices.map(choice => checkNode(node, choice, range, check));
    const fewest = Math.min(...results.map(result => result.length));
    const keys = choices.flatMap(choice => (Object.keys(choice).join() === 'required' ? (choice.required ?? []) : []));
    const start = { start: range.start, end: Math.min(range.end, range.start + 1) };
    if (fewest > 0 && keys.length === choices.length) {
      problems.push({ range: start, message: l10n.t('One of these is missing: {0}.', keys.join(', ')) });
    } else if (fewest > 0) problems.push(...results.find(result => result.length === fewest)!);
  }
  if (schema.not && checkNode(node, schema.not, range, check).length === 0) {
    problems.push({ range, message: l10n.t('This is not allowed here.') });
  }
  if (schema.if && schema.then && checkNode(node, schema.if, range, check).length === 0) {
    problems.push(...checkNode(node, schema.then, range, check));
  }
  return problems;
}

function typeOf(node: Node | null, value: unknown): string {
  if (isMap(node)) return 'object';
  if (isSeq(node)) return 'array';
  return value === null ? 'null' : typeof value;
}

function typeName(type: string, l10n: Translator): string {
  const names: Readonly<Record<string, string>> = {
    object: l10n.t('keys with values'),
    array: l10n.t('a list'),
    string: l10n.t('a text'),
    number: l10n.t('a number'),
    boolean: l10n.t('true or false'),
  };
  return names[type] ?? type;
}
