import assert from 'node:assert/strict';
import type { PlannedCommand, PlannedStep } from '../../../../core/runbook/plan.ts';
import { shownStep } from '../../../../io/runbook/shown-commands.ts';

function planned(printed: string, undo: string): PlannedStep {
  const command = (text: string): PlannedCommand => ({
    id: 's/ctl1/1',
    controller: 'ctl1',
    effect: 'change',
    printed: text,
    command: {
      name: 'script',
      effect: 'change',
      run: { script: text },
      timeoutSeconds: 1,
      read: () => ({ isDone: true, said: '' }),
    },
  });
  const commands = [{ ...command(printed), undo: [command(undo)] }];
  return { step: {} as PlannedStep['step'], controllers: ['ctl1'], commands, rows: [], notes: [], refusal: undefined };
}

describe('printed commands', () => {
  it('hold no secret of a script, and the same command is always printed the same', () => {
    const first = shownStep(planned('mysql -unova -phunter22 -e "x"', 'curl http://nova:hunter22@db/'));
    const [shown] = first.commands;
    assert.equal(shown?.printed, 'mysql -unova -p[redacted] -e "x"');
    assert.equal(shown?.undo?.[0]?.printed, 'curl http://nova:[redacted]@db/');
    // What is run is what was written.
    assert.deepEqual(shown?.command.run, { script: 'mysql -unova -phunter22 -e "x"' });
    const other = shownStep(planned('mysql -pother -e y; mysql -unova -phunter22 -e "x"', 'true'));
    assert.equal(other.commands[0]?.printed, 'mysql -p[redacted] -e y; mysql -unova -p[redacted] -e "x"');
    assert.deepEqual(shownStep(first).commands[0]?.printed, shown?.printed);
  });
});
