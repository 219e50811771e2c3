import type { Finding, HostTimeline, Place, Sample } from './analysis.ts';
import type { Entry } from './entry.ts';
import type { Signature } from './signature.ts';
import { countAt, createTimeCounts, sumOfTimeCounts, type TimeCounts } from './time-counts.ts';

const mostRequests = 50;
const mostSamples = 5;
const longestSample = 2000;
const mostHosts = 32;

/** Where an entry comes from: its file, and the service and host that it names itself. */
export interface Origin {
  readonly file: number;
  readonly service: string | undefined;
  readonly host: string | undefined;
}

interface FileCount {
  readonly path: string;
  count: number;
  readonly first: Place;
  last: Place;
}

/** The entries of one signature. */
export interface Collected {
  count: number;
  readonly first: Place;
  last: Place;
  /** Indexes of the logs that have such entries; a rotated log is one of them, and several in `perFile`. */
  readonly files: Set<number>;
  readonly perFile: Map<string, FileCount>;
  readonly services: Set<string>;
  readonly hosts: Set<string>;
  readonly requests: Set<string>;
  readonly samples: Sample[];
  readonly times: HostTimes[];
  /** The one of them that was counted in last: entries of one file mostly follow each other. */
  lastTimes: HostTimes | undefined;
}

/** When entries of one host in one log were written, on the writer's own clock. */
interface HostTimes extends Pick<Origin, 'file' | 'host'> {
  readonly counts: TimeCounts;
}

/** What is known about the writer of a log as a whole. */
export interface FileSource {
  readonly service: string | undefined;
  readonly host: string | undefined;
  /** Milliseconds to add to its times: they are then on the common clock of all logs. */
  readonly shift: number;
}

export interface Findings {
  /** @returns whether it is the first entry of this signature. */
  add(signature: number, place: Place, entry: Entry, origin: Origin): boolean;
  /**
   * Takes over what was found in the next part of a log.
   * @param lines how many lines of the log lie before the part.
   */
  addPart(part: Findings, lines: number): void;
  /** What was gathered, by the index of the signature. */
  readonly collected: ReadonlyMap<number, Collected>;
  /**
   * The findings, most frequent severity first.
   * @param source what is known about the writer of a file, for entries that do not name it themselves.
   */
  result(source: (file: number) => FileSource): {
    findings: Finding[];
    /** Index of a signature's finding; undefined when it has none. */
    indexOf: (signature: number) => number | undefined;
  };
}

/** Gathers all entries of one signature into one finding, however many there are. */
export function createFindings(signatures: readonly Signature[]): Findings {
  const collected = new Map<number, Collected>();

  function ownOf(signature: number, place: Place): Collected {
    const known = collected.get(signature);
    if (known) return known;
    const fresh: Collected = {
      count: 0,
      first: place,
      last: place,
      files: new Set(),
      perFile: new Map(),
      services: new Set(),
      hosts: new Set(),
      requests: new Set(),
      samples: [],
      times: [],
      lastTimes: undefined,
    };
    collected.set(signature, fresh);
    return fresh;
  }

  function addPart(part: Findings, lines: number): void {
    for (const [signature, next] of part.collected) {
      const own = ownOf(signature, movedBy(next.first, lines));
      own.count += next.count;
      own.last = movedBy(next.last, lines);
      for (const file of next.files) own.files.add(file);
      for (const { path, count, first, last } of next.perFile.values()) {
        const file = own.perFile.get(path);
        if (file) {
          file.count += count;
          file.last = movedBy(last, lines);
        } else own.perFile.set(path, { path, count, first: movedBy(first, lines), last: movedBy(last, lines) });
      }
      for (const service of next.services) own.services.add(service);
      for (const host of next.hosts) own.hosts.add(host);
      for (const request of next.requests) if (own.requests.size < mostRequests) own.requests.add(request);
      for (const sample of next.samples) if (own.samples.length < mostSamples) own.samples.push(movedBy(sample, lines));
      for (const { file, host, counts } of next.times) {
        const times = timesOf(own, { file, host, service: undefined }).counts;
        counts.starts.forEach((start, index) => {
          countAt(times, start, counts.counts[index], counts.step);
        });
      }
    }
  }

  function add(signature: number, place: Place, entry: Entry, origin: Origin): boolean {
    const own = ownOf(signature, place);
    own.count++;
    own.last = place;
    own.files.add(origin.file);
    const file = own.perFile.get(place.path);
    if (file) {
      file.count++;
      file.last = place;
    } else own.perFile.set(place.path, { path: place.path, count: 1, first: place, last: place });
    if (origin.service !== undefined) own.services.add(origin.service);
    if (origin.host !== undefined) own.hosts.add(origin.host);
    if (entry.requestId !== undefined && own.requests.size < mostRequests) own.requests.add(entry.requestId);
    if (own.samples.length < mostSamples) own.samples.push({ ...place, text: sampleText(entry) });
    if (place.time !== undefined) countAt(timesOf(own, origin).counts, place.time);
    return own.count === 1;
  }

  function result(source: (file: number) => FileSource) {
    const order = [...collected.keys()].sort((one, other) => rank(one) - rank(other));
    const findings = order.map(index => finding(signatures[index]!, collected.get(index)!, source));
    const indexes = new Map(order.map((signature, index) => [signature, index]));
    return { findings, indexOf: (signature: number) => indexes.get(signature) };
  }

  function rank(signature: number): number {
    const severity = { error: 0, warning: 1, info: 2 }[signatures[signature]!.severity];
    return severity * 1e9 - Math.min(collected.get(signature)!.count, 9e8);
  }

  return { add, addPart, collected, result };
}

function finding(signature: Signature, own: Collected, source: (file: number) => FileSource): Finding {
  const services = new Set(own.services);
  const hosts = new Set(own.hosts);
  for (const file of own.files) {
    const known = source(file);
    if (own.services.size === 0 && known.service !== undefined) services.add(known.service);
    if (own.hosts.size === 0 && known.host !== undefined) hosts.add(known.host);
  }
  const perFile = [...own.perFile.values()];
  return {
    signature: signature.id,
    title: signature.title,
    severity: signature.severity,
    count: own.count,
    first: earliest(perFile.map(file => file.first)) ?? own.first,
    last: latest(perFile.map(file => file.last)) ?? own.last,
    services: [...services],
    hosts: [...hosts],
    requests: [...own.requests],
    perFile,
    samples: own.samples,
    timeline: timelineOf(own.times, source),
  };
}

function movedBy<Moved extends Place>(place: Moved, lines: number): Moved {
  return lines === 0 ? place : { ...place, line: place.line + lines };
}

/** The counts of an origin; each of a log's first hosts has its own, the others share one. */
function timesOf(own: Collected, { file, host }: Origin): HostTimes {
  const last = own.lastTimes;
  if (last?.file === file && last.host === host) return last;
  let times = own.times.find(candidate => candidate.file === file && candidate.host === host);
  if (!times) {
    const isOneTooMany = host !== undefined && own.times.filter(known => known.file === file).length >= mostHosts;
    if (isOneTooMany) return timesOf(own, { file, host: undefined, service: undefined });
    times = { file, host, counts: createTimeCounts() };
    own.times.push(times);
  }
  own.lastTimes = times;
  return times;
}

/** The timelines of the hosts with most entries, on the common clock; those of the others are one, without a host. */
function timelineOf(times: readonly HostTimes[], source: (file: number) => FileSource): HostTimeline[] {
  const byHost = new Map<string, { counts: TimeCounts; shift: number }[]>();
  for (const { file, host, counts } of times) {
    const name = host ?? source(file).host ?? '';
    const known = byHost.get(name);
    const part = { counts, shift: source(file).shift };
    if (known) known.push(part);
    else byHost.set(name, [part]);
  }
  const unnamed = byHost.get('') ?? [];
  byHost.delete('');
  const hosts = [...byHost].sort((one, other) => total(other[1]) - total(one[1]));
  const rest = [...unnamed, ...hosts.slice(mostHosts).flatMap(([, parts]) => parts)];
  const shown = [...hosts.slice(0, mostHosts), ...(rest.length === 0 ? [] : [['', rest] as const])];
  return shown.map(([host, parts]) => ({ host, ...sumOfTimeCounts(parts) }));
}

function total(parts: readonly { readonly counts: TimeCounts }[]): number {
  return parts.reduce((sum, { counts }) => sum + counts.counts.reduce((own, count) => own + count, 0), 0);
}

function sampleText(entry: Entry): string {
  const text = entry.traceback === '' ? entry.message : `${entry.message}\n${entry.traceback}`;
  return text.length > longestSample ? `${text.slice(0, longestSample)}…` : text;
}

function earliest(places: readonly Place[]): Place | undefined {
  return places.reduce<Place | undefined>(
    (best, place) => (best === undefined || (place.time ?? Infinity) < (best.time ?? Infinity) ? place : best),
    undefined,
  );
}

function latest(places: readonly Place[]): Place | undefined {
  return places.reduce<Place | undefined>(
    (best, place) => (best === undefined || (place.time ?? -Infinity) > (best.time ?? -Infinity) ? place : best),
    undefined,
  );
}
