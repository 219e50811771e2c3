import { databaseFronts, sectionLabel } from '../database-fronts.ts';
import { effectiveSetting } from '../haproxy/haproxy-values.ts';
import type { Rule } from '../rule.ts';

/** Ways to choose a server that spread writes over all of them. */
const spreading = new Set(['roundrobin', 'static-rr', 'leastconn', 'random']);

/** Several servers of the database take writes at the same time. */
export const x038: Rule = {
  id: 'X038',
  severity: 'warning',
  title: l10n => l10n.t('haproxy spreads writes over several servers of the database'),
  why: l10n =>
    l10n.t(
      'In a Galera cluster two writers of the same row are told so only at commit, as a deadlock (1213): nova tries again and again.',
    ),
  remedy: l10n => l10n.t('Let one server take all writes and mark the others as backup.'),
  source: 'Galera documentation, certification; kolla-ansible, ProxySQL with one writer',
  *check(deployment, l10n) {
    for (const { section, servers, leadsTo, hop } of databaseFronts(deployment)) {
      const active = servers.filter(server => !server.words.some(word => word.text === 'backup'));
      const back = hop.backs[0]?.section ?? section;
      const balance = effectiveSetting(deployment.haproxy, back, 'balance')?.setting.words[1]?.text ?? 'roundrobin';
      const name = balance.replace(/\(.*/, '');
      const [first, second, ...more] = active;
      if (leadsTo !== 'mysql' || !first || !second || !spreading.has(name)) continue;
      const others = [second, ...more];
      yield {
        place: { path: second.file.path, range: second.setting.range },
        message: l10n.t(
          '{0}: {1} servers take writes at the same time (balance {2}).',
          sectionLabel(section),
          active.length,
          balance,
        ),
        related: [first, ...more].map(({ file, setting, name }) => ({
          place: { path: file.path, range: setting.range },
          message: name,
        })),
        fix: {
          title: l10n.t('Make all servers but the first one a backup'),
          edits: others.map(({ file, setting }) => ({
            path: file.path,
            range: { start: setting.range.end, end: setting.range.end },
            text: ' backup',
          })),
          isSafe: false,
        },
      };
    }
  },
};
