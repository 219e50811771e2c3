// Pages that list what package.json contributes, and what runbooks can name.
import { readFileSync } from 'node:fs';
import { table } from './markdown-table.mjs';
import { inProject } from './paths.mjs';
import { valueOfModule } from './value-of-module.mjs';

/**
 * @typedef {{ name: string, about: string }} Word
 * @typedef {Word & { type: string, isRequired: boolean, words: readonly string[] }} Key
 * @typedef {Word & { keys: readonly Key[] }} WordWithKeys
 * @typedef {{ targets: readonly Word[], actions: readonly WordWithKeys[], probes: readonly WordWithKeys[] }} RunbookWords
 */

const generated = 'by `node scripts/make-docs.mjs`; do not edit.';

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(inProject(path), 'utf8'));
}

/** The text of a `%key%` in package.json. */
function createTexts() {
  const texts = readJson('package.nls.json');
  return (/** @type {string} */ text) => text.replace(/^%(.+)%$/, (_, key) => texts[key] ?? key);
}

export function settingsPage() {
  const { contributes, capabilities } = readJson('package.json');
  const text = createTexts();
  const restricted = new Set(capabilities.untrustedWorkspaces.restrictedConfigurations);
  const sections = [contributes.configuration]
    .flat()
    .map(({ title, properties }) => [
      ...(Array.isArray(contributes.configuration) ? [`## ${text(title)}`, ''] : []),
      ...Object.entries(properties).flatMap(([name, setting]) => [
        `### ${name}`,
        '',
        text(setting.markdownDescription ?? setting.description ?? ''),
        '',
        `Default: \`${JSON.stringify(setting.default)}\`; scope: ${setting.scope}${
          restricted.has(name) ? '; a value of an untrusted workspace does not count' : ''
        }.`,
        '',
        ...(setting.enum ?? []).map(
          (/** @type {string} */ value, /** @type {number} */ index) =>
            `* \`${value}\`: ${text((setting.markdownEnumDescriptions ?? setting.enumDescriptions)?.[index] ?? '')}`,
        ),
        ...(setting.enum ? [''] : []),
      ]),
    ]);
  return page('Settings', `Generated from \`package.json\` ${generated}`, sections.flat());
}

export function commandsPage() {
  const { contributes } = readJson('package.json');
  const text = createTexts();
  const hidden = new Set(
    (contributes.menus?.commandPalette ?? [])
      .filter((/** @type {{ when?: string }} */ { when }) => when === 'false')
      .map((/** @type {{ command: string }} */ { command }) => command),
  );
  const keys = new Map(
    (contributes.keybindings ?? []).map((/** @type {{ command: string, key: string }} */ { command, key }) => [
      command,
      key,
    ]),
  );
  const rows = contributes.commands.map((/** @type {{ command: string, category?: string, title: string }} */ each) => [
    `${each.category ? `${text(each.category)}: ` : ''}${text(each.title)}`,
    `\`${each.command}\``,
    keys.get(each.command) ?? '',
    hidden.has(each.command) ? 'menus' : 'palette',
  ]);
  const about = 'Keys can be given to each of them under *Preferences: Open Keyboard Shortcuts*.';
  const listed = table(['Command', 'Id', 'Key', 'Where'], rows);
  return page('Commands', `Generated from \`package.json\` ${generated}`, [about, '', ...listed]);
}

/** What each command of the command line says about itself. */
export function commandLinePage() {
  const helps = /** @type {readonly { name: string, help: string }[]} */ (
    valueOfModule(`
    import { commands } from './cli/commands.ts';
    return Promise.all(commands.map(async ({ name, load }) => ({ name, help: (await load()).help() })));`)
  );
  return page('The command line', `Generated from \`cli\` ${generated}`, [
    'What `nova-doctor COMMAND --help` prints. In a checkout `nova-doctor` is `node dist/cli.js`, after `npm run build`. `--lang en|zh-cn` sets the language of any command,',
    'and `NO_COLOR` turns colours off. What `--format json` prints is in [json-output.md](json-output.md).',
    '',
    'Exit status: 0 nothing found, 1 something found, 2 bad usage or unreadable input, 3 a runbook stopped, 130 interrupted.',
    '',
    ...helps.flatMap(({ name, help }) => [`## ${name}`, '', '```text', help.trimEnd(), '```', '']),
  ]);
}

/** What runbooks can name, as the editor completes it. */
export function runbookLanguagePage() {
  const words = /** @type {RunbookWords} */ (
    valueOfModule(`
    import { ourWords } from './core/runbook/our-words.ts';
    import { english } from './core/text/l10n.ts';
    const word = each => ({ name: each.name, about: each.describe(english) });
    const key = each => ({ ...word(each), type: each.type, isRequired: each.isRequired === true, words: each.words ?? [] });
    const withKeys = each => ({ ...word(each), keys: each.keys.map(key) });
    return { targets: ourWords.targets.map(word), actions: ourWords.actions.map(withKeys), probes: ourWords.probes.map(withKeys) };`)
  );
  return page('The language of runbooks', `Generated from \`core/runbook\` and \`knowledge/schemas\` ${generated}`, [
    'A runbook is a file `NAME.runbook.yaml` beside `.nova-doctor.yaml`, or in `runbooks/` there. The editor completes, explains and checks',
    'it; `nova-doctor runbook show NAME` prints what was understood, `plan NAME` every command that it would run. Those that',
    'ship with Nova Doctor, in `knowledge/runbooks`, are written in the same language.',
    '',
    ...exampleOfRunbook(),
    '',
    '## Keys',
    '',
    ...schemaTables(),
    '## Where a step takes place',
    '',
    ...table(
      ['`on`', ''],
      words.targets.map(({ name, about }) => [`\`${name}\``, about]),
    ),
    '',
    '## Actions',
    '',
    '`run` is one of these; commands are made of them when the plan is made, with separate arguments. Each also takes `timeout`.',
    '',
    ...words.actions.flatMap(wordSection),
    '## Probes',
    '',
    '`require`, `verify` and `preview` name one or several of these. `for` says how long it must stay so, `within` how long it may take until it is.',
    '',
    ...words.probes.flatMap(wordSection),
  ]);
}

/** A small runbook in full; a test reads it. */
function exampleOfRunbook() {
  return [
    'A small one in full: it restarts one service on one controller after the other.',
    '',
    '```yaml',
    readFileSync(inProject('scripts/lib/example.runbook.yaml'), 'utf8').trimEnd(),
    '```',
    '',
    'Durations are a number with a unit: `500ms`, `30s`, `10m`, `1h`. `${settle}` stands for the value of a parameter; the text of a script has',
    'it as the variable `SETTLE` instead. Each step needs `manual`, `run`, `watch`, `wait`, `verify` or `require`.',
  ];
}

/** The keys of a runbook, of a step and so on, with what the schema says about them. */
function schemaTables() {
  const schema = readJson('knowledge/schemas/runbook.schema.json');
  const parts = [
    ['A runbook', schema],
    ['A parameter', schema.definitions.parameter],
    ['A step', schema.definitions.step],
    ['`watch` of a step', schema.definitions.watch],
    ['`undo` of a step', schema.definitions.undo],
  ];
  return parts.flatMap(([title, part]) => {
    const required = new Set(part.required);
    const entries = Object.entries(part.properties).map(([name, value]) => {
      const own = /** @type {{ description?: string, enum?: readonly unknown[], $ref?: string }} */ (value);
      const referred = own.$ref ? schema.definitions[own.$ref.replace('#/definitions/', '')] : undefined;
      const choices = own.enum ? own.enum.map(each => `\`${each}\``).join(', ') : '';
      return [
        `\`${name}\`${required.has(name) ? ' (required)' : ''}`,
        own.description ?? referred?.description ?? '',
        choices,
      ];
    });
    return [`### ${title}`, '', ...table(['Key', 'What it says', 'One of'], entries), ''];
  });
}

/** @param {WordWithKeys} word */
function wordSection({ name, about, keys }) {
  const rows = keys.map(key => [
    `\`${key.name}\`${key.isRequired ? ' (required)' : ''}`,
    key.type,
    key.about,
    key.words.map(each => `\`${each}\``).join(', '),
  ]);
  return [
    `### ${name}`,
    '',
    about,
    '',
    ...(rows.length > 0 ? [...table(['Key', 'Type', '', 'One of'], rows), ''] : []),
  ];
}

/**
 * @param {string} title
 * @param {string} origin
 * @param {readonly string[]} lines
 */
function page(title, origin, lines) {
  return [`# ${title}`, '', origin, '', ...lines].join('\n').replace(/\n+$/, '\n');
}
