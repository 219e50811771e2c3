import { idsIn } from '../log/trace/ids-in-text.ts';
import type { LineRange, LogDocument } from './document.ts';

/** A place in a log that leads somewhere. */
export type LogLink =
  /** A frame of a traceback: a file of Python, as the host that ran it names it, and a line from 1. */
  | { readonly kind: 'frame'; readonly range: LineRange; readonly path: string; readonly line: number }
  /** The id of a request or of an instance. */
  | { readonly kind: 'id'; readonly range: LineRange; readonly id: string };

/** Editors ask for the links of a whole document; frames go before ids where there are too many. */
const mostFrames = 5000;
const mostIds = 5000;

const frame = /\bFile "([^"\n]{1,400}\.py)", line (\d{1,7})/;
const instance = /\[instance: ([0-9a-f-]{36})\]/;

/** The links of a document that is not large: frames of tracebacks, and, where `withIds`, ids that can be traced. */
export function logLinks(document: LogDocument, withIds: boolean): LogLink[] {
  if (document.isLarge === true) return [];
  const frames: LogLink[] = [];
  const ids: LogLink[] = [];
  for (let line = 1; line <= document.lineCount; line++) {
    const text = document.lineAt(line) ?? '';
    const found = frames.length < mostFrames && text.includes('File "') ? frame.exec(text) : null;
    if (found) {
      const startCharacter = found.index + found[0].indexOf('"') + 1;
      const range = { line, startCharacter, endCharacter: startCharacter + found[1]!.length };
      frames.push({ kind: 'frame', range, path: found[1]!, line: Number(found[2]) });
    }
    if (withIds && ids.length < mostIds) addIds(ids, line, text);
    if (frames.length >= mostFrames && (!withIds || ids.length >= mostIds)) break;
  }
  return [...frames, ...ids];
}

function addIds(links: LogLink[], line: number, text: string): void {
  if (!text.includes('req-') && !text.includes('[instance: ')) return;
  const named = instance.exec(text)?.[1];
  for (const { text: id, start, end } of idsIn(text)) {
    if (!id.startsWith('req-') && id !== named) continue;
    links.push({ kind: 'id', range: { line, startCharacter: start, endCharacter: end }, id });
  }
}

/**
 * Where the source of a frame may lie below a folder of sources: the path itself, then without the folders of the host that
 * ran it (`/usr/lib/python3/dist-packages/`, a virtual environment), the likeliest first.
 * @param path `/var/lib/kolla/venv/lib/python3.10/site-packages/nova/compute/manager.py`.
 * @returns relative paths with `/`.
 */
export function sourceCandidates(path: string): string[] {
  const parts = path.split(/[\\/]+/).filter(part => part !== '');
  if (parts.includes('..')) return [];
  const packages = parts.findLastIndex(part => part === 'site-packages' || part === 'dist-packages');
  const inside = packages === -1 ? undefined : parts.slice(packages + 1);
  const candidates = inside === undefined ? [] : [inside];
  // A checkout lies in a folder of the project's name: `/opt/stack/nova/nova/compute/manager.py`.
  for (let from = 0; from < parts.length - 1; from++) candidates.push(parts.slice(from));
  const likely = [...new Set(candidates.map(candidate => candidate.join('/')))];
  const packageRoot = inside?.[0] ?? parts.find((part, index) => part === parts[index + 1]) ?? '';
  return packageRoot === '' ? likely : [...new Set([...likely, ...likely.map(one => `${packageRoot}/${one}`)])];
}
