import { existsSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { assembleDeployment, type ConfigFile } from '../../core/config/assemble.ts';
import type { Deployment } from '../../core/config/deployment.ts';
import type { ConfigFileKind } from '../../core/config/file-kind.ts';
import { namedFileKind } from '../../core/config/file-kind.ts';
import type { Release } from '../../core/config/option.ts';
import { releaseNamed, releaseOfGlobals, releaseOfLog } from '../../core/config/release-names.ts';
import {
  type DeploymentFacts,
  noFacts,
  readWorkspaceFile,
  type WorkspaceFileProblem,
} from '../../core/config/workspace-file.ts';
import type { Translator } from '../../core/text/l10n.ts';
import type { LiveConfiguration } from '../cluster/live-configuration.ts';
import { type InputProblem, problemOf } from '../files/problem.ts';
import type { LogKnowledge } from '../knowledge.ts';
import type { OptionKnowledge } from '../option-knowledge.ts';
import { findConfigFiles } from './find-files.ts';
import { logsBeside, measureTransaction } from './measure-transaction.ts';
import { readConfigText } from './read-text.ts';

export interface DeploymentOptions {
  readonly knowledge: OptionKnowledge;
  /** `.nova-doctor.yaml`; where it is left out, it is looked for below and beside the paths. */
  readonly deploymentFile?: string | undefined;
  /** The release to judge by, whatever files say; one of those with data. */
  readonly release?: Release | undefined;
  readonly standardInput?: AsyncIterable<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reads what logs are understood by, where a transaction can be measured in them; without it none is. */
  readonly logKnowledge?: (() => LogKnowledge) | undefined;
  readonly l10n: Translator;
  /**
   * Files and values that were read elsewhere, from live controllers: they take the place of what the workspace file names.
   */
  readonly live?: Pick<LiveConfiguration, 'files' | 'database' | 'release'> | undefined;
}

/** How the release was found: the user said it, a file or a live controller did, or nothing did and the newest is taken. */
export interface FoundRelease {
  readonly release: Release;
  readonly origin: 'user' | 'workspace' | 'live' | 'globals' | 'log' | 'assumed';
  /** The file that told it; the controller and the image or the package, where these did. */
  readonly path: string | undefined;
  /** The version that the file names, where there are no options of its release: `nova 15.1.5`. */
  readonly nearestTo: string | undefined;
}

export interface ReadDeployment {
  readonly deployment: Deployment;
  readonly release: FoundRelease;
  readonly python: readonly ConfigFile[];
  readonly problems: readonly InputProblem[];
  /** What is wrong in the workspace file, with its path. */
  readonly workspaceProblems: readonly (WorkspaceFileProblem & { readonly path: string })[];
}

/**
 * Reads everything that belongs to a deployment: what the paths name, and what its `.nova-doctor.yaml` names besides.
 * @throws the signal's reason when it is aborted.
 */
export async function readDeployment(paths: readonly string[], options: DeploymentOptions): Promise<ReadDeployment> {
  const found = await findConfigFiles(paths, options);
  const files = [...found.files, ...(options.live?.files ?? [])];
  const problems = [...found.problems];
  const workspace = await findWorkspaceFile(paths, files, options, problems);
  const read = workspace === undefined ? undefined : readWorkspaceFile(workspace.path, workspace.text, options.l10n);
  const written = read?.facts ?? noFacts;
  const facts = options.live ? { ...written, database: { ...written.database, live: options.live.database } } : written;
  if (!options.live) await addNamedFiles(facts, files, problems);
  const release = await findRelease(facts, found.globals, found.logs, options);
  const isJudged = ({ kind }: ConfigFile) => kind !== 'workspace' && kind !== 'python';
  const longestTransaction = await longestIn(found.logs, files, facts, options);
  return {
    deployment: assembleDeployment(files.filter(isJudged), {
      catalogues: options.knowledge.cataloguesOf(release.release)!,
      facts,
      longestTransaction,
    }),
    release,
    python: files.filter(({ kind }) => kind === 'python'),
    problems,
    workspaceProblems: [
      ...(read?.problems ?? []),
      ...unknownRelease(facts, options.knowledge.releases, options.l10n),
    ].map(problem => ({ ...problem, path: workspace!.path })),
  };
}

/** Only Mycat’s time-out is compared with it, so logs are read only where there is a file of Mycat. */
async function longestIn(
  logs: readonly string[],
  files: readonly ConfigFile[],
  facts: DeploymentFacts,
  { logKnowledge, signal }: DeploymentOptions,
): Promise<Deployment['longestTransaction']> {
  if (logKnowledge === undefined || !files.some(({ kind }) => kind === 'mycat-server')) return undefined;
  const beside = logs.length > 0 || facts.path === undefined ? logs : await logsBeside(dirname(facts.path));
  return beside.length === 0 ? undefined : measureTransaction(beside, logKnowledge(), signal);
}

async function findWorkspaceFile(
  paths: readonly string[],
  files: readonly ConfigFile[],
  { deploymentFile }: DeploymentOptions,
  problems: InputProblem[],
): Promise<ConfigFile | undefined> {
  const found = files.find(({ kind }) => kind === 'workspace');
  if (deploymentFile === undefined && found !== undefined) return found;
  const beside = paths.filter(path => path !== '-').flatMap(path => [path, dirname(path)]);
  const candidates = [...beside, '.'].map(folder => join(folder, '.nova-doctor.yaml'));
  const path = deploymentFile ?? candidates.find(candidate => existsSync(candidate));
  if (path === undefined) return undefined;
  try {
    return { path, text: await readConfigText(path), kind: 'workspace' };
  } catch (error) {
    problems.push(problemOf(error, path));
    return undefined;
  }
}

const kindsOfKeys: Readonly<Record<string, ConfigFileKind>> = {
  nova: 'oslo',
  placement: 'oslo',
  mysql: 'mysql',
  haproxy: 'haproxy',
  proxysql: 'proxysql',
};

/** Files that `.nova-doctor.yaml` names, from where it lies; those that the paths brought already are not read again. */
async function addNamedFiles(facts: DeploymentFacts, files: ConfigFile[], problems: InputProblem[]): Promise<void> {
  if (facts.path === undefined) return;
  const known = new Set<string>();
  for (const { path } of files) if (path !== '-') known.add(await realpath(path));
  for (const [key, names] of Object.entries(facts.files))
    for (const name of names) {
      const path = isAbsolute(name) ? name : join(dirname(facts.path), name);
      try {
        const real = await realpath(path);
        if (known.has(real)) continue;
        known.add(real);
        const text = await readConfigText(path);
        const kind = kindsOfKeys[key] ?? namedFileKind(path, text);
        if (kind === undefined) problems.push({ kind: 'not-config', path, detail: '' });
        else files.push({ path: relative('', path) || path, text, kind });
      } catch (error) {
        problems.push(problemOf(error, path));
      }
    }
}

/** What the workspace file says, else what runs, kolla's `globals.yml`, else the logs; the newest release where none of them tells one. */
export async function findRelease(
  facts: DeploymentFacts,
  globals: readonly ConfigFile[],
  logs: readonly string[],
  { release, live, knowledge: { releases } }: Pick<DeploymentOptions, 'release' | 'live' | 'knowledge'>,
): Promise<FoundRelease> {
  if (release !== undefined) return { release, origin: 'user', path: undefined, nearestTo: undefined };
  const named = facts.release === undefined ? undefined : releaseNamed(facts.release, releases);
  if (named !== undefined) return { release: named, origin: 'workspace', path: facts.path, nearestTo: undefined };
  if (live?.release) {
    const { release: running, by, nearestTo } = live.release;
    return { release: running, origin: 'live', path: by, nearestTo };
  }
  for (const { path, text } of globals) {
    const told = releaseOfGlobals(text, releases);
    if (told !== undefined) return { release: told, origin: 'globals', path, nearestTo: undefined };
  }
  for (const path of logs) {
    const told = releaseOfLog(await headOf(path), releases);
    if (told !== undefined) return { ...told, origin: 'log', path };
  }
  return { release: releases.at(-1)!, origin: 'assumed', path: undefined, nearestTo: undefined };
}

/** Services tell their version when they start, which is at the beginning of most logs. */
const headBytes = 1024 * 1024;

async function headOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    // A log that cannot be read tells no version; that it was asked to be judged is not so.
    problemOf(error, path);
    return '';
  }
}

function unknownRelease(
  facts: DeploymentFacts,
  releases: readonly Release[],
  l10n: Translator,
): WorkspaceFileProblem[] {
  if (facts.release === undefined || releaseNamed(facts.release, releases) !== undefined) return [];
  const place = facts.placeOf('release');
  const range = place?.range ?? { start: 0, end: 0 };
  const before = (facts.text ?? '').slice(0, range.start).split('\n');
  return [
    {
      range,
      line: before.length,
      column: before.at(-1)!.length + 1,
      message: l10n.t('There are no options of the release {0}. Known: {1}.', facts.release, releases.join(', ')),
    },
  ];
}
