import { databaseFronts, sectionLabel } from '../database-fronts.ts';
import { bindAddresses } from '../haproxy/haproxy-values.ts';
import { portOf, urlPlace } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { distinctPaths, label } from './neighbours.ts';

/** The URL names one of the servers between which haproxy would choose. */
export const x045: Rule = {
  id: 'X045',
  severity: 'warning',
  title: l10n => l10n.t('Database address of a single node beside a virtual address'),
  why: l10n => l10n.t('When that node fails, nova does not go over to another one.'),
  remedy: l10n => l10n.t('Use the virtual address, or ProxySQL.'),
  source: 'haproxy section that leads to the same servers',
  *check(deployment, l10n) {
    for (const path of distinctPaths(deployment)) {
      const { host } = path.url;
      const port = portOf(path.url) ?? 3306;
      if (!host) continue;
      const front = databaseFronts(deployment).find(
        one =>
          one.servers.length > 1 &&
          one.servers.some(({ address }) => address?.host === host.text && address.port === port),
      );
      const bind = front && bindAddresses(front.section).find(one => one.host !== undefined && one.host !== host.text);
      const place = urlPlace(path, host.range);
      if (!front || !bind?.host || !place) continue;
      const isExact = place.range.end - place.range.start === host.text.length && !host.text.includes(':');
      const canReplace = isExact && bind.port === port && !bind.host.includes(':');
      yield {
        place,
        option: label(path.group, path.name),
        message: l10n.t(
          '{0} is one of the servers of {1}; the address for all of them is {2}:{3}.',
          host.text,
          sectionLabel(front.section),
          bind.host,
          bind.port ?? port,
        ),
        related: [{ place: { path: front.file.path, range: front.section.headerRange }, message: 'haproxy' }],
        ...(canReplace && {
          fix: { title: l10n.t('Write {0}', bind.host), edits: [{ ...place, text: bind.host }], isSafe: false },
        }),
      };
    }
  },
};
