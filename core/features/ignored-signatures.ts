import type { IgnoredSignatures } from './protocol.ts';

/** Longer patterns are no names of files. */
const longestPattern = 1000;

/**
 * Makes the function that tells whether a signature is not to be shown in a log.
 * @param ignored as the user's settings have it; what has another form than they should is passed over.
 */
export function createIgnoredSignatures(ignored: IgnoredSignatures): (signature: string, path: string) => boolean {
  const compiled = new Map<string, readonly RegExp[]>();
  for (const [signature, patterns] of Object.entries(ignored)) {
    if (!Array.isArray(patterns)) continue;
    const written = patterns.filter(
      (pattern): pattern is string => typeof pattern === 'string' && pattern.length <= longestPattern,
    );
    compiled.set(signature, written.map(patternOfPath));
  }
  return (signature, path) => {
    const patterns = compiled.get(signature);
    return patterns?.some(pattern => pattern.test(path.replaceAll('\\', '/'))) === true;
  };
}

/** `**` stands for any folders, `*` and `?` for characters of one name; a pattern without `/` is about the name alone. */
function patternOfPath(pattern: string): RegExp {
  const slashed = pattern.replaceAll('\\', '/');
  const source = slashed
    .split(/(\*\*\/?|\*|\?)/)
    .map(part => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  return new RegExp(slashed.includes('/') && !slashed.startsWith('**') ? `^${source}$` : `(?:^|/)${source}$`);
}
