import { nearest } from '../text/nearest.ts';
import type { Release } from './option.ts';

/** Releases since 2023.1 have a name besides their number; people use both. */
const numbers: Readonly<Record<string, Release>> = {
  antelope: '2023.1',
  bobcat: '2023.2',
  caracal: '2024.1',
  dalmatian: '2024.2',
  epoxy: '2025.1',
  flamingo: '2025.2',
  gazpacho: '2026.1',
  hibiscus: '2026.2',
};

/** The major version of nova 20 is Train's; each release counts one up. */
const firstNova = 20;

/**
 * The release that a word means: `2025.1`, `Zed`, `epoxy`, `stable/2024.1`, `master`.
 * @param releases those with data, oldest first.
 * @returns undefined for a word that is none of them.
 */
export function releaseNamed(word: string, releases: readonly Release[]): Release | undefined {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/^(?:stable|unmaintained)\//, '');
  if (plain === 'master') return releases.at(-1);
  const release = numbers[plain] ?? plain;
  return releases.includes(release) ? release : undefined;
}

/** The release that a mistyped word most likely means. */
export function nearestRelease(word: string, releases: readonly Release[]): Release | undefined {
  return nearest(word, [...releases, ...Object.keys(numbers)]);
}

/** What nova writes into its log when a service starts: `Starting conductor node (version 26.2.2)`. */
const startLine = /\bStarting \S+ node \(version (\d+\.\d+\.\d+)/g;

/**
 * The release of the nova that wrote a log, by the last start in it.
 * @returns the nearest release with data and, where that is not the log's own, the version that the log names; undefined
 * where the log names none.
 */
export function releaseOfLog(
  text: string,
  releases: readonly Release[],
): { readonly release: Release; readonly nearestTo: string | undefined } | undefined {
  const found = [...text.matchAll(startLine)].at(-1);
  return found && releaseOfVersion(found[1]!, releases);
}

/**
 * The release of a version of nova: 26.2.2 is Zed's.
 * @returns the nearest release with data, and the version where that is not its own; undefined for what is no version of
 * nova, which counted by years before 12.
 */
export function releaseOfVersion(
  version: string,
  releases: readonly Release[],
): { readonly release: Release; readonly nearestTo: string | undefined } | undefined {
  const [, whole, major] = /^((\d{2})\.\d+\.\d+)/.exec(version) ?? [];
  if (whole === undefined) return undefined;
  const index = Number(major) - firstNova;
  const nearest = Math.min(Math.max(index, 0), releases.length - 1);
  return { release: releases[nearest]!, nearestTo: nearest === index ? undefined : `nova ${whole}` };
}

/** The release that kolla's `globals.yml` names. */
export function releaseOfGlobals(text: string, releases: readonly Release[]): Release | undefined {
  const word = /^openstack_release:[ \t]*["']?([^"'\s#]+)/m.exec(text)?.[1];
  return word === undefined ? undefined : releaseNamed(word, releases);
}
