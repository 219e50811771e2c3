import { URI } from 'vscode-uri';
import type { LineRange } from '../core/features/document.ts';
import { addPlaces } from '../core/features/highlights.ts';
import type { Entry } from '../core/log/entry.ts';
import type { CompiledFormat } from '../core/log/format.ts';
import { findText } from '../io/files/find-text.ts';
import { documentOf, type OpenLog } from './open-logs.ts';

/** A place of an id in some log. */
export interface IdPlace {
  readonly uri: string;
  readonly range: LineRange;
  /** The first characters of its line. */
  readonly head: string;
}

export interface FindIdsOptions {
  readonly formats: readonly CompiledFormat[];
  /** Folders of the workspace. */
  readonly folders: readonly string[];
  /** Logs that are open: what the editor shows counts, not what lies on the disk. */
  readonly open: readonly OpenLog[];
  readonly signal: AbortSignal;
}

/** An editor shows a list; more places than these nobody reads. */
const mostPlaces = 2000;
const mostPerFile = 500;

/**
 * Every place of an id: in the logs that are open and in those of the workspace's folders.
 * @throws the signal's reason when it is aborted.
 */
export async function findId(id: string, options: FindIdsOptions): Promise<IdPlace[]> {
  const shown = options.open.filter(log => log.kind === 'text');
  const places = shown.flatMap(log => placesIn(log, id));
  const paths = new Set(shown.filter(log => URI.parse(log.uri).scheme === 'file').map(log => log.path));
  const large = options.open.filter(log => log.kind === 'file').map(log => log.path);
  const found = await findText(id, [...options.folders, ...large.filter(path => !isBelow(path, options.folders))], {
    formats: options.formats,
    signal: options.signal,
    most: mostPlaces,
    mostPerFile,
  });
  for (const { path, line, character, head } of found.places) {
    if (paths.has(path)) continue;
    const range = { line, startCharacter: character, endCharacter: character + id.length };
    places.push({ uri: URI.file(path).toString(), range, head });
  }
  return places.slice(0, mostPlaces);
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some(folder => path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`));
}

function placesIn(log: OpenLog, id: string): IdPlace[] {
  const document = documentOf(log);
  const places: IdPlace[] = [];
  for (let line = 1; line <= document.lineCount && places.length < mostPerFile; line++) {
    const text = document.lineAt(line) ?? '';
    if (!text.includes(id)) continue;
    const ranges: LineRange[] = [];
    addPlaces(ranges, line, text, id);
    places.push(...ranges.map(range => ({ uri: log.uri, range, head: text.slice(0, 400) })));
  }
  return places;
}

/**
 * Where an id comes up first: of the first place of each log the one with the earliest time. Logs of other zones and clocks
 * may be put before it; a trace of the id knows better.
 */
export function firstPlace(
  places: readonly IdPlace[],
  readEntries: (text: string) => readonly Entry[],
): IdPlace | undefined {
  const firsts = new Map<string, IdPlace>();
  for (const place of places) if (!firsts.has(place.uri)) firsts.set(place.uri, place);
  let best: { place: IdPlace; time: number } | undefined;
  for (const place of firsts.values()) {
    const [entry] = readEntries(`${place.head.split('\n', 1)[0]}\n`);
    const time = entry?.time ?? Number.POSITIVE_INFINITY;
    if (best === undefined || time < best.time) best = { place, time };
  }
  return best?.place;
}
