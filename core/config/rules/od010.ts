import type { Rule } from '../rule.ts';
import { databaseGroups } from './database-options.ts';
import { databaseValue } from './database-values.ts';

/** A pool of one connection: whoever needs a second one while holding it waits for itself. */
export const od010: Rule = {
  id: 'OD010',
  severity: 'error',
  title: l10n => l10n.t('A pool of one connection'),
  why: l10n =>
    l10n.t(
      'nova opens a second session while the first one is in use; with one connection it waits for itself until pool_timeout and fails.',
    ),
  remedy: l10n => l10n.t('Allow at least two connections, for nova-conductor five or more.'),
  source: 'SQLAlchemy errors, 3o7r; nova/context.py, target_cell',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova)
      for (const group of databaseGroups) {
        const size = databaseValue(configuration, group, 'max_pool_size');
        const overflow = databaseValue(configuration, group, 'max_overflow');
        const given = overflow ?? size;
        const sizeNumber = configuration.numberOf(group, 'max_pool_size') ?? 5;
        const overflowNumber = configuration.numberOf(group, 'max_overflow') ?? 10;
        if (given === undefined || sizeNumber < 0 || overflowNumber < 0 || sizeNumber + overflowNumber !== 1) continue;
        // Size 0 means something else (OD005, OD006), and a fragment may be completed elsewhere.
        if (sizeNumber === 0 || (configuration.isPartial && (size === undefined || overflow === undefined))) continue;
        yield {
          place: given.place,
          option: given.option,
          message: l10n.t(
            '{0}: max_pool_size + max_overflow is 1, so nested sessions wait for themselves.',
            `[${group}]`,
          ),
          fix: {
            title: l10n.t(
              'Set {0} to {1}',
              overflow === undefined ? given.option : overflow.option,
              overflow === undefined ? '5' : '50',
            ),
            edits: [{ ...given.place, text: overflow === undefined ? '5' : '50' }],
            isSafe: false,
          },
        };
      }
  },
};
