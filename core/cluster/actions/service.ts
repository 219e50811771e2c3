import type { Command, CommandOutput } from '../command.ts';
import { commonFailure, type ProbeFailure } from '../probe.ts';
import type { ContainerName, ServiceOwner } from '../services.ts';
import { type ActionOutcome, outcomeOfProgram } from './outcome.ts';

export type ServiceVerb = 'start' | 'stop' | 'restart';

/** Owners that can be told to start and to stop. */
export type CommandableOwner = Exclude<ServiceOwner, { readonly kind: 'process' }>;

/** Seconds that a service gets to end its work; nova's own limit (graceful_shutdown_timeout) is as long. */
const graceSeconds = 60;
const unitSeconds = 180;
const containerSeconds = graceSeconds + 60;

/** Starts, stops or restarts a service through whoever would else bring it back or take it away again. */
export function serviceCommand(verb: ServiceVerb, owner: CommandableOwner): Command<ActionOutcome> {
  switch (owner.kind) {
    case 'systemd':
      return unitCommand(verb, owner.unit);
    case 'container':
      return containerCommand(verb, owner.container);
    case 'pacemaker':
      return pacemakerCommand(verb, owner.resource);
  }
}

/** Lets a web server that several APIs share take up its work anew without dropping requests. */
export function reloadUnitCommand(unit: string): Command<ActionOutcome> {
  return unitCommand('reload', unit);
}

function unitCommand(verb: ServiceVerb | 'reload', unit: string): Command<ActionOutcome> {
  return {
    name: `systemctl-${verb}`,
    effect: 'change',
    asRoot: true,
    run: { program: 'systemctl', args: [verb, '--', unit] },
    timeoutSeconds: unitSeconds,
    read: outcomeOfProgram,
  };
}

function containerCommand(verb: ServiceVerb, { engine, name }: ContainerName): Command<ActionOutcome> {
  return {
    name: `${engine}-${verb}`,
    effect: 'change',
    asRoot: true,
    run: { program: engine, args: [verb, ...(verb === 'start' ? [] : ['-t', String(graceSeconds)]), '--', name] },
    timeoutSeconds: containerSeconds,
    read: outcomeOfProgram,
  };
}

/**
 * Pacemaker knows no stop on one node: a ban (a location constraint) takes an instance away from a node, and clearing the ban
 * lets it come back. `crm_resource` is what both pcs and crmsh call. Disabling a resource would stop it on all nodes.
 */
const pacemakerScripts: Readonly<Record<ServiceVerb, string>> = {
  stop: 'NODE=$(crm_node -n) && exec crm_resource --resource "$RESOURCE" --ban --node "$NODE"',
  start: 'NODE=$(crm_node -n) && exec crm_resource --resource "$RESOURCE" --clear --node "$NODE"',
  restart: 'NODE=$(crm_node -n) && exec crm_resource --resource "$RESOURCE" --restart --node "$NODE"',
};

function pacemakerCommand(verb: ServiceVerb, resource: string): Command<ActionOutcome> {
  return {
    name: `pacemaker-${verb}`,
    effect: 'change',
    asRoot: true,
    run: { script: `PATH=$PATH:/usr/sbin:/sbin\n${pacemakerScripts[verb]}`, parameters: { RESOURCE: resource } },
    timeoutSeconds: unitSeconds,
    read: outcomeOfProgram,
  };
}

/** The unit of systemd in which a process runs; undefined where it runs in none. */
export function unitOfProcessCommand(process: number): Command<string | undefined | ProbeFailure> {
  return {
    name: 'unit-of-process',
    effect: 'read',
    run: { program: 'cat', args: [`/proc/${process}/cgroup`] },
    timeoutSeconds: 10,
    read: readUnitOfProcess,
  };
}

/** Lines of cgroups(7) are `number:controllers:path`; the last part of the path of a service is its unit. */
export function readUnitOfProcess(output: CommandOutput): string | undefined | ProbeFailure {
  if (output.status !== 0)
    return commonFailure(output) ?? { unreadable: 'not-understood', detail: output.standardError };
  const paths = output.standardOutput.split('\n').flatMap(line => /^\d+:([^:]*):(.*)$/.exec(line)?.[2] ?? []);
  const units = paths.flatMap(path => path.split('/').filter(part => part.endsWith('.service')));
  return units.at(-1);
}
