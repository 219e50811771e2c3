import { join } from 'node:path';
import { evidenceCommands } from '../../core/cluster/actions/collect.ts';
import { computeServicesCommand } from '../../core/cluster/actions/compute-services.ts';
import {
  databaseConnectionsCommand,
  databaseServerCommand,
  killConnectionCommand,
} from '../../core/cluster/actions/database-admin.ts';
import { haproxyServersCommand, haproxyStateCommand } from '../../core/cluster/actions/haproxy.ts';
import { readLockCommand, removeLockCommand, takeLockCommand } from '../../core/cluster/actions/lock.ts';
import { purgeQueueCommand } from '../../core/cluster/actions/purge-queue.ts';
import { unitOfProcessCommand } from '../../core/cluster/actions/service.ts';
import { optionsDifferenceCommand } from '../../core/cluster/actions/set-options.ts';
import type { CommandOutput } from '../../core/cluster/command.ts';
import { inventoryCommand } from '../../core/cluster/details.ts';
import { fileLinesCommand, fileRangeCommand, fileStatusCommand, folderCommand } from '../../core/cluster/files.ts';
import { followCommand } from '../../core/cluster/follow-source.ts';
import { logFilesCommand } from '../../core/cluster/log-files.ts';
import { isProbeFailure, type Probe } from '../../core/cluster/probe.ts';
import { addressesProbe } from '../../core/cluster/probes/addresses.ts';
import { configurationListProbe, configurationProbe } from '../../core/cluster/probes/configuration.ts';
import { consumerConnectionsProbe } from '../../core/cluster/probes/consumer-connections.ts';
import { dockerProbe, podmanProbe } from '../../core/cluster/probes/containers.ts';
import { databaseProbe } from '../../core/cluster/probes/database.ts';
import { endpointsProbe } from '../../core/cluster/probes/endpoints.ts';
import { hostStateProbe } from '../../core/cluster/probes/host-state.ts';
import { logsProbe } from '../../core/cluster/probes/logs.ts';
import { serviceRecordsProbe, transitionalProbe } from '../../core/cluster/probes/nova-records.ts';
import { pacemakerProbe, servicesOfPacemaker } from '../../core/cluster/probes/pacemaker.ts';
import { packagesProbe } from '../../core/cluster/probes/packages.ts';
import { processesProbe } from '../../core/cluster/probes/processes.ts';
import { queuesProbe } from '../../core/cluster/probes/queues.ts';
import { rpcPingProbe } from '../../core/cluster/probes/rpc-ping.ts';
import { unitsProbe } from '../../core/cluster/probes/units.ts';
import { vhostsProbe } from '../../core/cluster/probes/vhosts.ts';
import { readSurvey, surveyCommand } from '../../core/cluster/survey.ts';
import { thinLogsCommand, thinProgress } from '../../core/cluster/thin-logs.ts';
import { openSshFailure } from '../../io/ssh/openssh-connection.ts';
import { readBlocks } from '../../lab/blocks.ts';
import { asText, type FuzzedReader, project, seedsFrom, texts } from './seeds.ts';

/** What real programs printed: by themselves, and within what probes print. */
const captures = [
  ...seedsFrom('commands', /\.out$/, 200),
  ...seedsFrom('commands', /\.json$/).map(unwrapped),
  ...repliesOfLab(),
];

/** What a capture of a probe printed, which is wrapped in JSON. */
function unwrapped(bytes: Buffer): Buffer {
  const value = JSON.parse(bytes.toString()) as { readonly output: { readonly standardOutput: string } };
  return Buffer.from(value.output.standardOutput);
}

function repliesOfLab(): Buffer[] {
  return [...readBlocks(join(project, 'knowledge/lab/replies.txt')).values()].map(text => Buffer.from(text));
}

/** Ends of programs: what readers look at besides the text. */
const statuses = [0, 1, 5, 69, 73, 77, 78, 124, 127, undefined];

/** Gives a text to a reader as output and as what was said about errors, with every status. */
function asOutput(read: (output: CommandOutput) => unknown): (bytes: Buffer) => void {
  return bytes => {
    const text = bytes.toString();
    const half = text.length >> 1;
    for (const status of statuses) {
      read({ status, standardOutput: text, standardError: '', isCut: false });
      read({ status, standardOutput: text.slice(0, half), standardError: text.slice(half), isCut: true });
    }
  };
}

/** Each part of a command that asks several probes gets the same text. */
function asParts(names: readonly string[], read: (output: CommandOutput) => unknown): (bytes: Buffer) => void {
  const mark = 'nova-doctor-part';
  return asOutput(output => {
    const parts = names.map(name => `${mark} ${name}\n${output.standardOutput}\n${mark}-end ${output.status ?? ''}\n`);
    const errors = names.map(name => `${mark} ${name}\n${output.standardError}\n`);
    return read({ ...output, standardOutput: parts.join(''), standardError: errors.join('') });
  });
}

const place = { engine: 'docker', container: 'rabbitmq' } as const;
const container = { engine: 'docker', name: 'haproxy' } as const;
const access = { host: 'db1', port: 3306, loginPath: 'nova-doctor', container: undefined };
const owner = { run: '20261122T140000Z-0a1b2c', who: 'operator', host: 'workstation', time: 1_795_356_000_000 };
const controller = { name: 'ctl1', host: '10.0.0.1', role: 'controller' as const };
const seen = {
  ...{ id: 5, user: 'nova', host: 'ctl1:4711', database: 'nova', command: 'Sleep', seconds: 9, state: '' },
  ...{ transactionStarted: '2026-11-22 14:00:00', transactionSeconds: 9, statement: 'SELECT 1' },
};

const probes: readonly Probe<unknown>[] = [
  ...[addressesProbe, configurationListProbe, dockerProbe, podmanProbe, hostStateProbe, pacemakerProbe, packagesProbe],
  ...[processesProbe, unitsProbe, configurationProbe('nova-doctor-mark'), consumerConnectionsProbe(place, ['/'])],
  ...[databaseProbe(), endpointsProbe(), logsProbe(), serviceRecordsProbe({}, 'nova-compute')],
  ...[transitionalProbe({}, 60), queuesProbe(place), rpcPingProbe('nova-conductor', 'conductor', container)],
  vhostsProbe(),
];

const commands: readonly { readonly name: string; readonly read: (output: CommandOutput) => unknown }[] = [
  ...evidenceCommands('ctl1', 60, []),
  computeServicesCommand(''),
  databaseServerCommand(access, ['wait_timeout']),
  databaseConnectionsCommand(access),
  killConnectionCommand(access, seen),
  haproxyServersCommand(container),
  haproxyStateCommand(container, [{ backend: 'nova', server: 'ctl1' }], 'maint'),
  ...[takeLockCommand(owner), readLockCommand(), removeLockCommand(owner.run)],
  purgeQueueCommand(place, '/', 'conductor'),
  unitOfProcessCommand(4711),
  optionsDifferenceCommand('', [{ group: 'database', name: 'max_pool_size', value: '5' }]),
  fileRangeCommand('/var/log/a.log', 0, 10, true),
  ...[fileLinesCommand('/a', 1, 2), fileStatusCommand('/a', true), folderCommand('/', true)],
  logFilesCommand(['/var/log/nova']),
  followCommand({ kind: 'file', path: '/var/log/nova/nova-api.log' }),
  followCommand({ kind: 'unit', unit: 'nova-api.service' }),
  thinLogsCommand([{ path: '/var/log/nova/nova-api.log', bytes: 10 }], ['nova.service']),
];

/** Lines that the probes without a capture print. */
const otherOutputs = texts(
  'file /etc/nova/nova.conf\n@@ -3 +3 @@\n-max_pool_size = 5\n+max_pool_size = 50\n',
  'zone +0800 1795356000\nfile 1234 1795356000 /var/log/nova/nova-api.log\n',
  'nova-doctor-mark /etc/nova/nova.conf\n[DEFAULT]\ndebug = true\n\nnova-doctor-mark end\n',
  'age 12\n20261122T140000Z-0a1b2c\n{"run":"20261122T140000Z-0a1b2c","who":"a","host":"b","time":1}\n',
  '[{"Host": "cmp1", "Status": "disabled", "Disabled Reason": "maintenance"}]\n',
  'server\t10.11.6-MariaDB\tDebian 12\nwsrep_incoming_addresses\t10.0.0.1:3306,10.0.0.2:3306\nvariable\twait_timeout\t600\t600\n',
  'connection\t5\tnova\tctl1:4711\tnova\tSleep\t9\t\t2026-11-22 14:00:00\t9\tSELECT 1\n',
  'record\t1\tcmp1\tnova-compute\t0\t77 2026-11-22 14:00:00\tnova\nagain\nrecord\t1\tcmp1\tnova-compute\t0\t78 2026-11-22 14:00:10\tnova\n',
  'instance\t0e1b5c1a-4b7e-4a64-9f0e-2f8f1a1c0f11\tcmp1\tspawning\t900\nvolumes-read\n',
  '12:pids:/system.slice/nova-api.service\n0::/system.slice/docker-2f8f.scope\n',
  'read 0 4096\ncut 0\ngzip: stdin: unexpected end of file\nfailed 0\ndone 0\n',
  '4096 1795356000 regular file\n',
  'endpoint nova-compute [placement]auth_url http://10.0.0.1:5000/v3 0 curl 28 timed out\nanswered 0.25\n',
  'package installed nova-conductor 3:26.2.2-1~deb12u3\npackage installed mariadb-server 1:10.11.6\n',
  'own rabbit://nova:x@ctl1:5672/\ncell\tcell1\t0\trabbit\t{path}\ncells-read\n',
);

const saidBySsh = texts(
  'ssh: connect to host ctl1 port 22: Connection refused\r\n',
  '@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nThe fingerprint is SHA256:eFeyBf0pLV3M5hUa5kGZ8sXB1mI0z0hB2q9rQx5c3uE.\nOffending ED25519 key in /home/a/.ssh/known_hosts:3\n',
);

const seeds = [...captures, ...otherOutputs];

/** Readers of what programs on controllers print. */
export const outputReaders: readonly FuzzedReader[] = [
  ...probes.map(({ name, read }) => ({ name: `the probe ${name}`, seeds, read: asOutput(read) })),
  ...commands.map(({ name, read }) => ({ name: `the command ${name}`, seeds, read: asOutput(read) })),
  {
    name: 'the survey',
    seeds,
    read: asParts(['host', 'addresses', 'units', 'docker', 'podman', 'pacemaker', 'processes'], output => {
      const readings = surveyCommand.read(output);
      readSurvey(controller, readings, 1_795_356_000_000, 1_795_356_000_100, {});
      if (!isProbeFailure(readings.pacemaker)) servicesOfPacemaker(readings.pacemaker);
    }),
  },
  { name: 'the inventory', seeds, read: asParts(['configuration', 'packages'], inventoryCommand.read) },
  { name: 'progress of thinning', seeds, read: asText(text => text.split('\n').map(thinProgress)) },
  { name: 'what ssh says', seeds: saidBySsh, read: asText(text => openSshFailure(text, 'ctl1')) },
];
