import { isAsyncDriver } from '../database-url.ts';
import { driverChange } from '../driver-change.ts';
import { fixOf } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

export const py007: PythonRule = {
  id: 'PY007',
  severity: 'error',
  title: l10n => l10n.t('An engine without asyncio gets a driver of asyncio'),
  why: l10n => l10n.t('The engine is created, and the first connection raises MissingGreenlet.'),
  remedy: l10n => l10n.t('Use create_async_engine, or a driver without asyncio.'),
  source: 'SQLAlchemy error xd2s; 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind === 'async' || call.url?.driver === undefined || call.urlRange === undefined) continue;
      if (!isAsyncDriver(call.url)) continue;
      const message = l10n.t(
        '{0} works only with create_async_engine: the first connection raises MissingGreenlet.',
        call.url.driver,
      );
      const driver = { mysql: 'pymysql', sqlite: 'pysqlite', postgresql: 'psycopg2' }[call.url.dialect];
      const edit = driver === undefined ? undefined : driverChange(file, call, driver);
      yield { range: call.urlRange, message, ...fixOf(l10n.t('Use the driver {0}', driver ?? ''), [edit]) };
    }
  },
};
