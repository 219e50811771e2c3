import type { CommandOutput } from '../command.ts';
import { commonFailure, notUnderstood, type Probe, type ProbeFailure } from '../probe.ts';
import { type ServiceName, serviceOfName } from '../service-names.ts';

/** A resource of Pacemaker on one node. */
export interface PacemakerResource {
  /** By which it is stopped and started: of the bundle or the clone that it belongs to, else its own. */
  readonly id: string;
  /** Its own name, with the number of its replica in a bundle. */
  readonly instance: string;
  /** `systemd:openstack-nova-scheduler`, `ocf:heartbeat:galera` … */
  readonly agent: string;
  /** `Started`, `Stopped`, `Master`, `Promoted`, `Slave`, `Unpromoted` … */
  readonly role: string;
  readonly isFailed: boolean;
  readonly isManaged: boolean;
  /** The nodes on which it is active. */
  readonly nodes: readonly string[];
}

/** What Pacemaker says about its cluster, as one of its nodes sees it. */
export interface PacemakerState {
  readonly hasQuorum: boolean | undefined;
  readonly nodes: readonly { readonly name: string; readonly isOnline: boolean; readonly isStandby: boolean }[];
  readonly resources: readonly PacemakerResource[];
}

/** Pacemaker 2 prints XML by `--output-as`; releases before it by `--as-xml`. */
export const pacemakerProbe: Probe<PacemakerState> = {
  name: 'pacemaker',
  script: [
    'PATH=$PATH:/usr/sbin:/sbin',
    'command -v crm_mon >/dev/null || { echo "crm_mon: not found" >&2; exit 127; }',
    'timeout 5 crm_mon -1 --output-as=xml 2>/dev/null; STATUS=$?',
    // 102 says that there is no cluster (CRM_EX_DISCONNECT); what does not know the option fails otherwise.
    'case $STATUS in 0 | 102 | 124) exit $STATUS ;; esac',
    'timeout 5 crm_mon -1 --as-xml',
  ].join('\n'),
  asRoot: true,
  timeoutSeconds: 12,
  read: readPacemaker,
};

/** Reads the XML of crm_mon: elements with attributes, no text (the schema crm_mon.rng of Pacemaker). */
export function readPacemaker(output: CommandOutput): PacemakerState | ProbeFailure {
  const text = output.standardOutput;
  // Without a cluster crm_mon prints a frame with nothing in it.
  if (!/<nodes\b/.test(text)) {
    const said = `${output.standardError}\n${text}`;
    if (
      /not running on this node|Not connected|cluster is not available|Connection (?:to cluster )?(?:failed|refused)/i.test(
        said,
      )
    ) {
      return { unreadable: 'not-running', detail: said.trim().split('\n')[0] ?? '' };
    }
    return commonFailure(output) ?? notUnderstood(output);
  }
  const nodes: { name: string; isOnline: boolean; isStandby: boolean }[] = [];
  const resources: (PacemakerResource & { nodes: string[] })[] = [];
  const groups: string[] = [];
  let hasQuorum: boolean | undefined;
  let isWithinNodes = false;
  let current: (typeof resources)[number] | undefined;
  for (const { name, attributes, kind } of tagsOf(text)) {
    if (name === 'nodes') isWithinNodes = kind === 'open';
    else if (name === 'current_dc') hasQuorum = attributes.get('with_quorum') === 'true';
    else if (name === 'bundle' || name === 'clone') {
      if (kind === 'open') groups.push(attributes.get('id') ?? '');
      else if (kind === 'close') groups.pop();
    } else if (name === 'node' && kind !== 'close') {
      const node = attributes.get('name') ?? '';
      if (isWithinNodes)
        nodes.push({ name: node, isOnline: is(attributes, 'online'), isStandby: is(attributes, 'standby') });
      else current?.nodes.push(node);
    } else if (name === 'resource' && kind !== 'close') {
      const instance = attributes.get('id') ?? '';
      current = {
        id: groups.at(-1) ?? instance,
        instance,
        agent: attributes.get('resource_agent') ?? '',
        role: attributes.get('role') ?? '',
        isFailed: is(attributes, 'failed'),
        isManaged: attributes.get('managed') !== 'false',
        nodes: [],
      };
      resources.push(current);
      if (kind === 'empty') current = undefined;
    } else if (name === 'resource') current = undefined;
  }
  return { hasQuorum, nodes, resources };
}

function is(attributes: ReadonlyMap<string, string>, name: string): boolean {
  return attributes.get(name) === 'true';
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function* tagsOf(text: string) {
  for (const [, slash, name = '', inner = '', end] of text.matchAll(
    /<(\/?)([a-z_-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g,
  )) {
    const attributes = new Map(
      [...inner.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        value.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? ''),
      ]),
    );
    const kind: 'open' | 'close' | 'empty' = slash ? 'close' : end ? 'empty' : 'open';
    yield { name, attributes, kind };
  }
}

/** The resources of Pacemaker by the services that they run. */
export function servicesOfPacemaker({ resources }: PacemakerState): ReadonlyMap<ServiceName, string> {
  const services = new Map<ServiceName, string>();
  for (const { id, instance, agent } of resources) {
    // The agent of a unit of systemd names it; the others are named after what they run.
    const unit = /^(?:systemd|service|lsb):(?:.*:)?([^:]+)$/.exec(agent)?.[1];
    const program = /^ocf:[^:]+:(galera|rabbitmq-cluster|mysql|haproxy)$/.exec(agent)?.[1];
    const service =
      (unit && serviceOfName(unit)) ??
      serviceOfName(program === 'rabbitmq-cluster' ? 'rabbitmq' : (program ?? '')) ??
      serviceOfName(instance) ??
      serviceOfName(id.replace(/-clone$/, ''));
    if (service && !services.has(service)) services.set(service, id);
  }
  return services;
}
