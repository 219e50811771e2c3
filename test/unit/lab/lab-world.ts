import { join } from 'node:path';
import { type Command, wireCommand } from '../../../core/cluster/command.ts';
import { interpret } from '../../../lab/interpret.ts';
import type { Reply } from '../../../lab/reply.ts';
import { scenarios } from '../../../lab/scenarios/scenarios.ts';
import { readWire } from '../../../lab/wire.ts';
import { createWorld, type World } from '../../../lab/world.ts';

/** A moment at which the labs of tests begin: their time passes only when a test says so. */
const labNow = Date.UTC(2026, 10, 22, 12, 0, 0);

export interface TestWorld {
  readonly world: World;
  readonly notes: string[];
  /** Runs a command as a controller would see it, and reads its output as the product does. */
  run<Result>(controller: string, command: Command<Result>): Result;
  reply(controller: string, command: Command<unknown>): Reply;
  pass(seconds: number): void;
}

export function testWorld(scenarioName: string, controllers = 3): TestWorld {
  const scenario = scenarios.find(({ name }) => name === scenarioName);
  if (!scenario) throw new Error(`There is no scenario ${scenarioName}.`);
  const notes: string[] = [];
  const world = createWorld({
    scenario,
    controllers,
    now: labNow,
    knowledgeFolder: join(import.meta.dirname, '../../../knowledge'),
    onNote: ({ text }) => notes.push(text({ t: (message, ...values) => [message, ...values].join('|') })),
  });
  const reply = (controller: string, command: Command<unknown>): Reply => {
    const wire = wireCommand(command, 'sudo', 'mark');
    const request = readWire(wire.line, wire.input);
    if (typeof request === 'string') throw new Error(`${command.name}: ${request}`);
    const answer = interpret(world, controller, request);
    if ('start' in answer) throw new Error(`${command.name} never ends.`);
    return answer;
  };
  return {
    world,
    notes,
    reply,
    run(controller, command) {
      const { status, output, error } = reply(controller, command);
      return command.read({ status, standardOutput: String(output), standardError: error, isCut: false });
    },
    pass: seconds => world.passUntil(world.state().now + seconds * 1000),
  };
}
