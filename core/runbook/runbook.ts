import type { Effect } from '../cluster/command.ts';

/** A procedure as its file writes it, read and checked. Texts are the author's; references `${name}` are still in them. */
export interface Runbook {
  readonly id: string;
  readonly title: string;
  /** Markdown; empty where there is none. */
  readonly summary: string;
  /** Signatures and root causes that suggest it. */
  readonly when: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly steps: readonly Step[];
  /** Where it was read. */
  readonly path: string;
  /** Whether it is one of those that are shipped. */
  readonly isShipped: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly type: 'text' | 'regex' | 'duration' | 'number' | 'boolean' | 'choice';
  /** As written; undefined where it must be given. */
  readonly default: string | undefined;
  readonly minimum: string | undefined;
  readonly maximum: string | undefined;
  readonly choices: readonly string[];
  readonly description: string;
  /** From 1, for messages. */
  readonly line: number;
}

/** Values of parameters by their names, each as text that its type admits. */
export type ParameterValues = Readonly<Record<string, string>>;

export interface Step {
  readonly id: string;
  readonly title: string;
  /** Markdown; empty where there is none. */
  readonly description: string;
  /** The step is part of the runbook only where these parameters have these values; always where it is left out. */
  readonly if?: Readonly<Record<string, string>>;
  /** `none`, `local`, `vip`, `standby`, `all`, `first`, `broker`, `database`, `loadbalancer`, or the name of a controller. */
  readonly on: string;
  /** `one`: one controller after the other, each verified before the next. */
  readonly serial: 'one' | 'all';
  readonly effect: Effect;
  /** What a person must do and confirm, where no command can know. */
  readonly manual: string | undefined;
  readonly require: readonly Check[];
  readonly preview: Check | undefined;
  readonly run: ActionCall | undefined;
  readonly verify: readonly Check[];
  readonly watch: Watch | undefined;
  /** A duration or a reference to a parameter. */
  readonly wait: string | undefined;
  readonly undo: Undo | undefined;
  /** Where it begins in the file, from 1. */
  readonly line: number;
}

/** A read-only check: `probe` names it, `is` or its like says what must be so. */
export interface Check {
  readonly probe: string;
  /** All other keys, as `is`, `name`, `queue`, `remain`; values may hold references. */
  readonly expectations: Readonly<Record<string, string | number | boolean>>;
  /** How long it must stay so; a duration or a reference. */
  readonly for: string | undefined;
  /** How long it may take until it is so. */
  readonly within: string | undefined;
  readonly line: number;
}

/** What a step executes: the name of a built-in action, `program` or `script`, with its own keys. */
export interface ActionCall {
  /** `service`, `queues`, `sql`, `file`, `program`, `script` … */
  readonly action: string;
  /** Its keys as written, that of the action among them: `{service: stop, name: nova-conductor}`. */
  readonly arguments: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
  /** A duration, or undefined for the action's own limit. */
  readonly timeout: string | undefined;
  readonly line: number;
}

export interface Watch {
  /** The service whose log is watched. */
  readonly log: string;
  readonly quiet: string;
  readonly within: string;
  /** Patterns of signature ids with `*`; empty for all. */
  readonly signatures: readonly string[];
}

export interface Undo {
  readonly manual: string | undefined;
  readonly run: ActionCall | undefined;
  readonly verify: readonly Check[];
}

/** Something wrong in a runbook file. */
export interface RunbookProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** A stable word, as `unknown-probe`. */
  readonly kind: string;
  readonly severity: 'error' | 'warning';
  /** What the message speaks of: names and values, in the order in which the message has them. */
  readonly values: readonly string[];
}
