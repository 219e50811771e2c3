import { schemaOf } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { databaseUrl, databaseUrls } from './database-values.ts';
import { deletionAt } from './settings.ts';

/** A replica that is the main server. */
export const od026: Rule = {
  id: 'OD026',
  severity: 'warning',
  title: l10n => l10n.t('slave_connection leads to the same server as connection'),
  why: l10n => l10n.t('Each process opens a second engine with a pool of its own: twice the connections for nothing.'),
  remedy: l10n => l10n.t('Delete slave_connection.'),
  source: 'oslo_db/sqlalchemy/enginefacade.py: a separate engine is started for readers',
  *check(deployment, l10n) {
    for (const replica of databaseUrls(deployment, 'slave_connection')) {
      const main = databaseUrl(deployment, replica.configuration, replica.group);
      const schema = replica.url && schemaOf(replica.url);
      if (main?.url === undefined || schema === undefined || schemaOf(main.url) !== schema) continue;
      const fix = deletionAt(replica.configuration, replica.settingPlace, l10n, false);
      yield {
        place: replica.settingPlace,
        option: replica.option,
        message: l10n.t('{0} leads to the same server and schema as {1}.', replica.option, main.option),
        related: [{ place: main.settingPlace, message: l10n.t('The same server.') }],
        ...(fix && { fix }),
      };
    }
  },
};
