// The documents that are generated from the knowledge and from the rules.
import { readdirSync, readFileSync } from 'node:fs';
import { jsonOutputPage } from './docs-json.mjs';
import { commandLinePage, commandsPage, runbookLanguagePage, settingsPage } from './docs-reference.mjs';
import { table } from './markdown-table.mjs';
import { inProject } from './paths.mjs';
import { valueOfModule } from './value-of-module.mjs';

/**
 * @typedef {{ id: string, title: string, severity: string, rootCauses?: readonly string[] }} Signature
 * @typedef {{ id: string, title: string, role: string, about: string, containers: readonly string[],
 *   loggers: readonly string[], processes: readonly string[], stages?: readonly number[], ports?: readonly number[],
 *   since?: string, until?: string, signatures: readonly string[] }} System
 * @typedef {{ area: string, signatures: readonly Signature[] }} Area
 * @typedef {{ id: string, title: string, summary: string, when: readonly string[],
 *   parameters: readonly { name: string, type: string, default?: string, choices: readonly string[], description: string }[],
 *   steps: readonly { id: string, title: string, on: string, effect: string, manual?: string,
 *     if?: Readonly<Record<string, string>> }[] }} Runbook
 * @typedef {{ id: string, severity: string, title: string, why: string, remedy: string, source: string }} RuleText
 */

/** @type {Readonly<Record<string, string>>} */
const roleTitles = {
  nova: 'Nova',
  placement: 'Placement',
  identity: 'Identity',
  image: 'Images',
  network: 'Networks',
  volume: 'Volumes',
  'object-store': 'Object store',
  broker: 'Message brokers',
  database: 'Databases',
  'database-proxy': 'Proxies, for databases and APIs',
  library: 'Libraries inside the services',
  hypervisor: 'Hypervisor',
  cache: 'Cache',
  'virtual-ip': 'Virtual address',
  'web-server': 'Web servers',
  host: 'Host',
};

const generated = 'Generated from `knowledge/` by `node scripts/make-docs.mjs`; do not edit.';

/**
 * The signatures that speak of a system.
 * @param {System} system
 * @param {readonly Signature[]} signatures
 */
export function signaturesOf(system, signatures) {
  return signatures.filter(({ id }) =>
    system.signatures.some(name => (name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name)),
  );
}

/**
 * The page about the systems whose logs are read, and about which logs speak.
 * @param {readonly System[]} systems
 * @param {readonly Signature[]} signatures
 */
function systemsPage(systems, signatures) {
  const overview = systems.map(system => [
    `[${system.title}](#${system.id})`,
    system.about,
    (system.stages ?? []).join(', '),
    (system.ports ?? []).join(', '),
    String(signaturesOf(system, signatures).length),
  ]);
  const roles = [...new Set(systems.map(({ role }) => role))];
  return [
    '# Systems',
    '',
    generated,
    '',
    'Each of these is recognised as the writer of a log, by the name of the file, the container, the process or the',
    'logger, and as a party in the logs of others. The stages are those of the creation of an instance',
    '(`knowledge/boot-stages.json`).',
    '',
    ...table(['System', 'What it is', 'Stages', 'Ports', 'Signatures'], overview),
    '',
    ...roles.flatMap(role => [
      `## ${roleTitles[role] ?? role}`,
      '',
      ...systems.filter(system => system.role === role).flatMap(system => systemSection(system, signatures)),
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/**
 * @param {System} system
 * @param {readonly Signature[]} signatures
 */
function systemSection(system, signatures) {
  const life = [
    system.since === undefined ? undefined : `since ${system.since}`,
    system.until === undefined ? undefined : `until ${system.until}`,
  ].filter(part => part !== undefined);
  const code = (/** @type {readonly string[]} */ names) => names.map(name => `\`${name}\``).join(', ');
  const facts = [
    ['Processes', code(system.processes)],
    ['Containers', code(system.containers)],
    ['Loggers', code(system.loggers)],
    ['Releases', life.join(', ')],
    [
      'Signatures',
      signaturesOf(system, signatures)
        .map(({ id }) => `[\`${id}\`](signatures.md#${id})`)
        .join(', '),
    ],
  ].filter(([, text]) => text !== '');
  return [
    `<a id="${system.id}"></a>`,
    '',
    `### ${system.title}`,
    '',
    system.about,
    '',
    ...facts.map(([name, text]) => `* ${name}: ${text}`),
    '',
  ];
}

/**
 * The page about all signatures.
 * @param {readonly Area[]} areas
 */
function signaturesPage(areas) {
  const count = areas.reduce((sum, { signatures }) => sum + signatures.length, 0);
  return [
    '# Signatures',
    '',
    generated,
    '',
    `${count} known failures, life signs and harmless remarks. \`nova-doctor explain ID\` shows causes, checks and remedies.`,
    'Root causes are those of `knowledge/causes.json`, the likeliest first.',
    '',
    ...areas.flatMap(({ area, signatures }) => [
      `## ${area}`,
      '',
      ...table(
        ['Signature', 'What happened', 'Severity', 'Root causes'],
        signatures.map(({ id, title, severity, rootCauses = [] }) => [
          `<a id="${id}"></a>\`${id}\``,
          title,
          severity,
          rootCauses.join(', '),
        ]),
      ),
      '',
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** The families of rules, by how their ids begin. */
const ruleFamilies = [
  { prefix: 'OSLO-', title: 'Every option of nova and placement' },
  { prefix: 'OD', title: 'Options of oslo.db' },
  { prefix: 'X', title: 'Files against each other, messaging and time-outs' },
  { prefix: 'PY', title: 'Python code with SQLAlchemy' },
];

/**
 * The page about all rules of `lint`.
 * @param {readonly RuleText[]} rules
 */
function rulesPage(rules) {
  return [
    '# Rules',
    '',
    'Generated from `core/config/rules` and `core/python/rules` by `node scripts/make-docs.mjs`; do not edit.',
    '',
    `${rules.length} rules for configuration and for Python code. Each can be set to off, info, warning or error, and a comment`,
    '`nova-doctor: ignore OD008` at the end of a line, or on the line above it, keeps it silent there. The severity is the',
    'usual one: some rules say less, or more, where the release or the service makes a difference.',
    '',
    ...ruleFamilies.flatMap(({ prefix, title }) => [
      `## ${title}`,
      '',
      ...rules.filter(({ id }) => id.startsWith(prefix)).flatMap(ruleSection),
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** @param {RuleText} rule */
function ruleSection({ id, severity, title, why, remedy, source }) {
  const plain = (/** @type {string} */ text) =>
    text.replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('_', '\\_');
  return [
    `### ${id}`,
    '',
    `**${plain(title)}** (${severity})`,
    '',
    plain(why),
    '',
    `${plain(remedy)}`,
    '',
    `Source: ${plain(source)}`,
    '',
  ];
}

/**
 * The texts of all rules.
 * @returns {RuleText[]}
 */
function ruleTexts() {
  const texts = valueOfModule(`
    import { configRules } from './core/config/rules/rules.ts';
    import { pythonRules } from './core/python/rules/py-rules.ts';
    import { english } from './core/text/l10n.ts';
    return [...configRules, ...pythonRules].map(rule => ({
      id: rule.id,
      severity: rule.severity,
      title: rule.title(english),
      why: rule.why(english),
      remedy: rule.remedy(english),
      source: rule.source,
    }));`);
  return /** @type {RuleText[]} */ (texts);
}

/**
 * The page about the runbooks that ship.
 * @param {readonly Runbook[]} runbooks
 */
function runbooksPage(runbooks) {
  return [
    '# Runbooks',
    '',
    generated,
    '',
    'Each step says where it takes place and what it does: *read* only looks, *change* is agreed to once with its exact commands, and',
    'for *destroy* the name of the cluster is typed. `nova-doctor runbook plan ID` shows every command before anything runs.',
    '',
    ...table(
      ['Runbook', 'What it does', 'Steps'],
      runbooks.map(({ id, title, steps }) => [`[${id}](#${id})`, title, String(steps.length)]),
    ),
    '',
    ...runbooks.flatMap(runbookSection),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** @param {Runbook} runbook */
function runbookSection({ id, title, summary, when, parameters, steps }) {
  return [
    `## ${id}`,
    '',
    `**${title}**`,
    '',
    summary.trim(),
    '',
    ...(when.length > 0 ? [`Suggested by: ${when.map(name => `\`${name}\``).join(', ')}.`, ''] : []),
    ...(parameters.length > 0
      ? [
          ...table(
            ['Parameter', 'Type', 'Default', 'What it is'],
            parameters.map(({ name, type, default: usual = '', choices, description }) => [
              `\`${name}\``,
              type === 'choice' ? choices.join(', ') : type,
              usual === '' ? '' : `\`${usual}\``,
              description.trim(),
            ]),
          ),
          '',
        ]
      : []),
    ...table(
      ['Step', 'What it does', 'On', 'Effect'],
      steps.map(({ id: step, title: name, on, effect, if: condition = {}, manual }) => {
        const only = Object.entries(condition).map(([key, value]) => `${key}=${value}`);
        const title = only.length > 0 ? `${name} (\`${only.join(' ')}\`)` : name;
        return [`\`${step}\``, title, on, manual === undefined ? effect : 'by hand'];
      }),
    ),
    '',
  ];
}

/** @returns {readonly Runbook[]} */
function shippedRunbooks() {
  const runbooks = valueOfModule(`
    import { readShippedRunbooks } from './io/runbook/shipped-runbooks.ts';
    return readShippedRunbooks('knowledge');`);
  return /** @type {readonly Runbook[]} */ (runbooks);
}

/** The generated documents by their names in `docs`. */
export function generatedDocuments() {
  const areas = readdirSync(inProject('knowledge/signatures'))
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => ({
      area: name.slice(0, -'.json'.length),
      signatures: readJson(`knowledge/signatures/${name}`).signatures,
    }));
  const { systems } = readJson('knowledge/systems.json');
  return {
    'command-line.md': commandLinePage(),
    'commands.md': commandsPage(),
    'json-output.md': jsonOutputPage(),
    'rules.md': rulesPage(ruleTexts()),
    'runbooks.md': runbooksPage(shippedRunbooks()),
    'runbook-language.md': runbookLanguagePage(),
    'settings.md': settingsPage(),
    'signatures.md': signaturesPage(areas),
    'systems.md': systemsPage(
      systems,
      areas.flatMap(({ signatures }) => signatures),
    ),
  };
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(inProject(path), 'utf8'));
}
