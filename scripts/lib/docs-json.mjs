// The page about the JSON that the command line prints, from the schemas that tests hold against real outputs.
import { readFileSync } from 'node:fs';
import { table } from './markdown-table.mjs';
import { inProject } from './paths.mjs';

/**
 * @typedef {{ title?: string, description?: string, type?: string | readonly string[], const?: unknown,
 *   enum?: readonly unknown[], $ref?: string, anyOf?: readonly Schema[], items?: Schema, required?: readonly string[],
 *   properties?: Record<string, Schema>, additionalProperties?: boolean | Schema,
 *   definitions?: Record<string, Schema> }} Schema
 */

/** The schemas of `docs/schemas`, in the order of the page. */
export const outputSchemas = [
  'analyze',
  'trace',
  'lint',
  'controllers',
  'triage',
  'runbook-list',
  'runbook-show',
  'runbook-plan',
  'runbook-run',
  'runbook-report',
  'runbook-runs',
];

/** @param {string} name @returns {Schema} */
function readSchema(name) {
  return JSON.parse(readFileSync(inProject(`docs/schemas/${name}.schema.json`), 'utf8'));
}

/** @param {string} reference `#/definitions/place` */
function definitionName(reference) {
  return reference.replace('#/definitions/', '');
}

export function jsonOutputPage() {
  /** Where each definition stands that several commands share. @type {Map<string, string>} */
  const written = new Map();
  const sections = outputSchemas.flatMap(name => commandSection(name, readSchema(name), written));
  return [
    '# JSON output',
    '',
    'Generated from `docs/schemas` by `node scripts/make-docs.mjs`; do not edit.',
    '',
    'What `--format json` prints, for scripts. Each command has a JSON Schema in [schemas](schemas); tests hold them to what the command line really',
    'prints. Fields are added, and never renamed or dropped without another `version` and a note in [CHANGELOG](../CHANGELOG.md): a script should',
    'pass over what it does not know. *May be absent* stands where a field is left out; every other field is always there. Lines and columns count',
    'from 1, indexes from 0. Secrets are taken out. Titles, messages and reasons are in the language of the terminal (`--lang en` fixes it); ids and the',
    'words of a choice are not translated.',
    '',
    'Exit status: 0 nothing at or above `--fail-on`, 1 something, 2 bad usage or unreadable input (what could be read is printed all the same), 3 a runbook',
    'stopped, 130 interrupted. Progress and complaints go to standard error, so standard output is one JSON value.',
    '',
    '`analyze` and `lint` also print SARIF 2.1.0 with `--format sarif`. `explain` has no JSON: its data are the files of `knowledge`.',
    '',
    ...outputSchemas.map(name => `* [${readSchema(name).title}](#${name})`),
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {Map<string, string>} written
 */
function commandSection(name, schema, written) {
  const definitions = Object.entries(schema.definitions ?? {});
  for (const [key, definition] of definitions) {
    const text = `${key} ${JSON.stringify(definition)}`;
    if (!written.has(text)) written.set(text, `${name}-${key}`);
  }
  const anchorOf = (/** @type {string} */ key) =>
    written.get(`${key} ${JSON.stringify(schema.definitions?.[key])}`) ?? `${name}-${key}`;
  return [
    `<a id="${name}"></a>`,
    '',
    `## ${schema.title}`,
    '',
    schema.description ?? '',
    '',
    ...fieldTable(schema, anchorOf),
    '',
    ...definitions
      .filter(([key]) => anchorOf(key) === `${name}-${key}`)
      .flatMap(([key, definition]) => [
        `<a id="${name}-${key}"></a>`,
        '',
        `### ${schema.title}: ${key}`,
        '',
        ...(definition.description ? [definition.description, ''] : []),
        ...fieldTable(definition, anchorOf),
        '',
      ]),
  ];
}

/**
 * @param {Schema} schema
 * @param {(definition: string) => string} anchorOf
 */
function fieldTable(schema, anchorOf) {
  return table(['Field', 'Type', 'Meaning'], rowsOf(schema, '', anchorOf));
}

/**
 * The fields of an object, and of objects inside it that have no name of their own.
 * @param {Schema} schema
 * @param {string} before `findings[].`
 * @param {(definition: string) => string} anchorOf
 * @returns {string[][]}
 */
function rowsOf(schema, before, anchorOf) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isOptional = !(schema.required ?? []).includes(name);
    const meaning = [field.description ?? '', isOptional ? '*May be absent.*' : ''].filter(text => text !== '');
    const row = [`\`${before}${name}\``, typeText(field, anchorOf), meaning.join(' ')];
    return [row, ...innerRows(field, `${before}${name}`, anchorOf)];
  });
}

/**
 * @param {Schema} field
 * @param {string} path
 * @param {(definition: string) => string} anchorOf
 * @returns {string[][]}
 */
function innerRows(field, path, anchorOf) {
  if (field.properties) return rowsOf(field, `${path}.`, anchorOf);
  if (field.items) return innerRows(field.items, `${path}[]`, anchorOf);
  return (field.anyOf ?? []).flatMap(each => innerRows(each, path, anchorOf));
}

/**
 * @param {Schema} field
 * @param {(definition: string) => string} anchorOf
 * @returns {string}
 */
function typeText(field, anchorOf) {
  if (field.$ref) return `[${definitionName(field.$ref)}](#${anchorOf(definitionName(field.$ref))})`;
  if (field.anyOf) return field.anyOf.map(each => typeText(each, anchorOf)).join(' or ');
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum) return field.enum.map(each => `\`${each}\``).join(', ');
  if (field.items) return `list of ${typeText(field.items, anchorOf)}`;
  const { additionalProperties: values } = field;
  if (typeof values === 'object') return `object of ${typeText(values, anchorOf)}`;
  return [field.type ?? ''].flat().join(' or ');
}
