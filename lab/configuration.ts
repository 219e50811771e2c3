import { controllerNamed } from './change.ts';
import type { World } from './world.ts';

/** Where the configuration files lie on a controller, by their names in `knowledge/lab/etc`. */
const places: Readonly<Record<string, readonly string[]>> = {
  'haproxy.cfg': ['/etc/kolla/haproxy/haproxy.cfg'],
  'my.cnf': ['/etc/kolla/mariadb/galera.cnf'],
  'server.xml': ['/etc/kolla/mycat/server.xml'],
  'nova.conf': ['api', 'conductor', 'scheduler'].map(name => `/etc/kolla/nova-${name}/nova.conf`),
};

/** The names of the files of this cluster: Mycat has one of its own. */
export function configurationNames(world: World): string[] {
  const isBehindMycat = world.state().release === 'ocata';
  return Object.keys(places).filter(name => name !== 'server.xml' || isBehindMycat);
}

/** A configuration file as it is now; what is set in the running server does not change its file. */
export function configurationText(world: World, name: string): string {
  const folder = world.state().release === 'ocata' ? 'mycat' : 'direct';
  return world.knowledge.etc(`${folder}/${name}`).replace('{max_connections}', world.maxConnections);
}

/** Every configuration file of a controller by its path, with what was written meanwhile. */
export function configurationFiles(world: World, controller: string): ReadonlyMap<string, string> {
  const written = controllerNamed(world.state(), controller)?.files ?? {};
  return new Map([
    ...configurationNames(world).flatMap(name =>
      (places[name] ?? []).map(path => [path, configurationText(world, name)] as const),
    ),
    ...Object.entries(written),
  ]);
}
