import type { Translator } from '../../text/l10n.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { type DatabaseValue, databaseNumbers, databaseValues, setTo } from './database-values.ts';

/** From here on oslo.db logs statements. */
const firstLevelWithStatements = 50;

/** Statements, with their data, in the log. */
export const od036: Rule = {
  id: 'OD036',
  severity: 'warning',
  title: l10n => l10n.t('Database statements are logged'),
  why: l10n =>
    l10n.t(
      'connection_debug from 50 on writes each statement with its data into the log, connection_trace adds the caller to each: both slow nova down.',
    ),
  remedy: l10n => l10n.t('Use them for a short search only: 0 and False are the defaults.'),
  source: 'oslo_db/sqlalchemy/engines.py, _setup_logging and _add_trace_comments',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'connection_debug'))
      if (value.number >= firstLevelWithStatements)
        yield finding(
          value,
          '0',
          l10n.t('{0} = {1} writes each statement into the log.', value.option, value.number),
          l10n,
        );
    for (const value of databaseValues(deployment, 'connection_trace'))
      if (value.value === true)
        yield finding(value, 'False', l10n.t('{0} adds the caller to each statement.', value.option), l10n);
  },
};

function finding(value: DatabaseValue, usual: string, message: string, l10n: Translator): RuleFinding {
  return { place: value.place, option: value.option, message, fix: setTo(value, usual, l10n) };
}
