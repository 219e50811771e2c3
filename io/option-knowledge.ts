import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionHistory } from '../core/config/catalogue.ts';
import type { Release } from '../core/config/option.ts';
import type { OptionDescriptions } from '../core/config/option-text.ts';
import { createReleaseCatalogues, type ReleaseCatalogues, type ReleaseFile } from '../core/config/release-options.ts';

/** The options of all releases, read when they are first asked for. */
export interface OptionKnowledge {
  /** Oldest first. */
  readonly releases: readonly Release[];
  /** @returns undefined for a release that is not one of `releases`. */
  cataloguesOf(release: Release): ReleaseCatalogues | undefined;
}

interface Histories {
  readonly nova: OptionHistory;
  readonly placement: OptionHistory;
}

/** @param folder path of the `knowledge` folder. */
export function readOptionKnowledge(folder: string): OptionKnowledge {
  const options = join(folder, 'options');
  const releases = readJson<readonly Release[]>(join(options, 'releases.json'));
  const files = new Map<Release, ReleaseFile>();
  const catalogues = new Map<Release, ReleaseCatalogues>();
  let history: Histories | undefined;
  const fileOf = (release: Release) => {
    const path = join(options, `${release}.json`);
    if (!files.has(release) && releases.includes(release) && existsSync(path)) files.set(release, readJson(path));
    return files.get(release);
  };
  return {
    releases,
    cataloguesOf: release => {
      if (!catalogues.has(release)) {
        history ??= readJson<Histories>(join(options, 'history.json'));
        const made = createReleaseCatalogues(release, fileOf, history);
        if (made !== undefined) catalogues.set(release, made);
      }
      return catalogues.get(release);
    },
  };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/**
 * Our lines about options.
 * @param folder path of the `knowledge` folder.
 * @param language folder in `knowledge/l10n` whose texts stand for the English ones; English where there is none.
 */
export function readOptionDescriptions(folder: string, language = 'en'): OptionDescriptions {
  const translated = join(folder, 'l10n', language, 'options.json');
  return readJson(existsSync(translated) ? translated : join(folder, 'options', 'descriptions.json'));
}
