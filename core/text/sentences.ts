/**
 * Puts sentences side by side, each already translated.
 * @returns them with a blank between; none behind a full-width mark, which brings its own space. Empty ones are left out.
 */
export function sentences(...parts: readonly string[]): string {
  return parts.reduce((before, part) => {
    if (before === '' || part === '') return before + part;
    return `${before}${/[。；：？！]$/.test(before) ? '' : ' '}${part}`;
  }, '');
}
