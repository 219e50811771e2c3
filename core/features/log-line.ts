import { idsIn } from '../log/trace/ids-in-text.ts';

/** What a reader may point at in a line of a log. */
export type LogWordKind =
  | 'level'
  | 'logger'
  | 'request'
  | 'instance'
  | 'error-code'
  | 'exception'
  /** An option of oslo.config with its group: `[database] max_overflow`. */
  | 'option'
  /** The id of a message of oslo.messaging, where the text says that it is one. */
  | 'message';

/** One field of a line. Characters count from 0. */
export interface LogWord {
  readonly kind: LogWordKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Longest part of a line that is looked at; what is behind it has no words to point at. */
const longestLine = 20_000;

const header =
  /^(?:\S+ {1,2}\d+ [\d:]+ \S+ \S+\[\d+\]: )?(?:\d{2,4}-\d\d-\d\d[ T][\d:.,]+(?:Z|[+-]\d\d:?\d\d)? (?:\d+ )?)?(TRACE|DEBUG|INFO|AUDIT|WARN|WARNING|ERROR|CRITICAL) ([A-Za-z_][\w.-]*)/;
const jsonLevel = /"levelname": ?"([A-Z]+)"/;
const jsonLogger = /"name": ?"([\w.-]+)"/;
const request = /\bg?req-[0-9a-fA-F]{8}-?[0-9a-fA-F-]{4,27}(?!\w)/g;
const instance = /\[instance: ([^\]\s]{1,64})\]/g;
const errorCode = /\((\d{4}), (?=u?\\*["'])/g;
const exception =
  /(?<![\w./])(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|NotFound|NotAvailable|Failed|Failure|Invalid|Exceeded|TooOld|Disconnect|Interrupt|Refused|Forbidden|Unauthorized|Conflict|Denied|Exists|ValidHost|Warning)(?:_Remote)?(?![\w(])/g;
const option = /\[(?:DEFAULT|[a-z][\w-]*)\] ?[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/]|\.\w)/g;
const quotedOption = /\b[Oo]ption "[\w-]+" from group "[\w-]+"/g;

/** The word of a line at a character, or undefined where there is nothing to say about one. */
export function wordAt(line: string, character: number): LogWord | undefined {
  return wordsOf(line).find(word => word.start <= character && character < word.end);
}

/** The words of a line: those of its header first, then the others by kind. */
export function wordsOf(line: string): LogWord[] {
  const text = line.length > longestLine ? line.slice(0, longestLine) : line;
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
  for (const match of text.matchAll(exception)) addWord(words, 'exception', match[0], match.index);
  for (const match of text.matchAll(option)) addWord(words, 'option', match[0], match.index);
  for (const match of text.matchAll(quotedOption)) addWord(words, 'option', match[0], match.index);
  for (const id of idsIn(text)) if (isMessageId(id.text)) words.push({ kind: 'message', ...id });
  return words;
}

function addGroup(words: LogWord[], kind: LogWord['kind'], match: RegExpExecArray | null): void {
  if (match?.[1] !== undefined) addWord(words, kind, match[1], match.index + match[0].indexOf(match[1]));
}

function addWord(words: LogWord[], kind: LogWord['kind'], text: string, start: number): void {
  words.push({ kind, text, start, end: start + text.length });
}

function isMessageId(id: string): boolean {
  return !id.includes('-');
}
