/** Names of files of nova's neighbours. They keep the languages that they have; the server looks into them and tells which are ours. */
const neighbours = [
  '**/{my,mysql*,mysqld*,mariadb*,galera*}.cnf',
  '**/{mysql,mariadb}/**/*.cnf',
  '**/{my.cnf.d,mysql.conf.d,mariadb.conf.d,conf.d}/*.cnf',
  '**/haproxy*.cfg',
  '**/haproxy/**/*.cfg',
  '**/{server,schema}.xml',
  '**/proxysql*.{cnf,yaml,yml}',
  '**/.nova-doctor.{yaml,yml}',
  '**/*.runbook.{yaml,yml}',
  '**/kolla/config/global.conf',
];

/** The documents that the server is for. */
export const documentSelector: ({ language: string } | { pattern: string })[] = [
  { language: 'nova-log' },
  { language: 'nova-conf' },
  { language: 'python' },
  ...neighbours.map(pattern => ({ pattern })),
];

/** Files whose changes on the disk the server is told of. */
export const watchedFiles: readonly string[] = [
  '**/{nova,placement}*.conf',
  '**/{nova,placement}*.conf.d/*.conf',
  '**/*.cnf',
  '**/haproxy*.cfg',
  '**/.nova-doctor.{yaml,yml}',
];
