/**
 * A word that a POSIX shell reads as exactly this text, whatever is in it.
 *
 * Single quotes protect everything but a single quote (POSIX.1-2017, Shell Command Language, 2.2.2).
 * @throws when the text holds a NUL, which no program can be given: callers refuse such text where it enters.
 */
export function quoteForShell(word: string): string {
  if (word.includes('\0')) throw new Error('A NUL cannot be part of a command.');
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
