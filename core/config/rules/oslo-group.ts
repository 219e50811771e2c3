import type { Translator } from '../../text/l10n.ts';
import { nearest } from '../../text/nearest.ts';
import { sentences } from '../../text/sentences.ts';
import type { OsloConfiguration } from '../deployment.ts';
import type { ConfigFix } from '../finding.ts';
import type { OsloFile, OsloGroup } from '../oslo/oslo-file.ts';
import { normalizeGroup, strip } from '../oslo/python-text.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { isDatabaseGroup, normalizedGroup } from './database-options.ts';
import { placeIn } from './settings.ts';

/** A group that nobody registers, or whose name is not written as it is registered. */
export const osloGroup: Rule = {
  id: 'OSLO-group',
  severity: 'warning',
  title: l10n => l10n.t('Group that the release does not know'),
  why: l10n => l10n.t('Everything in it is ignored, and the defaults count.'),
  remedy: l10n => l10n.t('Correct the name of the group, or delete it.'),
  source: 'oslo_config/cfg.py, _normalize_group_name: groups are read without case, but DEFAULT only as it stands',
  *check(deployment, l10n) {
    const seen = new Set<OsloFile>();
    for (const configuration of deployment.nova)
      for (const file of configuration.files) {
        if (seen.has(file)) continue;
        seen.add(file);
        for (const group of file.groups) {
          const finding = judge(configuration, file, group, l10n);
          if (finding !== undefined) yield finding;
        }
      }
  },
};

/** Whether somebody reads the group: the service, its plug-ins, or a source of configuration that the file names. */
function isKnownGroup(configuration: OsloConfiguration, group: string): boolean {
  const { options } = configuration;
  if (options.optionsOf(group).length > 0 || options.isDynamic(group)) return true;
  const sources = configuration.get('DEFAULT', 'config_source').value;
  return Array.isArray(sources) && sources.some(source => normalizeGroup(String(source)) === normalizeGroup(group));
}

function judge(
  configuration: OsloConfiguration,
  file: OsloFile,
  group: OsloGroup,
  l10n: Translator,
): RuleFinding | undefined {
  const { name, headerRange } = group;
  if (headerRange.end === 0 || name === '' || isDatabaseGroup(name) || normalizedGroup(name) === 'sql')
    return undefined;
  if (/[{}%@<>$]/.test(name)) return undefined;
  const { options } = configuration;
  const place = placeIn(file, headerRange);
  if (isKnownGroup(configuration, name)) {
    const usual = options.groups.find(each => normalizeGroup(each) === normalizeGroup(name));
    if (usual === undefined || usual === name) return undefined;
    return {
      place,
      message: l10n.t(
        '[{0}] is read as [{1}]: write it so, as oslo-config-validator and most people expect.',
        name,
        usual,
      ),
      fix: { title: l10n.t('Write {0}', `[${usual}]`), edits: [{ ...place, text: `[${usual}]` }], isSafe: true },
    };
  }
  if (group.settings.length === 0 || group.settings.some(each => options.find(name, each.name) !== undefined))
    return undefined;
  const meant = meantGroup(configuration, name);
  const message = unknownMessage(configuration, group, l10n);
  if (meant === undefined) return { place, message };
  const fix: ConfigFix = {
    title: l10n.t('Write {0}', `[${meant}]`),
    edits: [{ ...place, text: `[${meant}]` }],
    isSafe: false,
  };
  return { place, fix, message: sentences(message, l10n.t('Did you mean {0}?', `[${meant}]`)) };
}

function meantGroup({ options }: OsloConfiguration, name: string): string | undefined {
  const plain = strip(name);
  if (plain.toUpperCase() === 'DEFAULT') return 'DEFAULT';
  const spelt = plain.toLowerCase().replaceAll('-', '_');
  return options.groups.find(each => each.toLowerCase() === spelt) ?? nearest(plain, options.groups);
}

function unknownMessage({ options }: OsloConfiguration, { name, settings }: OsloGroup, l10n: Translator): string {
  if (strip(name).toUpperCase() === 'DEFAULT')
    return l10n.t('[{0}] is ignored with all its options: this group counts only as [DEFAULT].', name);
  const past = settings.map(each => options.history(name, each.name)).find(each => each !== undefined);
  if (past?.removedIn !== undefined)
    return l10n.t('[{0}] is ignored with all its options: it was removed in {1}.', name, past.removedIn);
  if (past?.addedIn !== undefined)
    return l10n.t(
      '[{0}] is ignored with all its options by {1}: it came with {2}.',
      name,
      options.release,
      past.addedIn,
    );
  return l10n.t('[{0}] is ignored with all its options: nothing that ships with {1} reads it.', name, options.release);
}
