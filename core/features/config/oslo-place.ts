import type { TextRange } from '../../config/finding.ts';
import type { OsloFile, OsloGroup, OsloSetting } from '../../config/oslo/oslo-file.ts';

/** What is at an offset of a file of oslo.config. */
export type OsloPlace =
  | { readonly kind: 'header'; readonly group: OsloGroup; readonly range: TextRange }
  | { readonly kind: 'name' | 'value'; readonly setting: OsloSetting; readonly range: TextRange };

export function osloPlaceAt(file: OsloFile, offset: number): OsloPlace | undefined {
  for (const group of file.groups) {
    if (contains(group.headerRange, offset)) return { kind: 'header', group, range: group.headerRange };
    if (!contains(group.range, offset)) continue;
    for (const setting of group.settings) {
      if (contains(setting.nameRange, offset)) return { kind: 'name', setting, range: setting.nameRange };
      if (contains(setting.valueRange, offset)) return { kind: 'value', setting, range: setting.valueRange };
    }
  }
  return undefined;
}

export function contains(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end && range.end > range.start;
}

/** The group that a place belongs to by the last header above it: also where the text is incomplete. */
export function groupNameAt(file: OsloFile, offset: number): string | undefined {
  return file.groups.findLast(
    group => group.headerRange.end > group.headerRange.start && group.headerRange.start <= offset,
  )?.name;
}
