import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The text of a log of a real nova. @param path `a2_healthy_load/logs/nova-api.log`. */
export function realLog(path: string): string {
  const file = new URL(`../../fixtures/real-logs/${path}.gz`, import.meta.url);
  return gunzipSync(readFileSync(file)).toString();
}

/** Something that a feature says of a part of a line; lines count from 1, characters from 0. */
export interface Marked {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Takes the marks out of a text: a line below another one, with `^` under the characters that are meant and what is said
 * about them behind it. Several such lines may follow each other.
 */
export function marksIn(marked: string): { text: string; marks: Marked[] } {
  const lines: string[] = [];
  const marks: Marked[] = [];
  for (const line of marked.split('\n')) {
    const mark = /^( *)(\^+) (.+)$/.exec(line);
    if (mark === null) {
      lines.push(line);
      continue;
    }
    const start = mark[1]!.length;
    marks.push({ line: lines.length, start, end: start + mark[2]!.length, text: mark[3]! });
  }
  return { text: lines.join('\n'), marks };
}

/** The same, as lines that a failed test shows well. */
export function shownMarks(marks: readonly Marked[]): string[] {
  return [...marks]
    .sort((one, other) => one.line - other.line || one.start - other.start)
    .map(({ line, start, end, text }) => `${line}:${start}-${end} ${text}`);
}
