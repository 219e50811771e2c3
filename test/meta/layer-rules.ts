import { posix } from 'node:path';

/** What the code of one folder may import. Everything else is refused. */
interface LayerRule {
  /** Folders (or single files, without `.ts`) of ours, beside the folder itself. */
  readonly ours: readonly string[];
  /** npm packages; `vscode` counts as one. */
  readonly packages: readonly string[];
  /** Whether Node's own modules are allowed. */
  readonly node: boolean;
}

/**
 * Who may import what. A folder that is not here may not exist; a deeper folder's rule stands before its parent's.
 * ARCHITECTURE.md gives the reasons.
 */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  'core/text': { ours: [], packages: ['yaml'], node: false },
  'core/log': { ours: ['core/text'], packages: ['re2js', 'yaml'], node: false },
  'core/config': { ours: ['core/text'], packages: ['yaml'], node: false },
  'core/python': { ours: ['core/text', 'core/config'], packages: ['@lezer/common', '@lezer/python'], node: false },
  'core/cluster': { ours: ['core/text', 'core/config'], packages: ['yaml'], node: false },
  'core/runbook': { ours: ['core/text', 'core/cluster'], packages: ['yaml', 're2js'], node: false },
  'core/features': {
    ours: ['core/text', 'core/log', 'core/config', 'core/python', 'core/runbook', 'core/cluster'],
    packages: [],
    node: false,
  },
  io: { ours: ['core'], packages: ['fzstd', 'ssh-config', 'ssh2', 'tar-stream', 'xz-decompress', 're2js'], node: true },
  // The language server opens no connection, so it never sees io/ssh.
  server: {
    ours: ['core', 'io/config', 'io/files', 'io/knowledge', 'io/option-knowledge'],
    packages: ['@vscode/l10n', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'vscode-uri'],
    node: true,
  },
  client: { ours: ['core', 'io'], packages: ['vscode', 'vscode-languageclient', 'vscode-uri'], node: true },
  // What runs in the pages of panels, in a browser's sandbox: it only speaks to the client, by messages.
  webview: { ours: ['core'], packages: ['@vscode/l10n', 'uplot'], node: false },
  // `nova-doctor serve` makes the connection of the language server out of its own standard input and output.
  cli: { ours: ['core', 'io', 'server', 'lab'], packages: ['@vscode/l10n', 'vscode-languageserver'], node: true },
  lab: { ours: ['core'], packages: ['ssh2'], node: true },
  scripts: {
    ours: ['esbuild'],
    packages: ['@vscode/test-electron', 'esbuild', 'fast-check', 'playwright-core'],
    node: true,
  },
  esbuild: { ours: [], packages: ['esbuild'], node: true },
  // The protocol tests speak as a client, so tests may use everything; nothing may use them.
  test: {
    ours: ['core', 'io', 'server', 'client', 'webview', 'cli', 'lab', 'scripts', 'esbuild'],
    packages: [
      '@lezer/python',
      '@vscode/l10n',
      'ajv',
      'fast-check',
      'mocha',
      'axe-core',
      'playwright-core',
      'ssh2',
      'tar-stream',
      'typescript',
      'vscode',
      'vscode-languageclient',
      'vscode-languageserver',
      'vscode-languageserver-textdocument',
      'vscode-uri',
      'yaml',
    ],
    node: true,
  },
};

/**
 * What is wrong with the imports of files, in sentences.
 * @param files paths below the project folder, with their imports as written.
 */
export function layerFaults(files: readonly { path: string; imports: readonly string[] }[]): string[] {
  return files.flatMap(({ path, imports }) => {
    const folder = folderOf(path);
    const rule = folder === undefined ? undefined : layerRules[folder];
    if (folder === undefined || rule === undefined) {
      return [`${path}: no rule says what this folder may import (test/meta/layer-rules.ts)`];
    }
    return imports
      .filter(specifier => !isAllowed(specifier, path, folder, rule))
      .map(specifier => `${path}: ${folder} may not import ${specifier}`);
  });
}

/** The folder of the rules that a file belongs to: the deepest one. */
function folderOf(path: string): string | undefined {
  const folders = Object.keys(layerRules).filter(folder => isBelow(path, folder));
  return folders.sort((a, b) => b.length - a.length)[0];
}

function isAllowed(specifier: string, path: string, folder: string, rule: LayerRule): boolean {
  if (specifier.startsWith('node:')) return rule.node;
  if (!specifier.startsWith('.')) return rule.packages.includes(packageOf(specifier));
  const target = posix.join(posix.dirname(path), specifier);
  return [folder, ...rule.ours].some(allowed => isBelow(target, allowed));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether a path is a folder, is in it, or is the file that the folder's name names. */
function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`) || path.replace(/\.[cm]?[jt]s$/, '') === folder;
}
