import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import { type BrokerPlace, rabbitmqctlFunctions, rabbitmqctlParameters } from './rabbitmqctl.ts';

/** A queue of RabbitMQ. */
export interface QueueState {
  readonly vhost: string;
  readonly name: string;
  readonly type: 'classic' | 'quorum' | 'stream' | 'unknown';
  readonly messages: number;
  readonly unacknowledged: number;
  readonly consumers: number;
  /** `running`, `idle`, `down` … as the broker says; empty where it says nothing. */
  readonly state: string;
  /** The connection that alone may use it; empty where it is not exclusive. */
  readonly owner: string;
}

export interface BrokerState {
  readonly queues: readonly QueueState[];
  readonly vhosts: readonly string[];
}

/**
 * All queues of all vhosts, with what says whether somebody waits for their messages.
 */
export function queuesProbe(place: BrokerPlace): Probe<BrokerState> {
  return {
    name: 'queues',
    script: [
      rabbitmqctlFunctions,
      'VHOSTS=$(nova_doctor_ctl list_vhosts name --no-table-headers) || exit',
      'printf "%s\\n" "$VHOSTS" | while IFS= read -r VHOST; do',
      '  [ -n "$VHOST" ] || continue',
      '  printf "nova-doctor-vhost %s\\n" "$VHOST"',
      '  nova_doctor_ctl_in "$VHOST" list_queues --formatter json name type messages messages_unacknowledged consumers state owner_pid </dev/null || exit',
      'done',
    ].join('\n'),
    parameters: rabbitmqctlParameters(place),
    asRoot: true,
    timeoutSeconds: 60,
    isExpensive: true,
    read: readQueues,
  };
}

export function readQueues(output: CommandOutput): BrokerState | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const queues: QueueState[] = [];
  const vhosts: string[] = [];
  const parts = output.standardOutput.split(/^nova-doctor-vhost /m).slice(1);
  for (const part of parts) {
    const end = part.indexOf('\n');
    const vhost = part.slice(0, end < 0 ? undefined : end);
    const listed = queuesOf(vhost, end < 0 ? '' : part.slice(end));
    if (!listed) return { unreadable: 'not-understood', detail: part.slice(end + 1, end + 201).split('\n')[0] ?? '' };
    vhosts.push(vhost);
    queues.push(...listed);
  }
  return { queues, vhosts };
}

/** The queues of one vhost: `rabbitmqctl` may write remarks before the JSON, as `Timeout: 60.0 seconds ...`. */
function queuesOf(vhost: string, text: string): QueueState[] | undefined {
  const start = text.search(/^\s*\[/m);
  if (start < 0) return text.trim() === '' ? [] : undefined;
  let listed: unknown;
  try {
    listed = JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
  if (!Array.isArray(listed) || !listed.every(queue => typeof queue === 'object' && queue !== null)) return undefined;
  return listed.map(queue => ({
    vhost,
    name: String(queue.name),
    type: typeOf(queue.type),
    messages: Number(queue.messages ?? 0),
    unacknowledged: Number(queue.messages_unacknowledged ?? 0),
    consumers: Number(queue.consumers ?? 0),
    state: typeof queue.state === 'string' ? queue.state : '',
    owner: typeof queue.owner_pid === 'string' ? queue.owner_pid : '',
  }));
}

/** RabbitMQ prints the type as a word, older releases as the name of the module that implements it. */
function typeOf(written: unknown): QueueState['type'] {
  const text = String(written ?? 'classic');
  return (['classic', 'quorum', 'stream'] as const).find(type => text.includes(type)) ?? 'unknown';
}
