import type { ConfigFix } from '../finding.ts';
import { databasePaths, mycatNumber, mycatSystem } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { setMycatProperty } from './edits.ts';
import { relatedPlaces, secondsLabel, startOf } from './neighbours.ts';

/** Longer than any transaction of nova should take; from here on the setting is no longer worth a word. */
const amplySeconds = 3600;

/** Mycat ends what is borrowed for longer. Whether that happens only a measurement tells; without one this is information. */
export const x007: Rule = {
  id: 'X007',
  severity: 'error',
  title: l10n => l10n.t('Mycat ends transactions that take longer than its sqlExecuteTimeout'),
  why: l10n =>
    l10n.t(
      'sqlExecuteTimeout counts the whole time for which a connection to the database is borrowed, not one statement. Then nova gets 1105 “closed connection: sql timeout”, and 1003 until it rolls back.',
    ),
  remedy: l10n => l10n.t('Raise sqlExecuteTimeout above the longest transaction, and shorten that.'),
  source: 'Mycat 1.6, NIOProcessor.java (sqlExecuteTimeout), SystemConfig.java',
  *check(deployment, l10n) {
    const measured = deployment.longestTransaction;
    for (const file of deployment.mycatServers) {
      const seconds = mycatNumber(file, 'sqlExecuteTimeout', 300);
      const isOnTheWay = databasePaths(deployment).some(path =>
        path.hops.some(hop => hop.program === 'mycat' && hop.file === file),
      );
      if (measured ? seconds >= measured.seconds : seconds >= amplySeconds || !isOnTheWay) continue;
      const property = mycatSystem(file, 'sqlExecuteTimeout');
      const value = Math.max(amplySeconds, Math.ceil(((measured?.seconds ?? 0) * 2) / 600) * 600);
      const edit = setMycatProperty(file, 'sqlExecuteTimeout', String(value));
      const fix: ConfigFix | undefined = edit && {
        title: l10n.t('Set {0} to {1}', 'sqlExecuteTimeout', value),
        edits: [edit],
        isSafe: false,
      };
      yield {
        place: property ? { path: file.path, range: property.valueRange } : startOf(file),
        severity: measured ? 'error' : 'info',
        message: measured
          ? l10n.t(
              'Mycat ends what is borrowed for longer than {0}, but a transaction of {1} was measured in {2}.',
              secondsLabel(seconds),
              secondsLabel(measured.seconds),
              measured.measuredIn,
            )
          : l10n.t(
              'Mycat ends what is borrowed for longer than {0}. Compare it with the longest transaction of nova.',
              secondsLabel(seconds),
            ),
        related: relatedPlaces(
          databasePaths(deployment)
            .filter(path => path.hops.some(hop => hop.program === 'mycat' && hop.file === file))
            .map(path => [path.option.valuePlace, l10n.t('the way that leads here')]),
        ),
        ...(fix && { fix }),
      };
    }
  },
};
