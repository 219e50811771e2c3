import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';
import { mayBeReadBy } from './settings.ts';

/** How long nova-api and nova-scheduler wait for the cells, in seconds: CELL_TIMEOUT in nova/context.py. */
const cellTimeout = 60;

/** The gathering of answers of all cells gives up before the pool does. */
export const od013: Rule = {
  id: 'OD013',
  severity: 'warning',
  title: l10n => l10n.t('pool_timeout reaches the time that nova waits for a cell'),
  why: l10n =>
    l10n.t(
      'nova-api and nova-scheduler give a cell 60 seconds, a fixed number. A cell whose pool is exhausted is then missing in lists, and nothing says why.',
    ),
  remedy: l10n => l10n.t('Keep it below 60.'),
  source: 'nova/context.py, CELL_TIMEOUT and scatter_gather_cells',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'pool_timeout')) {
      if (value.group !== 'database' || value.number < cellTimeout) continue;
      if (!mayBeReadBy(value.configuration, 'nova-api', 'nova-scheduler')) continue;
      yield {
        place: value.place,
        option: value.option,
        message: l10n.t(
          '{0} = {1} s, but nova waits only {2} s for a cell: the exhausted pool is never reported.',
          value.option,
          value.number,
          cellTimeout,
        ),
        fix: setTo(value, '30', l10n),
      };
    }
  },
};
