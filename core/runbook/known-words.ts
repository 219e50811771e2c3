import type { Effect } from '../cluster/command.ts';
import type { Translator } from '../text/l10n.ts';

/** What runbooks may name: the reader refuses everything else, and the editor completes and explains these. */
export interface KnownWords {
  readonly probes: readonly KnownWord[];
  readonly actions: readonly KnownAction[];
  /** Words for `on`, besides names of controllers. */
  readonly targets: readonly KnownTarget[];
  /** Names of the cluster's controllers, where they are known; then no other name is a target. */
  readonly controllers?: readonly string[];
  /** Ids of signatures and root causes, where they are known. */
  readonly signatures?: readonly string[];
  /** References besides the runbook's own parameters that have a value while it runs, as `run`. */
  readonly variables?: readonly string[];
}

/** A probe that checks can name, or the like. */
export interface KnownWord {
  readonly name: string;
  describe(l10n: Translator): string;
  /** Its keys, the important ones first. Those of all checks (`for`, `within`) are not among them. */
  readonly keys: readonly KnownKey[];
}

/** An action: `{service: stop, name: nova-conductor}` is of the action `service`, and `service` is the first of its keys. */
export interface KnownAction extends KnownWord {
  /** The least that it does to a cluster, whatever its keys say; undefined where only the author knows, as for a script. */
  readonly effect: Effect | undefined;
}

export interface KnownKey {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'duration' | 'regex' | 'list';
  readonly isRequired?: boolean;
  /** All values that will do, where there are only a few. */
  readonly words?: readonly string[];
  /** Whether `${name}` may stand in it; true where this is left out. */
  readonly takesReferences?: boolean;
  describe(l10n: Translator): string;
}

export interface KnownTarget {
  readonly name: string;
  describe(l10n: Translator): string;
}

/** Where a step can take place. */
export const knownTargets: readonly KnownTarget[] = [
  { name: 'none', describe: l10n => l10n.t('Nowhere: a person does it, or time passes.') },
  { name: 'local', describe: l10n => l10n.t('On the machine of whoever runs the runbook.') },
  { name: 'vip', describe: l10n => l10n.t('On the controller that holds the VIP.') },
  { name: 'standby', describe: l10n => l10n.t('On all controllers but the one that holds the VIP.') },
  { name: 'all', describe: l10n => l10n.t('On all controllers.') },
  { name: 'first', describe: l10n => l10n.t('On the first controller of the list.') },
  { name: 'broker', describe: l10n => l10n.t('On one controller on which the message broker runs.') },
  { name: 'database', describe: l10n => l10n.t('On every host on which the database runs.') },
  { name: 'loadbalancer', describe: l10n => l10n.t('On every host on which HAProxy runs.') },
];
