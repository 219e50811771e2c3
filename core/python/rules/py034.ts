import { driverChange } from '../driver-change.ts';
import { fixOf } from '../edits.ts';
import type { PythonFile, PythonRule } from '../rule.ts';

/** Whether MySQLdb, the default driver, is there: required, imported, or played by PyMySQL. */
function hasMySqlDb(file: PythonFile): boolean {
  return (
    /^[ \t"']*(?:mysqlclient|mysql-python)\b/im.test(file.facts.requirements ?? '') ||
    file.module.imports.some(name => /^MySQLdb\b/.test(name)) ||
    file.text.includes('install_as_MySQLdb')
  );
}

export const py034: PythonRule = {
  id: 'PY034',
  severity: 'error',
  title: l10n => l10n.t('The address of a MySQL database names no driver'),
  why: l10n =>
    l10n.t(
      'The default driver is MySQLdb, which OpenStack does not install: creating the engine raises a ModuleNotFoundError.',
    ),
  remedy: l10n => l10n.t('Write mysql+pymysql://, or mysql+aiomysql:// for asyncio.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    if (hasMySqlDb(file)) return;
    for (const call of file.engines) {
      const { url, urlRange } = call;
      // An asyncio engine is told so by another rule.
      if (url?.dialect !== 'mysql' || url.driver !== undefined || urlRange === undefined || call.kind === 'async')
        continue;
      const message = l10n.t('Without a driver MySQLdb is imported, which OpenStack does not install: name PyMySQL.');
      yield {
        range: urlRange,
        message,
        ...fixOf(l10n.t('Use the driver {0}', 'pymysql'), [driverChange(file, call, 'pymysql')]),
      };
    }
  },
};
