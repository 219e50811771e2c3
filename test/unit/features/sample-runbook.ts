import type { Command } from '../../../core/cluster/command.ts';
import type { ActionOutcome, Plan, PlannedCommand, PlannedStep } from '../../../core/runbook/plan.ts';
import type { Runbook, Step } from '../../../core/runbook/runbook.ts';
import { step } from '../runbook/fake-cluster.ts';

const call = (words: Record<string, string>) => ({ action: 'service', arguments: words, timeout: undefined, line: 1 });

const steps: readonly Step[] = [
  step({ id: 'close-entry', title: 'Close the entry', manual: 'Close it.', line: 10 }),
  step({
    id: 'stop-standby',
    title: 'Stop nova-conductor on the standbys',
    on: 'standby',
    run: call({ service: 'stop', name: 'nova-conductor' }),
    undo: { manual: undefined, run: call({ service: 'start', name: 'nova-conductor' }), verify: [] },
    line: 20,
  }),
  step({
    id: 'purge',
    title: 'Purge',
    on: 'broker',
    effect: 'destroy',
    run: call({ queues: 'purge' }),
    line: 30,
  }),
  step({ id: 'settle', title: 'Wait', effect: 'read', wait: '150s', line: 40 }),
];

/** A small runbook with a step of each kind. */
export const sampleRunbook: Runbook = {
  id: 'safe-channel',
  title: 'Rebuild the channel',
  summary: 'What operators do by hand.',
  when: ['mycat-1003-tx-interrupted'],
  parameters: [
    {
      name: 'settle',
      type: 'duration',
      default: '150s',
      minimum: '0s',
      maximum: '10m',
      choices: [],
      description: 'How long to wait.',
      line: 5,
    },
  ],
  steps,
  path: '/knowledge/runbooks/safe-channel.runbook.yaml',
  isShipped: true,
};

const command: Command<ActionOutcome> = {
  name: 'docker-stop',
  effect: 'change',
  run: { program: 'docker', args: ['stop', 'nova_conductor'] },
  timeoutSeconds: 60,
  read: () => ({ isDone: true, said: 'stopped' }),
};

export function plannedCommand(
  step: string,
  controller: string,
  printed: string,
  more: Partial<PlannedCommand> = {},
): PlannedCommand {
  return { id: `${step}/${controller}/${printed}`, controller, effect: 'change', printed, command, ...more };
}

function planned(step: Step, more: Partial<PlannedStep> = {}): PlannedStep {
  return { step, controllers: [], commands: [], rows: [], notes: [], refusal: undefined, ...more };
}

/** The plan of the sample runbook on three controllers of which ctl1 holds the VIP. */
export const samplePlan: Plan = {
  runbook: sampleRunbook,
  cluster: 'region-one',
  parameters: { settle: '60s' },
  madeAt: Date.UTC(2026, 10, 22, 9, 0),
  steps: [
    planned(steps[0]!),
    planned(steps[1]!, {
      controllers: ['ctl2', 'ctl3'],
      commands: ['ctl2', 'ctl3'].map(controller =>
        plannedCommand('stop-standby', controller, 'docker stop nova_conductor', {
          undo: [plannedCommand('undo', controller, 'docker start nova_conductor')],
        }),
      ),
    }),
    planned(steps[2]!, {
      controllers: ['ctl1'],
      commands: [
        plannedCommand('purge', 'ctl1', "rabbitmqctl -p / purge_queue 'conductor'", {
          effect: 'destroy',
          row: '/ conductor',
        }),
        plannedCommand('purge', 'ctl1', "rabbitmqctl -p / purge_queue 'compute.host7'", {
          effect: 'destroy',
          row: '/ compute.host7',
        }),
      ],
      rows: [
        { id: '/ conductor', cells: ['/', 'conductor', '412'], isChosen: true, loss: 'Calls whose callers gave up.' },
        {
          id: '/ compute.host7',
          cells: ['/', 'compute.host7', '3'],
          isChosen: false,
          loss: 'Instances stay in a transition.',
        },
      ],
    }),
    planned(steps[3]!),
  ],
};
