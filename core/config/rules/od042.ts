import type { Translator } from '../../text/l10n.ts';
import type { OsloConfiguration } from '../deployment.ts';
import type { ConfigFix, ConfigPlace } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { type DatabaseValue, databaseValue } from './database-values.ts';
import { textAt } from './settings.ts';

const poolOptions: readonly string[] = ['max_pool_size', 'max_overflow', 'pool_timeout', 'connection_recycle_time'];

/** One of two pools is tuned, the other one is forgotten. */
export const od042: Rule = {
  id: 'OD042',
  severity: 'warning',
  title: l10n => l10n.t('[api_database] is left out of the tuning of [database]'),
  why: l10n =>
    l10n.t(
      'It is a pool of its own, which takes nothing from [database]: up to Wallaby it stays at 5 + 10 connections, later at 5 + 50.',
    ),
  remedy: l10n => l10n.t('Set the same options in [api_database].'),
  source: 'nova/conf/database.py of 20.0.0 to 32.0.0',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      if (configuration.isPartial || !configuration.isSet('api_database', 'connection')) continue;
      const forgotten = poolOptions.flatMap(name => {
        const value = databaseValue(configuration, 'database', name);
        return value === undefined || configuration.isSet('api_database', name) || !isSensible(value) ? [] : [value];
      });
      const place = configuration.groupPlace('api_database');
      if (forgotten.length === 0) continue;
      const names = forgotten.map(({ name }) => name).join(', ');
      const defaults = forgotten.map(({ name }) => `${name} = ${defaultOf(configuration, name)}`);
      const fix = copying(configuration, place, forgotten, l10n);
      yield {
        place,
        message: l10n.t('{0} is set in [database], but not here: what counts here is {1}.', names, defaults.join(', ')),
        related: forgotten.map(value => ({ place: value.settingPlace, message: l10n.t('Set for [database] only.') })),
        ...(fix && { fix }),
      };
    }
  },
};

/** What other rules call a mistake (OD007 to OD009, OD047, X043) is not to be repeated. */
function isSensible({ name, value }: DatabaseValue): boolean {
  if (typeof value !== 'number' || value <= 0) return false;
  return name === 'max_pool_size' ? value <= 100 : name !== 'max_overflow' || value < 1000;
}

/** Nova up to Wallaby leaves these to SQLAlchemy, and placement still does. */
const numbersOfSqlAlchemy: Readonly<Record<string, number>> = { max_pool_size: 5, max_overflow: 10, pool_timeout: 30 };

function defaultOf(configuration: OsloConfiguration, name: string): number {
  return configuration.numberOf('api_database', name) ?? numbersOfSqlAlchemy[name] ?? 0;
}

function copying(
  configuration: OsloConfiguration,
  header: ConfigPlace,
  values: readonly DatabaseValue[],
  l10n: Translator,
): ConfigFix | undefined {
  // Without a header of the group there is no line to write behind.
  if (header.range.start === header.range.end) return undefined;
  const lines = values.map(({ name, place }) => `\n${name} = ${textAt(configuration, place) ?? ''}`);
  return {
    title: l10n.t('Set the same in {0}', '[api_database]'),
    edits: [{ path: header.path, range: { start: header.range.end, end: header.range.end }, text: lines.join('') }],
    isSafe: false,
  };
}
