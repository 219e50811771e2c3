import { capacityOf } from '../capacity.ts';
import type { Deployment } from '../deployment.ts';
import { databasePaths } from '../idle-chain.ts';
import { mySqlNumber, serverSetting } from '../mysql/my-cnf.ts';
import type { Rule } from '../rule.ts';
import { relatedPlaces } from './neighbours.ts';

/** The limit of connections for one account, as far as the server’s file gives it. Limits of accounts stand in no file. */
export const x017: Rule = {
  id: 'X017',
  severity: 'error',
  title: l10n => l10n.t('max_user_connections is below the connections that an account of nova may open'),
  why: l10n => l10n.t('The server refuses further connections of the account with 1203 or 1226.'),
  remedy: l10n => l10n.t('Raise max_user_connections, or set it to 0.'),
  source: 'MySQL and MariaDB manuals, max_user_connections',
  *check(deployment, l10n) {
    for (const file of deployment.mysql) {
      const setting = serverSetting(file, 'max_user_connections');
      const limit = setting && mySqlNumber(setting.value);
      if (!setting || !limit) continue;
      for (const { user, possible } of accountsOf(deployment)) {
        if (possible <= limit) continue;
        const place = { path: file.path, range: setting.valueRange };
        const path = databasePaths(deployment).find(one => one.url.user?.text === user);
        const text = Number.isFinite(possible) ? String(Math.ceil(possible / 100) * 100) : '0';
        yield {
          place,
          message: Number.isFinite(possible)
            ? l10n.t('max_user_connections is {0}, but nova may open {1} connections as “{2}”.', limit, possible, user)
            : l10n.t('max_user_connections is {0}, but the pools of “{1}” have no limit.', limit, user),
          related: relatedPlaces([[path?.option.valuePlace, user]]),
          fix: {
            title: l10n.t('Set {0} to {1}', 'max_user_connections', text),
            edits: [{ ...place, text }],
            isSafe: false,
          },
        };
        break;
      }
    }
  },
};

/** What the pools of each account may open, most first. */
function accountsOf(deployment: Deployment): { user: string; possible: number }[] {
  const users = new Map(databasePaths(deployment).map(path => [path.group, path.url.user?.text]));
  const totals = new Map<string, number>();
  for (const { processes, pools } of capacityOf(deployment).services)
    for (const { group, engines, most } of pools) {
      const user = users.get(group);
      if (user !== undefined && processes > 0) totals.set(user, (totals.get(user) ?? 0) + processes * engines * most);
    }
  return [...totals].map(([user, possible]) => ({ user, possible })).toSorted((a, b) => b.possible - a.possible);
}
