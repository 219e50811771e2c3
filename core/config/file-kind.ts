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
 * Which kind of file it is, by its path and, where others use such names too, by its text. Files of others (`rootwrap.conf`,
 * `openssl.cnf`, the web server's `nova-api.conf`) are none.
 * @param path with slashes or backslashes.
 */
export function configFileKind(path: string, text: string): ConfigFileKind | undefined {
  const plain = path.replaceAll('\\', '/');
  const name = nameOf(plain);
  if (/^\.nova-doctor\.ya?ml$/.test(name)) return 'workspace';
  if (name.endsWith('.py')) return 'python';
  if (/^proxysql.*\.(?:cnf|ya?ml)$/.test(name)) return 'proxysql';
  if (name.endsWith('.cnf') || name === 'my.ini')
    return /^my\.(?:cnf|ini)$/.test(name) || isMySqlText(text) ? 'mysql' : undefined;
  if (isHaproxyPath(plain)) return /^haproxy.*\.cfg$/.test(name) || isHaproxyText(text) ? 'haproxy' : undefined;
  if (name.endsWith('.xml')) return mycatFileKind(text);
  return isNovaFile(plain) && !isWebServerText(text) ? 'oslo' : undefined;
}

/** Whether a path may be one of a file that `configFileKind` knows, so that it is worth reading. */
export function mayBeConfigFile(path: string): boolean {
  const plain = path.replaceAll('\\', '/');
  return (
    /(?:\.(?:cnf|xml|py)|\/my\.ini|\.nova-doctor\.ya?ml|proxysql[^/]*\.ya?ml)$/i.test(`/${plain}`) ||
    isHaproxyPath(plain) ||
    isNovaFile(plain)
  );
}

/**
 * The kind of a file that the user named, whatever it is called: by its path, else by its text.
 * @returns undefined for a file that is of none.
 */
export function namedFileKind(path: string, text: string): ConfigFileKind | undefined {
  const byPath = configFileKind(path, text);
  if (byPath !== undefined) return byPath;
  if (/^\s*</.test(text)) return mycatFileKind(text);
  if (isMySqlText(text)) return 'mysql';
  if (isHaproxyText(text)) return 'haproxy';
  if (/^[\w.]+ *= *\n?\(|^datadir *= *"/m.test(text) && text.includes('mysql_variables')) return 'proxysql';
  const isIni = /^\[[^\]\n]*\][ \t]*\r?$/m.test(text) || /^[\w-]+[ \t]*=/m.test(text);
  return isIni || /\.conf$/i.test(path) || text.trim() === '' ? 'oslo' : undefined;
}

/** Whether nova or placement reads a file of this path, by itself or laid over another one. */
export function isNovaFile(path: string): boolean {
  if (othersFolder.test(path)) return false;
  return (
    /(?:^|\/)(?:nova|placement)(?:-[\w.-]+|_cell\d+)?\.conf$/i.test(path) ||
    /(?:^|\/)(?:nova|placement)[\w-]*\.conf\.d\/[^/]+\.conf$/.test(path) ||
    /(?:^|\/)kolla\/config\/(?:nova|placement)\/[^/]+\.conf$/.test(path) ||
    /(?:^|\/)kolla\/config\/global\.conf$/.test(path)
  );
}

/** Folders in which other programs keep their own files about nova. */
const othersFolder =
  /(?:^|\/)(?:apache2|httpd|nginx|lighttpd|uwsgi|wsgi|supervisor[\w.-]*|systemd|init|tmpfiles\.d|sysusers\.d|r?syslog(?:-ng)?(?:\.d)?|logrotate\.d|pycadf|logstash|fluentd|td-agent|telegraf|collectd[\w.-]*|prometheus|modprobe\.d|sysctl\.d|dbus-1|polkit-1|sudoers\.d|security|cron[\w.-]*|[\w@-]+\.service\.d|sites-(?:available|enabled)|conf-(?:available|enabled))\//;

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function isMySqlText(text: string): boolean {
  return /^\[(?:mysql|mysqld|mariadb|mariadbd|galera|server|client|mysqldump|mysqld_safe|sst|xtrabackup|embedded)(?:[-_.\d][\w.-]*)?\]|^!include/m.test(
    text,
  );
}

function isHaproxyPath(path: string): boolean {
  return /(?:^|\/)haproxy[^/]*\.cfg$/i.test(path) || /(?:^|\/)(?:haproxy|services\.d)\/[^/]+\.cfg$/.test(path);
}

function isHaproxyText(text: string): boolean {
  return /^[ \t]*(?:global|defaults|(?:listen|frontend|backend)[ \t]+\S+)[ \t]*\r?$/m.test(text);
}

function isWebServerText(text: string): boolean {
  return /^[ \t]*<(?:VirtualHost|Directory|Location|IfModule|Proxy|Files)\b|^[ \t]*(?:server|upstream \S+)[ \t]*\{/m.test(
    text,
  );
}

function mycatFileKind(text: string): ConfigFileKind | undefined {
  const kind = mycatKind(text);
  return kind === undefined ? undefined : `mycat-${kind}`;
}
