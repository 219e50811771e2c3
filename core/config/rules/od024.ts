import { isMySql } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls } from './database-values.ts';

const fileParameters: readonly string[] = ['ssl_ca', 'ssl_cert', 'ssl_key', 'read_default_file'];

/**
 * A certificate's file that nova cannot read. Whether a file is there no text can tell: what is judged is a path that
 * cannot work, because it is relative or below the home of another user.
 */
export const od024: Rule = {
  id: 'OD024',
  severity: 'error',
  title: l10n => l10n.t('Certificate of the database connection at a path that nova cannot read'),
  why: l10n =>
    l10n.t('The service fails with FileNotFoundError or PermissionError, or error 2026, at its first connection.'),
  remedy: l10n =>
    l10n.t('Name an absolute path that the user nova can read; in a container, one that is mounted into it.'),
  source: 'run on SQLAlchemy 2.0.42 with PyMySQL: FileNotFoundError; nova.conf.j2 of kolla-ansible',
  *check(deployment, l10n) {
    for (const name of connectionNames)
      for (const { url, option, placeOf } of databaseUrls(deployment, name)) {
        if (url === undefined || !isMySql(url)) continue;
        for (const { name, value, range } of url.query) {
          // With an @ in it, it may be a part of the password (OD021).
          if (!fileParameters.includes(name) || value.includes('@')) continue;
          const isPrivate = value.startsWith('/root/');
          if (value.startsWith('/') && !isPrivate) continue;
          yield {
            place: placeOf(range),
            option,
            severity: isPrivate ? 'warning' : 'error',
            message: isPrivate
              ? l10n.t('{0} names {1}, which only root can read.', name, value)
              : l10n.t('{0} names {1}, which is not an absolute path: services run in another folder.', name, value),
          };
        }
      }
  },
};
