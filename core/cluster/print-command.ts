import { quoteForShell } from '../text/shell-quote.ts';
import { type Command, programWords, type ScriptCall } from './command.ts';

/**
 * A command as a person could read it, and type it into a POSIX shell with the same effect: for previews, journals and dry runs.
 * It is exact to the character: two commands that differ are printed differently, which the digest of a plan rests on. Time limits
 * are left out, and nothing is hidden: our commands carry no secrets.
 */
export function printCommand(command: Command<unknown>, become: 'none' | 'sudo'): string {
  if ('program' in command.run) return programWords(command, become).map(quoteVisibly).join(' ');
  const shell = command.asRoot && become === 'sudo' ? 'sudo -n /bin/sh -s' : '/bin/sh -s';
  const lines = scriptLines(command.run);
  const end = endMark(lines);
  return [`${shell} <<'${end}'`, ...lines, end].join('\n');
}

/** In braces, because the shell then has read everything before anything in it could read the standard input. */
function scriptLines({ script, parameters = {} }: ScriptCall): string[] {
  const assignments = Object.entries(parameters).map(
    ([name, value]) => `${name}=${quoteVisibly(value)}; export ${name}`,
  );
  return ['{', 'LC_ALL=C; export LC_ALL', ...assignments, visible(script), '} </dev/null'];
}

function endMark(lines: readonly string[]): string {
  const text = lines.join('\n').split('\n');
  let mark = 'END';
  for (let number = 1; text.includes(mark); number += 1) mark = `END${number}`;
  return mark;
}

/** What a terminal would obey, or what turns the direction of writing around, instead of being seen. */
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A quoted word in which nothing is invisible: such characters are written as the bytes by which `printf` makes them. */
function quoteVisibly(word: string): string {
  if (word.search(invisible) < 0) return quoteForShell(word);
  let quoted = '';
  let from = 0;
  for (const { 0: character, index } of word.matchAll(invisible)) {
    if (index > from) quoted += quoteForShell(word.slice(from, index));
    quoted += `"$(printf '${octalBytes(character)}')"`;
    from = index + character.length;
  }
  return from < word.length ? quoted + quoteForShell(word.slice(from)) : quoted;
}

/** Scripts are ours or a team's: what is invisible in one is no part of its meaning, but must be seen. */
function visible(script: string): string {
  return script.replace(invisible, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function octalBytes(character: string): string {
  // Two or three bytes of UTF-8: all characters in question lie below U+10000.
  const code = character.charCodeAt(0);
  const bytes =
    code < 0x80
      ? [code]
      : code < 0x800
        ? [0xc0 | (code >> 6), 0x80 | (code & 0x3f)]
        : [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
  return bytes.map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
