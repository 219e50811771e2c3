import { mycatKind } from './mycat/mycat-files.ts';

/** The kinds of files that are judged together. */
export type ConfigFileKind =
  | 'oslo'
  | 'mysql'
  | 'haproxy'
  | 'mycat-server'
  | 'mycat-schema'
  | 'proxysql'
  | 'workspace'
  | 'python';

/**
 * Which kind of file it is, by its path, for XML also by its text. Files of others (`rootwrap.conf`, `setup.cfg`) are none.
 * @param path with slashes or backslashes.
 */
export function configFileKind(path: string, text: string): ConfigFileKind | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  if (/^\.nova-doctor\.ya?ml$/.test(name)) return 'workspace';
  if (name.endsWith('.py')) return 'python';
  if (/^proxysql.*\.(?:cnf|ya?ml)$/.test(name)) return 'proxysql';
  if (name.endsWith('.cnf') || name === 'my.ini') return 'mysql';
  if (isHaproxy(path, name, text)) return 'haproxy';
  if (name.endsWith('.xml')) {
    const kind = mycatKind(text);
    return kind === undefined ? undefined : `mycat-${kind}`;
  }
  return isNovaFile(path.replaceAll('\\', '/')) ? 'oslo' : undefined;
}

/** Whether nova or placement reads a file of this path, by itself or laid over another one. */
export function isNovaFile(path: string): boolean {
  return (
    /(?:^|\/)(?:nova|placement)(?:[-_][\w.-]+)?\.conf$/i.test(path) ||
    /(?:^|\/)(?:nova|placement)[\w-]*\.conf\.d\/[^/]+\.conf$/.test(path) ||
    /(?:^|\/)kolla\/config\/(?:nova|placement)\/[^/]+\.conf$/.test(path) ||
    /(?:^|\/)kolla\/config\/global\.conf$/.test(path)
  );
}

function isHaproxy(path: string, name: string, text: string): boolean {
  if (/^haproxy.*\.cfg$/.test(name)) return true;
  const isInFolder = /(?:^|[\\/])(?:haproxy|services\.d)[\\/][^\\/]+\.cfg$/.test(path);
  return isInFolder && /^(?:global|defaults|listen|frontend|backend)\b/m.test(text);
}
