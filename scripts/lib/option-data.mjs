// Makes the data of knowledge/options from what scripts/options/list_options.py said about each release.

/** @typedef {Record<string, any>} Facts */
/** @typedef {Record<string, Record<string, Facts>>} Groups */
/** @typedef {{ groups: Groups, placement: Groups, authPlugins: Groups, authCommon: Record<string, Facts> }} Listing */

/**
 * All facts of a release in one flat map, by `part/group/name`; parts are nova, placement and auth.
 * @param {Listing} listing
 */
function flat(listing) {
  /** @type {Map<string, Facts>} */
  const options = new Map();
  /** @type {[string, Groups][]} */
  const parts = [
    ['nova', listing.groups],
    ['placement', listing.placement],
    ['auth', { ...listing.authPlugins, '*': listing.authCommon }],
  ];
  for (const [part, groups] of parts)
    for (const [group, facts] of Object.entries(groups))
      for (const [name, each] of Object.entries(facts)) options.set(`${part}/${group}/${name}`, each);
  return options;
}

/** @param {string} key @returns {[string, string, string]} */
function splitKey(key) {
  const [part, group, ...name] = key.split('/');
  return [part ?? '', group ?? '', name.join('/')];
}

/**
 * The file of a release: all of its options, or what differs from the release that followed it.
 * @param {{ release: string, listing: Listing }} of
 * @param {{ release: string, listing: Listing } | undefined} base
 */
export function releaseFile(of, base) {
  const own = flat(of.listing);
  const others = base === undefined ? new Map() : flat(base.listing);
  /** @type {Record<string, Groups>} */
  const options = {};
  for (const [key, facts] of [...own].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (JSON.stringify(others.get(key)) === JSON.stringify(facts)) continue;
    const [part, group, name] = splitKey(key);
    options[part] ??= {};
    options[part][group] ??= {};
    options[part][group][name] = facts;
  }
  const removed = [...others.keys()].filter(key => !own.has(key)).sort();
  return base === undefined
    ? { release: of.release, options }
    : { release: of.release, base: base.release, options, removed };
}

/**
 * What became of each name that not all releases know: by part, by `group/name`, groups in lower case but DEFAULT.
 * @param {{ release: string, listing: Listing }[]} releases oldest first
 */
export function optionHistory(releases) {
  /** @type {Record<string, Record<string, Facts>>} */
  const history = {};
  for (const part of ['nova', 'placement']) {
    // Before Train placement was a part of nova.
    const known = releases.filter(
      ({ listing }) => part === 'nova' || listing.placement.placement_database !== undefined,
    );
    const seen = known.map(({ listing }) => namesOf(part === 'nova' ? listing.groups : listing.placement));
    /** @type {Record<string, Facts>} */
    const facts = {};
    for (const key of [...new Set(seen.flatMap(names => [...names.keys()]))].sort()) {
      const each = nameHistory(
        key,
        seen,
        known.map(({ release }) => release),
      );
      if (each !== undefined) facts[key] = each;
    }
    history[part] = facts;
  }
  return history;
}

/**
 * Names with the option that they stand for: its own name is given as the empty string.
 * @param {Groups} groups
 */
function namesOf(groups) {
  /** @type {Map<string, string>} */
  const names = new Map();
  const normalized = (/** @type {string} */ name) => {
    const [group = '', ...rest] = name.split('/');
    return `${group === 'DEFAULT' ? group : group.toLowerCase()}/${rest.join('/')}`;
  };
  for (const [group, options] of Object.entries(groups))
    for (const [name, facts] of Object.entries(options))
      for (const old of facts.deprecatedNames ?? []) names.set(normalized(old), `${group}/${name}`);
  for (const [group, options] of Object.entries(groups))
    for (const name of Object.keys(options)) names.set(normalized(`${group}/${name}`), '');
  return names;
}

/**
 * @param {string} key
 * @param {Map<string, string>[]} seen per release
 * @param {string[]} releases
 */
function nameHistory(key, seen, releases) {
  const first = seen.findIndex(names => names.has(key));
  const last = seen.findLastIndex(names => names.has(key));
  const target = seen.map(names => names.get(key)).findLast(each => each !== undefined && each !== '');
  /** @type {Facts} */
  const facts = {};
  if (first > 0) facts.addedIn = releases[first];
  if (last < releases.length - 1) facts.removedIn = releases[last + 1];
  if (target !== undefined && seen.at(-1)?.get(key) !== '') facts.renamedTo = target;
  return Object.keys(facts).length === 0 || (facts.removedIn === undefined && facts.addedIn === undefined)
    ? undefined
    : facts;
}
