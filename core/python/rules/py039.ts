import { fixOf, removal } from '../edits.ts';
import type { EngineCall } from '../engine-calls.ts';
import { isSqlAlchemy } from '../names.ts';
import type { PythonFile, PythonRule } from '../rule.ts';
import type { Entry, Value } from '../values.ts';

const sessionNames = ['sessionmaker', 'async_sessionmaker', 'Session', 'AsyncSession', 'scoped_session'];

function usesSessions(file: PythonFile): boolean {
  return file.module.imports.some(name => sessionNames.some(session => isSqlAlchemy(name, session)));
}

function isAutocommit(value: Value | undefined): boolean {
  return value?.kind === 'string' && value.text.toUpperCase() === 'AUTOCOMMIT';
}

function autocommitOf(call: EngineCall): Entry | undefined {
  const direct = call.keywords.get('isolation_level');
  if (direct !== undefined && isAutocommit(direct.value)) return direct;
  const options = call.keywords.get('execution_options')?.value;
  return options?.kind === 'mapping'
    ? options.entries.find(entry => entry.name === 'isolation_level' && isAutocommit(entry.value))
    : undefined;
}

export const py039: PythonRule = {
  id: 'PY039',
  severity: 'warning',
  title: l10n => l10n.t('Sessions work on an engine that commits every statement'),
  why: l10n =>
    l10n.t('With AUTOCOMMIT a flush that fails halfway cannot be rolled back: half of the objects are written.'),
  remedy: l10n => l10n.t("Set it for single connections: connection.execution_options(isolation_level='AUTOCOMMIT')."),
  source: 'SQLAlchemy documentation, Setting Isolation Level or DBAPI Autocommit for an Engine',
  *check(file, l10n) {
    if (!usesSessions(file)) return;
    for (const call of file.engines) {
      const entry = autocommitOf(call);
      if (entry === undefined) continue;
      const message = l10n.t('With AUTOCOMMIT a session cannot roll back: what a failed flush has written stays.');
      yield { range: entry.range, message, ...fixOf(l10n.t('Remove {0}', 'isolation_level'), [removal(file, entry)]) };
    }
  },
};
