import type { EffectiveOption, OsloConfiguration } from './deployment.ts';
import type { ConfigPlace, TextRange } from './finding.ts';

/** The parts of a database URL as SQLAlchemy splits it (sqlalchemy/engine/url.py). Ranges are offsets into the URL. */
export interface DatabaseUrl {
  /** `mysql`, `sqlite`. */
  readonly dialect: string;
  /** `pymysql`; undefined where the URL names none. */
  readonly driver: string | undefined;
  readonly schemeRange: TextRange;
  /** Percent signs decoded. */
  readonly user: string | undefined;
  /** The password itself is not taken out of the URL, so that nobody shows it by accident. */
  readonly passwordRange: TextRange | undefined;
  /** Without the brackets of an IPv6 address. */
  readonly host: string | undefined;
  readonly hostRange: TextRange | undefined;
  readonly port: number | undefined;
  readonly portRange: TextRange | undefined;
  readonly database: string | undefined;
  /** Behind the `?`, without it. */
  readonly query: string | undefined;
  readonly queryRange: TextRange | undefined;
}

const pattern =
  /^([\w+]+):\/\/(?:([^:/]*)(?::([^@]*))?@)?(?:(?:\[([^/?]+)\]|([^/:?]+))?(?::([^/?]*))?)?(?:\/([^?]*))?(?:\?(.*))?$/d;

/** Splits a database URL; undefined for what SQLAlchemy cannot split either. */
export function readDatabaseUrl(url: string): DatabaseUrl | undefined {
  const match = pattern.exec(url);
  if (!match) return undefined;
  const rangeOf = (group: number): TextRange | undefined => {
    const indices = match.indices?.[group];
    return indices && { start: indices[0], end: indices[1] };
  };
  const scheme = match[1]!;
  const port = match[6];
  return {
    dialect: scheme.split('+')[0]!,
    driver: scheme.split('+')[1],
    schemeRange: rangeOf(1)!,
    user: match[2] === undefined ? undefined : decoded(match[2]),
    passwordRange: rangeOf(3),
    host: match[4] ?? match[5],
    hostRange: rangeOf(4) ?? rangeOf(5),
    port: port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined,
    portRange: rangeOf(6),
    database: match[7],
    query: match[8],
    queryRange: rangeOf(8),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The place of a part of a value, where it stands in the file as it counts; else the place of the whole value. */
export function placeWithin(
  configuration: OsloConfiguration,
  option: EffectiveOption,
  range: TextRange | undefined,
): ConfigPlace | undefined {
  const place = option.valuePlace;
  if (!place || !range || typeof option.value !== 'string') return place;
  const text = configuration.files.find(file => file.path === place.path)?.text;
  const start = text?.slice(place.range.start, place.range.end).indexOf(option.value) ?? -1;
  if (start < 0) return place;
  const from = place.range.start + start;
  return { path: place.path, range: { start: from + range.start, end: from + range.end } };
}
