import { type Command, rootShellLine, shellLine, wireCommand } from '../core/cluster/command.ts';
import { wireKeptScript } from '../core/cluster/kept-script.ts';

/** What came to the standard input of `/bin/sh -s`, understood. */
export interface WireRequest {
  /** The word that comes first on both outputs. */
  readonly mark: string;
  /** The script's text, or `exec` and the quoted words of a program. */
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the script stays ready and runs again for each line that comes (`wireKeptScript`). */
  readonly isKept: boolean;
  readonly asRoot: boolean;
}

export type WireReading = WireRequest | 'incomplete' | 'not-ours';

const shellLines: Readonly<Record<string, boolean>> = { [shellLine]: false, [rootShellLine]: true };

/** Whether a login shell is given one of the two lines that commands come by. */
export function isShellLine(line: string): boolean {
  return line in shellLines;
}

/**
 * Understands what `wireCommand` has put together, by putting it together again: what differs in one character is not ours.
 * @param line what the login shell was given. @param input what has come on standard input so far.
 */
export function readWire(line: string, input: string): WireReading {
  const asRoot = shellLines[line];
  if (asRoot === undefined) return 'not-ours';
  const mark = /^\{\necho ([\w-]+); echo \1 >&2\nLC_ALL=C; export LC_ALL\n/.exec(input);
  if (!mark) return input.length < 200 ? 'incomplete' : 'not-ours';
  const read = readAssignments(input, mark[0].length);
  if (!read) return 'incomplete';
  const { assignments, rest } = read;
  if (!rest.endsWith('\n}\n')) return 'incomplete';
  const { nova_doctor_script: text = '', ...parameters } = assignments;
  const isKept = rest.startsWith('nova_doctor_loop=');
  const limit = /timeout -k \d+ (\d+) \/bin\/sh -c "\$nova_doctor_script"/.exec(rest)?.[1] ?? '0';
  const command: Command<unknown> = {
    name: '',
    effect: 'read',
    run: { script: text, parameters },
    asRoot,
    timeoutSeconds: limit === '0' ? undefined : Number(limit),
    isExpensive: rest.includes('nice -n 19'),
    read: () => undefined,
  };
  const again = (isKept ? wireKeptScript : wireCommand)(command, 'sudo', mark[1] ?? '');
  if (again.input !== input || again.line !== line) return 'not-ours';
  return { mark: mark[1] ?? '', text, parameters, isKept, asRoot };
}

/** The lines `NAME=word; export NAME` and, as the last one, the script; undefined while they are not all there. */
function readAssignments(
  input: string,
  start: number,
): { readonly assignments: Record<string, string>; readonly rest: string } | undefined {
  const assignments: Record<string, string> = {};
  let at = start;
  while (true) {
    const name = /^(\w+)=/.exec(input.slice(at, at + 100))?.[1];
    if (name === undefined) return undefined;
    const word = readWord(input, at + name.length + 1);
    if (!word) return undefined;
    assignments[name] = word.text;
    at = input.indexOf('\n', word.end) + 1;
    if (at === 0) return undefined;
    if (name === 'nova_doctor_script') return { assignments, rest: input.slice(at) };
  }
}

/** One word as a POSIX shell reads it, with single quotes and backslashes only; `quoteForShell` uses no others. */
function readWord(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let word = '';
  let at = start;
  while (at < text.length && !/[\s;]/.test(text[at] ?? '')) {
    if (text[at] === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return undefined;
      word += text.slice(at + 1, end);
      at = end + 1;
    } else if (text[at] === '\\') {
      word += text[at + 1] ?? '';
      at += 2;
    } else word += text[at++];
  }
  return at >= text.length ? undefined : { text: word, end: at };
}

/** The words of `exec 'docker' 'stop' 'nova_conductor'`; undefined where it is no call of a program. */
export function programWordsOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('exec ')) return undefined;
  const words: string[] = [];
  let at = 'exec '.length;
  while (at < text.length) {
    const word = readWord(`${text}\n`, at);
    if (!word || (word.text === '' && word.end === at)) return undefined;
    words.push(word.text);
    at = word.end + 1;
  }
  return words;
}
