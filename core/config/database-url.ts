import type { TextRange } from './finding.ts';

/** A part of an address, as it stands there, with its place in the address. */
export interface UrlPart {
  readonly text: string;
  readonly range: TextRange;
}

/** An address of a database as SQLAlchemy takes it apart. The password is here as a place only: no message may hold it. */
export interface DatabaseUrl {
  /** `mysql+pymysql`. */
  readonly scheme: UrlPart;
  /** `mysql`. */
  readonly backend: string;
  /** `pymysql`; undefined where SQLAlchemy chooses. */
  readonly driver: string | undefined;
  readonly user: UrlPart | undefined;
  /** Where the password stands; undefined where there is none. */
  readonly passwordRange: TextRange | undefined;
  /** Without the brackets of an IPv6 address. */
  readonly host: UrlPart | undefined;
  readonly port: UrlPart | undefined;
  readonly database: UrlPart | undefined;
  /** `name=value`, in their order, decoded. */
  readonly query: readonly UrlParameter[];
}

export interface UrlParameter {
  readonly name: string;
  readonly value: string;
  /** The whole `name=value` in the address. */
  readonly range: TextRange;
}

const usual =
  /^([\w+]+):\/\/(?:([^:/]*)(?::([^@]*))?@)?(?:(?:\[([^/?]+)\]|([^/:?]+))?(?::([^/?]*))?)?(?:\/([^?]*))?(?:\?(.*))?/ds;
/** SQLAlchemy 1.3 lets the password reach to the last `@`. */
const upTo13 =
  /^([\w+]+):\/\/(?:([^:/]*)(?::(.*))?@)?(?:(?:\[([^/]+)\]|([^/:]+))?(?::([^/]*))?)?(?:\/([^?]*)(?:\?(.*))?)?/ds;

/**
 * Reads an address as `sqlalchemy.engine.url.make_url` does, with the same ways to misread it: the expressions are those of
 * url.py of 1.3.23 and of 1.4.40, which 2.0.42 still has.
 * @returns undefined where SQLAlchemy raises ArgumentError.
 */
export function parseDatabaseUrl(
  text: string,
  sqlAlchemy: '1.3' | '1.4 or later' = '1.4 or later',
): DatabaseUrl | undefined {
  const match = (sqlAlchemy === '1.3' ? upTo13 : usual).exec(text);
  if (match === null) return undefined;
  const part = (group: number): UrlPart | undefined => {
    const place = match.indices?.[group];
    return place === undefined ? undefined : { text: match[group]!, range: { start: place[0], end: place[1] } };
  };
  const scheme = part(1)!;
  const [backend = '', ...driver] = scheme.text.split('+');
  return {
    scheme,
    backend,
    driver: driver.length === 0 ? undefined : driver.join('+'),
    user: part(2),
    passwordRange: part(3)?.range,
    host: part(4) ?? part(5),
    port: part(6),
    database: part(7),
    query: parametersOf(part(8)),
  };
}

/** Reads `name=value&name=value`, as Python's parse_qsl does: without what has no value. */
export function parseParameters(text: string): readonly UrlParameter[] {
  return parametersOf({ text, range: { start: 0, end: text.length } });
}

function parametersOf(query: UrlPart | undefined): readonly UrlParameter[] {
  if (query === undefined) return [];
  const parameters: UrlParameter[] = [];
  let start = query.range.start;
  for (const piece of query.text.split('&')) {
    const range = { start, end: start + piece.length };
    start = range.end + 1;
    const equals = piece.indexOf('=');
    if (equals < 0 || equals === piece.length - 1) continue;
    parameters.push({ name: decoded(piece.slice(0, equals)), value: decoded(piece.slice(equals + 1)), range });
  }
  return parameters;
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Whether it is a server of MySQL's protocol: MySQL, MariaDB and what stands in for them. */
export function isMySql(url: DatabaseUrl): boolean {
  return url.backend === 'mysql' || url.backend === 'mariadb';
}

/** The server that an address names, without case: `10.0.0.5:3306`; undefined where it names none (SQLite, a socket). */
export function serverOf(url: DatabaseUrl): string | undefined {
  if (url.host === undefined) return undefined;
  const port = url.port?.text ? url.port.text : isMySql(url) ? '3306' : url.backend === 'postgresql' ? '5432' : '';
  return `${url.host.text.toLowerCase()}:${port}`;
}

/** The server and the schema: what two addresses share that lead to the same data; undefined where that cannot be told. */
export function schemaOf(url: DatabaseUrl): string | undefined {
  const server = serverOf(url);
  return server === undefined || !url.database?.text ? undefined : `${server}/${url.database.text}`;
}

/** Drivers that only work with asyncio. */
const asyncDrivers: ReadonlySet<string> = new Set(['aiomysql', 'asyncmy', 'aiosqlite', 'asyncpg', 'psycopg_async']);

/** Whether the driver is for asyncio; undefined where it works both ways (psycopg), or is not known. */
export function isAsyncDriver(url: DatabaseUrl): boolean | undefined {
  if (url.driver === undefined) return url.backend === 'postgresql' || url.backend === 'oracle' ? undefined : false;
  if (asyncDrivers.has(url.driver)) return true;
  return syncDrivers.has(url.driver) ? false : undefined;
}

const syncDrivers: ReadonlySet<string> = new Set([
  'pymysql',
  'mysqldb',
  'mysqlconnector',
  'mariadbconnector',
  'pysqlite',
  'psycopg2',
  'pg8000',
  'pyodbc',
]);
