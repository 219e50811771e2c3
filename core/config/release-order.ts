/** Versions of libraries that a release of OpenStack was tested with: the upper-constraints.txt of its branch in openstack/requirements. */
export interface ReleaseLibraries {
  readonly release: string;
  readonly osloDb: string;
  readonly sqlAlchemy: string;
  readonly osloMessaging: string;
}

/** Releases before those that there are data of, oldest first. */
const earlierReleases: readonly string[] = ['ocata', 'pike', 'queens', 'rocky', 'stein'];

/** Oldest first: those that there are options of. */
const releases: readonly ReleaseLibraries[] = [
  { release: 'train', osloDb: '5.0.2', sqlAlchemy: '1.3.8', osloMessaging: '10.2.4' },
  { release: 'ussuri', osloDb: '8.1.1', sqlAlchemy: '1.3.16', osloMessaging: '12.1.6' },
  { release: 'victoria', osloDb: '8.4.1', sqlAlchemy: '1.3.19', osloMessaging: '12.5.2' },
  { release: 'wallaby', osloDb: '8.5.2', sqlAlchemy: '1.3.23', osloMessaging: '12.7.3' },
  { release: 'xena', osloDb: '11.0.0', sqlAlchemy: '1.4.23', osloMessaging: '12.9.4' },
  { release: 'yoga', osloDb: '11.2.0', sqlAlchemy: '1.4.31', osloMessaging: '12.13.3' },
  { release: 'zed', osloDb: '12.1.2', sqlAlchemy: '1.4.40', osloMessaging: '14.0.3' },
  { release: '2023.1', osloDb: '12.3.3', sqlAlchemy: '1.4.41', osloMessaging: '14.2.5' },
  { release: '2023.2', osloDb: '14.1.1', sqlAlchemy: '1.4.41', osloMessaging: '14.4.2' },
  { release: '2024.1', osloDb: '15.0.0', sqlAlchemy: '1.4.51', osloMessaging: '14.7.2' },
  { release: '2024.2', osloDb: '16.0.0', sqlAlchemy: '2.0.32', osloMessaging: '14.9.3' },
  { release: '2025.1', osloDb: '17.2.1', sqlAlchemy: '2.0.38', osloMessaging: '16.1.2' },
  { release: '2025.2', osloDb: '17.4.0', sqlAlchemy: '2.0.42', osloMessaging: '17.1.0' },
  { release: '2026.1', osloDb: '18.0.0', sqlAlchemy: '2.0.46', osloMessaging: '17.3.0' },
  // As of 2026-08-21, before the release.
  { release: '2026.2', osloDb: '18.1.0', sqlAlchemy: '2.0.52', osloMessaging: '18.2.0' },
];

/**
 * Whether a release is the other one or came later.
 * @param release as in `.nova-doctor.yaml`; one that is not known here counts as newer than all that are.
 * @param other one that is known here.
 */
export function isAtLeast(release: string, other: string): boolean {
  const place = placeOf(other);
  if (place < 0) throw new Error(`There is no release ${other}.`);
  const own = placeOf(release);
  return own < 0 || own >= place;
}

/** The libraries of a release; those of the newest one where it is not known here, of the oldest one for what came before it. */
export function librariesOf(release: string): ReleaseLibraries {
  if (earlierReleases.includes(release.toLowerCase())) return releases[0]!;
  return releases.find(each => each.release === release.toLowerCase()) ?? releases.at(-1)!;
}

/** Whether oslo.db runs on SQLAlchemy 2.0 there, whose pools count differently from those of 1.4. */
export function usesSqlAlchemy2(release: string): boolean {
  return !librariesOf(release).sqlAlchemy.startsWith('1.');
}

function placeOf(release: string): number {
  return [...earlierReleases, ...releases.map(each => each.release)].indexOf(release.toLowerCase());
}
