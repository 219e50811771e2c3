import type { ConfigPlace } from '../finding.ts';
import type { MySqlFile } from '../mysql/my-cnf.ts';
import { isServerSection } from '../mysql/my-cnf.ts';
import { isAtLeast, librariesOf } from '../release-order.ts';
import type { Rule } from '../rule.ts';

/** Variables that MySQL has since 8.0.27 and 8.0.30, and MariaDB never had. */
const newVariables = new Set(['authentication_policy', 'innodb_redo_log_capacity']);

/** A server that ends idle connections with an error which this SQLAlchemy does not know. Judged where a file shows its version. */
export const x047: Rule = {
  id: 'X047',
  severity: 'warning',
  title: l10n => l10n.t('MySQL 8.0.24 or later with a SQLAlchemy that does not know error 4031'),
  why: l10n =>
    l10n.t(
      'MySQL ends idle connections with 4031. SQLAlchemy before 1.4.37 does not see a lost connection in it and keeps the dead one in the pool.',
    ),
  remedy: l10n => l10n.t('Upgrade to Zed or later, or keep connection_recycle_time well below wait_timeout.'),
  source: 'SQLAlchemy 1.4.37, dialects/mysql/base.py (is_disconnect); MySQL 8.0.24 release notes',
  *check(deployment, l10n) {
    const { release } = deployment.options;
    if (isAtLeast(release, 'zed')) return;
    for (const file of deployment.mysql) {
      const place = newServerPlace(file);
      if (!place) continue;
      yield {
        place,
        message: l10n.t(
          'This server reports closed connections as error 4031, which SQLAlchemy {0} of {1} does not know.',
          librariesOf(release).sqlAlchemy,
          release,
        ),
      };
    }
  },
};

/** What shows that the server is MySQL 8.0.24 or later. */
function newServerPlace(file: MySqlFile): ConfigPlace | undefined {
  const section = file.sections.find(one => /^mysqld-(?:8\.[1-9]|9\.)/.test(one.name));
  if (section) return { path: file.path, range: section.headerRange };
  const setting = file.settings.find(one => newVariables.has(one.name) && isServerSection(one.section));
  return setting && { path: file.path, range: setting.nameRange };
}
