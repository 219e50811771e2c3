import type { ServiceName } from '../core/cluster/service-names.ts';
import type { Translator } from '../core/text/l10n.ts';

/** The simulated cluster at one moment: a plain value. Transitions make new ones of it (`change.ts`). */
export interface LabState {
  readonly scenario: string;
  /** Which nova it is, whose log lines differ; `ocata` behind Mycat, `zed` right before MariaDB. */
  readonly release: 'ocata' | 'zed';
  /** Milliseconds since 1970. */
  now: number;
  readonly vip: string;
  readonly controllers: LabController[];
  readonly computes: string[];
  readonly broker: LabBroker;
  readonly database: LabDatabase;
  /** Rows of nova's table `services`. */
  readonly records: ServiceRecord[];
  /** What calls the conductors. */
  readonly load: Load;
  /** Instances that wait for a message that is lost: they stay in a transitional state. */
  readonly stuckInstances: StuckInstance[];
  /** Whether everything worked a second ago. */
  wasWell: boolean;
  /** Log lines that are to come: a caller notices after its time-out. */
  readonly pending: Extract<LabEvent, { kind: 'log' }>[];
  /** Numbers that random-looking words are made of; it grows with each use. */
  seed: number;
}

export interface LabController {
  readonly name: string;
  readonly address: string;
  /** Whether its SSH server answers. */
  isReachable: boolean;
  /** Whether it hears the other keepalived processes. One that does not takes the VIP, whoever holds it. */
  hearsOthers: boolean;
  holdsVip: boolean;
  readonly services: LabService[];
  /** Servers that its HAProxy keeps out of work, as `nova_api/ctl1`. */
  readonly maintenance: string[];
  /** Global variables that were set in its database server since that started. */
  variables: Record<string, string>;
  /** Files that were written since the lab began. */
  readonly files: Record<string, string>;
  /** Folders that commands made below /run/lock, with the files in them. */
  readonly folders: Record<string, Record<string, string>>;
}

export interface LabService {
  readonly service: ServiceName;
  /** Of the container. */
  readonly name: string;
  readonly image: string;
  /** 64 hexadecimal digits. */
  readonly container: string;
  readonly restartPolicy: string;
  /** The unit of systemd that keeps the container running; undefined where none does. */
  readonly unit: LabUnit | undefined;
  isRunning: boolean;
  exitCode: number;
  /** Milliseconds since 1970; 0 for never. */
  startedAt: number;
  finishedAt: number;
  /** How often it was started: what belongs to a process of before belongs to nobody now. */
  starts: number;
  process: number;
  condition: Condition;
  /** Connections that the pools of its processes admit, as its file said when it started. */
  mostConnections: number;
  /** Messages that a sick conductor holds without confirming them; dead sessions in the pool of a sick API. */
  held: number;
}

export interface LabUnit {
  readonly name: string;
  isActive: boolean;
  restarts: number;
  activeSince: number;
  /** When it starts a container again that has ended by itself or was stopped behind its back; 0 for not. */
  restartAt: number;
}

export type Condition =
  | { readonly kind: 'well' }
  /** Its sessions are cut or its locks wait: it takes calls and answers none. */
  | { readonly kind: 'sick'; readonly since: number }
  /** It works on what made the others sick, and will be sick itself by then. */
  | { readonly kind: 'straining'; readonly until: number }
  /** It has lost the broker and does not come back to it. */
  | { readonly kind: 'lost' };

export interface LabBroker {
  readonly vhosts: string[];
  isUp: boolean;
  readonly queues: LabQueue[];
}

export interface LabQueue {
  readonly vhost: string;
  readonly name: string;
  readonly type: 'classic' | 'quorum' | 'stream';
  readonly kind: QueueKind;
  messages: number;
  /** Of the messages, those that a consumer holds and has not confirmed. */
  unacknowledged: number;
}

export type QueueKind =
  /** Calls and casts to a topic, or to the instance of it on one controller. */
  | { readonly kind: 'topic'; readonly topic: 'conductor' | 'scheduler'; readonly controller?: string }
  | { readonly kind: 'compute'; readonly host: string }
  /** Answers to one process, or what is told to all of its kind: it was started for the `starts`th time. */
  | {
      readonly kind: 'reply' | 'fanout';
      readonly controller: string;
      readonly service: ServiceName;
      readonly starts: number;
    }
  /** Answers to a compute node, which is not simulated beyond its queues. */
  | { readonly kind: 'compute-reply'; readonly host: string; readonly isStale: boolean }
  /** Of another project. */
  | { readonly kind: 'foreign'; readonly consumers: number };

export interface LabDatabase {
  readonly version: string;
  isUp: boolean;
  /** Connections that one instance of a service holds while it is well. */
  readonly pools: { conductor: number; api: number };
  /** Server variables that statements read and set. */
  readonly variables: Record<string, string>;
  /** Connections of nova at rest. */
  readonly clients: { readonly user: string; readonly host: string; connections: number }[];
  maxUsed: number;
  refused: number;
  startedAt: number;
  readonly transactions: { readonly thread: number; readonly startedAt: number; readonly heldBy: string }[];
}

export interface ServiceRecord {
  readonly id: number;
  readonly host: string;
  readonly binary: string;
  readonly topic: string;
  reports: number;
  disabled: boolean;
  reason: string | undefined;
  /** Milliseconds since 1970. */
  updatedAt: number;
}

export interface StuckInstance {
  readonly id: string;
  /** Empty while no host is chosen. */
  readonly host: string;
  readonly task: 'scheduling' | 'deleting';
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface Load {
  /** Per second and cluster. */
  readonly calls: number;
  readonly casts: number;
  waitingCalls: number;
  /** Casts that wait in the queue of conductors: calls expire after 60 s, casts never do. */
  waitingCasts: number;
  /** Messages that sick conductors gave back when they ended: nobody waits for their answers any more. */
  redelivered: number;
  /** Whether sick conductors make others sick: the failure of the scenario. */
  readonly spreads: boolean;
}

/** What a transition brings about besides the new state. */
export type LabEvent =
  | {
      readonly kind: 'log';
      readonly controller: string;
      readonly service: ServiceName;
      /** A block of `knowledge/lab/log-lines.txt`. */
      readonly block: string;
      readonly at: number;
      readonly values: Readonly<Record<string, string | number>>;
    }
  /** What happened, for whoever looks at the lab: what no program of the cluster would tell so plainly. */
  | { readonly kind: 'note'; readonly at: number; readonly text: (l10n: Translator) => string };
