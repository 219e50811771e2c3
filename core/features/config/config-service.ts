import type { CapacityChanges } from '../../config/capacity.ts';
import type { ConfigFinding, FindingSeverity, TextRange } from '../../config/finding.ts';
import { withoutIgnored } from '../../config/lint.ts';
import type { PythonLintOptions } from '../../python/lint.ts';
import { type ConfigAction, configActions, fixAll } from './actions.ts';
import { type CapacityWriting, capacityData, capacityWriting } from './capacity-data.ts';
import type { CapacityData } from './capacity-page.ts';
import { configFolds } from './folding.ts';
import { type ConfigHint, configHints } from './inlay-hints.ts';
import { type ConfigLink, configLinks } from './links.ts';
import { neighbourHover } from './neighbour-hover.ts';
import { type ConfigCompletion, osloCompletions } from './oslo-completion.ts';
import { type ConfigHover, optionText, osloHover } from './oslo-hover.ts';
import { type ConfigSymbol, configOutline, osloFileOf } from './outline.ts';
import { renamableAt, renameEdits } from './rename.ts';
import type { RunbookLens } from './runbook-file.ts';
import type { RunbookLanguage } from './runbook-language.ts';
import {
  type ConfigKnowledge,
  type ConfigWorkspace,
  createConfigWorkspace,
  folderOf,
  type JudgedDeployment,
  resolvePath,
} from './workspace.ts';
import { workspaceFileCompletions, workspaceFileHover } from './workspace-file-features.ts';

export interface ConfigServiceOptions extends ConfigKnowledge {
  /** Our own lines about options, by `group/name`. */
  readonly descriptions: Readonly<Record<string, string>>;
  readonly severities: Readonly<Record<string, FindingSeverity | 'off'>>;
  /** Loads the features of runbook files. */
  readonly loadRunbooks: () => Promise<RunbookLanguage>;
}

/** The linter for Python, which is loaded when the first file needs it. */
export type PythonLinter = typeof import('../../python/lint.ts').lintPython;

/**
 * The one door to the features of configuration files. All offsets are UTF-16 units from 0. To add a feature, write its file
 * and add its function here. Files that are not known, or not ours, give nothing.
 */
export interface ConfigService {
  /** The files that are judged, open or not. Whoever knows their texts hands them in. */
  readonly files: ConfigWorkspace;
  /** Files that the workspace files name, wherever they are. */
  namedPaths(): string[];
  /** Loads what the features of a file need; without it runbooks have none. */
  prepare(path: string): Promise<void>;
  findings(path: string): readonly ConfigFinding[];
  /** @param requirements the text of the project's `requirements.txt` or `pyproject.toml`. @param lintPython loaded by the caller; the project's deployment tells the version and the limits. */
  pythonFindings(
    path: string,
    text: string,
    requirements: string | undefined,
    lintPython: PythonLinter,
  ): ConfigFinding[];
  hover(path: string, offset: number): ConfigHover | undefined;
  completions(path: string, offset: number): ConfigCompletion[];
  /** Markdown about the option of a completion. */
  explainCompletion(path: string, group: string, name: string): string | undefined;
  /** Markdown about an option of nova in the newest release, for places that belong to no deployment: a log. */
  explainOption(group: string, name: string): string | undefined;
  actions(path: string, text: string, range: TextRange, findings: readonly ConfigFinding[]): ConfigAction[];
  fixAll(path: string, findings: readonly ConfigFinding[]): ConfigAction | undefined;
  outline(path: string): ConfigSymbol[] | undefined;
  /** What stands above the steps of a runbook; undefined for other files. @param known whether the editor has a command. */
  runbookLenses(path: string, known: (command: string) => boolean): RunbookLens[] | undefined;
  folds(path: string): TextRange[] | undefined;
  links(path: string): ConfigLink[];
  hints(path: string, range: TextRange): ConfigHint[];
  renamable(path: string, offset: number): { readonly range: TextRange; readonly name: string } | undefined;
  rename(path: string, offset: number, name: string): ReturnType<typeof renameEdits>;
  /** All that are known, oldest first. */
  readonly releases: readonly string[];
  /** The release whose options count for a file, and whether anything says so. */
  release(path: string): { readonly name: string; readonly isAssumed: boolean } | undefined;
  /** One file of each deployment that has files of nova: its workspace file, or the first one of nova. */
  capacityFiles(): string[];
  /** The sum of connections of the deployment that a file belongs to, with what it is made of. */
  capacity(path: string, changes: CapacityChanges): { readonly file: string; readonly data: CapacityData } | undefined;
  /** What writes changed numbers into the files. */
  capacityWriting(path: string, changes: CapacityChanges): CapacityWriting | undefined;
}

export function createConfigService(options: ConfigServiceOptions): ConfigService {
  const { descriptions, l10n, releases } = options;
  const files = createConfigWorkspace(options);
  files.setSeverities(options.severities);
  let runbooks: RunbookLanguage | undefined;

  async function prepare(path: string): Promise<void> {
    if (files.kindOf(path) === 'runbook') runbooks ??= await options.loadRunbooks();
  }

  /** Calls a feature with the deployment and the text of a file that is ours. */
  function about<Result>(path: string, ask: (judged: JudgedDeployment, text: string) => Result): Result | undefined {
    const text = files.textOf(path);
    const judged = files.kindOf(path) === undefined ? undefined : files.deploymentOf(path);
    return text === undefined || judged === undefined ? undefined : ask(judged, text);
  }

  function findings(path: string): readonly ConfigFinding[] {
    const found = about(path, (judged, text) => {
      if (files.kindOf(path) === 'runbook') return runbookProblems(path, text, judged);
      const own = judged.findings().filter(({ place }) => place.path === path);
      return files.kindOf(path) === 'workspace' ? [...workspaceProblems(path, text, judged), ...own] : own;
    });
    return found ?? [];
  }

  function runbookProblems(path: string, text: string, judged: JudgedDeployment): ConfigFinding[] {
    const found = runbooks?.findings(path, text, listedControllers(judged.values)) ?? [];
    return withoutIgnored(found, new Map([[path, text]]));
  }

  function hover(path: string, offset: number): ConfigHover | undefined {
    return about(path, (judged, text) => {
      if (files.kindOf(path) === 'workspace') return workspaceFileHover(text, offset, l10n);
      if (files.kindOf(path) === 'runbook') return runbooks?.hover(text, offset, listedControllers(judged.values));
      const file = osloFileOf(judged.deployment, path);
      if (file === undefined) return neighbourHover(judged.deployment, path, offset, l10n);
      return osloHover(file, offset, { judged, descriptions, l10n });
    });
  }

  function catalogueOf(judged: JudgedDeployment, path: string) {
    const reader = judged.deployment.nova.find(set => set.files.some(file => file.path === path));
    return reader?.options ?? judged.catalogues.nova;
  }

  function completions(path: string, offset: number): ConfigCompletion[] {
    const found = about(path, (judged, text) => {
      if (files.kindOf(path) === 'workspace') return workspaceFileCompletions(text, offset, releases, l10n);
      if (files.kindOf(path) === 'runbook') {
        return runbooks?.completions(text, offset, listedControllers(judged.values)) ?? [];
      }
      const file = osloFileOf(judged.deployment, path);
      return file === undefined ? [] : osloCompletions(file, offset, catalogueOf(judged, path), l10n);
    });
    return found ?? [];
  }

  function explainCompletion(path: string, group: string, name: string): string | undefined {
    return about(path, judged => {
      const catalogue = catalogueOf(judged, path);
      const option = catalogue.find(group, name)?.option;
      return option && optionText(option, undefined, { descriptions, l10n, catalogue, readers: [] });
    });
  }

  function explainOption(group: string, name: string): string | undefined {
    const catalogue = options.cataloguesOf(releases.at(-1) ?? '')?.nova;
    const option = catalogue?.find(group, name)?.option;
    return option && catalogue && optionText(option, undefined, { descriptions, l10n, catalogue, readers: [] });
  }

  return {
    files,
    releases,
    explainOption,
    namedPaths: () =>
      files.paths().flatMap(path => {
        const facts = files.kindOf(path) === 'workspace' ? files.deploymentOf(path)?.facts : undefined;
        return Object.values(facts?.files ?? {}).flatMap(named => named.map(each => resolvePath(folderOf(path), each)));
      }),
    prepare,
    findings,
    pythonFindings: (path, text, requirements, lintPython) => {
      const known = pythonOptions(files.deploymentOf(path), options.severities);
      return lintPython(path, text, { ...known, ...(requirements === undefined ? {} : { requirements }) }, l10n);
    },
    hover,
    completions,
    explainCompletion,
    actions: (path, text, range, found) => configActions(path, text, range, found, l10n),
    fixAll: (path, found) => fixAll(path, found, l10n),
    outline: path =>
      about(path, (judged, text) =>
        files.kindOf(path) === 'runbook' ? runbooks?.outline(text) : configOutline(judged.deployment, path),
      ),
    runbookLenses: (path, known) => {
      const text = files.kindOf(path) === 'runbook' ? files.textOf(path) : undefined;
      return text === undefined ? undefined : runbooks?.lenses(text, known);
    },
    folds: path => about(path, (judged, text) => configFolds(judged.deployment, path, text)),
    links: path => about(path, judged => configLinks(judged, path)) ?? [],
    hints: (path, range) => about(path, judged => configHints(judged.deployment, path, range, l10n)) ?? [],
    renamable: (path, offset) => about(path, judged => renamableAt(judged.deployment, path, offset)),
    rename: (path, offset, name) => about(path, judged => renameEdits(judged.deployment, path, offset, name)),
    release: path => about(path, judged => ({ name: judged.release, isAssumed: judged.isReleaseAssumed })),
    capacityFiles: () => {
      const found = files.paths().filter(path => files.kindOf(path) !== undefined);
      return [...new Set(found.flatMap(path => capacityFile(files.deploymentOf(path)) ?? []))];
    },
    capacity: (path, changes) =>
      about(path, judged => {
        const file = capacityFile(judged);
        const data = capacityData(judged, changes, files.textOf);
        return file === undefined || data === undefined ? undefined : { file, data };
      }),
    capacityWriting: (path, changes) => about(path, judged => capacityWriting(judged.deployment, changes)),
  };
}

/** The file that stands for a deployment; undefined where no file of nova is in it. */
function capacityFile(judged: JudgedDeployment | undefined): string | undefined {
  const first = judged?.deployment.nova[0]?.files[0]?.path;
  return first === undefined ? undefined : (judged?.facts.path ?? first);
}

/** Names of the controllers that a workspace file lists; empty where an inventory has them. */
function listedControllers(values: unknown): string[] {
  const listed =
    typeof values === 'object' && values !== null && 'controllers' in values ? values.controllers : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((each: unknown) => {
    const name = typeof each === 'object' && each !== null && 'name' in each ? each.name : each;
    return typeof name === 'string' ? [name] : [];
  });
}

/** What is wrong with `.nova-doctor.yaml` itself. */
function workspaceProblems(path: string, text: string, { problems }: JudgedDeployment): ConfigFinding[] {
  const found = problems.map(({ range, message }) => ({
    rule: 'workspace-file',
    severity: 'error' as const,
    place: { path, range },
    message,
  }));
  return withoutIgnored(found, new Map([[path, text]]));
}

function pythonOptions(
  judged: JudgedDeployment | undefined,
  severities: ConfigServiceOptions['severities'],
): PythonLintOptions {
  if (judged === undefined) return { severities };
  const { facts, isReleaseAssumed, release, values } = judged;
  const vip = typeof values === 'object' && values !== null && 'vip' in values ? values.vip : undefined;
  const proxyHosts = [vip].flat().filter(host => typeof host === 'string' && host !== 'none') as string[];
  const { waitTimeout } = facts.database;
  return {
    severities,
    proxyHosts,
    ...(isReleaseAssumed ? {} : { release }),
    ...(waitTimeout === undefined ? {} : { idleTimeout: waitTimeout }),
  };
}
