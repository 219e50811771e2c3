import type { TextRange } from '../finding.ts';

/** A word of a line, quotes and escapes resolved, with the place where it is written. */
export interface HaproxyWord {
  readonly text: string;
  readonly range: TextRange;
}

/** One line of a section: the words of `timeout client 1m`. Comments are no part of it. */
export interface HaproxySetting {
  readonly words: readonly HaproxyWord[];
  readonly range: TextRange;
}

export interface HaproxySection {
  /** `global`, `defaults`, `listen`, `frontend`, `backend`, `resolvers` … */
  readonly kind: string;
  readonly name: string | undefined;
  /** The name of the `defaults` section that the header names with `from`. */
  readonly from: HaproxyWord | undefined;
  readonly headerRange: TextRange;
  /** From the header to the next one, or to the end of the file. */
  readonly range: TextRange;
  readonly settings: readonly HaproxySetting[];
}

/** What haproxy refuses. */
export interface HaproxyProblem {
  readonly range: TextRange;
  readonly kind: 'unclosed-quote' | 'outside-of-sections';
}

/** `haproxy.cfg`, or one file of its `services.d`. */
export interface HaproxyFile {
  readonly path: string;
  readonly text: string;
  readonly sections: readonly HaproxySection[];
  readonly problems: readonly HaproxyProblem[];
}

const sectionKinds = new Set([
  'global',
  'defaults',
  'listen',
  'frontend',
  'backend',
  'peers',
  'resolvers',
  'userlist',
  'mailers',
  'program',
  'http-errors',
  'ring',
  'log-forward',
  'log-profile',
  'cache',
  'fcgi-app',
  'crt-store',
  'traces',
  'acme',
]);

/** Reads haproxy's configuration; what a word means is left to those who ask. */
export function readHaproxyFile(path: string, text: string): HaproxyFile {
  const problems: HaproxyProblem[] = [];
  const drafts: { header: readonly HaproxyWord[]; settings: HaproxySetting[] }[] = [];
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    const { words, isClosed } = readWords(line[0], line.index);
    const first = words[0];
    if (first === undefined) continue;
    const range = { start: first.range.start, end: words.at(-1)!.range.end };
    if (!isClosed) problems.push({ range, kind: 'unclosed-quote' });
    const current = drafts.at(-1);
    if (sectionKinds.has(first.text)) drafts.push({ header: words, settings: [] });
    else if (current) current.settings.push({ words, range });
    else if (!first.text.startsWith('.')) problems.push({ range, kind: 'outside-of-sections' });
  }
  const sections = drafts.map(({ header, settings }, index) => {
    const start = header[0]!.range.start;
    const end = drafts[index + 1]?.header[0]?.range.start ?? text.length;
    return { ...headerOf(header), range: { start, end }, settings };
  });
  return { path, text, sections, problems };
}

function headerOf(words: readonly HaproxyWord[]): Omit<HaproxySection, 'range' | 'settings'> {
  const from = words.findIndex((word, index) => index > 0 && word.text === 'from');
  const name = words[1];
  return {
    kind: words[0]!.text,
    name: from === 1 ? undefined : name?.text,
    from: from > 0 ? words[from + 1] : undefined,
    headerRange: { start: words[0]!.range.start, end: words.at(-1)!.range.end },
  };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Splits a line into words as haproxy does (src/tools.c, parse_line): blanks part them, `#` ends the line wherever it stands
 * outside of quotes, a backslash protects the next character everywhere but in single quotes.
 */
function readWords(line: string, offset: number): { words: HaproxyWord[]; isClosed: boolean } {
  const words: HaproxyWord[] = [];
  let text = '';
  let start = -1;
  let quote = '';
  let index = 0;
  const finish = () => {
    if (start >= 0) words.push({ text, range: { start: offset + start, end: offset + index } });
    text = '';
    start = -1;
  };
  while (index < line.length) {
    const character = line[index]!;
    if (quote === '' && character === '#') break;
    if (quote === '' && /[\s\ufeff]/.test(character)) {
      finish();
      index++;
      continue;
    }
    if (start < 0) start = index;
    if (character === '\\' && quote !== "'" && index + 1 < line.length) {
      const protectedText = readEscape(line, index, quote);
      text += protectedText.text;
      index += protectedText.length;
      continue;
    }
    if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : '';
    } else text += character;
    index++;
  }
  finish();
  return { words, isClosed: quote === '' };
}

/** What a backslash stands for. Within double quotes it only protects `"`, `\` and `$`. */
function readEscape(line: string, index: number, quote: string): { text: string; length: number } {
  const next = line[index + 1]!;
  if (quote === '"') {
    return '"\\$'.includes(next) ? { text: next, length: 2 } : { text: '\\', length: 1 };
  }
  const code = /^x([0-9a-f]{2})/i.exec(line.slice(index + 1, index + 4))?.[1];
  if (code !== undefined) return { text: String.fromCharCode(Number.parseInt(code, 16)), length: 4 };
  return { text: escapes[next] ?? next, length: 2 };
}
