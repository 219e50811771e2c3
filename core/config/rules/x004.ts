import { databaseFronts, sectionLabel } from '../database-fronts.ts';
import { haproxyTimeouts } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { setTimeoutOf } from './edits.ts';
import { oncePerPlace, secondsLabel } from './neighbours.ts';

/** What kolla gives its database: long enough for migrations and for archiving. */
const usualSeconds = 3600;

/** A statement that is silent for longer than haproxy waits. Where a longest transaction was measured, that one counts. */
export const x004: Rule = {
  id: 'X004',
  severity: 'warning',
  title: l10n => l10n.t('haproxy cuts long statements on their way to the database'),
  why: l10n =>
    l10n.t(
      'For haproxy a statement that runs without sending anything is an idle connection: migrations and archiving end with error 2013.',
    ),
  remedy: l10n => l10n.t('Give the database section time-outs of an hour or more.'),
  source: 'haproxy configuration manual, “timeout server”; kolla-ansible, haproxy settings of mariadb',
  *check(deployment, l10n) {
    const measured = deployment.longestTransaction;
    const needed = measured?.seconds ?? usualSeconds;
    const found = databaseFronts(deployment).flatMap(front =>
      haproxyTimeouts(deployment, front.hop).map(timeout => ({ front, timeout })),
    );
    for (const { front, timeout } of oncePerPlace(found, ({ timeout }) => timeout.place)) {
      if (!timeout.place || timeout.seconds >= needed) continue;
      const kind = timeout.name.replace('timeout ', '');
      const back = front.hop.backs[0];
      const target = kind === 'server' && back ? back : { file: front.hop.file, section: front.hop.front };
      const value = `${Math.max(usualSeconds, Math.ceil(needed / 600) * 600)}s`;
      const values = [sectionLabel(front.section), timeout.name, secondsLabel(timeout.seconds)] as const;
      yield {
        place: timeout.place,
        message: measured
          ? l10n.t(
              '{0}: {1} is {2}, but a transaction of {3} was measured in {4}.',
              ...values,
              secondsLabel(measured.seconds),
              measured.measuredIn,
            )
          : l10n.t('{0}: {1} is {2}. Statements that run longer than that are cut.', ...values),
        fix: {
          title: l10n.t('Set {0} of {1} to {2}', timeout.name, sectionLabel(front.section), value),
          edits: [setTimeoutOf(target.file, target.section, kind, value)],
          isSafe: false,
        },
      };
    }
  },
};
