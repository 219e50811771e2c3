import type { Entry } from '../../../core/log/entry.ts';
import { type Collected, type CollectOptions, collectLogFiles } from '../../../io/files/collect.ts';
import { createLogEntries } from '../../../io/files/log-entries.ts';
import type { InputProblem } from '../../../io/files/problem.ts';
import { type ReadLogsOptions, readLogs } from '../../../io/files/read-logs.ts';
import { checkedFormats } from '../read-log.ts';

export const { formats } = checkedFormats;

export interface ReadPaths {
  readonly collected: Collected;
  /** Per log: its path, its lines, its bytes, and its entries with the file that each is in. */
  readonly logs: {
    path: string;
    lines: number;
    bytes: number;
    files: string[];
    entries: (Entry & { path: string })[];
  }[];
  readonly problems: readonly InputProblem[];
}

/** Finds and reads everything that paths name. */
export async function readPaths(
  paths: readonly string[],
  options: Partial<CollectOptions & ReadLogsOptions> = {},
): Promise<ReadPaths> {
  const collected = await collectLogFiles(paths, { formats, ...options });
  const logs: ReadPaths['logs'] = [];
  const problems = await readLogs(
    collected.inputs,
    ({ path }) => {
      const log: ReadPaths['logs'][number] = { path, lines: 0, bytes: 0, files: [], entries: [] };
      logs.push(log);
      return createLogEntries({
        formats,
        allLevels: true,
        onEntry: (entry, file) => log.entries.push({ ...entry, path: file }),
        onEnd: (counts, parts) => {
          log.lines = counts.lines;
          log.bytes = counts.bytes;
          log.files = parts.map(part => part.path);
        },
      });
    },
    { formats, ...options },
  );
  return { collected, logs, problems: [...collected.problems, ...problems] };
}

/** A log of so many entries, each with a traceback of two lines at every tenth, seconds apart from a start. */
export function sampleLog(entries: number, start = Date.UTC(2026, 10, 22, 14)): string {
  const lines: string[] = [];
  for (let index = 0; index < entries; index++) {
    const time = new Date(start + index * 1000).toISOString().replace('T', ' ').slice(0, 23);
    const level = index % 10 === 9 ? 'ERROR' : 'INFO';
    lines.push(`${time} 7 ${level} nova.compute.manager [None req-${id(index)} - - - - - -] Entry number ${index}`);
    if (level === 'ERROR') {
      lines.push(`${time} 7 ERROR nova.compute.manager Traceback (most recent call last):`);
      lines.push(`${time} 7 ERROR nova.compute.manager ValueError: ${index}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function id(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
