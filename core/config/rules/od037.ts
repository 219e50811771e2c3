import { parseParameters } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { databaseUrl, databaseValues } from './database-values.ts';

/** Parameters of which the driver gets both values as a tuple, and fails. */
const failing: readonly string[] = ['charset', 'connect_timeout', 'read_timeout', 'write_timeout', 'unix_socket'];

/** A parameter that the address holds already: oslo.db appends, it does not replace. */
export const od037: Rule = {
  id: 'OD037',
  severity: 'warning',
  title: l10n => l10n.t('connection_parameters repeats a parameter of the address'),
  why: l10n =>
    l10n.t(
      'oslo.db appends it, so the driver gets two values at once; with charset and time-outs the first connection fails.',
    ),
  remedy: l10n => l10n.t('Keep one of them.'),
  source:
    'oslo_db/sqlalchemy/engines.py, update_query_string(append=True); run on SQLAlchemy 1.4.40 and 2.0.42 with PyMySQL',
  *check(deployment, l10n) {
    for (const { value, configuration, group, option, place } of databaseValues(deployment, 'connection_parameters')) {
      const address = databaseUrl(deployment, configuration, group);
      const inAddress = address?.url?.query ?? [];
      const added = parseParameters(String(value));
      for (const [index, { name }] of added.entries()) {
        const first =
          inAddress.find(each => each.name === name) ?? added.slice(0, index).find(each => each.name === name);
        if (first === undefined) continue;
        const isInAddress = inAddress.includes(first);
        yield {
          place,
          option,
          severity: failing.includes(name) ? 'error' : 'warning',
          message: l10n.t('{0} gives {1} a second time; the driver gets both values.', option, name),
          ...(isInAddress && {
            related: [{ place: address!.placeOf(first.range), message: l10n.t('The first value.') }],
          }),
        };
      }
    }
  },
};
