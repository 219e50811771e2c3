import type { Command } from '../core/cluster/command.ts';
import { fileRangeCommand, fileStatusCommand, folderCommand } from '../core/cluster/files.ts';
import { followFileCommand } from '../core/cluster/follow.ts';
import type { Probe } from '../core/cluster/probe.ts';
import { addressesProbe } from '../core/cluster/probes/addresses.ts';
import { configurationProbe } from '../core/cluster/probes/configuration.ts';
import { dockerProbe, podmanProbe } from '../core/cluster/probes/containers.ts';
import { databaseProbe } from '../core/cluster/probes/database.ts';
import { hostStateProbe } from '../core/cluster/probes/host-state.ts';
import { logsProbe } from '../core/cluster/probes/logs.ts';
import { pacemakerProbe } from '../core/cluster/probes/pacemaker.ts';
import { processesProbe } from '../core/cluster/probes/processes.ts';
import { queuesProbe } from '../core/cluster/probes/queues.ts';
import { unitsProbe } from '../core/cluster/probes/units.ts';
import { configurationScript, fileRange, fileStatus, folder, follow, logsScript } from './file-scripts.ts';
import { addressesScript, hostStateScript, processesScript } from './host-scripts.ts';
import { lockScripts } from './lock.ts';
import { databaseScript, queuesScript } from './middleware-scripts.ts';
import { containersScript, unitsScript } from './owner-scripts.ts';
import { type EndlessReply, failed, type Host, type Reply } from './reply.ts';

type Answer = (host: Host) => Reply | EndlessReply;

/** What each script of the product is answered with, by its text. A new probe or command needs a line here. */
export const scripts: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  [textOf(hostStateProbe), hostStateScript],
  [textOf(addressesProbe), addressesScript],
  [textOf(processesProbe), processesScript],
  [textOf(unitsProbe), unitsScript],
  [textOf(dockerProbe), containersScript],
  [textOf(podmanProbe), () => failed(127, 'podman: not found\n')],
  [textOf(pacemakerProbe), () => failed(127, 'crm_mon: not found\n')],
  [textOf(queuesProbe({})), queuesScript],
  [textOf(databaseProbe()), databaseScript],
  [textOf(logsProbe()), logsScript],
  [textOf(configurationProbe('mark')), configurationScript],
  [textOf(fileRangeCommand('/', 0, 0, false)), fileRange],
  [textOf(fileStatusCommand('/', false)), fileStatus],
  [textOf(folderCommand('/', false)), folder],
  [textOf(followFileCommand('/')), follow],
  ...lockScripts,
]);

/** The script of a probe or command: its parameters are no part of it. */
export function textOf(value: Probe<unknown> | Command<unknown>): string {
  if ('script' in value) return value.script;
  if ('script' in value.run) return value.run.script;
  throw new Error(`${value.name} is no script.`);
}
