import { isNovaFile } from './file-kind.ts';

/** The files of oslo.config that one service reads together, in its order. */
export interface ConfigurationSet {
  readonly paths: readonly string[];
  /** `nova-compute`, `placement-api`; undefined where the files serve several. */
  readonly service: string | undefined;
  readonly host: string | undefined;
  /** Whether another program lays these files over one that is not here (kolla's `/etc/kolla/config`): what they leave out is not known. */
  readonly isPartial: boolean;
}

interface Folder {
  readonly path: string;
  /** The last part of each path below the folder, with `nova.conf.d/x.conf` for files of its folders. */
  readonly names: string[];
}

/**
 * Finds out which files of oslo.config belong together. A service of nova reads `nova.conf`, then a file with its own name,
 * then the files of `nova.conf.d`, then those of the folder with its own name, each folder's in the order of their names
 * (oslo_config/cfg.py, `find_config_files` and `find_config_dirs`).
 * @param paths of files that `isNovaFile` knows or that were named by the user.
 */
export function configurationSets(paths: readonly string[]): ConfigurationSet[] {
  const folders = new Map<string, Folder>();
  for (const path of paths) {
    const parts = /^(.*?)((?:[^/\\]+\.conf\.d[/\\])?[^/\\]+)$/s.exec(path);
    const folder = parts?.[1] ?? '';
    const name = parts?.[2] ?? path;
    if (!folders.has(folder)) folders.set(folder, { path: folder, names: [] });
    folders.get(folder)!.names.push(name);
  }
  const sets = [...folders.values()].flatMap(folder => setsOfFolder(folder, folders));
  const hosts = hostsOf(sets.map(set => set.paths[0]!));
  return sets.map(set => ({ ...set, host: hosts.get(set.paths[0]!) }));
}

/** devstack gives these services a whole file of their own. */
const standalone: Readonly<Record<string, string>> = { 'nova-cpu.conf': 'nova-compute' };

function setsOfFolder(folder: Folder, folders: ReadonlyMap<string, Folder>): ConfigurationSet[] {
  const kolla = /^(.*[/\\]?kolla[/\\]config[/\\])(?:(?:nova|placement)[/\\])?$/.exec(folder.path)?.[1];
  if (kolla !== undefined) return kollaSets(folder, folders.get(kolla), kolla);
  const sets: ConfigurationSet[] = [];
  for (const project of ['nova', 'placement']) {
    const main = folder.names.filter(name => name === `${project}.conf`);
    const shared = folder.names.filter(name => folderOf(name) === `${project}.conf.d`).sort();
    const own = ownNames(folder, project);
    const service = serviceOf(folder.path, project);
    // Where nothing is shared, the services' own files are all there is.
    if (main.length + shared.length > 0) sets.push(newSet(folder, [...main, ...shared], service));
    for (const [name, files] of own) {
      const first = files.filter(each => folderOf(each) === '');
      const last = files.filter(each => folderOf(each) !== '').sort();
      sets.push(newSet(folder, [...main, ...first, ...shared, ...last], name));
    }
  }
  const rest = folder.names.filter(name => !sets.some(set => set.paths.includes(folder.path + name)));
  for (const name of rest) sets.push(newSet(folder, [name], standalone[name] ?? serviceOf(folder.path + name, 'nova')));
  return sets;
}

function newSet(folder: Folder, names: readonly string[], service: string | undefined): ConfigurationSet {
  return { paths: names.map(name => folder.path + name), service, host: undefined, isPartial: false };
}

/** Files that only one service reads, by the service: `nova-compute.conf`, `nova-compute.conf.d/x.conf`. */
function ownNames(folder: Folder, project: string): Map<string, string[]> {
  const own = new Map<string, string[]>();
  for (const name of folder.names) {
    const service = (folderOf(name) === '' ? name : folderOf(name)).replace(/\.conf(?:\.d)?$/, '');
    if (standalone[name] !== undefined || !service.startsWith(`${project}-`)) continue;
    own.set(service, [...(own.get(service) ?? []), name]);
  }
  return own;
}

/** kolla-ansible lays over its template: `global.conf`, `nova.conf`, `nova/SERVICE.conf`, `nova/HOST/nova.conf`. */
function kollaSets(folder: Folder, base: Folder | undefined, basePath: string): ConfigurationSet[] {
  const baseNames = base?.names ?? [];
  const sets: ConfigurationSet[] = [];
  const path = (name: string) => basePath + name;
  const isBase = folder.path === basePath;
  for (const project of ['nova', 'placement']) {
    const shared = ['global.conf', `${project}.conf`].filter(name => baseNames.includes(name)).map(path);
    if (isBase && baseNames.includes(`${project}.conf`))
      sets.push({ paths: shared, service: undefined, host: undefined, isPartial: true });
    if (isBase || !folder.path.replaceAll('\\', '/').endsWith(`/${project}/`)) continue;
    for (const name of folder.names)
      sets.push({
        paths: [...shared, folder.path + name],
        service: name === `${project}.conf` ? undefined : name.replace(/\.conf$/, ''),
        host: undefined,
        isPartial: true,
      });
  }
  if (isBase && sets.length === 0)
    sets.push(
      ...baseNames.map(name => ({ paths: [path(name)], service: undefined, host: undefined, isPartial: true })),
    );
  return sets;
}

function folderOf(name: string): string {
  return /^(.+)[/\\]/.exec(name)?.[1] ?? '';
}

const services =
  /(?:^|[/\\])(nova[-_](?:api[-_]metadata|metadata[-_]api|api|metadata|super[-_]conductor|conductor|scheduler|compute(?:[-_]ironic)?|novncproxy|serialproxy|spicehtml5proxy|libvirt|cell\d*|cpu)|placement(?:[-_]api)?)(?=[/\\.-]|$)/i;

/** The service whose file it is, by the names of kolla's containers, TripleO's volumes and devstack's files. */
function serviceOf(path: string, project: string): string | undefined {
  const name = services.exec(path)?.[1]?.toLowerCase().replaceAll('_', '-');
  if (name === undefined) return project === 'placement' ? 'placement-api' : undefined;
  if (name === 'placement') return 'placement-api';
  if (name === 'nova-libvirt' || name === 'nova-cpu') return 'nova-compute';
  if (/^nova-cell\d*$/.test(name)) return 'nova-conductor';
  if (name === 'nova-api-metadata' || name === 'nova-metadata-api') return 'nova-metadata';
  return name;
}

/** Names of places, which are no names of hosts. */
const places =
  /^(?:etc|nova|placement|conf|config|configs|files|kolla|var|lib|config-data|puppet-generated|opt|srv|home|tmp|usr|root|stack|\.+)$/i;

/** The host of each file, where files of several hosts lie side by side: the part of the path in which they differ. */
function hostsOf(paths: readonly string[]): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const path of paths) {
    const folders = path.split(/[/\\]/).slice(0, -1);
    const etc = folders.lastIndexOf('etc');
    const before = etc > 0 ? folders[etc - 1] : folders.at(-1);
    if (before === undefined || before === '' || places.test(before) || services.test(`/${before}`)) continue;
    if (!isNovaFile(`${before}.conf`)) hosts.set(path, before);
  }
  return hosts;
}
