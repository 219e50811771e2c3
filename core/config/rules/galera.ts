import type { Deployment } from '../deployment.ts';
import type { ConfigPlace } from '../finding.ts';

/** Where the files of the database server show that it is a Galera cluster; undefined where none of them does. */
export function galeraPlace(deployment: Deployment): ConfigPlace | undefined {
  for (const file of deployment.mysql) {
    const isOff = file.settings.some(({ name, value }) => name === 'wsrep_on' && /^(?:off|0|false)$/i.test(value));
    const shown = file.settings.find(({ name }) => name === 'wsrep_cluster_address' || name === 'wsrep_provider');
    if (shown !== undefined && !isOff && shown.value !== '' && shown.value !== 'none')
      return { path: file.path, range: shown.nameRange };
  }
  return undefined;
}

/** Whether the files of the server show MariaDB, which knows the variables of Galera even where it runs alone. */
export function showsMariaDb(deployment: Deployment): boolean {
  return deployment.mysql.some(
    ({ path, sections }) =>
      /maria|galera/i.test(path) || sections.some(({ name }) => /^(?:mariadb|galera)/i.test(name)),
  );
}

/** Whether there is a file that a server reads, and not only its clients. */
export function hasServerFile(deployment: Deployment): boolean {
  return deployment.mysql.some(({ sections }) => sections.some(({ name }) => /^(?:mysqld|server|mariadb)/i.test(name)));
}
