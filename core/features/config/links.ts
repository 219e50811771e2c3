import type { Deployment } from '../../config/deployment.ts';
import type { TextRange } from '../../config/finding.ts';
import { osloFileOf } from './outline.ts';
import { folderOf, type JudgedDeployment, resolvePath } from './workspace.ts';

/** A file that a file of configuration names. Whether it exists is for others to find out. */
export interface ConfigLink {
  readonly range: TextRange;
  readonly path: string;
}

/** Options whose values are files or folders. */
const fileNames =
  /(?:^|_)(?:file|files|path|paths|dir|dirs|cafile|certfile|keyfile|config|config_append|cert|key|ca|ca_file)$/;

export function configLinks(judged: JudgedDeployment, path: string): ConfigLink[] {
  return [
    ...osloLinks(judged.deployment, path),
    ...mySqlLinks(judged.deployment, path),
    ...workspaceLinks(judged, path),
  ];
}

function osloLinks(deployment: Deployment, path: string): ConfigLink[] {
  const settings = osloFileOf(deployment, path)?.groups.flatMap(group => group.settings) ?? [];
  return settings
    .filter(({ name, value }) => fileNames.test(name) && /^(?:\/|[A-Za-z]:[\\/])[^\s$,]+$/.test(value))
    .map(({ value, valueRange }) => ({ range: valueRange, path: value }));
}

function mySqlLinks(deployment: Deployment, path: string): ConfigLink[] {
  const file = deployment.mysql.find(candidate => candidate.path === path);
  return (file?.includes ?? [])
    .filter(include => !include.isFolder)
    .map(include => ({ range: include.range, path: resolvePath(folderOf(path), include.target) }));
}

function workspaceLinks({ facts }: JudgedDeployment, path: string): ConfigLink[] {
  if (facts.path !== path) return [];
  return Object.entries(facts.files).flatMap(([kind, files]) => {
    const place = facts.placeOf(`files.${kind}`);
    return place === undefined || files.length !== 1
      ? []
      : [{ range: place.range, path: resolvePath(folderOf(path), files[0] ?? '') }];
  });
}
