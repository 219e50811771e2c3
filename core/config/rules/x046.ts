import { mySqlBoolean, serverSetting } from '../mysql/my-cnf.ts';
import { isAtLeast, librariesOf } from '../release-order.ts';
import type { Rule } from '../rule.ts';

/** MariaDB reports a change under one’s feet with an error that this oslo.db does not try again. Judged where a file turns it on. */
export const x046: Rule = {
  id: 'X046',
  severity: 'warning',
  title: l10n => l10n.t('innodb_snapshot_isolation with an oslo.db that does not know its error'),
  why: l10n =>
    l10n.t(
      'MariaDB answers 1020 where another transaction has changed the row. oslo.db tries that again from 17.4.0 on only.',
    ),
  remedy: l10n => l10n.t('Set innodb_snapshot_isolation to OFF, or upgrade to 2025.2.'),
  source: 'oslo_db/sqlalchemy/exc_filters.py of 17.4.0; MariaDB 11.6.2 release notes (ON by default)',
  *check(deployment, l10n) {
    const { release } = deployment.options;
    if (isAtLeast(release, '2025.2')) return;
    for (const file of deployment.mysql) {
      const setting = serverSetting(file, 'innodb_snapshot_isolation');
      if (!setting || mySqlBoolean(setting) !== true) continue;
      const place = { path: file.path, range: setting.hasValue ? setting.valueRange : setting.nameRange };
      yield {
        place,
        message: l10n.t(
          'oslo.db {0} of {1} does not try error 1020 again, which innodb_snapshot_isolation brings.',
          librariesOf(release).osloDb,
          release,
        ),
        ...(setting.hasValue && {
          fix: {
            title: l10n.t('Set {0} to {1}', 'innodb_snapshot_isolation', 'OFF'),
            edits: [{ ...place, text: 'OFF' }],
            isSafe: false,
          },
        }),
      };
    }
  },
};
