import type { Release } from '../config/option.ts';
import { releaseNamed, releaseOfVersion } from '../config/release-names.ts';
import { type ClusterState, instancesOf } from './cluster-state.ts';
import type { PackageVersions } from './probes/packages.ts';

/** Red Hat OpenStack Platform by its major version (Red Hat's list of releases): 16 is Train, 17 Wallaby. */
const redHatReleases: Readonly<Record<string, Release>> = { '16': 'train', '17': 'wallaby' };

/** Before Train, the oldest with data. Rocky is missing: in most images it is the name of a distribution. */
const releasesWithoutData = new Set(['liberty', 'mitaka', 'newton', 'ocata', 'pike', 'queens', 'stein']);

/** The release of a running nova, and what told it. */
export interface RunningRelease {
  readonly release: Release;
  /** `ctl1: quay.io/openstack.kolla/nova-conductor:2025.1-ubuntu-noble`. */
  readonly by: string;
  /** What was told, where there is no data for it: `nova 15.1.5`, `ocata`. */
  readonly nearestTo: string | undefined;
}

/**
 * The release that a cluster runs, by the image of a container of nova, or by the version of its package on a host where no
 * container runs it.
 * @param packages by controller, of those that told them.
 * @param releases those with data, oldest first.
 * @returns undefined where neither tells.
 */
export function runningRelease(
  state: ClusterState,
  packages: ReadonlyMap<string, PackageVersions>,
  releases: readonly Release[],
): RunningRelease | undefined {
  for (const service of ['nova-conductor', 'nova-api', 'nova-scheduler'] as const) {
    for (const { controller, instance } of instancesOf(state, service)) {
      if (instance.image !== undefined) {
        const told = releaseOfImage(instance.image, releases);
        if (told !== undefined) return { ...told, by: `${controller}: ${instance.image}` };
        continue;
      }
      const version = packages.get(controller)?.get(service);
      // An epoch stands before the version of upstream: `3:26.2.2-1`.
      const told = version === undefined ? undefined : releaseOfVersion(version.replace(/^\d+:/, ''), releases);
      if (told !== undefined) return { ...told, by: `${controller}: ${service} ${version}` };
    }
  }
  return undefined;
}

/**
 * The release that the name of an image tells: its tag in kolla (`:zed-ubuntu-jammy`), its organization in TripleO
 * (`tripleowallaby/…`), the version of Red Hat OpenStack Platform in its tag (`rhosp-rhel9/…:17.1`).
 * @returns the nearest release with data, and the word where that is not its own.
 */
export function releaseOfImage(image: string, releases: readonly Release[]): Omit<RunningRelease, 'by'> | undefined {
  const at = image.lastIndexOf(':');
  const [name, tag] = [image.slice(0, at), image.slice(at + 1)];
  const ofRedHat = /\brhosp/.test(name) ? redHatReleases[/^v?(\d+)\b/.exec(tag)?.[1] ?? ''] : undefined;
  const words = [ofRedHat ?? '', ...tag.split(/[-_]/), ...name.split('/').map(part => part.replace(/^tripleo/, ''))];
  for (const word of words) {
    const release = releaseNamed(word, releases);
    if (release !== undefined) return { release, nearestTo: undefined };
  }
  const old = words.find(word => releasesWithoutData.has(word)) ?? (tag === 'rocky' ? tag : undefined);
  return old === undefined ? undefined : { release: releases[0]!, nearestTo: old };
}
