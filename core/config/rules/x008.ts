import { mycatNumber, mycatSystem, waitTimeout } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { relatedPlaces, secondsLabel, startOf } from './neighbours.ts';

/** The server closes Mycat's own idle connections before Mycat looks after them. */
export const x008: Rule = {
  id: 'X008',
  severity: 'warning',
  title: l10n => l10n.t('The server closes Mycat’s idle connections before Mycat looks after them'),
  why: l10n =>
    l10n.t(
      'Mycat looks after its idle connections every dataNodeIdleCheckPeriod milliseconds. What the server has closed in between, it hands out dead: error 1023, stream closed.',
    ),
  remedy: l10n => l10n.t('Set wait_timeout to 600 s or more, twice dataNodeIdleCheckPeriod at least.'),
  source: 'Mycat 1.6, SystemConfig.java (dataNodeIdleCheckPeriod 300000)',
  *check(deployment, l10n) {
    const wait = waitTimeout(deployment);
    if (!wait.place) return;
    for (const file of deployment.mycatServers) {
      const period = mycatNumber(file, 'dataNodeIdleCheckPeriod', 300_000) / 1000;
      if (wait.seconds >= period) continue;
      const property = mycatSystem(file, 'dataNodeIdleCheckPeriod');
      const value = String(Math.max(600, Math.ceil(period * 2)));
      yield {
        place: wait.place,
        message: l10n.t(
          'wait_timeout is {0}, but Mycat looks after its idle connections only every {1}.',
          secondsLabel(wait.seconds),
          secondsLabel(period),
        ),
        related: relatedPlaces([
          [property ? { path: file.path, range: property.valueRange } : startOf(file), 'dataNodeIdleCheckPeriod'],
        ]),
        fix: {
          title: l10n.t('Set {0} to {1}', 'wait_timeout', value),
          edits: [{ ...wait.place, text: value }],
          isSafe: false,
        },
      };
      return;
    }
  },
};
