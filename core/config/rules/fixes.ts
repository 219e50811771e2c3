import type { Translator } from '../../text/l10n.ts';
import type { ConfigEdit, ConfigFix } from '../finding.ts';
import type { OptionCatalogue } from '../option.ts';
import type { OsloFile, OsloSetting } from '../oslo/oslo-file.ts';
import { normalizeGroup } from '../oslo/python-text.ts';
import { optionLabel, placeIn, wholeLines } from './settings.ts';

/** Gives a setting another group or name: in its own group by its name only, else by moving its lines below the other header. */
export function movingTo(
  file: OsloFile,
  setting: OsloSetting,
  to: { readonly group: string; readonly name: string },
  isSafe: boolean,
  l10n: Translator,
): ConfigFix {
  if (normalizeGroup(setting.group) === normalizeGroup(to.group))
    return {
      title: l10n.t('Rename to {0}', to.name),
      edits: [{ ...placeIn(file, setting.nameRange), text: to.name }],
      isSafe,
    };
  const value = file.text.slice(setting.valueRange.start, setting.valueRange.end);
  return {
    title: l10n.t('Move to {0}', optionLabel(to.group, to.name)),
    edits: [
      { ...placeIn(file, wholeLines(file.text, setting.range)), text: '' },
      insertion(file, to.group, `${to.name} = ${value}`),
    ],
    isSafe,
  };
}

/** A new line below the header of a group; the group is added at the end where the file has it not. */
function insertion(file: OsloFile, group: string, line: string): ConfigEdit {
  const wanted = normalizeGroup(group);
  const header = file.groups.find(
    each => normalizeGroup(each.name) === wanted && each.headerRange.end > 0,
  )?.headerRange;
  if (header !== undefined) return { ...placeIn(file, { start: header.end, end: header.end }), text: `\n${line}` };
  const end = file.text.length;
  return {
    ...placeIn(file, { start: end, end }),
    text: `${file.text.endsWith('\n') ? '' : '\n'}\n[${group}]\n${line}\n`,
  };
}

/** The reference of an option at docs.openstack.org. */
export function referenceOf(catalogue: OptionCatalogue, group: string, name: string): string {
  const project = catalogue.optionsOf('placement_database').length > 0 ? 'placement' : 'nova';
  return `https://docs.openstack.org/${project}/${catalogue.release}/configuration/config.html#${group}.${name}`;
}
