import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import { type BrokerPlace, rabbitmqctlFunctions, rabbitmqctlParameters } from './rabbitmqctl.ts';

/** Who consumes a queue, as far as the broker can tell. */
export interface QueueConsumer {
  readonly vhost: string;
  readonly queue: string;
  /** The name that the client gave itself: oslo.messaging says `nova-api:4711:UUID`; empty where it has none. */
  readonly client: string;
  /** Address of the client. */
  readonly peer: string;
}

/** The consumers of all queues of some vhosts with their connections. */
export function consumerConnectionsProbe(
  place: BrokerPlace,
  vhosts: readonly string[],
): Probe<readonly QueueConsumer[]> {
  return {
    name: 'consumer-connections',
    script: [
      rabbitmqctlFunctions,
      'echo "nova-doctor-part connections"',
      'nova_doctor_ctl list_connections --formatter json pid peer_host client_properties </dev/null || exit',
      'echo "nova-doctor-part channels"',
      'nova_doctor_ctl list_channels --formatter json pid connection </dev/null || exit',
      'printf "%s\\n" "$VHOSTS" | while IFS= read -r VHOST; do',
      '  printf "nova-doctor-part consumers %s\\n" "$VHOST"',
      '  nova_doctor_ctl_in "$VHOST" list_consumers --formatter json </dev/null || exit',
      'done',
    ].join('\n'),
    parameters: { ...rabbitmqctlParameters(place), VHOSTS: vhosts.join('\n') },
    asRoot: true,
    timeoutSeconds: 60,
    isExpensive: true,
    read: readConsumerConnections,
  };
}

export function readConsumerConnections(output: CommandOutput): readonly QueueConsumer[] | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? notUnderstood(output);
  const connections = new Map<string, { client: string; peer: string }>();
  const channels = new Map<string, string>();
  const consumers: QueueConsumer[] = [];
  for (const part of output.standardOutput.split(/^nova-doctor-part /m).slice(1)) {
    const end = part.indexOf('\n');
    const title = part.slice(0, end < 0 ? undefined : end);
    const records = recordsOf(end < 0 ? '' : part.slice(end + 1));
    if (!records) return notUnderstood(output);
    for (const record of records) {
      if (title === 'connections') {
        const client = connectionName(record.client_properties);
        connections.set(pidOf(record.pid), { client, peer: addressOf(record.peer_host) });
      } else if (title === 'channels') channels.set(pidOf(record.pid), pidOf(record.connection));
      else {
        const connection = connections.get(channels.get(pidOf(record.channel_pid)) ?? '');
        const vhost = title.slice('consumers '.length);
        consumers.push({ vhost, queue: String(record.queue_name), client: '', peer: '', ...connection });
      }
    }
  }
  return consumers;
}

function recordsOf(text: string): Record<string, unknown>[] | undefined {
  const start = text.search(/^\s*\[/m);
  if (start < 0) return text.trim() === '' ? [] : undefined;
  try {
    const read: unknown = JSON.parse(text.slice(start));
    return Array.isArray(read) ? read.filter(item => typeof item === 'object' && item !== null) : undefined;
  } catch {
    return undefined;
  }
}

/** Properties are a list of `[name, type, value]`, or an object. */
function connectionName(properties: unknown): string {
  if (Array.isArray(properties)) {
    const found = properties.find(entry => Array.isArray(entry) && entry[0] === 'connection_name');
    return typeof found?.[2] === 'string' ? found[2] : '';
  }
  const named = (properties as { connection_name?: unknown } | null)?.connection_name;
  return typeof named === 'string' ? named : '';
}

/** Processes of Erlang are written `<node.1.2.3>` by one command and `#PID<12575.2.3>` by another: the last two numbers tell. */
function pidOf(written: unknown): string {
  return /(\d+\.\d+)>$/.exec(String(written))?.[1] ?? String(written);
}

/** `[127,0,0,1]`, or the text of an address. */
function addressOf(written: unknown): string {
  if (!Array.isArray(written)) return typeof written === 'string' ? written : '';
  return written.length === 4 ? written.join('.') : written.map(part => Number(part).toString(16)).join(':');
}
