import type { Rule } from '../rule.ts';
import { label, oncePerPlace, optionPlace } from './neighbours.ts';

/** How many times more green threads than connections are worth a word. */
const manyTimes = 10;

/** Far more green threads than connections, chosen in a file. The default of 1000 is usual and not reported. */
export const x023: Rule = {
  id: 'X023',
  severity: 'info',
  title: l10n => l10n.t('Far more green threads than connections'),
  why: l10n => l10n.t('When the database is slow, thousands of green threads queue for a few dozen connections.'),
  remedy: l10n => l10n.t('That is normal, but watch it; do not raise the pool to match.'),
  source: 'nova/conf/base.py, default_green_pool_size (1000)',
  *check(deployment, l10n) {
    const name = 'default_green_pool_size';
    const configurations = deployment.nova.filter(
      one => one.isSet('DEFAULT', name) && one.isSet('database', 'connection'),
    );
    for (const configuration of oncePerPlace(configurations, one => optionPlace(one, 'DEFAULT', name))) {
      const threads = configuration.numberOf('DEFAULT', name);
      const size = configuration.numberOf('database', 'max_pool_size') ?? 5;
      const overflow = configuration.numberOf('database', 'max_overflow') ?? 10;
      if (threads === undefined || size <= 0 || overflow < 0 || threads <= (size + overflow) * manyTimes) continue;
      yield {
        place: optionPlace(configuration, 'DEFAULT', name),
        option: label('DEFAULT', name),
        message: l10n.t('{0} is {1}, and they share {2} connections.', name, threads, size + overflow),
      };
    }
  },
};
