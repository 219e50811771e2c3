import { evidenceCommands } from '../core/cluster/actions/collect.ts';
import {
  computeServicesCommand,
  disableComputesCommand,
  enableComputesCommand,
} from '../core/cluster/actions/compute-services.ts';
import { databaseConnectionsCommand, killConnectionCommand } from '../core/cluster/actions/database-admin.ts';
import { haproxyServersCommand, haproxyStateCommand } from '../core/cluster/actions/haproxy.ts';
import { purgeQueueCommand } from '../core/cluster/actions/purge-queue.ts';
import {
  optionsDifferenceCommand,
  restoreFileCommand,
  setOptionsCommand,
} from '../core/cluster/actions/set-options.ts';
import type { Command } from '../core/cluster/command.ts';
import { fileLinesCommand, fileRangeCommand, fileStatusCommand, folderCommand } from '../core/cluster/files.ts';
import { followFileCommand } from '../core/cluster/follow.ts';
import { followCommand } from '../core/cluster/follow-source.ts';
import { logFilesCommand } from '../core/cluster/log-files.ts';
import type { Probe } from '../core/cluster/probe.ts';
import { addressesProbe } from '../core/cluster/probes/addresses.ts';
import { configurationListProbe, configurationProbe } from '../core/cluster/probes/configuration.ts';
import { consumerConnectionsProbe } from '../core/cluster/probes/consumer-connections.ts';
import { dockerProbe, podmanProbe } from '../core/cluster/probes/containers.ts';
import { databaseProbe } from '../core/cluster/probes/database.ts';
import { endpointsProbe } from '../core/cluster/probes/endpoints.ts';
import { hostStateProbe } from '../core/cluster/probes/host-state.ts';
import { logsProbe } from '../core/cluster/probes/logs.ts';
import { serviceRecordsProbe, transitionalProbe } from '../core/cluster/probes/nova-records.ts';
import { pacemakerProbe } from '../core/cluster/probes/pacemaker.ts';
import { packagesProbe } from '../core/cluster/probes/packages.ts';
import { processesProbe } from '../core/cluster/probes/processes.ts';
import { queuesProbe } from '../core/cluster/probes/queues.ts';
import { rpcPingProbe } from '../core/cluster/probes/rpc-ping.ts';
import { unitsProbe } from '../core/cluster/probes/units.ts';
import { vhostsProbe } from '../core/cluster/probes/vhosts.ts';
import { thinLogsCommand } from '../core/cluster/thin-logs.ts';
import { consumersScript } from './consumer-script.ts';
import { adminScript, killScript } from './database-admin-scripts.ts';
import {
  collectConfigurationScript,
  collectLogsScript,
  collectStateScript,
  configurationListScript,
  configurationScript,
  fileLines,
  fileRange,
  fileStatus,
  folder,
  follow,
  followContainer,
  followUnit,
  logsScript,
} from './file-scripts.ts';
import { haproxyServersScript, haproxyStateScript } from './haproxy-scripts.ts';
import { addressesScript, hostStateScript, packagesScript, processesScript } from './host-scripts.ts';
import { lockScripts } from './lock.ts';
import { logFilesScript, thinLogsScript } from './log-scripts.ts';
import { databaseScript, oddPurgeScript, queuesScript } from './middleware-scripts.ts';
import { recordsScript, rpcPingScript, transitionalScript, vhostsScript } from './nova-scripts.ts';
import { optionsDifferenceScript, restoreFileScript, setOptionsScript } from './option-scripts.ts';
import { containersScript, unitsScript } from './owner-scripts.ts';
import { type EndlessReply, failed, type Host, printed, type Reply } from './reply.ts';

type Answer = (host: Host) => Reply | EndlessReply;

/** As many servers as HAProxy may be told about at once: each is a variable of the script. */
const mostServers = 20;

const databaseAccess = { loginPath: '', host: '', port: 3306, container: undefined };
const someConnection = {
  ...{ id: 1, user: '', host: '', database: '', command: '', seconds: 0, state: '' },
  ...{ transactionStarted: '', transactionSeconds: 0, statement: '' },
};
const evidenceAnswers: Readonly<Record<string, Answer>> = {
  'collect-state': collectStateScript,
  'collect-configuration': collectConfigurationScript,
  'collect-logs': collectLogsScript,
};

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
  [textOf(purgeQueueCommand({}, '"', '"')), oddPurgeScript],
  [textOf(consumerConnectionsProbe({}, [])), consumersScript],
  [textOf(vhostsProbe()), vhostsScript],
  [textOf(serviceRecordsProbe({}, 'nova-compute')), recordsScript],
  [textOf(transitionalProbe({}, 0)), transitionalScript],
  [textOf(rpcPingProbe('', '', undefined)), rpcPingScript],
  [textOf(logsProbe()), logsScript],
  [textOf(logFilesCommand([])), logFilesScript],
  [textOf(thinLogsCommand([], [])), thinLogsScript],
  [textOf(configurationProbe('mark')), configurationScript],
  [textOf(configurationListProbe), configurationListScript],
  [textOf(fileRangeCommand('/', 0, 0, false)), fileRange],
  [textOf(fileStatusCommand('/', false)), fileStatus],
  [textOf(folderCommand('/', false)), folder],
  [textOf(followFileCommand('/')), follow],
  [textOf(followCommand({ kind: 'container', engine: 'docker', name: '' })), followContainer],
  [textOf(followCommand({ kind: 'unit', unit: '' })), followUnit],
  [textOf(fileLinesCommand('/', 1, 1)), fileLines],
  [textOf(packagesProbe), packagesScript],
  // The configuration of the lab names no endpoints, and then nothing is printed.
  [textOf(endpointsProbe()), () => printed('')],
  [textOf(haproxyServersCommand(undefined)), haproxyServersScript],
  ...haproxyStateScripts(),
  // As on most controllers, the client of OpenStack is not installed.
  ...[computeServicesCommand(''), disableComputesCommand('', [], ''), enableComputesCommand('', '')].map(
    command => [textOf(command), () => failed(127, 'openstack: not found\n')] as const,
  ),
  [textOf(databaseConnectionsCommand(databaseAccess)), adminScript],
  [textOf(killConnectionCommand(databaseAccess, someConnection)), killScript],
  [textOf(optionsDifferenceCommand('', [])), optionsDifferenceScript],
  [textOf(setOptionsCommand('', [], '')), setOptionsScript],
  [textOf(restoreFileCommand('', '')), restoreFileScript],
  ...evidenceCommands('', 0, []).map(command => [textOf(command), evidenceAnswers[command.name]!] as const),
  ...lockScripts,
]);

function haproxyStateScripts(): [string, Answer][] {
  return Array.from({ length: mostServers }, (_, index) => {
    const servers = Array.from({ length: index + 1 }, () => ({ backend: 'x', server: 'x' }));
    return [textOf(haproxyStateCommand(undefined, servers, 'ready')), haproxyStateScript];
  });
}

/** The script of a probe or command: its parameters are no part of it. */
function textOf(value: Probe<unknown> | Command<unknown>): string {
  if ('script' in value) return value.script;
  if ('script' in value.run) return value.run.script;
  throw new Error(`${value.name} is no script.`);
}
