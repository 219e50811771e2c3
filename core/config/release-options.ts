import type { OptionData, OptionHistory } from './catalogue.ts';
import { createOptionCatalogue } from './catalogue.ts';
import type { OptionCatalogue, Release } from './option.ts';

/** Options by group, by name. */
export type OptionGroups = Readonly<Record<string, Readonly<Record<string, OptionData>>>>;

/** A file of `knowledge/options`: the options of a release, or what differs from the release that followed it. */
export interface ReleaseFile {
  readonly release: Release;
  /** The release that this file says the differences to; undefined where it has all options itself. */
  readonly base?: Release;
  readonly options: Readonly<Partial<Record<Part, OptionGroups>>>;
  /** `part/group/name` of what `base` has and this release has not. */
  readonly removed?: readonly string[];
}

/** Whose options: those of nova's and of placement's file, and those of keystoneauth's plug-ins by the plug-in's name. */
type Part = 'nova' | 'placement' | 'auth';

/** The options of one release, for each of the files that it knows. */
export interface ReleaseCatalogues {
  readonly nova: OptionCatalogue;
  readonly placement: OptionCatalogue;
}

/**
 * Puts together the options of a release.
 * @param fileOf gives the file of a release.
 * @param history what became of names, for nova and for placement.
 * @returns undefined where the release has no file.
 */
export function createReleaseCatalogues(
  release: Release,
  fileOf: (release: Release) => ReleaseFile | undefined,
  history: { readonly nova: OptionHistory; readonly placement: OptionHistory },
): ReleaseCatalogues | undefined {
  const parts = optionsOf(release, fileOf);
  if (parts === undefined) return undefined;
  const catalogue = (part: 'nova' | 'placement') =>
    createOptionCatalogue({ release, groups: parts[part], authPlugins: parts.auth }, history[part]);
  // Most deployments at hand have no file of placement.
  let placement: OptionCatalogue | undefined;
  return {
    nova: catalogue('nova'),
    get placement() {
      placement ??= catalogue('placement');
      return placement;
    },
  };
}

type Options = Record<Part, Record<string, Record<string, OptionData>>>;

function optionsOf(release: Release, fileOf: (release: Release) => ReleaseFile | undefined): Options | undefined {
  const steps: ReleaseFile[] = [];
  for (let next: Release | undefined = release; next !== undefined; next = steps[0]!.base) {
    const file = fileOf(next);
    if (file === undefined || steps.includes(file)) return undefined;
    steps.unshift(file);
  }
  const all: Options = { nova: {}, placement: {}, auth: {} };
  for (const step of steps) applyStep(all, step);
  return all;
}

function applyStep(all: Options, { options, removed }: ReleaseFile): void {
  for (const part of ['nova', 'placement', 'auth'] as const)
    for (const [group, facts] of Object.entries(options[part] ?? {})) {
      all[part][group] ??= {};
      Object.assign(all[part][group], facts);
    }
  for (const key of removed ?? []) {
    const [part, group, name] = key.split('/') as [Part, string, string];
    const rest = all[part][group];
    if (rest === undefined) continue;
    delete rest[name];
    if (Object.keys(rest).length === 0) delete all[part][group];
  }
}
