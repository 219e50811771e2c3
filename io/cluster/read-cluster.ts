import { readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { type ClusterFile, type ClusterFileProblem, readClusterFile } from '../../core/cluster/cluster-file.ts';
import type { Controller } from '../../core/cluster/controller.ts';
import { isHostName } from '../../core/cluster/host-name.ts';
import { readIniInventory } from '../../core/cluster/inventory/ini-inventory.ts';
import {
  hostsOfGroup,
  type Inventory,
  type InventoryHost,
  type InventoryProblem,
  inventoryHost,
  type SurroundingVariables,
  type Variables,
} from '../../core/cluster/inventory/inventory.ts';
import { readVariablesFile, readYamlInventory } from '../../core/cluster/inventory/yaml-inventory.ts';
import { readWholeFile } from '../files/whole-file.ts';

/** A cluster as its files describe it, before anything is connected. */
export interface Cluster {
  readonly file: ClusterFile;
  /** The controllers, and the hosts of the group in which the VIP lives when those are others. */
  readonly hosts: readonly ClusterHost[];
  readonly problems: readonly ClusterProblem[];
}

export interface ClusterHost extends Controller {
  /** Key file and jump hosts that an inventory names. */
  readonly privateKeyFile?: string;
  readonly jumps?: readonly string[];
}

export type ClusterProblem =
  | ClusterFileProblem
  | InventoryProblem
  | { readonly path: string; readonly kind: 'unreadable-file'; readonly text: string }
  | { readonly path: string; readonly kind: 'empty-group'; readonly text: string };

/**
 * Reads a workspace file and the inventory that it names.
 * @returns a message when the file itself cannot be read.
 */
export async function readCluster(path: string): Promise<Cluster | { readonly unreadable: string }> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
  const { file, problems } = readClusterFile(path, text);
  if (file.controllers.kind === 'none') return { file, hosts: [], problems };
  if (file.controllers.kind === 'list') {
    const hosts = file.controllers.controllers.map(controller => ({ ...controller, role: 'controller' as const }));
    return { file, hosts, problems };
  }
  const { inventory: named, group } = file.controllers;
  const inventoryPath = isAbsolute(named) ? named : join(dirname(path), named);
  const read = await readInventory(inventoryPath);
  if ('unreadable' in read) {
    return {
      file,
      hosts: [],
      problems: [...problems, { path: inventoryPath, kind: 'unreadable-file', text: read.unreadable }],
    };
  }
  const { inventory, around } = read;
  const hostsOf = (name: string, role: Controller['role']) =>
    hostsOfGroup(inventory, name).flatMap(host => toHost(inventoryHost(inventory, host, around), role));
  const controllers = hostsOf(group, 'controller');
  const found: ClusterProblem[] = [...problems, ...inventory.problems];
  if (controllers.length === 0) found.push({ path: inventoryPath, kind: 'empty-group', text: group });
  const balancers = file.holderGroup === undefined ? [] : hostsOf(file.holderGroup, 'loadbalancer');
  const others = balancers.filter(host => !controllers.some(controller => controller.name === host.name));
  return { file, hosts: [...controllers, ...others], problems: found };
}

function toHost(host: InventoryHost, role: Controller['role']): ClusterHost[] {
  if (!isHostName(host.address) || host.connection === 'local') return [];
  const jumps = jumpsOf(host.commonArguments ?? '');
  return [
    {
      name: host.name,
      host: host.address,
      role,
      ...(host.port === undefined ? {} : { port: host.port }),
      ...(host.user === undefined ? {} : { user: host.user }),
      ...(host.privateKeyFile === undefined ? {} : { privateKeyFile: host.privateKeyFile }),
      ...(jumps.length > 0 ? { jumps } : {}),
    },
  ];
}

/** The jump hosts of `-o ProxyJump=a,b`, `-J a` and `-o ProxyCommand="ssh -W %h:%p a"`; no other argument is obeyed. */
function jumpsOf(args: string): string[] {
  const jump = /(?:ProxyJump[=\s]+|-J\s*)["']?([^\s"']+)/.exec(args)?.[1];
  if (jump !== undefined) return jump.split(',').filter(isJump);
  const through = /ProxyCommand=["']?ssh\b[^"']*?-W\s+%h:%p[^"']*?\s([^\s"'-][^\s"']*)["']?\s*$/.exec(args)?.[1];
  return through !== undefined && isJump(through) ? [through] : [];
}

function isJump(text: string): boolean {
  return isHostName(text.replace(/^[\w.-]+@/, ''));
}

/** Largest file of an inventory that is read; those of real fleets have some hundred KB. */
const mostBytes = 16 * 1024 * 1024;

async function readInventory(
  path: string,
): Promise<{ inventory: Inventory; around: SurroundingVariables } | { unreadable: string }> {
  try {
    const text = await readText(path);
    const isYaml = /\.ya?ml$/i.test(path) || /^\s*(?:---|all\s*:)/.test(text);
    const inventory = isYaml ? readYamlInventory(path, text) : readIniInventory(path, text);
    return { inventory, around: await readSurroundings(dirname(path)) };
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
}

async function readText(path: string): Promise<string> {
  return (await readWholeFile(path, mostBytes)).toString('utf8');
}

/** `group_vars` and `host_vars` beside an inventory: files and folders of files, with or without an ending. */
async function readSurroundings(folder: string): Promise<SurroundingVariables> {
  const [groups, hosts] = await Promise.all([
    readVariables(join(folder, 'group_vars')),
    readVariables(join(folder, 'host_vars')),
  ]);
  return { ofGroup: name => groups.get(name) ?? {}, ofHost: name => hosts.get(name) ?? {} };
}

async function readVariables(folder: string): Promise<Map<string, Variables>> {
  const variables = new Map<string, Variables>();
  for (const entry of await entriesOf(folder)) {
    const name = entry.name.replace(/\.(?:ya?ml|json)$/i, '');
    const path = join(folder, entry.name);
    const files = entry.isDirectory() ? (await entriesOf(path)).map(file => join(path, file.name)).sort() : [path];
    for (const file of files) {
      const text = await readText(file).catch(() => '');
      variables.set(name, { ...variables.get(name), ...readVariablesFile(text) });
    }
  }
  return variables;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
