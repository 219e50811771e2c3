import type { Entry, Level } from '../entry.ts';
import type { Relation } from './follower.ts';

/**
 * What following one id gave: the value behind `trace --format json`. Times are milliseconds since 1970 of the writer's
 * own clock, as in `Entry`; where clocks of several hosts are compared, `skew` says how they were corrected.
 */
export interface Trace {
  readonly id: string;
  readonly kind: TraceKind;
  /** The operation that the answer is about; undefined when nothing in the entries shows one. */
  readonly operation: TracedOperation | undefined;
  /** All operations in the trace, in the order of time: an instance lives through several. */
  readonly operations: readonly TracedOperation[];
  readonly requests: readonly TracedRequest[];
  /** The instance, and further ones that were made by the same request. */
  readonly instance: string | undefined;
  readonly instances: readonly string[];
  /** The call, when a message id was asked for. */
  readonly call: CallSummary | undefined;
  /** The ten stages of an instance's creation; empty when no creation is in the trace. */
  readonly stages: readonly TracedStage[];
  /** Id of the last stage of which there is an entry. */
  readonly lastStage: string | undefined;
  readonly outcome: Outcome;
  readonly brokeAt: BrokeAt | undefined;
  /** Questions to other services that got no answer, as far as entries tell, in the order of time. */
  readonly unanswered: readonly Unanswered[];
  /** In the order of time, with the corrections of `skew`. */
  readonly entries: readonly TraceLine[];
  /** Places that name an id of the trace and are not among `entries`, because there were too many. */
  readonly leftOut: number;
  readonly skew: readonly ClockSkew[];
  readonly assumptions: readonly Assumption[];
}

/** `uuid`: neither an instance's nor a request's (a port, a volume); `text`: any other text. */
export type TraceKind = 'request' | 'global-request' | 'instance' | 'message' | 'uuid' | 'text';

export type OutcomeState = 'success' | 'failed' | 'unfinished';

export interface Outcome {
  readonly state: OutcomeState;
  /** Index into `entries` of the entry that decides, or of the last sign of life. */
  readonly entry: number | undefined;
  /** Milliseconds from the first sign to the end, or to the last sign of life. */
  readonly tookMs: number | undefined;
  /** An operation ended well although errors were written on the way. */
  readonly errorsOnTheWay: number;
}

export interface TracedOperation {
  readonly id: string;
  /** English: `create an instance`; whoever shows it translates it. */
  readonly title: string;
  readonly requestId: string | undefined;
  readonly outcome: Outcome;
  /** Index of its first entry. */
  readonly first: number;
}

export interface TracedRequest {
  readonly id: string;
  /**
   * `asked`; `parent`: passed its id on as the global one; `child`: made for one of the others; `related`: a request for
   * the instance, or the one that waits for the message; `other`: only names the id.
   */
  readonly role: 'asked' | 'parent' | 'child' | 'related' | 'other';
  readonly globalId: string | undefined;
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  readonly entries: number;
}

export interface TracedStage {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** Number of entries; 0 when none was seen, then there are no times. */
  readonly entries: number;
  /** Corrected times: when its work began, as far as an entry tells, and its last entry. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** From the end of the stages before it, or from its own beginning where that is earlier, to its last entry. */
  readonly durationMs: number | undefined;
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  /** Index of its first error. */
  readonly error: number | undefined;
}

/** Where an operation broke: its first error. */
export interface BrokeAt {
  /** Index into `entries`. */
  readonly entry: number;
  readonly stage: string | undefined;
  readonly service: string | undefined;
  readonly host: string | undefined;
  /** First line of the message, with the exception. */
  readonly text: string;
}

/** A question to another service that got no answer. */
export interface Unanswered {
  /** Index into `entries` of the entry that tells. */
  readonly entry: number;
  /** Who did not answer: `nova-conductor`, `neutron`. */
  readonly service: string;
  /** Over the message queue, or over HTTP. */
  readonly by: 'queue' | 'http';
}

export interface CallSummary {
  readonly topic: string | undefined;
  readonly answer: 'in-time' | 'late' | 'lost' | 'none-seen' | 'unknown';
  readonly lateByMs: number | undefined;
  /** Request of the caller. */
  readonly requestId: string | undefined;
  readonly service: string | undefined;
  readonly host: string | undefined;
}

export interface TraceLine {
  readonly path: string;
  readonly line: number;
  readonly time: number | undefined;
  readonly zoneMinutes: number | undefined;
  /** `time` with the correction of its host and in UTC where the zone is known. */
  readonly alignedTime: number | undefined;
  readonly host: string | undefined;
  readonly service: string | undefined;
  readonly level: Level | undefined;
  readonly logger: string;
  readonly requestId: string | undefined;
  readonly globalRequestId: string | undefined;
  readonly instance: string | undefined;
  /** The message, and the last line of the traceback where there is one. Not yet redacted. */
  readonly text: string;
  readonly relation: Relation;
  readonly stage: string | undefined;
  /** The record itself, not yet redacted; what was too long is cut in its middle. */
  readonly entry: Entry;
}

export interface ClockSkew {
  readonly host: string;
  readonly against: string;
  /** Milliseconds that were added to the times of the host; above 0 its clock is behind. */
  readonly correctionMs: number;
  readonly by: 'order' | 'zone';
  /** Indexes into `entries`: the cause, and the effect whose clock shows an earlier time. */
  readonly cause: number | undefined;
  readonly effect: number | undefined;
}

/** What was taken for granted; whoever shows it puts it into words. */
export type Assumption =
  | { readonly kind: 'clocks-equal'; readonly hosts: readonly string[] }
  | { readonly kind: 'clocks-contradict' }
  | { readonly kind: 'zone-unknown' }
  | { readonly kind: 'windowed' }
  | { readonly kind: 'read-once'; readonly paths: readonly string[] }
  | { readonly kind: 'ids-left-out'; readonly count: number };
