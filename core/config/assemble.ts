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
}

/** What a deployment is made of, besides files. */
export interface DeploymentContext {
  readonly catalogues: ReleaseCatalogues;
  readonly facts: DeploymentFacts;
  readonly longestTransaction?: Deployment['longestTransaction'];
}

/** Reads files and puts together what belongs together. Files of kinds that no rule judges are left out. */
export function assembleDeployment(files: readonly ConfigFile[], context: DeploymentContext): Deployment {
  const byKind = new Map<ConfigFileKind, ConfigFile[]>();
  for (const file of files) {
    const kind = file.kind ?? configFileKind(file.path, file.text);
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), file]);
  }
  const read = <T>(kind: ConfigFileKind, reader: (path: string, text: string) => T) =>
    (byKind.get(kind) ?? []).map(file => reader(file.path, file.text));
  return {
    options: context.catalogues.nova,
    nova: configurationsOf(byKind.get('oslo') ?? [], context.catalogues),
    mysql: read('mysql', readMySqlFile),
    haproxy: read('haproxy', readHaproxyFile),
    mycatServers: read('mycat-server', readMycatServer),
    mycatSchemas: read('mycat-schema', readMycatSchema),
    proxysql: read('proxysql', readProxySqlFile),
    facts: context.facts,
    longestTransaction: context.longestTransaction,
  };
}

function configurationsOf(files: readonly ConfigFile[], catalogues: ReleaseCatalogues): Deployment['nova'] {
  const byPath = new Map(files.map(file => [file.path, readOsloFile(file.path, file.text)]));
  return configurationSets([...byPath.keys()]).map(({ paths, service, host, isPartial }) => {
    const isPlacement = service?.startsWith('placement') === true || /placement[^/\\]*\.conf$/.test(paths[0]!);
    return createOsloConfiguration(
      paths.map(path => byPath.get(path)!),
      isPlacement ? catalogues.placement : catalogues.nova,
      { service, host, isPartial },
    );
  });
}
