import { configurationSets } from './configuration-sets.ts';
import type { Deployment } from './deployment.ts';
import { type ConfigFileKind, configFileKind } from './file-kind.ts';
import { readHaproxyFile } from './haproxy/haproxy-file.ts';
import { readMycatSchema, readMycatServer } from './mycat/mycat-files.ts';
import { readMySqlFile } from './mysql/my-cnf.ts';
import { createOsloConfiguration } from './oslo/configuration.ts';
import { readOsloFile } from './oslo/read-oslo-file.ts';
import { readProxySqlFile } from './proxysql/proxysql-file.ts';
import type { ReleaseCatalogues } from './release-options.ts';
import type { DeploymentFacts } from './workspace-file.ts';

/** A file as it was found or handed in. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  /** Where the user has said what it is; else its path and its text tell. */
  readonly kind?: ConfigFileKind | undefined;
  /** The host that it is from, where that is known; else its path may tell. */
  readonly host?: string | undefined;
}

/** What a deployment is made of, besides files. */
export interface DeploymentContext {
  readonly catalogues: ReleaseCatalogues;
  readonly facts: DeploymentFacts;
  readonly longestTransaction?: Deployment['longestTransaction'];
  /** What was read before: files whose text is the same are not read again. New ones are added. */
  readonly filesRead?: FilesRead;
}

/** Files as their readers gave them, by kind and path. */
export type FilesRead = Map<string, { readonly text: string; readonly file: unknown }>;

function readOnce<T>(
  filesRead: FilesRead | undefined,
  kind: ConfigFileKind,
  { path, text }: ConfigFile,
  reader: (path: string, text: string) => T,
): T {
  const key = `${kind} ${path}`;
  const before = filesRead?.get(key);
  // The key names the reader, so that what it gave is of its type.
  if (before?.text === text) return before.file as T;
  const file = reader(path, text);
  filesRead?.set(key, { text, file });
  return file;
}

/** Reads files and puts together what belongs together. Files of kinds that no rule judges are left out. */
export function assembleDeployment(files: readonly ConfigFile[], context: DeploymentContext): Deployment {
  const byKind = new Map<ConfigFileKind, ConfigFile[]>();
  for (const file of files) {
    const kind = file.kind ?? configFileKind(file.path, file.text);
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), file]);
  }
  const read = <T>(kind: ConfigFileKind, reader: (path: string, text: string) => T) =>
    (byKind.get(kind) ?? []).map(file => readOnce(context.filesRead, kind, file, reader));
  return {
    options: context.catalogues.nova,
    nova: configurationsOf(byKind.get('oslo') ?? [], context),
    mysql: (byKind.get('mysql') ?? []).map(file => ({
      ...readOnce(context.filesRead, 'mysql', file, readMySqlFile),
      host: file.host,
    })),
    haproxy: read('haproxy', readHaproxyFile),
    mycatServers: read('mycat-server', readMycatServer),
    mycatSchemas: read('mycat-schema', readMycatSchema),
    proxysql: read('proxysql', readProxySqlFile),
    facts: context.facts,
    longestTransaction: context.longestTransaction,
  };
}

function configurationsOf(
  files: readonly ConfigFile[],
  { catalogues, filesRead }: DeploymentContext,
): Deployment['nova'] {
  const byPath = new Map(files.map(file => [file.path, readOnce(filesRead, 'oslo', file, readOsloFile)]));
  const hosts = new Map(files.map(({ path, host }) => [path, host]));
  return configurationSets([...byPath.keys()]).map(({ paths, service, host, isPartial }) => {
    const isPlacement = service?.startsWith('placement') === true || /placement[^/\\]*\.conf$/.test(paths[0]!);
    return createOsloConfiguration(
      paths.map(path => byPath.get(path)!),
      isPlacement ? catalogues.placement : catalogues.nova,
      { service, host: hosts.get(paths[0]!) ?? host, isPartial },
    );
  });
}
