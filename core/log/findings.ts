import type { Finding, Place, Sample } from './analysis.ts';
import type { Entry } from './entry.ts';
import type { Signature } from './signature.ts';

const mostRequests = 50;
const mostSamples = 5;
const longestSample = 2000;

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

interface Collected {
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
}

export interface Findings {
  /** @returns whether it is the first entry of this signature. */
  add(signature: number, place: Place, entry: Entry, origin: Origin): boolean;
  /**
   * The findings, most frequent severity first.
   * @param source what is known about the writer of a file, for entries that do not name it themselves.
   */
  result(source: (file: number) => { service: string | undefined; host: string | undefined }): {
    findings: Finding[];
    /** Index of a signature's finding; undefined when it has none. */
    indexOf: (signature: number) => number | undefined;
  };
}

/** Gathers all entries of one signature into one finding, however many there are. */
export function createFindings(signatures: readonly Signature[]): Findings {
  const collected = new Map<number, Collected>();

  function add(signature: number, place: Place, entry: Entry, origin: Origin): boolean {
    let own = collected.get(signature);
    if (!own) {
      own = {
        count: 0,
        first: place,
        last: place,
        files: new Set(),
        perFile: new Map(),
        services: new Set(),
        hosts: new Set(),
        requests: new Set(),
        samples: [],
      };
      collected.set(signature, own);
    }
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
    return own.count === 1;
  }

  function result(source: (file: number) => { service: string | undefined; host: string | undefined }) {
    const order = [...collected.keys()].sort((one, other) => rank(one) - rank(other));
    const findings = order.map(index => finding(signatures[index]!, collected.get(index)!, source));
    const indexes = new Map(order.map((signature, index) => [signature, index]));
    return { findings, indexOf: (signature: number) => indexes.get(signature) };
  }

  function rank(signature: number): number {
    const severity = { error: 0, warning: 1, info: 2 }[signatures[signature]!.severity];
    return severity * 1e9 - Math.min(collected.get(signature)!.count, 9e8);
  }

  return { add, result };
}

function finding(
  signature: Signature,
  own: Collected,
  source: (file: number) => { service: string | undefined; host: string | undefined },
): Finding {
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
  };
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
