import assert from 'node:assert/strict';
import {
  isAsyncDriver,
  parseDatabaseUrl,
  parseParameters,
  schemaOf,
  serverOf,
} from '../../../core/config/database-url.ts';

/** What make_url of SQLAlchemy makes of addresses: user, host, port, database; run with 1.3.23, 1.4.40 and 2.0.42. */
const addresses: [string, (string | undefined)[], (string | undefined)[]][] = [
  ['mysql+pymysql://nova:pa/ss@host/nova', ['nova', 'host', undefined, 'nova'], ['nova', 'host', undefined, 'nova']],
  ['mysql+pymysql://nova:p@ss@host/nova', ['nova', 'ss@host', undefined, 'nova'], ['nova', 'host', undefined, 'nova']],
  ['mysql+pymysql://nova:p:ss@host/nova', ['nova', 'host', undefined, 'nova'], ['nova', 'host', undefined, 'nova']],
  ['mysql+pymysql://nova:p?ss@host/nova', ['nova', 'host', undefined, 'nova'], ['nova', 'host', undefined, 'nova']],
  [
    'mysql+pymysql://no/va:pw@host/nova',
    [undefined, 'no', undefined, 'va:pw@host/nova'],
    [undefined, 'no', undefined, 'va:pw@host/nova'],
  ],
  [
    'mysql+pymysql://nova:p@s/s@host/nova',
    ['nova', 's', undefined, 's@host/nova'],
    ['nova', 'host', undefined, 'nova'],
  ],
  ['mysql+pymysql://h1,h2/nova', [undefined, 'h1,h2', undefined, 'nova'], [undefined, 'h1,h2', undefined, 'nova']],
  [
    'mysql+pymysql://nova:pw@[fd00::1]:3306/nova',
    ['nova', 'fd00::1', '3306', 'nova'],
    ['nova', 'fd00::1', '3306', 'nova'],
  ],
  [
    'sqlite:////var/nova.sqlite',
    [undefined, undefined, undefined, '/var/nova.sqlite'],
    [undefined, undefined, undefined, '/var/nova.sqlite'],
  ],
];

describe('the reader of database addresses', () => {
  const parts = (text: string, version: '1.3' | '1.4 or later') => {
    const url = parseDatabaseUrl(text, version);
    return [url?.user?.text, url?.host?.text, url?.port?.text, url?.database?.text];
  };

  for (const [address, since14, until13] of addresses)
    it(`reads ${address} as SQLAlchemy does`, () => {
      assert.deepEqual(parts(address, '1.4 or later'), since14);
      assert.deepEqual(parts(address, '1.3'), until13);
    });

  it('refuses what SQLAlchemy refuses', () => {
    for (const text of ['', 'mysql-pymysql://a/b', 'mysql+pymysql:/nova', 'http:nova'])
      assert.equal(parseDatabaseUrl(text), undefined, text);
  });

  it('knows where each part stands', () => {
    const text = 'mysql+pymysql://nova:pw@[::1]:3307/nova?charset=utf8&ssl_ca=%2Fca.pem&flag&empty=';
    const url = parseDatabaseUrl(text)!;
    const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    assert.equal(at(url.scheme.range), 'mysql+pymysql');
    assert.equal(at(url.passwordRange!), 'pw');
    assert.equal(at(url.host!.range), '::1');
    assert.equal(at(url.port!.range), '3307');
    assert.deepEqual(
      url.query.map(({ name, value, range }) => [name, value, at(range)]),
      [
        ['charset', 'utf8', 'charset=utf8'],
        ['ssl_ca', '/ca.pem', 'ssl_ca=%2Fca.pem'],
      ],
    );
    assert.deepEqual(
      parseParameters('a=b%zz&c=d+e').map(({ value }) => value),
      ['b%zz', 'd e'],
    );
  });

  it('compares servers and schemas', () => {
    const server = (text: string) => serverOf(parseDatabaseUrl(text)!);
    assert.equal(server('mysql+pymysql://DB/nova'), 'db:3306');
    assert.equal(server('postgresql://db:/nova'), 'db:5432');
    assert.equal(server('sqlite:///nova'), undefined);
    assert.equal(schemaOf(parseDatabaseUrl('mysql://db/nova?charset=utf8')!), 'db:3306/nova');
    assert.equal(schemaOf(parseDatabaseUrl('mysql://db')!), undefined);
  });

  it('tells drivers for asyncio', () => {
    const isAsync = (scheme: string) => isAsyncDriver(parseDatabaseUrl(`${scheme}://db/nova`)!);
    assert.equal(isAsync('mysql+aiomysql'), true);
    assert.equal(isAsync('mysql+pymysql'), false);
    assert.equal(isAsync('mysql'), false);
    assert.equal(isAsync('postgresql+psycopg'), undefined);
    assert.equal(isAsync('oracle+oracledb'), undefined);
  });
});
