import { serverOf } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { databaseNumbers, databaseUrl } from './database-values.ts';

/** placement's pool on the server that nova uses too. */
export const od048: Rule = {
  id: 'OD048',
  severity: 'info',
  title: l10n => l10n.t('The pool of placement counts on the same server'),
  why: l10n =>
    l10n.t(
      'placement has a group and a pool of its own. On the same server its connections count against the same max_connections as those of nova.',
    ),
  remedy: l10n => l10n.t('Count its processes × (max_pool_size + max_overflow) in the sum of connections.'),
  source: 'placement/conf/database.py',
  *check(deployment, l10n) {
    const novaServers = new Set<string | undefined>();
    for (const configuration of deployment.nova)
      for (const group of ['database', 'api_database']) {
        const url = databaseUrl(deployment, configuration, group)?.url;
        if (url !== undefined) novaServers.add(serverOf(url));
      }
    for (const { configuration, group, option, place } of databaseNumbers(deployment, 'max_pool_size')) {
      if (group !== 'placement_database') continue;
      const url = databaseUrl(deployment, configuration, group)?.url;
      const server = url && serverOf(url);
      if (server === undefined || !novaServers.has(server)) continue;
      yield {
        place,
        option,
        message: l10n.t('{0} adds connections to the server that nova uses too.', option),
      };
    }
  },
};
