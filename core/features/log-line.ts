/** The fields of one line of a log that a reader may point at. Characters count from 0. */
export type LogWord =
  | { readonly kind: 'level'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'logger'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'request'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'instance'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'error-code'; readonly text: string; readonly start: number; readonly end: number };

/** Longest part of a line that is looked at; what is behind it has no words to point at. */
const longestLine = 20_000;

const header =
  /^(?:\S+ {1,2}\d+ [\d:]+ \S+ \S+\[\d+\]: )?(?:\d{2,4}-\d\d-\d\d[ T][\d:.,]+(?:Z|[+-]\d\d:?\d\d)? (?:\d+ )?)?(TRACE|DEBUG|INFO|AUDIT|WARN|WARNING|ERROR|CRITICAL) ([A-Za-z_][\w.-]*)/;
const jsonLevel = /"levelname": ?"([A-Z]+)"/;
const jsonLogger = /"name": ?"([\w.-]+)"/;
const request = /\bg?req-[0-9a-fA-F]{8}-?[0-9a-fA-F-]{4,27}(?!\w)/g;
const instance = /\[instance: ([^\]\s]{1,64})\]/g;
const errorCode = /\((\d{4}), (?=u?\\*["'])/g;

/** The word of a line at a character, or undefined where there is nothing to say about one. */
export function wordAt(line: string, character: number): LogWord | undefined {
  const text = line.length > longestLine ? line.slice(0, longestLine) : line;
  return wordsOf(text).find(word => word.start <= character && character < word.end);
}

function wordsOf(text: string): LogWord[] {
  const words: LogWord[] = [];
  const head = header.exec(text);
  if (head) {
    const levelStart = head[0].length - head[2]!.length - 1 - head[1]!.length;
    addWord(words, 'level', head[1]!, levelStart);
    addWord(words, 'logger', head[2]!, head[0].length - head[2]!.length);
  } else if (text.startsWith('{')) {
    addGroup(words, 'level', jsonLevel.exec(text));
    addGroup(words, 'logger', jsonLogger.exec(text));
  }
  for (const match of text.matchAll(request)) addWord(words, 'request', match[0], match.index);
  for (const match of text.matchAll(instance)) addGroup(words, 'instance', match);
  for (const match of text.matchAll(errorCode)) addGroup(words, 'error-code', match);
  return words;
}

function addGroup(words: LogWord[], kind: LogWord['kind'], match: RegExpExecArray | null): void {
  if (match?.[1] !== undefined) addWord(words, kind, match[1], match.index + match[0].indexOf(match[1]));
}

function addWord(words: LogWord[], kind: LogWord['kind'], text: string, start: number): void {
  words.push({ kind, text, start, end: start + text.length });
}
