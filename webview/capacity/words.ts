import * as l10n from '@vscode/l10n';
import type {
  CapacityData,
  CapacityField,
  CapacityLimit,
  CapacityPlace,
  ChainPool,
  Connections,
} from '../../core/features/config/capacity-page.ts';
import { numberText } from '../../core/log/output/words.ts';

export function connectionsText(number: Connections): string {
  return number === 'unlimited' ? l10n.t('no limit') : numberText(number);
}

/** What a number counts, for people who do not know its key. */
export function fieldName(key: string): string {
  const names: Readonly<Record<string, string>> = {
    'counts.controllers': l10n.t('Controllers'),
    'counts.cores': l10n.t('Cores of a controller'),
    'counts.cells': l10n.t('Cells, without cell0'),
    '[DEFAULT]osapi_compute_workers': l10n.t('Processes of nova-api on a controller'),
    '[DEFAULT]metadata_workers': l10n.t('Processes of nova-metadata on a controller'),
    '[scheduler]workers': l10n.t('Processes of nova-scheduler on a controller'),
    '[conductor]workers': l10n.t('Processes of nova-conductor on a controller'),
    max_connections: l10n.t('Connections that the database accepts'),
  };
  if (key.endsWith(']max_pool_size')) return l10n.t('Connections that an engine keeps open');
  if (key.endsWith(']max_overflow')) return l10n.t('Further connections of an engine in a burst');
  return names[key] ?? key;
}

/** Under which heading a number stands. */
export function groupOf(key: string): string {
  if (key.startsWith('counts.')) return l10n.t('Deployment');
  if (key.endsWith('workers')) return l10n.t('Processes');
  const group = /^\[(\w+)\]/.exec(key)?.[1];
  return group === undefined ? l10n.t('Database') : l10n.t('Pools of [{0}]', group);
}

export function originText(origin: CapacityField['origin'] | 'changed'): string {
  if (origin === 'default') return l10n.t('default');
  if (origin === 'assumed') return l10n.t('assumed: no file says it');
  return origin === 'changed' ? l10n.t('changed') : '';
}

export function placeText(place: CapacityPlace, labels: Readonly<Record<string, string>>): string {
  return `${labels[place.path] ?? place.path}:${place.line}`;
}

/** What the sum comes to, in one sentence. */
export function verdictText({ limits, possible, steady, verdict }: CapacityData): string {
  const limit = numberText(limits[0]?.value ?? 0);
  switch (verdict) {
    case 'nothing':
      return l10n.t('No service of nova opens connections to a database here.');
    case 'unlimited':
      return l10n.t('A pool has no limit: nova may take all {0} connections of the database.', limit);
    case 'steady-exceeds':
      return l10n.t(
        'What the pools keep open ({0}) is already more than the {1} that the database accepts: it will refuse connections.',
        numberText(steady),
        limit,
      );
    case 'exceeds':
      return l10n.t(
        'In a burst nova may open {0} connections, more than the {1} that the database accepts.',
        connectionsText(possible),
        limit,
      );
    case 'tight':
      return l10n.t('{0} connections at most just fit into {1}.', connectionsText(possible), limit);
    case 'fits':
      return l10n.t('{0} connections at most fit into {1}.', connectionsText(possible), limit);
  }
}

export function verdictMark({ verdict }: CapacityData): 'error' | 'warning' | 'good' {
  if (verdict === 'fits' || verdict === 'nothing') return 'good';
  return verdict === 'tight' ? 'warning' : 'error';
}

export function limitName({ name, program, where }: CapacityLimit): string {
  const programs = { haproxy: 'haproxy', mycat: 'Mycat', proxysql: 'ProxySQL', mysql: 'MySQL' };
  return [programs[program], where, name].filter(part => part !== undefined).join(' ');
}

export function limitText({ verdict }: CapacityLimit): string {
  if (verdict === 'below-steady') return l10n.t('below what the pools keep open');
  return verdict === 'below-possible' ? l10n.t('below what nova may open') : l10n.t('enough');
}

export function recycleText(verdict: ChainPool['verdict']): string {
  if (verdict === 'late')
    return l10n.t('later than the shortest time-out: connections break while they wait in the pool');
  if (verdict === 'never') return l10n.t('never let go of, until the shortest time-out breaks them');
  return verdict === 'no-timeout' ? l10n.t('nothing on the way closes it before') : l10n.t('in time');
}

export const programNames = { haproxy: 'haproxy', mycat: 'Mycat', proxysql: 'ProxySQL', mysql: 'MySQL' } as const;
