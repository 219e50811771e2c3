import { capacityOf } from '../capacity.ts';
import type { Rule } from '../rule.ts';
import { relatedPlaces } from './neighbours.ts';
import { poolSizePlaces } from './x010.ts';

/** Mycat’s pool to the database is larger than the database allows, or smaller than what nova’s pools hold. */
export const x014: Rule = {
  id: 'X014',
  severity: 'error',
  title: l10n => l10n.t('maxCon of Mycat does not go with the database or with nova’s pools'),
  why: l10n =>
    l10n.t(
      'Above max_connections of the server, Mycat is refused with 1040. Below what nova uses at once, Mycat itself refuses: “the max activeConnnections size can not be max than maxconnections”.',
    ),
  remedy: l10n => l10n.t('Keep maxCon between the connections that nova uses at once and max_connections.'),
  source: 'Mycat 1.6, PhysicalDatasource.java (maxCon)',
  *check(deployment, l10n) {
    const capacity = capacityOf(deployment);
    const { steady, maxConnections } = capacity;
    for (const file of deployment.mycatSchemas)
      for (const { attributes, range } of file.dataHosts) {
        const attribute = attributes.find(one => one.name === 'maxCon');
        const value = Number(attribute?.value);
        if (!attribute || !Number.isInteger(value)) continue;
        const place = { path: file.path, range: attribute.valueRange ?? range };
        const text = String(Math.max(1, maxConnections.value - 10));
        const fix = {
          title: l10n.t('Set {0} to {1}', 'maxCon', text),
          edits: [{ ...place, text }],
          isSafe: false,
        };
        const related = relatedPlaces([[maxConnections.place, `max_connections = ${maxConnections.value}`]]);
        const isKnown = maxConnections.origin !== 'assumed';
        if (isKnown && value > maxConnections.value) {
          const message = l10n.t(
            'maxCon is {0}, but the server behind Mycat accepts {1} connections.',
            value,
            maxConnections.value,
          );
          yield { place, message, related, fix };
        } else if (value < steady) {
          const message = l10n.t('maxCon is {0}, but nova’s pools keep {1} connections open.', value, steady);
          // How many of them are in a transaction at once, no file tells.
          yield {
            place,
            severity: 'warning',
            message,
            related: [...related, ...poolSizePlaces(capacity)],
            ...(isKnown && maxConnections.value - 10 >= steady && { fix }),
          };
        }
      }
  },
};
