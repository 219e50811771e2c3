import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './sources.ts';

interface ContributedCommand {
  command: string;
  title: string;
  category?: string;
  icon?: string;
  enablement?: string;
}

interface Setting {
  scope?: string;
  order?: number;
  default?: unknown;
  markdownDescription?: string;
  enum?: string[];
  markdownEnumDescriptions?: string[];
}

interface Manifest {
  main: string;
  bin: Record<string, string>;
  icon?: string;
  l10n: string;
  version: string;
  name: string;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands?: ContributedCommand[];
    languages?: { id: string; configuration?: string }[];
    configuration: { title: string; order: number; properties: Record<string, Setting> }[];
    menus: Record<string, { command: string; when?: string; group?: string }[]>;
    views?: Record<string, { id: string; icon: string }[]>;
    viewsWelcome: { view: string; contents: string; when: string }[];
    viewsContainers?: Record<string, { id: string }[]>;
    submenus?: { id: string }[];
    walkthroughs?: { id: string }[];
    colors?: { id: string }[];
    customEditors?: { viewType: string }[];
  };
}

/** The `package.json` of the extension. */
export const manifest: Manifest = readProjectJson('package.json');

const { contributes } = manifest;

export const commandIds = (contributes.commands ?? []).map(({ command }) => command);

/** All settings, whatever section they stand in. */
export const settings: Readonly<Record<string, Setting>> = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }) => properties),
);
export const settingIds = Object.keys(settings);
export const viewIds = Object.values(contributes.views ?? {})
  .flat()
  .map(({ id }) => id);
export const languageIds = (contributes.languages ?? []).map(({ id }) => id);

/** Ids of ours that are neither commands, settings nor views. */
export const otherIds = [
  ...Object.values(contributes.viewsContainers ?? {}).flat(),
  ...(contributes.submenus ?? []),
  ...(contributes.walkthroughs ?? []),
  ...(contributes.colors ?? []),
  ...(contributes.customEditors ?? []).map(({ viewType }) => ({ id: viewType })),
].map(({ id }) => id);

/** The conditions under which VS Code shows or enables something. */
export const conditions: readonly string[] = valuesOf(manifest, key => ['when', 'enablement', 'enable'].includes(key));

/** Paths of files of the extension that its `package.json` names. */
export const namedFiles: readonly string[] = valuesOf(manifest, () => true).filter(
  value => value.startsWith('./') && !value.startsWith('./dist/'),
);

/** The keys of `%key%` texts. */
export const translatedKeys: readonly string[] = valuesOf(manifest, () => true).flatMap(value => {
  const key = /^%(.+)%$/.exec(value)?.[1];
  return key === undefined ? [] : [key];
});

/** Every string in a JSON value whose key passes the test; the key of an element is that of its list. */
function valuesOf(json: unknown, wanted: (key: string) => boolean, key = ''): string[] {
  if (typeof json === 'string') return wanted(key) ? [json] : [];
  if (Array.isArray(json)) return json.flatMap(element => valuesOf(element, wanted, key));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => valuesOf(value, wanted, name));
}

/** Reads a JSON file of the project. */
export function readProjectJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(projectFolder, path), 'utf8')) as T;
}

/** What is in the first list and not in the second, without repetition, in order. */
export function missingFrom(first: Iterable<string>, second: Iterable<string>): string[] {
  const known = new Set(second);
  return [...new Set(first)].filter(element => !known.has(element)).sort();
}
