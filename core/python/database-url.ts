import { unknownPart } from './values.ts';

/** What is known about an address such as `mysql+pymysql://user:password@host:3306/nova?charset=utf8`. Never its password. */
export interface DatabaseUrl {
  /** `mysql`, in lower case. */
  readonly dialect: string;
  /** `pymysql`; undefined where the dialect's default counts. */
  readonly driver: string | undefined;
  /** Undefined where it is put in at run time. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Of SQLite: whether the database is in memory; undefined where that cannot be known. */
  readonly isMemory: boolean | undefined;
  /** Undefined where a part of it is put in at run time. */
  readonly query: ReadonlyMap<string, string> | undefined;
}

/** @returns undefined for what is no address, or one whose dialect is not known. */
export function parseDatabaseUrl(text: string): DatabaseUrl | undefined {
  const match = /^([a-z0-9_]+)(?:\+([a-z0-9_]+))?:\/\/([\s\S]*)$/i.exec(text);
  if (match === null) return undefined;
  const dialect = match[1]!.toLowerCase();
  const rest = match[3]!;
  const question = rest.indexOf('?');
  const place = question === -1 ? rest : rest.slice(0, question);
  const query =
    question === -1
      ? place.includes(unknownPart) && place.endsWith(unknownPart)
        ? undefined
        : ''
      : rest.slice(question + 1);
  const slash = place.indexOf('/');
  const authority = slash === -1 ? place : place.slice(0, slash);
  const server = authority.slice(authority.lastIndexOf('@') + 1);
  const address = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(server);
  const host = address?.[1] ?? '';
  return {
    dialect: dialect === 'mariadb' ? 'mysql' : dialect,
    driver: match[2]?.toLowerCase(),
    host: host === '' || server.includes(unknownPart) ? undefined : host,
    port: address?.[2] === undefined ? undefined : Number(address[2]),
    isMemory: dialect === 'sqlite' ? isMemory(place, slash, query) : undefined,
    query: query === undefined || query.includes(unknownPart) ? undefined : queryOf(query),
  };
}

function isMemory(place: string, slash: number, query: string | undefined): boolean | undefined {
  if (place.includes(unknownPart)) return undefined;
  const database = slash === -1 ? '' : place.slice(slash + 1);
  return database === '' || database === ':memory:' || (query?.includes('mode=memory') ?? false);
}

function queryOf(query: string): Map<string, string> {
  const parts = query.split('&').filter(part => part !== '');
  return new Map(parts.map(part => [part.split('=')[0]!, part.slice(part.indexOf('=') + 1)]));
}

/** Drivers that only work with asyncio (SQLAlchemy 2.1, lib/sqlalchemy/dialects: `is_async = True`). */
const asyncDrivers = new Set([
  'aiomysql',
  'asyncmy',
  'asyncpg',
  'psycopg_async',
  'aiosqlite',
  'aioodbc',
  'oracledb_async',
]);

/** Drivers that never work with asyncio. `psycopg` and `oracledb` do both. */
const syncDrivers = new Set([
  'pymysql',
  'mysqldb',
  'mysqlconnector',
  'mariadbconnector',
  'cymysql',
  'pyodbc',
  'pysqlite',
  'pysqlcipher',
  'psycopg2',
  'psycopg2cffi',
  'pg8000',
  'cx_oracle',
  'pymssql',
]);

/** Dialects whose default driver does not work with asyncio in any version; that of `postgresql` does since 2.1. */
const syncDialects = new Set(['mysql', 'sqlite']);

export function isAsyncDriver(url: DatabaseUrl): boolean {
  return url.driver !== undefined && asyncDrivers.has(url.driver);
}

export function isSyncDriver(url: DatabaseUrl): boolean {
  return url.driver === undefined ? syncDialects.has(url.dialect) : syncDrivers.has(url.driver);
}
