import { assembleDeployment, type ConfigFile, type FilesRead } from '../../config/assemble.ts';
import type { Deployment } from '../../config/deployment.ts';
import { type ConfigFileKind, configFileKind, namedFileKind } from '../../config/file-kind.ts';
import type { ConfigFinding, FindingSeverity } from '../../config/finding.ts';
import { lintDeployment } from '../../config/lint.ts';
import { releaseNamed } from '../../config/release-names.ts';
import type { ReleaseCatalogues } from '../../config/release-options.ts';
import type { Rule } from '../../config/rule.ts';
import {
  type DeploymentFacts,
  noFacts,
  readWorkspaceFile,
  type WorkspaceFileProblem,
} from '../../config/workspace-file.ts';
import type { Translator } from '../../text/l10n.ts';

/** What is known about configuration; read at the edges and handed in. */
export interface ConfigKnowledge {
  /** Releases with options, oldest first. */
  readonly releases: readonly string[];
  cataloguesOf(release: string): ReleaseCatalogues | undefined;
  readonly rules: readonly Rule[];
  readonly l10n: Translator;
}

/** Files that belong together: those below the folder of one `.nova-doctor.yaml`, or those without one. */
export interface JudgedDeployment {
  readonly deployment: Deployment;
  readonly catalogues: ReleaseCatalogues;
  /** The release whose options count. */
  readonly release: string;
  /** Whether no file tells the release, so that the newest one is taken. */
  readonly isReleaseAssumed: boolean;
  readonly facts: DeploymentFacts;
  /** Everything that `.nova-doctor.yaml` says, as YAML gives it. */
  readonly values: unknown;
  readonly problems: readonly WorkspaceFileProblem[];
  findings(): readonly ConfigFinding[];
}

/** All files of configuration that the editor knows, open or not. */
export interface ConfigWorkspace {
  set(path: string, text: string): void;
  remove(path: string): void;
  paths(): string[];
  textOf(path: string): string | undefined;
  /** Undefined for files that are not ours. */
  kindOf(path: string): ConfigFileKind | 'runbook' | undefined;
  /** The deployment that a file belongs to, or would belong to: Python files are judged by it without being one of its files. */
  deploymentOf(path: string): JudgedDeployment | undefined;
  setSeverities(severities: Readonly<Record<string, FindingSeverity | 'off'>>): void;
  /** The release that the user has set; it counts where `.nova-doctor.yaml` says nothing. */
  setRelease(release: string | undefined): void;
  /** The release that other files tell (kolla's globals, logs); it counts where the user has set none. */
  suggestRelease(release: string): void;
  setLongestTransaction(longest: Deployment['longestTransaction']): void;
}

interface Group {
  judged: JudgedDeployment | undefined;
  readonly filesRead: FilesRead;
}

/** Runbooks are no configuration, but files of ours in the editor. */
const runbookName = /\.runbook\.ya?ml$/i;

/** Kinds of the names below `files` of `.nova-doctor.yaml`. */
const namedKinds: Readonly<Record<string, ConfigFileKind>> = {
  nova: 'oslo',
  placement: 'oslo',
  mysql: 'mysql',
  haproxy: 'haproxy',
  proxysql: 'proxysql',
};

export function createConfigWorkspace(knowledge: ConfigKnowledge): ConfigWorkspace {
  const files = new Map<string, ConfigFile>();
  const groups = new Map<string, Group>();
  let severities: Readonly<Record<string, FindingSeverity | 'off'>> = {};
  let release: string | undefined;
  let suggested: string | undefined;
  let longestTransaction: Deployment['longestTransaction'];

  /** Folders that have a `.nova-doctor.yaml`, the deepest ones first. */
  function roots(): string[] {
    const found = [...files.values()].filter(file => file.kind === 'workspace').map(file => folderOf(file.path));
    return found.sort((one, other) => other.length - one.length);
  }

  function rootOf(path: string): string {
    return roots().find(root => path.startsWith(root)) ?? '';
  }

  function forget(path?: string): void {
    for (const [root, group] of groups) {
      if (path === undefined || root === rootOf(path)) group.judged = undefined;
    }
  }

  function set(path: string, text: string): void {
    const before = files.get(path);
    if (before?.text === text) return;
    const kind = kindOfFile(path, text);
    files.set(path, { path, text, kind });
    // A new workspace file draws other lines between deployments.
    if (kind === 'workspace' && before === undefined) forget();
    else forget(path);
  }

  function remove(path: string): void {
    forget(files.get(path)?.kind === 'workspace' ? undefined : path);
    files.delete(path);
  }

  function deploymentOf(path: string): JudgedDeployment | undefined {
    const root = rootOf(path);
    let group = groups.get(root);
    if (group === undefined) {
      group = { judged: undefined, filesRead: new Map() };
      groups.set(root, group);
    }
    group.judged ??= judge(root, group.filesRead);
    return group.judged;
  }

  function judge(root: string, filesRead: FilesRead): JudgedDeployment | undefined {
    const { l10n, releases, rules } = knowledge;
    const own = [...files.values()].filter(file => rootOf(file.path) === root);
    const workspaceFile = own.find(file => file.kind === 'workspace');
    const read = workspaceFile && readWorkspaceFile(workspaceFile.path, workspaceFile.text, l10n);
    const facts = read?.facts ?? noFacts;
    const told = [facts.release, release, suggested]
      .map(name => (name === undefined ? undefined : releaseNamed(name, releases)))
      .find(name => name !== undefined);
    const used = told ?? releases.at(-1) ?? '';
    const catalogues = knowledge.cataloguesOf(used);
    if (catalogues === undefined) return undefined;
    const named = namedFiles(root, facts);
    const judged = own.map(file => ({ ...file, kind: kindAs(named.get(file.path), file) }));
    const deployment = assembleDeployment(judged, { catalogues, facts, filesRead, longestTransaction });
    keepOnly(judged, filesRead);
    let findings: readonly ConfigFinding[] | undefined;
    return {
      deployment,
      catalogues,
      release: used,
      isReleaseAssumed: told === undefined,
      facts,
      values: read?.value,
      problems: read?.problems ?? [],
      findings: () => {
        findings ??= lintDeployment(deployment, rules, { severities }, l10n);
        return findings;
      },
    };
  }

  return {
    set,
    remove,
    paths: () => [...files.keys()],
    textOf: path => files.get(path)?.text,
    kindOf: path => {
      if (files.has(path) && runbookName.test(path)) return 'runbook';
      const file = files.get(path);
      if (file?.kind !== undefined || file === undefined) return file?.kind;
      const facts = deploymentOf(path)?.facts;
      return facts && kindAs(namedFiles(rootOf(path), facts).get(path), file);
    },
    deploymentOf,
    setSeverities: set => {
      severities = set;
      forget();
    },
    setRelease: name => {
      release = name;
      forget();
    },
    suggestRelease: name => {
      suggested = name;
      forget();
    },
    setLongestTransaction: longest => {
      longestTransaction = longest;
      forget();
    },
  };
}

/** Forgets what was read of files that are gone. */
function keepOnly(files: readonly ConfigFile[], filesRead: FilesRead): void {
  const paths = new Set(files.map(({ path }) => path));
  for (const key of filesRead.keys()) if (!paths.has(key.slice(key.indexOf(' ') + 1))) filesRead.delete(key);
}

/** Python is judged by itself, not as a file of the deployment. */
function kindOfFile(path: string, text: string): ConfigFileKind | undefined {
  const kind = configFileKind(path, text);
  return kind === 'python' ? undefined : kind;
}

/** What a file is that `.nova-doctor.yaml` names below a key, or what it is by itself. */
function kindAs(key: string | undefined, file: ConfigFile): ConfigFileKind | undefined {
  if (key === undefined) return file.kind;
  return namedKinds[key] ?? namedFileKind(file.path, file.text);
}

/** The folder of a path with its last stroke. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The files that `.nova-doctor.yaml` names, with their keys. */
function namedFiles(root: string, facts: DeploymentFacts): Map<string, string> {
  return new Map(
    Object.entries(facts.files).flatMap(([key, paths]) => paths.map(path => [resolvePath(root, path), key] as const)),
  );
}

/** A path as `.nova-doctor.yaml` writes it, from the folder that it lies in. */
export function resolvePath(folder: string, path: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const parts = folder.split(/(?<=[\\/])/);
  const isDrive = (part: string | undefined) => part === undefined || /^(?:[A-Za-z]:)?[\\/]$/.test(part);
  const names = path.split(/[\\/]/).filter(name => name !== '' && name !== '.');
  const stroke = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  names.forEach((name, index) => {
    if (name === '..' && !isDrive(parts.at(-1))) parts.pop();
    else if (name !== '..') parts.push(index === names.length - 1 ? name : name + stroke);
  });
  return parts.join('');
}
