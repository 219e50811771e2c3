import { withoutConsumers } from '../../cluster/absent-consumers.ts';
import {
  type CommandableOwner,
  reloadUnitCommand,
  type ServiceVerb,
  serviceCommand,
  unitOfProcessCommand,
} from '../../cluster/actions/service.ts';
import type { ClusterState } from '../../cluster/cluster-state.ts';
import { brokerOf, consumersOf, consumersOnHost, namesOf, topicOf } from '../../cluster/consuming.ts';
import { isProbeFailure } from '../../cluster/probe.ts';
import { knownServices } from '../../cluster/service-names.ts';
import type { ServiceState } from '../../cluster/services.ts';
import { stateWord } from '../../cluster/state-words.ts';
import { type Instance, instancesOn, runs } from '../look.ts';
import type { PlannedCommand } from '../plan.ts';
import { isReading } from '../reading.ts';
import type { ActionCall } from '../runbook.ts';
import { type ActionContext, type ActionKind, type ActionPlan, plannedCommand, refused, textOf } from './action.ts';
import { conductorsLeft } from './conductors-left.ts';

/** Starts, stops and restarts services through whoever owns them. */
export const serviceAction: ActionKind = {
  name: 'service',
  effect: 'change',
  describe: l10n =>
    l10n.t('Starts, stops or restarts a service through its owner: systemd, a container engine or Pacemaker.'),
  keys: [
    {
      name: 'service',
      type: 'text',
      isRequired: true,
      words: ['start', 'stop', 'restart'],
      takesReferences: false,
      describe: l10n =>
        l10n.t('start: a service that runs but is sick is restarted; stop: refused where no conductor would be left.'),
    },
    {
      name: 'name',
      type: 'text',
      isRequired: true,
      words: knownServices,
      describe: l10n => l10n.t('The service.'),
    },
    {
      name: 'sick',
      type: 'boolean',
      describe: l10n => l10n.t('For start: whether what runs is taken to be sick without being asked.'),
    },
  ],
  plan: planService,
};

/** What is done on one controller. */
type Part =
  | { readonly commands: readonly PlannedCommand[]; readonly notes: readonly string[] }
  | { readonly refusal: string };

async function planService(call: ActionCall, context: ActionContext): Promise<ActionPlan> {
  const { l10n, look, controllers } = context;
  const verb = textOf(call, 'service') as ServiceVerb;
  const service = textOf(call, 'name');
  if (!(knownServices as readonly string[]).includes(service)) {
    return refused(l10n.t('{0} is not a service that is known here.', service));
  }
  const state = await look.state('broker');
  if (verb === 'stop') {
    const refusal = conductorsLeft(service, state, context);
    if (refusal !== undefined) return refused(refusal);
  }
  const parts: Part[] = [];
  for (const controller of controllers) {
    for (const [index, instance] of instancesOn(state, controller, service, l10n).entries()) {
      parts.push(await planOn(controller, instance, { verb, service, call, state, number: index + 1 }, context));
    }
  }
  const refusals = parts.flatMap(part => ('refusal' in part ? [part.refusal] : []));
  if (refusals.length > 0) return refused(refusals.join(' '));
  const planned = parts.flatMap(part => ('refusal' in part ? [] : [part]));
  return {
    commands: planned.flatMap(({ commands }) => commands),
    rows: [],
    columns: [],
    notes: planned.flatMap(({ notes }) => notes),
    refusal: undefined,
  };
}

/** What is to be done, and the instance's number on its controller, from 1. */
interface Wish {
  readonly verb: ServiceVerb;
  readonly service: string;
  readonly call: ActionCall;
  readonly state: ClusterState;
  readonly number: number;
}

async function planOn(controller: string, instance: Instance, wish: Wish, context: ActionContext): Promise<Part> {
  const { l10n } = context;
  const { verb, service } = wish;
  if (!instance.found) {
    if (verb === 'stop' && instance.why === 'absent') return { commands: [], notes: [instance.text] };
    return { refusal: instance.text };
  }
  const { found } = instance;
  if (found.owner.kind === 'process') return planOwnerless(controller, verb, found, found.owner.process, context);
  if (found.state === 'paused') {
    return { refusal: l10n.t('{0} on {1} is paused: whoever paused it must let it go on.', service, controller) };
  }
  const odd = oddName(found.owner);
  if (odd !== undefined) return { refusal: l10n.t('“{0}” on {1} is not a name that a service has.', odd, controller) };
  return planOwned(controller, found, found.owner, wish, context);
}

function planOwned(
  controller: string,
  found: ServiceState,
  owner: CommandableOwner,
  { verb, call, state, number }: Wish,
  context: ActionContext,
): Part {
  const { l10n } = context;
  const { service } = found;
  const isThere = runs(found) || found.state === 'restarting';
  const commandsFor = (done: ServiceVerb) => [plannedCommand(context, controller, number, serviceCommand(done, owner))];
  const notes = ownerNotes(verb, owner, controller, l10n);
  if (verb === 'stop') {
    if (isThere) return { commands: commandsFor('stop'), notes };
    // What its owner would start again must be stopped all the same.
    const isKept =
      (owner.kind === 'container' && owner.restartPolicy !== 'no' && found.state === 'failed') ||
      (owner.kind === 'systemd' && owner.container !== undefined);
    return isKept
      ? { commands: commandsFor('stop'), notes }
      : { commands: [], notes: [l10n.t('{0} on {1} is not running anyway.', service, controller)] };
  }
  if (!isThere) return { commands: commandsFor('start'), notes };
  if (verb === 'restart') return { commands: commandsFor('restart'), notes };
  const why =
    textOf(call, 'sick') === 'true' ? l10n.t('it is taken to be sick') : whySick(controller, found, state, context);
  if (why === undefined) {
    return { commands: [], notes: [l10n.t('{0} on {1} runs, and nothing says that it is sick.', service, controller)] };
  }
  const note = l10n.t(
    '{0} on {1} runs, but {2}: it is restarted, because starting it would do nothing.',
    service,
    controller,
    why,
  );
  return { commands: commandsFor('restart'), notes: [note, ...notes] };
}

/** Why what runs does not do its work; undefined where nothing says so. */
function whySick(
  controller: string,
  found: ServiceState,
  state: ClusterState,
  { l10n }: ActionContext,
): string | undefined {
  if (found.state === 'unhealthy' || found.state === 'restarting') {
    return l10n.t('its state is: {0}', stateWord(found.state, l10n));
  }
  const topic = topicOf(found.service);
  const broker = brokerOf(state);
  if (topic === undefined || isProbeFailure(broker)) return undefined;
  const topics = consumersOf(broker, topic);
  const consumers = consumersOnHost(topics, namesOf(state, controller));
  const isNowhere = topics.length > 0 && topics.every(({ shared }) => shared === 0);
  // Queues without a durable life are gone after a restart of the broker: who never came back has none at all.
  const isAbsent = topic !== 'compute' && withoutConsumers(state, topic).includes(controller);
  return consumers === 0 || isNowhere || isAbsent ? l10n.t('it takes no calls from its queue {0}', topic) : undefined;
}

function ownerNotes(
  verb: ServiceVerb,
  owner: CommandableOwner,
  controller: string,
  l10n: ActionContext['l10n'],
): string[] {
  if (owner.kind === 'pacemaker' && verb !== 'restart') {
    const notes = {
      stop: l10n.t(
        'Pacemaker: {0} is banned from {1} until the ban is cleared; the other nodes keep it.',
        owner.resource,
        controller,
      ),
      start: l10n.t('Pacemaker: the ban of {0} on {1} is cleared.', owner.resource, controller),
    };
    return [notes[verb]];
  }
  if (owner.kind !== 'systemd' || owner.container === undefined || verb === 'start') return [];
  return [
    l10n.t(
      '{0} on {1} belongs to the unit {2}, which would start it again.',
      owner.container.name,
      controller,
      owner.unit,
    ),
  ];
}

/** Names come from the controllers: none may look like an option. */
function oddName(owner: CommandableOwner): string | undefined {
  const name =
    owner.kind === 'systemd' ? owner.unit : owner.kind === 'container' ? owner.container.name : owner.resource;
  return /^[A-Za-z0-9_][\w.@:\\-]*$/.test(name) ? undefined : name;
}

const sharedServers = /^(?:httpd|apache2|uwsgi|uwsgi-emperor|nginx)(?:@[^/]*)?\.service$/;

/** A process that nobody owns may still run within a web server that several APIs share. */
async function planOwnerless(
  controller: string,
  verb: ServiceVerb,
  { service }: ServiceState,
  process: number,
  context: ActionContext,
): Promise<Part> {
  const { l10n, observer, signal } = context;
  const unit = await observer.run(controller, unitOfProcessCommand(process), signal);
  const server = isReading(unit) && unit !== undefined && sharedServers.test(unit) ? unit : undefined;
  if (server === undefined) {
    return {
      refusal: l10n.t(
        '{0} on {1} is a process ({2}) that neither systemd, a container engine nor Pacemaker owns: end and start it as it was started.',
        service,
        controller,
        process,
      ),
    };
  }
  if (verb !== 'restart') {
    return {
      refusal: l10n.t(
        '{0} on {1} runs within {2}, which other services share: it cannot be stopped by itself.',
        service,
        controller,
        server,
      ),
    };
  }
  const note = l10n.t(
    '{0} on {1} runs within {2}, which other services share: it is reloaded gracefully, never restarted.',
    service,
    controller,
    server,
  );
  return { commands: [plannedCommand(context, controller, 1, reloadUnitCommand(server))], notes: [note] };
}
