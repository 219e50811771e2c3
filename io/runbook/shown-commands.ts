import type { Plan, PlannedCommand, PlannedStep } from '../../core/runbook/plan.ts';
import { createRedactor } from '../../core/text/redact.ts';

/**
 * A plan whose printed commands hold no secret, as a team's own script may. The same command is always printed the same, because
 * journals know commands by what was printed: so there are no numbers that tell secrets apart.
 */
export function shownPlan(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map(shownStep) };
}

export function shownStep(planned: PlannedStep): PlannedStep {
  return { ...planned, commands: planned.commands.map(shownCommand) };
}

function shownCommand(command: PlannedCommand): PlannedCommand {
  const printed = createRedactor()
    .redact(command.printed)
    .replace(/\[redacted-\d+\]/g, '[redacted]');
  return { ...command, printed, ...(command.undo ? { undo: command.undo.map(shownCommand) } : {}) };
}
