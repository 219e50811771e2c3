import type { Deployment } from '../../config/deployment.ts';
import type { ConfigEdit, TextRange } from '../../config/finding.ts';
import { osloPlaceAt } from './oslo-place.ts';
import { osloFileOf } from './outline.ts';

/** The name of an option that can be renamed at a place. */
export function renamableAt(
  deployment: Deployment,
  path: string,
  offset: number,
): { range: TextRange; name: string } | undefined {
  const file = osloFileOf(deployment, path);
  const place = file && osloPlaceAt(file, offset);
  return place?.kind === 'name' ? { range: place.range, name: place.setting.name } : undefined;
}

/** Renames an option in all files of the deployment in which it is given under the name that it has at a place. */
export function renameEdits(
  deployment: Deployment,
  path: string,
  offset: number,
  name: string,
): ConfigEdit[] | undefined {
  const file = osloFileOf(deployment, path);
  const place = file && osloPlaceAt(file, offset);
  if (place?.kind !== 'name') return undefined;
  const { group, name: before } = place.setting;
  const files = new Map(deployment.nova.flatMap(set => set.files).map(each => [each.path, each]));
  return [...files.values()].flatMap(each =>
    each.groups
      .flatMap(other => other.settings)
      .filter(setting => setting.name === before && setting.group.toLowerCase() === group.toLowerCase())
      .map(setting => ({ path: each.path, range: setting.nameRange, text: name })),
  );
}
