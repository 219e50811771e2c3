/** The versions of SQLAlchemy that differ in what they accept. */
export type SqlAlchemyVersion = '1.3' | '1.4' | '2.0' | '2.1';

const versions: readonly SqlAlchemyVersion[] = ['1.3', '1.4', '2.0', '2.1'];

/** The first release of OpenStack with each version: openstack/requirements, upper-constraints.txt per branch. */
const firstReleases: readonly { readonly version: SqlAlchemyVersion; readonly release: string }[] = [
  { version: '1.3', release: 'stein' },
  { version: '1.4', release: 'xena' },
  { version: '2.0', release: '2024.2' },
];

/**
 * The version that a release of OpenStack is tested with.
 * @param release `zed` or `2025.1`, in any case of letters.
 * @returns undefined for releases that are not known, and for those before Stein.
 */
export function versionOfRelease(release: string): SqlAlchemyVersion | undefined {
  const name = release.toLowerCase();
  // Letters sort behind digits, and the releases with names came before those with numbers.
  const orderOf = (text: string) => (/^\d{4}\.[12]$/.test(text) ? `z${text}` : `a${text}`);
  if (!/^(?:[s-z][a-z]+|20\d\d\.[12])$/.test(name) || name < '2') return undefined;
  return firstReleases.findLast(first => orderOf(first.release) <= orderOf(name))?.version;
}

/**
 * The version that a `requirements.txt`, a constraints file, a lock file or a `pyproject.toml` asks for.
 * @returns undefined where it leaves several open, as `sqlalchemy>=1.4` does.
 */
export function versionOfRequirements(text: string): SqlAlchemyVersion | undefined {
  const match = /^[ \t]*["']?sqlalchemy(?![\w.-])(?:\[[^\]\n]*\])?["']?[ \t]*(?:=[ \t]*["'])?([^;#\n]*)/im.exec(text);
  const specifier = match?.[1];
  if (specifier === undefined) return undefined;
  const exact = /(?:={2,3}|~=|\^)[ \t]*(\d+\.\d+)/.exec(specifier)?.[1];
  if (exact !== undefined) return versions.find(version => version === exact);
  const bounds = [...specifier.matchAll(/(>=?|<=?)[ \t]*(\d+)(?:\.(\d+))?/g)];
  const possible = versions.filter(version =>
    bounds.every(([, operator = '', major = '0', minor = '0']) => {
      const order = compare(version, `${major}.${minor}`);
      return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : order >= 0;
    }),
  );
  return bounds.length > 0 && possible.length === 1 ? possible[0] : undefined;
}

function compare(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
