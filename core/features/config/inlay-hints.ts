import type { Deployment } from '../../config/deployment.ts';
import type { TextRange } from '../../config/finding.ts';
import { readHaproxyTime } from '../../config/haproxy/haproxy-values.ts';
import { mySqlNumber } from '../../config/mysql/my-cnf.ts';
import { parseValue } from '../../config/values.ts';
import type { Translator } from '../../text/l10n.ts';
import { mycatUnits, mySqlUnits } from './neighbour-facts.ts';
import { osloFileOf } from './outline.ts';
import { timeText, unitOf, unitText } from './units.ts';

/** A remark behind a value: `3600` is `1 h`. */
export interface ConfigHint {
  readonly offset: number;
  readonly text: string;
}

/** What numbers of a part of a file mean, where it is not plain to see. */
export function configHints(deployment: Deployment, path: string, range: TextRange, l10n: Translator): ConfigHint[] {
  const hints = [
    ...osloHints(deployment, path, l10n),
    ...mySqlHints(deployment, path, l10n),
    ...haproxyHints(deployment, path),
    ...mycatHints(deployment, path, l10n),
  ];
  return hints.filter(({ offset }) => range.start <= offset && offset <= range.end);
}

function osloHints(deployment: Deployment, path: string, l10n: Translator): ConfigHint[] {
  const reader = deployment.nova.find(set => set.files.some(file => file.path === path));
  const settings = osloFileOf(deployment, path)?.groups.flatMap(group => group.settings) ?? [];
  return settings.flatMap(({ group, name, value, valueRange }) => {
    const option = reader?.options.find(group, name)?.option;
    const unit = option && unitOf(option);
    const parsed = option === undefined || unit === undefined ? undefined : parseValue(option, value);
    if (unit === undefined || parsed === undefined || !('value' in parsed) || typeof parsed.value !== 'number')
      return [];
    return hint(valueRange.end, unitText(parsed.value, unit, l10n));
  });
}

function mySqlHints(deployment: Deployment, path: string, l10n: Translator): ConfigHint[] {
  const file = deployment.mysql.find(candidate => candidate.path === path);
  return (file?.settings ?? []).flatMap(({ name, value, valueRange }) => {
    const unit = mySqlUnits[name];
    const number = mySqlNumber(value);
    // `32G` says itself what it is.
    if (unit === undefined || number === undefined || !/^\d+$/.test(value)) return [];
    return hint(valueRange.end, unitText(number, unit, l10n));
  });
}

/** Only times without a unit: that they are milliseconds is what people do not see. */
function haproxyHints(deployment: Deployment, path: string): ConfigHint[] {
  const file = deployment.haproxy.find(candidate => candidate.path === path);
  const settings = file?.sections.flatMap(section => section.settings) ?? [];
  return settings.flatMap(({ words }) => {
    const value = words[0]?.text === 'timeout' ? words[2] : undefined;
    const time = value && readHaproxyTime(value.text);
    if (value === undefined || time === undefined || time.unit !== undefined || time.milliseconds === 0) return [];
    return hint(value.range.end, timeText(time.milliseconds / 1000));
  });
}

function mycatHints(deployment: Deployment, path: string, l10n: Translator): ConfigHint[] {
  const file = deployment.mycatServers.find(candidate => candidate.path === path);
  return (file?.system ?? []).flatMap(({ name, value, valueRange }) => {
    const unit = mycatUnits[name];
    return unit === undefined || !/^\s*\d+\s*$/.test(value)
      ? []
      : hint(valueRange.end, unitText(Number(value), unit, l10n));
  });
}

function hint(offset: number, text: string | undefined): ConfigHint[] {
  return text === undefined ? [] : [{ offset, text }];
}
