import type { Deployment } from '../../config/deployment.ts';
import type { TextRange } from '../../config/finding.ts';
import { readHaproxyTime } from '../../config/haproxy/haproxy-values.ts';
import { mySqlNumber } from '../../config/mysql/my-cnf.ts';
import type { Translator } from '../../text/l10n.ts';
import { codeSpan, escapeMarkdown } from '../../text/markdown.ts';
import { mycatUnits, mySqlUnits, neighbourText } from './neighbour-facts.ts';
import type { ConfigHover } from './oslo-hover.ts';
import { contains } from './oslo-place.ts';
import { timeText, unitText } from './units.ts';

/** Explains a setting of `my.cnf`, `haproxy.cfg` or Mycat's XML, where it matters for nova's connections. */
export function neighbourHover(
  deployment: Deployment,
  path: string,
  offset: number,
  l10n: Translator,
): ConfigHover | undefined {
  return (
    mySqlHover(deployment, path, offset, l10n) ??
    haproxyHover(deployment, path, offset, l10n) ??
    mycatHover(deployment, path, offset, l10n)
  );
}

function hoverOf(
  name: string,
  range: TextRange,
  text: string | undefined,
  value: string | undefined,
): ConfigHover | undefined {
  if (text === undefined) return undefined;
  const parts = [`**${escapeMarkdown(name)}**${value === undefined ? '' : ` · ${value}`}`, escapeMarkdown(text)];
  return { range, markdown: parts.join('\n\n') };
}

function meaning(written: string, text: string | undefined): string {
  return text === undefined ? codeSpan(written) : `${codeSpan(written)} (${text})`;
}

function mySqlHover(deployment: Deployment, path: string, offset: number, l10n: Translator): ConfigHover | undefined {
  const file = deployment.mysql.find(candidate => candidate.path === path);
  const setting = file?.settings.find(each =>
    contains({ start: each.nameRange.start, end: each.valueRange.end }, offset),
  );
  if (setting === undefined) return undefined;
  const text = neighbourText('mysql', setting.name, l10n);
  const unit = mySqlUnits[setting.name];
  const number = mySqlNumber(setting.value);
  const shown = unit === undefined || number === undefined ? undefined : unitText(number, unit, l10n);
  const range = { start: setting.nameRange.start, end: setting.valueRange.end };
  return hoverOf(setting.name, range, text, setting.hasValue ? meaning(setting.value, shown) : undefined);
}

function haproxyHover(deployment: Deployment, path: string, offset: number, l10n: Translator): ConfigHover | undefined {
  const file = deployment.haproxy.find(candidate => candidate.path === path);
  const setting = file?.sections.flatMap(section => section.settings).find(each => contains(each.range, offset));
  const words = setting?.words ?? [];
  const length = ['timeout', 'option'].includes(words[0]?.text ?? '') ? 2 : 1;
  const name = words
    .slice(0, length)
    .map(word => word.text)
    .join(' ');
  const value = words[length];
  const time = words[0]?.text === 'timeout' && value ? readHaproxyTime(value.text) : undefined;
  const shown = time === undefined ? undefined : timeText(time.milliseconds / 1000);
  const range = setting?.range ?? { start: offset, end: offset };
  return hoverOf(name, range, neighbourText('haproxy', name, l10n), value && meaning(value.text, shown));
}

function mycatHover(deployment: Deployment, path: string, offset: number, l10n: Translator): ConfigHover | undefined {
  const server = deployment.mycatServers.find(candidate => candidate.path === path);
  const schema = deployment.mycatSchemas.find(candidate => candidate.path === path);
  const properties = [...(server?.system ?? []), ...(schema?.dataHosts.flatMap(host => host.attributes) ?? [])];
  const property = properties.find(each => contains(each.range, offset));
  if (property === undefined) return undefined;
  const unit = mycatUnits[property.name];
  const shown = unit === undefined ? undefined : unitText(Number(property.value), unit, l10n);
  return hoverOf(
    property.name,
    property.range,
    neighbourText('mycat', property.name, l10n),
    meaning(property.value, shown),
  );
}
