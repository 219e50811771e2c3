import { schemaOf } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { databaseUrl, type GivenUrl } from './database-values.ts';

/** Both databases in one schema. */
export const od043: Rule = {
  id: 'OD043',
  severity: 'error',
  title: l10n => l10n.t('[api_database] and [database] lead to the same schema'),
  why: l10n =>
    l10n.t(
      'They are two schemas with tables and migrations of their own, nova_api and nova: in one of them the migrations fail, or tables are missing.',
    ),
  remedy: l10n => l10n.t('Give each its own schema.'),
  source: 'nova manual, Cells; nova/db/api/migrations and nova/db/main/migrations',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const api = databaseUrl(deployment, configuration, 'api_database');
      const main = databaseUrl(deployment, configuration, 'database');
      if (api === undefined || main === undefined || !isSameSchema(api, main)) continue;
      yield {
        place: api.settingPlace,
        option: api.option,
        message: l10n.t('{0} and {1} lead to the same schema.', api.option, main.option),
        ...(api.settingPlace.range.start !== main.settingPlace.range.start && {
          related: [{ place: main.settingPlace, message: l10n.t('The same schema.') }],
        }),
      };
    }
  },
};

function isSameSchema(left: GivenUrl, right: GivenUrl): boolean {
  if (left.url === undefined || right.url === undefined) return false;
  const schema = schemaOf(left.url);
  if (schema !== undefined) return schema === schemaOf(right.url);
  // SQLite: the same file; each engine in memory is a database of its own.
  return left.url.backend === 'sqlite' && left.text === right.text && !!left.url.database?.text;
}
