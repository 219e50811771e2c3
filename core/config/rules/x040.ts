import { type DatabaseFront, databaseFronts, sectionLabel } from '../database-fronts.ts';
import type { Deployment } from '../deployment.ts';
import { effectiveSetting } from '../haproxy/haproxy-values.ts';
import type { Rule } from '../rule.ts';

/** After a failover sessions stay with the server that failed. A single server has nobody to fail over to. */
export const x040: Rule = {
  id: 'X040',
  severity: 'warning',
  title: l10n => l10n.t('Sessions stay with a database server that has failed'),
  why: l10n =>
    l10n.t('haproxy keeps the sessions of a server that it has marked down: the pools wait for it until TCP gives up.'),
  remedy: l10n => l10n.t('Write on-marked-down shutdown-sessions to the servers.'),
  source: 'haproxy configuration manual, “on-marked-down”; kolla-ansible does not set it',
  *check(deployment, l10n) {
    for (const front of databaseFronts(deployment)) {
      const without = front.servers.filter(server => !server.words.some(word => word.text === 'on-marked-down'));
      const first = without[0];
      if (front.servers.length < 2 || !first || hasDefault(deployment, front)) continue;
      yield {
        place: { path: first.file.path, range: first.setting.range },
        message: l10n.t('{0}: sessions stay with a server that was marked down.', sectionLabel(front.section)),
        related: without.slice(1).map(({ file, setting, name }) => ({
          place: { path: file.path, range: setting.range },
          message: name,
        })),
        fix: {
          title: l10n.t('Write {0}', 'on-marked-down shutdown-sessions'),
          edits: without.map(({ file, setting }) => ({
            path: file.path,
            range: { start: setting.range.end, end: setting.range.end },
            text: ' on-marked-down shutdown-sessions',
          })),
          isSafe: false,
        },
      };
    }
  },
};

function hasDefault(deployment: Deployment, { hop }: DatabaseFront): boolean {
  return hop.backs.every(({ section }) =>
    effectiveSetting(deployment.haproxy, section, 'default-server')?.setting.words.some(
      word => word.text === 'on-marked-down',
    ),
  );
}
