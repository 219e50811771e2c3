// The documents that are generated from the knowledge.
import { readdirSync, readFileSync } from 'node:fs';
import { inProject } from './paths.mjs';

/**
 * @typedef {{ id: string, title: string, severity: string, rootCauses?: readonly string[] }} Signature
 * @typedef {{ id: string, title: string, role: string, about: string, containers: readonly string[],
 *   loggers: readonly string[], processes: readonly string[], stages?: readonly number[], ports?: readonly number[],
 *   since?: string, until?: string, signatures: readonly string[] }} System
 * @typedef {{ area: string, signatures: readonly Signature[] }} Area
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
export function systemsPage(systems, signatures) {
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
export function signaturesPage(areas) {
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

/**
 * @param {readonly string[]} heads
 * @param {readonly (readonly string[])[]} rows
 */
function table(heads, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
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
