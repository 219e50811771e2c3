import type { Rule } from '../rule.ts';
import { isReadBy } from './settings.ts';

/**
 * No API database for a service that needs it. Only files of nova-api and nova-scheduler that hold the main database's
 * address are judged: others may be fragments, or those of a conductor or the metadata service in a cell.
 */
export const od041: Rule = {
  id: 'OD041',
  severity: 'error',
  title: l10n => l10n.t('[api_database]connection is missing'),
  why: l10n => l10n.t('Every request fails with CantStartEngineError.'),
  remedy: l10n => l10n.t('Set [api_database]connection; its schema is usually called nova_api.'),
  source: 'nova manual, Cells; oslo_db/sqlalchemy/enginefacade.py, CantStartEngineError',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      if (configuration.isPartial || !isReadBy(configuration, 'nova-api', 'nova-scheduler')) continue;
      if (!configuration.isSet('database', 'connection') || configuration.isSet('api_database', 'connection')) continue;
      const place = configuration.groupPlace('api_database');
      yield {
        place,
        option: '[api_database]connection',
        message: l10n.t('{0} needs [api_database]connection, and no file sets it.', configuration.service!),
      };
    }
  },
};
