import type { Plan, PlannedCommand, PlannedStep } from '../../core/runbook/plan.ts';
import type { Verdict } from '../../core/runbook/run-ports.ts';
import { withoutSecrets } from '../../core/text/redact.ts';

/**
 * A plan whose printed commands hold no secret, as a team's own script may. The same command is always printed the same, because
 * journals know commands by what was printed: so there are no numbers that tell secrets apart.
 */
export function shownPlan(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map(shownStep) };
}

/** Rows may quote a statement that runs in a database, notes a file. */
export function shownStep(planned: PlannedStep): PlannedStep {
  const { commands, rows, notes, refusal } = planned;
  return {
    ...planned,
    commands: commands.map(shownCommand),
    rows: rows.map(row => ({ ...row, cells: row.cells.map(withoutSecrets), loss: withoutSecrets(row.loss) })),
    notes: notes.map(withoutSecrets),
    refusal: refusal === undefined ? undefined : withoutSecrets(refusal),
  };
}

/** What a check saw, which may be an option of a file. */
export function shownVerdict(verdict: Verdict): Verdict {
  return { ...verdict, seen: withoutSecrets(verdict.seen) };
}

function shownCommand(command: PlannedCommand): PlannedCommand {
  const printed = withoutSecrets(command.printed).replace(/\[redacted-\d+\]/g, '[redacted]');
  return { ...command, printed, ...(command.undo ? { undo: command.undo.map(shownCommand) } : {}) };
}
