import { runningInstances } from '../change.ts';
import { addStaleReplies, healthyCluster } from './base.ts';
import type { Scenario } from './scenario.ts';

/**
 * The failure that this project began with: connections to the database were borrowed through Mycat and held; Mycat cut
 * them, and all conductors go on with dead sessions. Casts pile up, and answers lie in queues that nobody reads.
 */
export const seedCase: Scenario = {
  name: 'seed-case',
  historySeconds: 1200,
  begin(controllers, start) {
    const state = healthyCluster({ scenario: 'seed-case', controllers, start });
    return { ...state, load: { ...state.load, spreads: true } };
  },
  happenings: [
    {
      secondsAgo: 986,
      work({ state }) {
        for (const { service } of runningInstances(state, 'nova-conductor')) {
          service.condition = { kind: 'sick', since: state.now };
        }
      },
    },
    {
      // Somebody restarted an API and two computes and hoped that it would help; whoever was to be answered is gone.
      secondsAgo: 700,
      work(draft) {
        const [first, second] = draft.state.computes;
        for (const host of [first, second]) {
          if (host) addStaleReplies(draft, { kind: 'compute-reply', host, isStale: true }, 31);
        }
        const api = draft.state.controllers.at(-1)?.name ?? '';
        addStaleReplies(draft, { kind: 'reply', controller: api, service: 'nova-api', starts: 0 }, 47);
      },
    },
    {
      secondsAgo: 400,
      work({ state }) {
        // Builds that users asked for again and again.
        state.load.waitingCasts += 40;
        for (const queue of state.broker.queues) {
          if (queue.name === 'cinder-volume') queue.messages = 2;
          if (queue.name === 'compute.cmp3') queue.messages = 1;
        }
      },
    },
  ],
};
