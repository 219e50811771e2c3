import type { Rule } from '../rule.ts';
import { databaseUrls } from './database-values.ts';
import { isReadBy } from './settings.ts';

/**
 * Templates of cell mappings. The mappings are in the database, where no file shows them. What a file can show is a
 * template in the wrong place, and that the values to fill templates with are missing.
 */
export const od049: Rule = {
  id: 'OD049',
  severity: 'error',
  title: l10n => l10n.t('Template of a cell mapping without values to fill it'),
  why: l10n =>
    l10n.t(
      'A mapping such as {scheme}://{username}:{password}@{hostname}/nova is filled from [database]connection of the service that reads it. Without one nova logs "Cell mapping database_connection is a template" and cannot reach the cell.',
    ),
  remedy: l10n => l10n.t('Set [database]connection to a complete address.'),
  source: 'nova/objects/cell_mapping.py, format_db_url',
  *check(deployment, l10n) {
    for (const { text, option, place } of databaseUrls(deployment, 'connection'))
      if (/^\{\w+\}:\/\//.test(text))
        yield {
          place,
          option,
          message: l10n.t('{0} is a template. Templates belong in the cell mapping, complete addresses here.', option),
        };
    for (const configuration of deployment.nova) {
      if (
        configuration.isPartial ||
        isReadBy(configuration, 'nova-compute') ||
        configuration.isSet('database', 'connection')
      )
        continue;
      const api = configuration.get('api_database', 'connection').place;
      if (api === undefined) continue;
      yield {
        place: api,
        option: '[database]connection',
        severity: 'info',
        message: l10n.t('[database]connection is not set: a cell mapping that is a template could not be filled.'),
      };
    }
  },
};
