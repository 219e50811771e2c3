import { isSyncDriver } from '../database-url.ts';
import { driverChange } from '../driver-change.ts';
import { fixOf } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

export const py006: PythonRule = {
  id: 'PY006',
  severity: 'error',
  title: l10n => l10n.t('An asyncio engine gets a driver that does not know asyncio'),
  why: l10n => l10n.t('create_async_engine raises an InvalidRequestError: the driver is not async.'),
  remedy: l10n =>
    l10n.t('Use a driver for asyncio: aiomysql or asyncmy for MySQL, aiosqlite for SQLite, asyncpg for PostgreSQL.'),
  source: 'SQLAlchemy lib/sqlalchemy/ext/asyncio/engine.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind !== 'async' || call.url === undefined || call.urlRange === undefined || !isSyncDriver(call.url))
        continue;
      const name = call.url.driver ?? call.url.dialect;
      const message = l10n.t(
        'The driver of {0} does not work with asyncio: the engine cannot be created (InvalidRequestError).',
        name,
      );
      const driver = { mysql: 'aiomysql', sqlite: 'aiosqlite', postgresql: 'asyncpg' }[call.url.dialect];
      const edit = driver === undefined ? undefined : driverChange(file, call, driver);
      yield { range: call.urlRange, message, ...fixOf(l10n.t('Use the driver {0}', driver ?? ''), [edit]) };
    }
  },
};
