/**
 * Whether a name fits a list of patterns with `*` and `?`; a pattern that begins with `!` and fits excludes it, whatever
 * else fits. ssh_config(5), PATTERNS. Case does not matter in names of hosts.
 */
export function matchesPatternList(patterns: readonly string[], name: string): boolean {
  const own = name.toLowerCase();
  let isMatched = false;
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!');
    if (!matchesPattern(pattern.slice(isNegated ? 1 : 0).toLowerCase(), own)) continue;
    if (isNegated) return false;
    isMatched = true;
  }
  return isMatched;
}

function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(name);
}
