import type { Rule } from '../rule.ts';
import { atMostOncePerPlace, isReadBy } from './settings.ts';

/**
 * No API database for a service that needs it. Only files of nova-api and nova-scheduler that hold the main database's
 * address are judged: others may be fragments, or those of a conductor in a cell.
 */
export const od041: Rule = {
  id: 'OD041',
  severity: 'error',
  title: l10n => l10n.t('[api_database]connection is missing'),
  why: l10n => l10n.t('Every request fails with CantStartEngineError.'),
  remedy: l10n => l10n.t('Set [api_database]connection; its schema is usually called nova_api.'),
  source: 'nova manual, Cells; oslo_db/sqlalchemy/enginefacade.py, CantStartEngineError',
  *check(deployment, l10n) {
    const isNew = atMostOncePerPlace();
    for (const configuration of deployment.nova) {
      if (!isReadBy(configuration, 'nova-api', 'nova-scheduler')) continue;
      // With [api]local_metadata_per_cell the metadata service knows its own cell only.
      if (isReadBy(configuration, 'nova-api-metadata')) continue;
      if (!configuration.isSet('database', 'connection') || configuration.isSet('api_database', 'connection')) continue;
      const place = configuration.groupPlace('api_database');
      if (!isNew(place)) continue;
      yield {
        place,
        option: '[api_database]connection',
        message: l10n.t('{0} needs [api_database]connection, and no file sets it.', configuration.service!),
      };
    }
  },
};
