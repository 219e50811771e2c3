import { actions } from './actions/actions.ts';
import { checks } from './checks/checks.ts';
import { type KnownWords, knownTargets } from './known-words.ts';

/** Everything that a runbook can name, whatever the cluster; names of controllers and ids of signatures come from elsewhere. */
export const ourWords: KnownWords = { targets: knownTargets, probes: checks, actions, variables: ['run'] };
