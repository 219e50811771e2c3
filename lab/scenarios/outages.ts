import { runningInstances } from '../change.ts';
import { startContainer, stopContainer } from '../services.ts';
import type { LabState } from '../state.ts';
import { healthyCluster } from './base.ts';
import type { Scenario } from './scenario.ts';
import { seedCase } from './seed-case.ts';

const historySeconds = 900;

function begin(scenario: string, change: (state: LabState) => void = () => undefined): Scenario['begin'] {
  return (controllers, start) => {
    const state = healthyCluster({ scenario, controllers, start, isModern: true });
    change(state);
    return state;
  };
}

/** All instances of a service are down from one moment to another. */
function outage(service: 'mariadb' | 'rabbitmq', from: number, to: number): Scenario['happenings'] {
  return [
    {
      secondsAgo: from,
      work(draft) {
        for (const found of runningInstances(draft.state, service))
          stopContainer(draft, found.controller, found.service);
      },
    },
    {
      secondsAgo: to,
      work(draft) {
        for (const controller of draft.state.controllers) {
          const found = controller.services.find(candidate => candidate.service === service);
          if (found) startContainer(draft, controller, found);
        }
      },
    },
  ];
}

export const databaseRestarted: Scenario = {
  name: 'database-restarted',
  historySeconds,
  begin: begin('database-restarted'),
  happenings: outage('mariadb', 320, 285),
};

export const brokerRestarted: Scenario = {
  name: 'broker-restarted-service-lost',
  historySeconds,
  begin: begin('broker-restarted-service-lost'),
  happenings: [
    ...outage('rabbitmq', 420, 390).slice(0, 1),
    {
      secondsAgo: 400,
      work({ state }) {
        const conductor = runningInstances(state, 'nova-conductor')[1];
        const lost = [...runningInstances(state, 'nova-scheduler'), ...(conductor ? [conductor] : [])];
        for (const { service } of lost) service.condition = { kind: 'lost' };
      },
    },
    ...outage('rabbitmq', 420, 390).slice(1),
  ],
};

export const tooManyConnections: Scenario = {
  name: 'too-many-connections',
  historySeconds,
  begin: begin('too-many-connections', ({ database }) => {
    database.variables.max_connections = '151';
  }),
  happenings: [
    {
      secondsAgo: 600,
      work({ state }) {
        Object.assign(state.database.pools, { conductor: 40, api: 13 });
      },
    },
  ],
};

export const longTransaction: Scenario = {
  name: 'long-transaction',
  historySeconds,
  begin: begin('long-transaction'),
  happenings: [
    {
      secondsAgo: historySeconds - 1,
      work({ state }) {
        const heldBy = `${state.controllers.at(-1)?.address}:51234`;
        const forty = 40 * 60 - historySeconds + 1;
        state.database.transactions.push({ thread: 19_042, startedAt: state.now - forty * 1000, heldBy });
      },
    },
  ],
};

export const splitVip: Scenario = {
  name: 'split-vip',
  historySeconds,
  begin: begin('split-vip'),
  happenings: [
    {
      secondsAgo: 240,
      work({ state }) {
        const second = state.controllers[1];
        if (second) second.hearsOthers = false;
      },
    },
  ],
};

export const controllerDown: Scenario = {
  name: 'controller-down',
  historySeconds,
  begin: begin('controller-down'),
  happenings: [
    {
      secondsAgo: 300,
      work(draft) {
        const last = draft.state.controllers.at(-1);
        if (!last) return;
        last.isReachable = false;
        for (const service of last.services) Object.assign(service, { isRunning: false, finishedAt: draft.state.now });
      },
    },
  ],
};

/** The default failure on a deployment in which units of systemd bring stopped containers back. */
export const kollaUnits: Scenario = {
  ...seedCase,
  name: 'kolla-units',
  begin(controllers, start) {
    const state = healthyCluster({ scenario: 'kolla-units', controllers, start, hasUnits: true });
    return { ...state, load: { ...state.load, spreads: true } };
  },
};
