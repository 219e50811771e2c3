import { waitTimeout } from '../idle-chain.ts';
import { mySqlNumber, serverSetting } from '../mysql/my-cnf.ts';
import type { Rule } from '../rule.ts';
import { databasePools, label, optionPlace, recycleFix, relatedPlaces, secondsLabel } from './neighbours.ts';

/** The server's time-out was changed without a look at nova, or the one that does not concern nova was changed instead. */
export const x005: Rule = {
  id: 'X005',
  severity: 'warning',
  title: l10n => l10n.t('wait_timeout of the server does not go with the pools'),
  why: l10n =>
    l10n.t(
      'Pooled connections are closed after wait_timeout. interactive_timeout only concerns clients that call themselves interactive, which PyMySQL does not.',
    ),
  remedy: l10n => l10n.t('Keep wait_timeout above connection_recycle_time, and change wait_timeout where it is meant.'),
  source: 'MySQL and MariaDB manuals, wait_timeout and interactive_timeout',
  *check(deployment, l10n) {
    const wait = waitTimeout(deployment);
    const file = deployment.mysql.find(one => one.path === wait.place?.path);
    if (file && wait.place) {
      for (const pool of databasePools(deployment)) {
        const isDirect = pool.idleTimeouts.some(timeout => timeout.program === 'mysql');
        if (!isDirect || pool.recycle < 1 || wait.seconds > pool.recycle) continue;
        const name = label(pool.group, 'connection_recycle_time');
        const fix = recycleFix(pool, l10n);
        yield {
          place: wait.place,
          message: l10n.t(
            'wait_timeout is {0}, but {1} is {2}: the server closes connections that the pool still counts on.',
            secondsLabel(wait.seconds),
            name,
            secondsLabel(pool.recycle),
          ),
          related: relatedPlaces([[optionPlace(pool.configuration, pool.group, 'connection_recycle_time'), name]]),
          ...(fix && { fix }),
        };
        break;
      }
    }
    for (const one of deployment.mysql) {
      const interactive = serverSetting(one, 'interactive_timeout');
      const seconds = interactive && mySqlNumber(interactive.value);
      const hasWait = deployment.mysql.some(other => serverSetting(other, 'wait_timeout'));
      if (!interactive || seconds === undefined || seconds === 28_800 || hasWait) continue;
      yield {
        place: { path: one.path, range: interactive.nameRange },
        message: l10n.t(
          'interactive_timeout does not concern nova: its connections follow wait_timeout, which is not set here and so is {0}.',
          secondsLabel(28_800),
        ),
      };
    }
  },
};
