import assert from 'node:assert/strict';
import {
  chosenCommands,
  commandGroups,
  controllerTrails,
  pageAfter,
  pageAnswered,
  pageAsking,
  pageAtEnd,
  pageBeforePlan,
  pageOfPlan,
  pageOfRun,
  pageWithOutput,
  progressOf,
  type RunPage,
} from '../../../core/features/run-page.ts';
import type { RunEvent } from '../../../core/runbook/run-ports.ts';
import { samplePlan, sampleRunbook } from './sample-runbook.ts';

const planned = pageOfPlan(pageBeforePlan(sampleRunbook, 'region-one'), samplePlan);
const begun = pageOfRun(planned, { run: 'r1', isDryRun: false });
const [, stop, purge] = samplePlan.steps;

function pageFollowing(page: RunPage, ...events: readonly RunEvent[]): RunPage {
  return events.reduce(pageAfter, page);
}

function commandsOf(page: RunPage, id: string): string[] {
  const step = page.steps.find(candidate => candidate.id === id);
  return step?.commands.map(command => `${command.controller} ${command.state} ${command.said}`.trim()) ?? [];
}

const stopping: readonly RunEvent[] = [
  { event: 'step-started', step: 'stop-standby', planned: stop! },
  { event: 'command-started', step: 'stop-standby', command: stop!.commands[0]! },
  { event: 'command-started', step: 'stop-standby', command: stop!.commands[1]! },
  { event: 'command-ended', step: 'stop-standby', command: stop!.commands[0]!, isDone: true, said: 'stopped' },
];

describe('the page of a run', () => {
  it('shows a plan: what each step does, where, how it is taken back, and values that differ from the default', () => {
    assert.equal(planned.phase, 'planned');
    assert.deepEqual(planned.parameters, [{ name: 'settle', value: '60s', isDefault: false }]);
    assert.deepEqual(
      planned.steps.map(step => [step.id, step.effect, step.state, step.undo]),
      [
        ['close-entry', 'manual', 'planned', undefined],
        ['stop-standby', 'change', 'planned', 'service: start, name: nova-conductor'],
        ['purge', 'destroy', 'planned', undefined],
        ['settle', 'wait', 'planned', undefined],
      ],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(planned)).steps[1].commands[0].undo, ['docker start nova_conductor']);
  });

  it('follows commands on each controller', () => {
    const page = pageFollowing(begun, ...stopping);
    assert.equal(page.steps[1]?.state, 'running');
    assert.deepEqual(commandsOf(page, 'stop-standby'), ['ctl2 done stopped', 'ctl3 running']);
    const failed: RunEvent = {
      event: 'command-ended',
      step: 'stop-standby',
      command: stop!.commands[1]!,
      isDone: false,
      said: 'no such container',
    };
    assert.deepEqual(commandsOf(pageFollowing(page, failed), 'stop-standby'), [
      'ctl2 done stopped',
      'ctl3 failed no such container',
    ]);
  });

  it('shows targets as they were found right before a step, and commands that nobody planned', () => {
    const moved = { ...stop!, controllers: ['ctl1', 'ctl3'], commands: [] };
    const command = { ...stop!.commands[0]!, id: 'stop-standby/ctl1/1', controller: 'ctl1' };
    const page = pageFollowing(
      begun,
      { event: 'step-started', step: 'stop-standby', planned: moved },
      { event: 'command-started', step: 'stop-standby', command },
    );
    assert.deepEqual(page.steps[1]?.controllers, ['ctl1', 'ctl3']);
    assert.deepEqual(commandsOf(page, 'stop-standby'), ['ctl1 running']);
  });

  it('says that a command is not known when its step ended before it', () => {
    const page = pageFollowing(begun, ...stopping, {
      event: 'step-ended',
      step: 'stop-standby',
      end: 'failed',
      seen: 'ctl3: the connection was cut.',
    });
    assert.deepEqual(commandsOf(page, 'stop-standby'), ['ctl2 done stopped', 'ctl3 unknown']);
    assert.equal(page.steps[1]?.state, 'failed');
    assert.equal(page.steps[1]?.seen, 'ctl3: the connection was cut.');
  });

  it('keeps the end of what each controller prints, at the step that runs', () => {
    const running = pageFollowing(begun, ...stopping);
    const page = pageWithOutput(pageWithOutput(running, '', 'ctl2', 'one\n'), 'stop-standby', 'ctl2', 'two\n');
    assert.deepEqual(page.steps[1]?.output, { ctl2: 'one\ntwo\n' });
    const much = pageWithOutput(page, '', 'ctl2', 'x'.repeat(5000));
    assert.equal(much.steps[1]?.output.ctl2?.length, 4000);
    assert.deepEqual(pageWithOutput(begun, '', 'ctl2', 'nobody runs').steps, begun.steps);
  });

  it('counts down while it waits or checks, and no longer afterwards', () => {
    const waiting = pageFollowing(begun, { event: 'waiting', step: 'settle', until: 5000 });
    assert.equal(waiting.steps[3]?.until, 5000);
    const over = pageFollowing(waiting, { event: 'step-ended', step: 'settle', end: 'done', seen: '' });
    assert.equal(over.steps[3]?.until, undefined);
    assert.deepEqual(progressOf(over), { over: 1, all: 4 });
  });

  it('asks, and goes on', () => {
    const asking = pageAsking(begun, { kind: 'destroy', planned: purge!, cluster: 'region-one' });
    assert.equal(asking.steps[2]?.state, 'asking');
    assert.deepEqual(
      asking.question?.rows.map(row => [row.id, row.isChosen]),
      [
        ['/ conductor', true],
        ['/ compute.host7', false],
      ],
    );
    const answered = pageAnswered(asking);
    assert.equal(answered.question, undefined);
    assert.equal(answered.steps[2]?.state, 'running');
    assert.equal(pageAnswered(answered), answered);
  });

  it('runs only commands of chosen rows', () => {
    const { commands } = planned.steps[2]!;
    assert.deepEqual(
      chosenCommands(commands, ['/ conductor']).map(command => command.printed),
      ["rabbitmqctl -p / purge_queue 'conductor'"],
    );
    assert.deepEqual(chosenCommands(commands, []), []);
    assert.equal(chosenCommands(planned.steps[1]!.commands, []).length, 2);
  });

  it('puts the same command on several controllers together, but not one that is taken back otherwise', () => {
    const commands = planned.steps[1]!.commands;
    assert.deepEqual(
      commandGroups(commands).map(group => [group.printed, group.commands.map(one => one.controller)]),
      [['docker stop nova_conductor', ['ctl2', 'ctl3']]],
    );
    const [first, second] = commands;
    assert.equal(commandGroups([first!, { ...second!, undo: ['docker start other'] }]).length, 2);
  });

  it('tells at the end how each controller was left', () => {
    const page = pageAtEnd(pageFollowing(begun, ...stopping), 'cancelled', 'Cancelled.', '# Report');
    assert.equal(page.phase, 'ended');
    assert.equal(page.steps[1]?.state, 'cancelled');
    assert.deepEqual(page.end, { end: 'cancelled', seen: 'Cancelled.', report: '# Report' });
    const step = 'Stop nova-conductor on the standbys';
    const printed = 'docker stop nova_conductor';
    assert.deepEqual(controllerTrails(page), [
      { controller: 'ctl1', entries: [] },
      { controller: 'ctl2', entries: [{ step, printed, state: 'done' }] },
      { controller: 'ctl3', entries: [{ step, printed, state: 'unknown' }] },
    ]);
  });
});
