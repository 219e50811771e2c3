import { type DatabaseFront, databaseFronts, sectionLabel } from '../database-fronts.ts';
import type { Deployment } from '../deployment.ts';
import { effectiveSetting, settingsOf } from '../haproxy/haproxy-values.ts';
import type { Rule } from '../rule.ts';
import { galeraPlace } from './galera.ts';
import { relatedPlaces } from './neighbours.ts';

/** Options of a section with which a check asks the server, or a helper on its host, something. */
const realChecks = ['httpchk', 'mysql-check', 'external-check'];

/** Rules of a check. */
const asks = ['http-check', 'tcp-check'];

/** The check only looks whether the port is open, which it also is on a node that has no current data. */
export const x039: Rule = {
  id: 'X039',
  severity: 'error',
  title: l10n => l10n.t('haproxy only checks whether the database’s port is open'),
  why: l10n =>
    l10n.t(
      'A Galera node that gives or takes a state transfer keeps its port open and answers every statement with 1047.',
    ),
  remedy: l10n => l10n.t('Check with clustercheck over HTTP (option httpchk), or use ProxySQL.'),
  source: 'Galera documentation, wsrep_ready; error 1047 “WSREP has not yet prepared node”',
  *check(deployment, l10n) {
    for (const front of databaseFronts(deployment)) {
      const [first, ...more] = front.servers;
      if (front.leadsTo !== 'mysql' || !first || more.length === 0 || hasRealCheck(deployment, front)) continue;
      const galera = galeraPlace(deployment);
      const isGalera = galera !== undefined || /galera/i.test(front.section.name ?? '');
      yield {
        place: { path: first.file.path, range: first.setting.range },
        severity: isGalera ? 'error' : 'warning',
        message: l10n.t(
          '{0}: a server counts as well as soon as its port is open, whatever state its data are in.',
          sectionLabel(front.section),
        ),
        related: relatedPlaces([[galera, l10n.t('the servers are a Galera cluster')]]),
      };
    }
  },
};

function hasRealCheck(deployment: Deployment, { hop, servers }: DatabaseFront): boolean {
  const sections = hop.backs.map(back => back.section);
  const has = sections.some(section =>
    realChecks.some(option => effectiveSetting(deployment.haproxy, section, 'option', option)),
  );
  // The option tcp-check alone opens the port and no more; its rules make it ask something.
  if (has || sections.some(section => asks.some(word => settingsOf(section, word).length > 0))) return true;
  // A check on another port, or an agent, asks a helper.
  return servers.every(({ words }) => words.some(word => word.text === 'port' || word.text === 'agent-check'));
}
