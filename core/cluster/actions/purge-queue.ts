import type { Command, CommandOutput } from '../command.ts';
import {
  type BrokerPlace,
  isPlainForRabbitmqctl,
  rabbitmqctlFunctions,
  rabbitmqctlParameters,
} from '../probes/rabbitmqctl.ts';
import { type ActionOutcome, outcomeOfProgram } from './outcome.ts';

/** Throws away the messages that wait in a queue; those that a consumer holds stay. */
export function purgeQueueCommand(place: BrokerPlace, vhost: string, queue: string): Command<ActionOutcome> {
  const isPlain = [vhost, queue].every(isPlainForRabbitmqctl);
  return {
    name: 'purge-queue',
    effect: 'destroy',
    asRoot: true,
    run: isPlain ? plainCall(place, vhost, queue) : oddCall(place, vhost, queue),
    timeoutSeconds: 60,
    alsoDone: queueIsGone,
    read: readPurge,
  };
}

/** A queue that is gone by now has nothing to lose. Status and line are rabbitmqctl's own, as captured in test/fixtures/commands. */
const queueIsGone = { status: 69, line: 'not_found' };

export function readPurge(output: CommandOutput): ActionOutcome {
  const lines = `${output.standardError}\n${output.standardOutput}`.split(/\r?\n/);
  const isGone = output.status === queueIsGone.status && lines.includes(queueIsGone.line);
  return isGone ? { isDone: true, said: queueIsGone.line } : outcomeOfProgram(output);
}

function plainCall({ engine, container }: BrokerPlace, vhost: string, queue: string) {
  const args = ['-q', 'purge_queue', '-p', vhost, '--', queue];
  return engine !== undefined && container !== undefined
    ? { program: engine, args: ['exec', container, 'rabbitmqctl', ...args] }
    : { program: 'rabbitmqctl', args };
}

function oddCall(place: BrokerPlace, vhost: string, queue: string) {
  return {
    script: `${rabbitmqctlFunctions}\nnova_doctor_ctl_in "$VHOST" purge_queue -- "$QUEUE"`,
    parameters: { ...rabbitmqctlParameters(place), VHOST: vhost, QUEUE: queue },
  };
}
