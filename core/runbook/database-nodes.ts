import { type DatabaseAccess, type DatabaseServer, databaseServerCommand } from '../cluster/actions/database-admin.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { isReached, type ReachedController } from '../cluster/controller.ts';
import type { ControllerFailure } from '../cluster/failure.ts';
import { isProbeFailure, type ProbeFailure } from '../cluster/probe.ts';
import type { ContainerName } from '../cluster/services.ts';
import type { Translator } from '../text/l10n.ts';
import { controllerNamed, hostsRunning, unreadText } from './look.ts';
import { isReading } from './reading.ts';
import type { Observer } from './run-ports.ts';
import type { StopSignal } from './stop-signal.ts';

/** One server of the database, by itself and never through a proxy. */
export interface DatabaseNode {
  /** For people, and to tell rows of several servers apart: a controller, or an address. */
  readonly name: string;
  /** Where the client runs. */
  readonly controller: string;
  readonly access: DatabaseAccess;
  readonly server: DatabaseServer;
}

/**
 * The servers of the database with the account of `databaseAdmin`, or with root's where the file names none: every node of Galera
 * by itself, because variables and connections are each node's own.
 * @param variables that are read from each.
 */
export async function databaseNodes(
  observer: Observer,
  state: ClusterState,
  variables: readonly string[],
  l10n: Translator,
  signal: StopSignal | undefined,
): Promise<readonly DatabaseNode[] | { readonly refusal: string }> {
  const { databaseAdmin } = observer.file;
  const ask = async (name: string, controller: string, access: DatabaseAccess): Promise<Asked> => {
    const server = await observer.run(controller, databaseServerCommand(access, variables), signal);
    return { name, controller, access, server };
  };
  const found =
    databaseAdmin === undefined
      ? await Promise.all(hostsRunning(state, 'mariadb').map(name => ask(name, name, ofRoot(containerOn(state, name)))))
      : await withLoginPath(databaseAdmin, state, ask);
  if (found.length === 0) return { refusal: l10n.t('The database runs on no host of this cluster.') };
  const nodes: DatabaseNode[] = [];
  for (const { server, ...node } of found) {
    if (!isReading(server)) {
      const why = unreadText(server, l10n);
      return { refusal: l10n.t('The database on {0} cannot be asked as an administrator: {1}', node.name, why) };
    }
    if (server.isProxy) {
      return {
        refusal: l10n.t(
          '{0} is a proxy ({1}): name a server of the database itself as databaseAdmin.',
          node.name,
          server.version,
        ),
      };
    }
    nodes.push({ ...node, server });
  }
  const missing = missingNodes(nodes);
  if (missing.length === 0) return nodes;
  return {
    refusal: l10n.t(
      'Galera has nodes that no host of this cluster stands for ({0}): name databaseAdmin in the workspace file.',
      missing.join(', '),
    ),
  };
}

/** Nodes of Galera that were not asked. */
function missingNodes(nodes: readonly DatabaseNode[]): string[] {
  const size = Math.max(...nodes.map(({ server }) => server.nodes.length));
  if (size <= nodes.length) return [];
  return [...(nodes[0]?.server.nodes ?? [])].slice(nodes.length);
}

type Asked = Omit<DatabaseNode, 'server'> & { readonly server: DatabaseServer | ProbeFailure | ControllerFailure };

async function withLoginPath(
  { host, loginPath }: { readonly host: string; readonly loginPath: string },
  state: ClusterState,
  ask: (name: string, controller: string, access: DatabaseAccess) => Promise<Asked>,
): Promise<readonly Asked[]> {
  const own = state.controllers.filter(isReached).find(controller => isHost(controller, host));
  const client = own ?? state.controllers.find(isReached);
  if (!client) return [];
  const { name } = client.controller;
  const container = containerOn(state, name);
  const access = { loginPath, host: own ? '' : host, port: 3306, container };
  const first = await ask(own ? name : host, name, access);
  const { server } = first;
  const nodes = isReading(server) ? server.nodes : [];
  if (nodes.length <= 1) return [first];
  return Promise.all(
    nodes.map(address => {
      const at = address.lastIndexOf(':');
      const node = address.slice(0, at).replace(/^\[|\]$/g, '');
      return ask(node, name, { ...access, host: node, port: Number(address.slice(at + 1)) || 3306 });
    }),
  );
}

function isHost({ controller, addresses }: ReachedController, host: string): boolean {
  if (controller.name === host || controller.host === host) return true;
  return !isProbeFailure(addresses) && addresses.some(({ address }) => address === host);
}

function ofRoot(container: ContainerName | undefined): DatabaseAccess {
  return { loginPath: '', host: '', port: 3306, container };
}

function containerOn(state: ClusterState, name: string): ContainerName | undefined {
  const host = controllerNamed(state, name);
  if (!host || !isReached(host)) return undefined;
  const database = host.services.find(({ service }) => service === 'mariadb');
  return database && 'container' in database.owner ? database.owner.container : undefined;
}
