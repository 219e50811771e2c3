import { type LabFolder, type ReachedBy, writeLabFolder } from './folder.ts';
import { newKeyPair } from './keys.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { type ControllerServer, startControllerServer } from './server.ts';
import type { LabEvent } from './state.ts';
import { createWorld, type World } from './world.ts';

export interface LabOptions {
  /** `knowledge` of the project. */
  readonly knowledgeFolder: string;
  readonly scenario: Scenario;
  /** How many controllers; 3 when left out. */
  readonly controllers?: number;
  /** Where the files go; a new temporary folder when left out. */
  readonly folder?: string;
  /** Whether its files stay when it ends. */
  readonly keepsFiles?: boolean;
  /** Milliseconds since 1970. With a clock of its own the lab's time passes only when something is asked. */
  readonly clock?: () => number;
  readonly onNote?: (event: Extract<LabEvent, { kind: 'note' }>) => void;
}

/** A simulated cluster that can be reached. */
export interface Lab {
  readonly folder: LabFolder;
  readonly world: World;
  /** The controllers; one that is down has no port. */
  readonly controllers: readonly {
    readonly name: string;
    readonly address: string;
    readonly port: number | undefined;
  }[];
  close(): Promise<void>;
}

const defaultControllers = 3;
const tickMilliseconds = 1000;

/** @throws when there is no scenario of that name. */
export function findScenario(name: string): Scenario {
  const found = scenarios.find(scenario => scenario.name === name);
  if (!found) throw new Error(`There is no scenario ${name}.`);
  return found;
}

/** @returns a message when the folder holds a workspace file of somebody else. */
export async function startLab(options: LabOptions): Promise<Lab | { readonly refused: string }> {
  const { knowledgeFolder, scenario, clock = Date.now, onNote } = options;
  const world = createWorld({
    scenario,
    controllers: options.controllers ?? defaultControllers,
    now: clock(),
    knowledgeFolder,
    ...(onNote ? { onNote } : {}),
  });
  const catchUp = () => world.passUntil(clock());
  const user = newKeyPair();
  const started = await Promise.all(
    world.state().controllers.map(async ({ name, isReachable }) => {
      const host = newKeyPair();
      const keys = { hostKey: host.private, authorizedKey: user.public };
      const server = await startControllerServer(world, name, keys, catchUp);
      // The port of a controller that is down stays known, and nothing listens there.
      if (!isReachable) await server.close();
      return { name, server, isReachable, publicKey: host.public };
    }),
  );
  const close = async (servers: readonly ControllerServer[]) => {
    await Promise.all(servers.map(server => server.close()));
  };
  const listening = started.flatMap(({ server, isReachable }) => (isReachable ? [server] : []));
  const reached: ReachedBy[] = started.map(({ name, server, publicKey }) => ({ name, port: server.port, publicKey }));
  const folder = writeLabFolder(world, reached, user.private, options.folder);
  if ('refused' in folder) {
    await close(listening);
    return folder;
  }
  const timer = options.clock ? undefined : setInterval(catchUp, tickMilliseconds);
  return {
    folder,
    world,
    controllers: world.state().controllers.map(({ name, address }) => {
      const own = started.find(server => server.name === name);
      return { name, address, port: own?.isReachable ? own.server.port : undefined };
    }),
    async close() {
      clearInterval(timer);
      await close(listening);
      if (!options.keepsFiles) folder.remove();
    },
  };
}
