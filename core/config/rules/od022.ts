import { isMySql, parseParameters } from '../database-url.ts';
import type { MySqlSetting } from '../mysql/my-cnf.ts';
import type { Rule } from '../rule.ts';
import { databaseUrls } from './database-values.ts';

/** A server of four-byte characters that nova speaks to in three bytes. */
export const od022: Rule = {
  id: 'OD022',
  severity: 'info',
  title: l10n => l10n.t('No character set in the database address'),
  why: l10n =>
    l10n.t(
      'Without one oslo.db asks for utf8, which is three bytes for each character: names with other characters fail with error 1366.',
    ),
  remedy: l10n => l10n.t('Add ?charset=utf8mb4 if the schema was made with utf8mb4.'),
  source: 'oslo_db/sqlalchemy/engines.py, _init_connection_args for mysql',
  *check(deployment, l10n) {
    const server = serverCharacterSet(
      deployment.mysql.flatMap(file => file.settings.map(setting => ({ file, setting }))),
    );
    if (server === undefined) return;
    for (const { url, option, configuration, group, placeOf, isExact, text } of databaseUrls(
      deployment,
      'connection',
    )) {
      if (url === undefined || !isMySql(url)) continue;
      const further = parseParameters(configuration.stringOf(group, 'connection_parameters') ?? '');
      if ([...url.query, ...further].some(({ name }) => name === 'charset')) continue;
      const end = { start: text.length, end: text.length };
      const hasQuery = text.includes('?', url.database?.range.end ?? 0);
      yield {
        place: placeOf({ start: 0, end: text.length }),
        option,
        message: l10n.t('{0} names no character set, so utf8 is used, but the server is set to utf8mb4.', option),
        ...(isExact && {
          fix: {
            title: l10n.t('Add {0}', 'charset=utf8mb4'),
            edits: [{ ...placeOf(end), text: `${hasQuery ? '&' : '?'}charset=utf8mb4` }],
            isSafe: false,
          },
        }),
        related: [
          {
            place: { path: server.file.path, range: server.setting.valueRange },
            message: l10n.t('The character set of the server.'),
          },
        ],
      };
    }
  },
};

function serverCharacterSet<T extends { readonly setting: MySqlSetting }>(settings: readonly T[]): T | undefined {
  return settings.findLast(({ setting }) => setting.name === 'character_set_server' && setting.value === 'utf8mb4');
}
